//! Projections: the attributes, and parts of attributes, to return.

use super::error::{ExpressionError, ExpressionKind, Fault};
use super::lexer::Sign;
use super::parser::Parser;
use super::path::Path;
use super::placeholders::Placeholders;
use super::tree::{Paths, Tree, insert};
use crate::item::{ElementsWriter, Item, Kind, Members, MembersWriter, Stored};
use crate::model::error::Error;

/// The attributes, and parts of attributes, to return.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection(Paths<()>);

impl Projection {
    /// Reads a projection.
    ///
    /// # Errors
    /// ValidationException with the service's text for an invalid projection.
    pub fn parse(text: &str, placeholders: &mut Placeholders<'_>) -> Result<Projection, Error> {
        let kind = ExpressionKind::Projection;
        let mut parser = Parser::new(kind, text, placeholders)?;
        let mut paths = vec![parser.path()?];
        while parser.takes(Sign::Comma) {
            paths.push(parser.path()?);
        }
        let paths = parser.finish(paths)?;
        Projection::of_paths(paths).map_err(|fault| ExpressionError::Of { kind, fault }.into())
    }

    pub(super) fn of_paths(paths: Vec<Path>) -> Result<Projection, Fault> {
        let mut tree = Paths::new();
        paths.into_iter().try_for_each(|path| insert(&mut tree, path, ()))?;
        Ok(Projection(tree))
    }

    pub(super) fn of_tree(paths: Paths<()>) -> Projection {
        Projection(paths)
    }

    /// A projection of top-level attributes, which may be repeated.
    pub fn attributes<'a>(names: impl IntoIterator<Item = &'a str>) -> Projection {
        Projection(names.into_iter().map(|name| (name.to_owned(), Tree::End(()))).collect())
    }

    /// The names of the attributes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The projected item. A map or a list without a selected part is left out; the elements of a list move up.
    pub fn of(&self, item: &Item) -> Item {
        let mut kept = MembersWriter::new(128);
        keep_members(item.members(), &self.0, &mut kept);
        kept.into_item()
    }
}

fn keep_members(members: Members<'_>, wanted: &Paths<()>, kept: &mut MembersWriter) {
    for (name, value) in members {
        match wanted.get(name) {
            None => {}
            Some(Tree::End(())) => kept.push(name, value),
            Some(inner) => match keep_inside(value, inner) {
                Kept::Nothing => {}
                Kept::Map(members) => kept.push_map(name, &members),
                Kept::List(elements) => kept.push_list(name, &elements),
            },
        }
    }
}

enum Kept {
    Nothing,
    Map(MembersWriter),
    List(ElementsWriter),
}

/// Depth of recursion: that of the paths, 32 at most.
fn keep_inside(value: Stored<'_>, wanted: &Tree<()>) -> Kept {
    match (wanted, value.kind()) {
        (Tree::Members(wanted), Kind::M) => {
            let mut kept = MembersWriter::new(128);
            keep_members(value.members(), wanted, &mut kept);
            if kept.is_empty() { Kept::Nothing } else { Kept::Map(kept) }
        }
        (Tree::Elements(wanted), Kind::L) => {
            let mut kept = ElementsWriter::default();
            for (index, element) in value.elements().enumerate() {
                match wanted.get(&index) {
                    None => {}
                    Some(Tree::End(())) => kept.push(element),
                    Some(inner) => match keep_inside(element, inner) {
                        Kept::Nothing => {}
                        Kept::Map(members) => kept.push_map(&members),
                        Kept::List(elements) => kept.push_list(&elements),
                    },
                }
            }
            if kept.is_empty() { Kept::Nothing } else { Kept::List(kept) }
        }
        _ => Kept::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{item, parsed};
    use super::*;

    fn projected(text: &str) -> Result<Item, String> {
        let old = item(
            r#"{"a": {"S": "1"}, "b.c": {"S": "2"}, "l": {"L": [{"S": "0"}, {"M": {"x": {"N": "1"}, "y": {"N": "2"}}}, {"S": "2"}]},
                "m": {"M": {"k": {"M": {"i": {"S": "i"}, "j": {"S": "j"}}}, "s": {"SS": ["p"]}}}}"#,
        );
        parsed(ExpressionKind::Projection, &[("#b", "b.c")], "{}", |placeholders| {
            let projection = Projection::parse(text, placeholders)?;
            if !text.contains("#b") {
                placeholders.name("#b");
            }
            Ok(projection.of(&old))
        })
    }

    #[test]
    fn what_is_left() {
        for (text, expected) in [
            ("a", r#"{"a": {"S": "1"}}"#),
            ("a, #b ,q", r#"{"a": {"S": "1"}, "b.c": {"S": "2"}}"#),
            ("q", "{}"),
            ("m.k.i, m.q, m.s.t", r#"{"m": {"M": {"k": {"M": {"i": {"S": "i"}}}}}}"#),
            ("m.s", r#"{"m": {"M": {"s": {"SS": ["p"]}}}}"#),
            ("l[2], l[0]", r#"{"l": {"L": [{"S": "0"}, {"S": "2"}]}}"#),
            ("l[1].y, l[9]", r#"{"l": {"L": [{"M": {"y": {"N": "2"}}}]}}"#),
            ("l[9], a.b, m.q", "{}"),
            ("l.x, m[0], a[0]", "{}"),
        ] {
            assert_eq!(projected(text), Ok(item(expected)), "{text}");
        }
    }

    #[test]
    fn what_is_refused() {
        let paths = "must remove or rewrite one of these paths";
        for (text, expected) in [
            ("a b", "Syntax error; token: \"b\", near: \"a b\"".to_owned()),
            ("a,", "Syntax error; token: \"<EOF>\", near: \",\"".to_owned()),
            ("a, name", "Attribute name is a reserved keyword; reserved keyword: name".to_owned()),
            (
                "a, l[0], a",
                format!("Two document paths overlap with each other; {paths}; path one: [a], path two: [a]"),
            ),
            (
                "l[0].x, l",
                format!("Two document paths overlap with each other; {paths}; path one: [l, [0], x], path two: [l]"),
            ),
            (
                "l[0], l.x",
                format!("Two document paths conflict with each other; {paths}; path one: [l, [0]], path two: [l, x]"),
            ),
        ] {
            assert_eq!(projected(text), Err(format!("Invalid ProjectionExpression: {expected}")), "{text}");
        }
    }
}
