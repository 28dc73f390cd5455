//! The members that can grow, each in a request that is right but for it.

use super::lab::Bench;
use super::shapes::{Shapes, Type};

/// A member that can grow: a list, a map or a text somewhere in an operation's input.
#[derive(Clone, Debug)]
pub struct Site {
    /// The operation.
    pub operation: String,
    /// Where in its input: names joined by points, `[]` for an element, `{}` for an entry.
    pub path: String,
    /// What grows there.
    pub kind: Type,
    /// The body before it.
    pub prefix: String,
    /// The body after it.
    pub suffix: String,
}

/// How a type is made: one that has another in it cannot be a constant.
type Make = fn() -> Type;

/// The type of an attribute value's member.
const VALUES: [(&str, Make); 8] = [
    ("S", || Type::Text),
    ("N", || Type::Text),
    ("B", || Type::Bytes),
    ("SS", || Type::List(Box::new(Type::Text))),
    ("NS", || Type::List(Box::new(Type::Number))),
    ("BS", || Type::List(Box::new(Type::Bytes))),
    ("L", || Type::List(Box::new(Type::Value))),
    ("M", || Type::Map(Box::new(Type::Value))),
];

impl Site {
    /// Every member that can grow, of every operation, in each of its right requests.
    pub fn all(shapes: &Shapes, bench: &Bench) -> Vec<Site> {
        let mut sites = Vec::new();
        for (operation, input) in &shapes.operations {
            let at = Site {
                operation: operation.clone(),
                path: String::new(),
                kind: Type::Structure(input.clone()),
                prefix: String::new(),
                suffix: String::new(),
            };
            // Members that no operation knows, which are read and passed.
            sites.push(Site { kind: Type::Map(Box::new(Type::Number)), path: "(unknown)".to_owned(), ..at.clone() });
            for (number, base) in bench.bases(operation).into_iter().enumerate() {
                let mark = if number == 0 { String::new() } else { format!("({number}) ") };
                let example = &|name: &str| bench.example(name);
                Walk { shapes, example, base, mark, sites: &mut sites }.walk(&at);
            }
        }
        sites
    }

    /// The body in which nothing grows.
    pub fn base(shapes: &Shapes, bench: &Bench, operation: &str, base: &[(&'static str, String)]) -> String {
        let (_, input) = shapes.operations.iter().find(|(name, _)| name == operation).unwrap();
        let example = |name: &str| bench.example(name);
        let required = shapes.members(input).iter().filter(|member| member.is_required);
        let required = required.filter(|member| base.iter().all(|(name, _)| *name != member.name));
        let required = required.map(|member| (member.name.as_str(), right(shapes, &example, member, None)));
        let all = required.chain(base.iter().map(|(name, json)| (*name, json.clone())));
        let all: Vec<String> = all.map(|(name, json)| format!("\"{name}\":{json}")).collect();
        format!("{{{}}}", all.join(","))
    }

    fn inside(&self, path: &str, kind: Type, before: &str, after: &str) -> Site {
        Site {
            operation: self.operation.clone(),
            path: format!("{}{path}", self.path),
            kind,
            prefix: format!("{}{before}", self.prefix),
            suffix: format!("{after}{}", self.suffix),
        }
    }
}

struct Walk<'a> {
    shapes: &'a Shapes,
    example: &'a dyn Fn(&str) -> Option<String>,
    /// What the input has beside its required members.
    base: Vec<(&'static str, String)>,
    mark: String,
    sites: &'a mut Vec<Site>,
}

impl Walk<'_> {
    fn walk(&mut self, at: &Site) {
        match &at.kind {
            Type::Number | Type::Bool => {}
            Type::Text | Type::Bytes | Type::Enum(_) => self.sites.push(at.clone()),
            Type::Refused => self.sites.push(Site { kind: Type::List(Box::new(Type::Number)), ..at.clone() }),
            Type::List(element) => {
                self.sites.push(at.clone());
                self.walk(&at.inside("[]", (**element).clone(), "[", "]"));
            }
            Type::Map(value) => {
                self.sites.push(at.clone());
                // A name that is one of a table where tables are named, and of an attribute elsewhere.
                let name = if at.path.ends_with("RequestItems") { "Music" } else { "pk" };
                self.walk(&at.inside("{}", (**value).clone(), &format!("{{\"{name}\":"), "}"));
            }
            Type::Value => {
                for (name, kind) in VALUES {
                    let site = at.inside(&format!(".{name}"), kind(), &format!("{{\"{name}\":"), "}");
                    self.sites.push(site);
                }
            }
            Type::Structure(name) => {
                let members = self.shapes.members(name);
                let is_input = at.path.is_empty();
                let base = if is_input { self.base.clone() } else { Vec::new() };
                for member in members {
                    let of_base = |name: &str| base.iter().any(|(known, _)| *known == name);
                    let others = members.iter().filter(|other| other.is_required && !of_base(&other.name));
                    let others = others
                        .map(|other| (other.name.as_str(), right(self.shapes, self.example, other, None)))
                        .chain(base.iter().map(|(name, json)| (*name, json.clone())))
                        .filter(|(name, _)| *name != member.name);
                    let others: String = others.map(|(name, json)| format!("\"{name}\":{json},")).collect();
                    let before = format!("{{{others}\"{}\":", member.name);
                    let path = match is_input {
                        true => format!("{}{}", self.mark, member.name),
                        false => format!(".{}", member.name),
                    };
                    self.walk(&at.inside(&path, member.kind.clone(), &before, "}"));
                }
            }
        }
    }
}

/// A right value of a member; with a number, one that differs from those with other numbers.
pub fn right(
    shapes: &Shapes,
    example: &dyn Fn(&str) -> Option<String>,
    member: &super::shapes::Member,
    number: Option<usize>,
) -> String {
    let is_fitting = |text: &String| (member.kind == Type::Text) == text.starts_with('"');
    match (&member.kind, example(&member.name).filter(is_fitting)) {
        (_, Some(text)) => match number {
            // Before the end of the last text in it.
            Some(number) => match text.rfind('"') {
                Some(end) => format!("{}{number}{}", &text[..end], &text[end..]),
                None => text,
            },
            None => text,
        },
        (kind, None) => of_type(shapes, example, kind, number),
    }
}

/// A right value of a type.
pub fn of_type(
    shapes: &Shapes,
    example: &dyn Fn(&str) -> Option<String>,
    kind: &Type,
    number: Option<usize>,
) -> String {
    let tail = number.map(|number| number.to_string()).unwrap_or_default();
    match kind {
        Type::Text => format!("\"abc{tail}\""),
        Type::Bytes => format!("\"{:0>8}\"", tail),
        Type::Number | Type::Refused => number.unwrap_or(1).to_string(),
        Type::Bool => "true".to_owned(),
        Type::Enum(values) => format!("\"{}\"", values[0]),
        Type::List(element) => format!("[{}]", of_type(shapes, example, element, number)),
        Type::Map(value) => format!("{{\"pk\":{}}}", of_type(shapes, example, value, number)),
        Type::Value => format!("{{\"S\":\"a{tail}\"}}"),
        Type::Structure(name) => {
            let members = shapes.members(name);
            let mut some: Vec<_> = members.iter().filter(|member| member.is_required).collect();
            if some.is_empty() {
                some.extend(members.first());
            }
            let written: Vec<String> = some
                .into_iter()
                .map(|member| format!("\"{}\":{}", member.name, right(shapes, example, member, number)))
                .collect();
            format!("{{{}}}", written.join(","))
        }
    }
}
