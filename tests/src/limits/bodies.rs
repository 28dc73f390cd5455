//! Bodies of a size.

use super::shapes::{Shapes, Type};
use super::sites::{Site, of_type};
use std::fmt::Write;

/// What a member is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// Right elements, no two alike.
    Distinct,
    /// Right elements, all alike.
    Equal,
    /// Right elements but the last, which is of a wrong type.
    WrongType,
    /// Elements that break their constraints.
    Broken,
}

impl Filling {
    /// All of them.
    pub const ALL: [Filling; 4] = [Filling::Distinct, Filling::Equal, Filling::WrongType, Filling::Broken];
}

/// Returns the body with the member filled until the body has some `bytes`.
pub fn body(
    shapes: &Shapes,
    example: &dyn Fn(&str) -> Option<String>,
    site: &Site,
    filling: Filling,
    bytes: usize,
) -> String {
    let mut body = String::with_capacity(bytes + 1_024);
    body.push_str(&site.prefix);
    let end = bytes.saturating_sub(site.suffix.len() + 2);
    match &site.kind {
        Type::List(element) => {
            body.push('[');
            elements(&mut body, end, |number| value(shapes, example, element, filling, number));
            if filling == Filling::WrongType {
                body.push_str(",[[7]]");
            }
            body.push(']');
        }
        Type::Map(of) => {
            body.push('{');
            elements(&mut body, end, |number| {
                let number = number.filter(|_| filling != Filling::Equal);
                let name = number.map(|number| format!("n{number}")).unwrap_or("pk".to_owned());
                format!("\"{name}\":{}", value(shapes, example, of, filling, number))
            });
            if filling == Filling::WrongType {
                body.push_str(",\"last\":[[7]]");
            }
            body.push('}');
        }
        kind => text(&mut body, end, kind, filling, site.path.ends_with(".N")),
    }
    body.push_str(&site.suffix);
    body
}

/// Writes elements with commas between them up to a length; makes at most one more than fits.
fn elements(body: &mut String, end: usize, element: impl Fn(Option<usize>) -> String) {
    let mut number = 0;
    while body.len() < end || number == 0 {
        let separator = if number == 0 { "" } else { "," };
        let _ = write!(body, "{separator}{}", element(Some(number)));
        number += 1;
    }
}

fn value(
    shapes: &Shapes,
    example: &dyn Fn(&str) -> Option<String>,
    kind: &Type,
    filling: Filling,
    number: Option<usize>,
) -> String {
    match filling {
        Filling::Distinct | Filling::WrongType => of_type(shapes, example, kind, number),
        Filling::Equal => of_type(shapes, example, kind, None),
        Filling::Broken => match kind {
            Type::Structure(_) | Type::Map(_) | Type::Value => "{}".to_owned(),
            Type::List(_) => "[]".to_owned(),
            Type::Number | Type::Refused | Type::Bool => "null".to_owned(),
            Type::Text | Type::Bytes | Type::Enum(_) => "\"\"".to_owned(),
        },
    }
}

fn text(body: &mut String, end: usize, kind: &Type, filling: Filling, is_number: bool) {
    body.push('"');
    let piece = match (filling, kind) {
        (Filling::WrongType, _) => "\\u00e9\\n",
        (Filling::Broken, _) => "\u{e9}!,",
        (Filling::Equal, Type::Text) if is_number => "0",
        (_, Type::Text) if is_number => "1",
        (Filling::Distinct, Type::Text) => "(a0.b[1]+:c,",
        _ => "AAAA",
    };
    while body.len() + piece.len() < end {
        body.push_str(piece);
    }
    body.push('"');
}
