//! Projections: the attributes, and parts of attributes, to return.

use super::error::{ExpressionError, ExpressionKind, Fault};
use super::lexer::Sign;
use super::parser::Parser;
use super::path::Path;
use super::placeholders::Placeholders;
use super::tree::{Paths, Tree, in_a_map, insert};
use crate::item::{Cursor, ElementsWriter, Item, Kind, MembersWriter, text};
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
        Projection(in_a_map(names.into_iter().map(|name| (name.to_owned(), Tree::End(())))))
    }

    /// The names of the attributes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The projected item. A map or a list without a selected part is left out; the elements of a list move up.
    pub fn of(&self, item: &Item) -> Item {
        let mut kept = MembersWriter::new(128);
        // An item is whole: it ends where no more attributes are.
        let _ = keep_members(&mut item.cursor(), usize::MAX, &self.0, &mut kept);
        kept.into_item()
    }
}

/// Passes so many members of a map, or all attributes of an item.
fn keep_members(cursor: &mut Cursor<'_>, count: usize, wanted: &Paths<()>, kept: &mut MembersWriter) -> Option<()> {
    for _ in 0..count {
        let name = text(cursor.name()?);
        match wanted.get(name) {
            None => cursor.skip()?,
            Some(Tree::End(())) => kept.push(name, cursor.value()?),
            Some(inner) => match keep_inside(cursor, inner)? {
                Kept::Nothing => {}
                Kept::Map(members) => kept.push_map(name, &members),
                Kept::List(elements) => kept.push_list(name, &elements),
            },
        }
    }
    Some(())
}

enum Kept {
    Nothing,
    Map(MembersWriter),
    List(ElementsWriter),
}

/// Passes a value, once, however deep the paths lead into it. Depth of recursion: that of the paths, 32 at most.
fn keep_inside(cursor: &mut Cursor<'_>, wanted: &Tree<()>) -> Option<Kept> {
    let mut inside = cursor.clone();
    let kept = match (wanted, inside.open()) {
        (Tree::Members(wanted), Some((Kind::M, count))) => {
            let mut kept = MembersWriter::new(128);
            keep_members(&mut inside, count, wanted, &mut kept)?;
            if kept.is_empty() { Kept::Nothing } else { Kept::Map(kept) }
        }
        (Tree::Elements(wanted), Some((Kind::L, count))) => {
            let mut kept = ElementsWriter::default();
            for index in 0..count {
                match wanted.get(&index) {
                    None => inside.skip()?,
                    Some(Tree::End(())) => kept.push(inside.value()?),
                    Some(inner) => match keep_inside(&mut inside, inner)? {
                        Kept::Nothing => {}
                        Kept::Map(members) => kept.push_map(&members),
                        Kept::List(elements) => kept.push_list(&elements),
                    },
                }
            }
            if kept.is_empty() { Kept::Nothing } else { Kept::List(kept) }
        }
        _ => {
            cursor.skip()?;
            return Some(Kept::Nothing);
        }
    };
    *cursor = inside;
    Some(kept)
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
