//! Updates: the actions on the attributes of an item.

use super::error::{ExpressionError, ExpressionKind, Fault};
use super::found::Sought;
use super::grammar::Grammar;
use super::legacy::LegacyError;
use super::lexer::{Lexeme, Sign};
use super::parser::{Parser, Term, long_name};
use super::path::Path;
use super::placeholders::Placeholders;
use super::projection::Projection;
use super::tree::{Paths, in_a_map, insert};
use crate::item::{Canonical, Kind};
use crate::model::error::Error;

/// The words that begin a section, which are not attribute names in an update.
const SECTIONS: [&str; 4] = ["SET", "REMOVE", "ADD", "DELETE"];

/// An update of an item: an action for each path.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    pub(super) paths: Paths<Action>,
    /// Whether it is from the legacy parameter, which has its own text for an attribute of another type.
    pub(super) is_legacy: bool,
    /// All paths that its operands read.
    pub(super) sought: Sought,
}

/// An action on the value at a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    /// Replaces the value.
    Set(Operand),
    /// Removes the value.
    Remove,
    /// Adds a number, or members to a set.
    Add(Canonical),
    /// Removes members from a set.
    Delete(Canonical),
}

/// A value that is computed from the old item.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Path(Path),
    Value(Canonical),
    IfNotExists(Path, Box<Operand>),
    ListAppend(Box<Operand>, Box<Operand>),
    Plus(Box<Operand>, Box<Operand>),
    Minus(Box<Operand>, Box<Operand>),
}

impl Operand {
    /// Depth of recursion: that of the operand, which the number of operators bounds.
    fn each_path<'a>(&'a self, visit: &mut dyn FnMut(&'a Path)) {
        match self {
            Operand::Path(path) => visit(path),
            Operand::Value(_) => {}
            Operand::IfNotExists(path, otherwise) => {
                visit(path);
                otherwise.each_path(visit);
            }
            Operand::ListAppend(one, two) | Operand::Plus(one, two) | Operand::Minus(one, two) => {
                one.each_path(visit);
                two.each_path(visit);
            }
        }
    }
}

impl Update {
    /// The error for an attribute whose type does not allow the action.
    pub(super) fn mismatch(&self) -> Error {
        match self.is_legacy {
            true => LegacyError::UpdateType.into(),
            false => ExpressionError::UpdateOperandType.into(),
        }
    }

    /// Reads an update.
    ///
    /// # Errors
    /// ValidationException with the service's text for an invalid update.
    pub fn parse(text: &str, placeholders: &mut Placeholders<'_>) -> Result<Update, Error> {
        let kind = ExpressionKind::Update;
        let mut parser = Parser::new(kind, text, placeholders)?;
        let mut actions = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        loop {
            let Some(section) = SECTIONS.into_iter().find(|section| parser.is_keyword(section)) else {
                return Err(parser.unexpected());
            };
            parser.take();
            if seen.contains(&section) {
                parser.note(Fault::SectionTwice { section });
            }
            seen.push(section);
            loop {
                actions.push(action(&mut parser, section)?);
                if !parser.takes(Sign::Comma) {
                    break;
                }
            }
            if parser.peek() == Lexeme::End {
                break;
            }
        }
        let actions = parser.finish(actions)?;
        Update::of_actions(actions).map_err(|fault| ExpressionError::Of { kind, fault }.into())
    }

    pub(super) fn of_actions(actions: Vec<(Path, Action)>) -> Result<Update, Fault> {
        let mut paths = Paths::new();
        actions.into_iter().try_for_each(|(path, action)| insert(&mut paths, path, action))?;
        Ok(Update::of(paths, false))
    }

    pub(super) fn of(paths: Paths<Action>, is_legacy: bool) -> Update {
        let mut read = Vec::new();
        paths.values().for_each(|tree| {
            tree.each(&mut |action| {
                if let Action::Set(operand) = action {
                    operand.each_path(&mut |path| read.push(path));
                }
            })
        });
        let sought = Sought::new(read.len(), || read);
        Update { paths, is_legacy, sought }
    }

    /// An update without actions.
    pub(super) fn nothing() -> Update {
        Update::of(Paths::new(), false)
    }

    /// Whether the update creates an item if there is none. An update that only removes does not; one without actions
    /// does.
    ///
    /// # Source
    /// The service model's documentation of `AttributeUpdates` (DELETE: "causes nothing to happen"). That expressions
    /// do the same is assumed.
    pub fn creates(&self) -> bool {
        self.paths.is_empty()
            || self.paths.values().any(|tree| tree.any(&|action| matches!(action, Action::Set(_) | Action::Add(_))))
    }

    /// The names of the attributes that change.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str)
    }

    /// The paths that change, which `UPDATED_OLD` and `UPDATED_NEW` return.
    pub fn touched(&self) -> Projection {
        Projection::of_tree(in_a_map(self.paths.iter().map(|(name, tree)| (name.clone(), tree.map(&|_| ())))))
    }
}

fn action(parser: &mut Parser<'_, '_, '_>, section: &'static str) -> Result<(Path, Action), Error> {
    if SECTIONS.iter().any(|section| parser.is_keyword(section)) {
        return Err(parser.unexpected());
    }
    let path = parser.path()?;
    let action = match section {
        "SET" => {
            parser.expect(Sign::Equal)?;
            let term = parser.term(&SECTIONS)?;
            Action::Set(operand(parser, term))
        }
        "REMOVE" => Action::Remove,
        _ => {
            if parser.peek() != Lexeme::Value {
                return Err(parser.unexpected());
            }
            let value = match parser.term(&SECTIONS)? {
                Term::Value(value) => value,
                _ => return Err(parser.unexpected()),
            };
            let kind = value.stored().kind();
            if !(kind.is_set() || kind == Kind::N && section == "ADD") {
                parser.note(Fault::SectionType { section, kind: long_name(kind) });
            }
            if section == "ADD" { Action::Add(value) } else { Action::Delete(value) }
        }
    };
    Ok((path, action))
}

/// The operand of an update that a term forms. Depth of recursion: that of the term, which the number of operators
/// bounds.
pub(super) fn operand<'t>(parser: &mut impl Grammar<'t>, term: Term<'_>) -> Operand {
    match term {
        Term::Path(path) => Operand::Path(path),
        Term::Value(value) => Operand::Value(value),
        Term::Sum(left, sign, right) => {
            let is_plus = sign == Sign::Plus;
            let (left, right) = (operand(parser, *left), operand(parser, *right));
            for side in [&left, &right] {
                check_type(parser, if is_plus { "+" } else { "-" }, side, Kind::N);
            }
            let (left, right) = (Box::new(left), Box::new(right));
            if is_plus { Operand::Plus(left, right) } else { Operand::Minus(left, right) }
        }
        Term::Call(function, operands) => {
            let count = operands.len();
            let mut operands = operands.into_iter().map(|term| operand(parser, term)).collect::<Vec<_>>().into_iter();
            match (function, count, operands.next(), operands.next()) {
                ("if_not_exists", 2, Some(Operand::Path(path)), Some(value)) => {
                    Operand::IfNotExists(path, Box::new(value))
                }
                ("if_not_exists", 2, ..) => noted(parser, Fault::NeedsPath { operator: "if_not_exists" }),
                ("list_append", 2, Some(one), Some(two)) => {
                    for side in [&one, &two] {
                        if matches!(side, Operand::ListAppend(..)) {
                            parser.note(Fault::FunctionMisplaced { function: "list_append" });
                        }
                        check_type(parser, "list_append", side, Kind::L);
                    }
                    Operand::ListAppend(Box::new(one), Box::new(two))
                }
                ("if_not_exists", ..) => noted(parser, Fault::OperandCount { operator: "if_not_exists", count }),
                ("list_append", ..) => noted(parser, Fault::OperandCount { operator: "list_append", count }),
                (function, ..) => {
                    let known = [
                        "attribute_exists",
                        "attribute_not_exists",
                        "attribute_type",
                        "begins_with",
                        "contains",
                        "size",
                    ];
                    let fault = match known.into_iter().find(|known| *known == function) {
                        Some(function) => Fault::FunctionOfConditions { function },
                        None => Fault::FunctionUnknown { function: function.to_owned() },
                    };
                    noted(parser, fault)
                }
            }
        }
    }
}

/// A stand-in for an invalid part, whose fault is noted: the parse fails, so it is never evaluated.
fn noted<'t>(parser: &mut impl Grammar<'t>, fault: Fault) -> Operand {
    parser.note(fault);
    Operand::Value(Canonical::null())
}

/// Checks the type of an operand, as far as it is known without an item.
fn check_type<'t>(parser: &mut impl Grammar<'t>, operator: &'static str, operand: &Operand, wanted: Kind) {
    let kind = match operand {
        Operand::Value(value) => value.stored().kind(),
        Operand::ListAppend(..) => Kind::L,
        Operand::Plus(..) | Operand::Minus(..) => Kind::N,
        Operand::Path(_) | Operand::IfNotExists(..) => return,
    };
    if kind != wanted {
        parser.note(Fault::OperandType { operator, kind: kind.name() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::parsed;
    use super::*;

    fn text_of(text: &str) -> String {
        let values = r#"{":s": {"S": "b"}, ":n": {"N": "1"}, ":l": {"L": []}, ":ss": {"SS": ["a"]}, ":m": {"M": {}}}"#;
        let kind = ExpressionKind::Update;
        let mut found = String::new();
        let _ = parsed(kind, &[("#a", "a")], values, |placeholders| {
            found = Update::parse(text, placeholders).err().map(|error| error.to_string()).unwrap_or_default();
            Ok(())
        });
        found.strip_prefix("Invalid UpdateExpression: ").unwrap_or(&found).to_owned()
    }

    #[test]
    fn what_is_an_update() {
        for text in [
            "SET a = :s",
            "set a=:s,b = b+:n remove c,d[1] add e :n delete f :ss",
            "SET a = if_not_exists(a, :n) + :n",
            "SET a = list_append(if_not_exists(a, :l), :l), b.c[2] = list_append(:l, d)",
            "SET a = :n - b",
            "SET a = (b + :n)",
            "DELETE a :ss SET #a.b[0] = c ADD d :ss".trim_start_matches("DELETE a :ss "),
            "REMOVE a.b, a.c, a.d[0], a.d[1]",
        ] {
            assert_eq!(text_of(text), "", "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        let paths = "must remove or rewrite one of these paths";
        for (text, expected) in [
            ("", "The expression can not be empty;".to_owned()),
            ("a = :s", "Syntax error; token: \"a\", near: \"a =\"".to_owned()),
            ("SET", "Syntax error; token: \"<EOF>\", near: \"SET\"".to_owned()),
            ("SET a", "Syntax error; token: \"<EOF>\", near: \"a\"".to_owned()),
            ("SET a = :s,", "Syntax error; token: \"<EOF>\", near: \",\"".to_owned()),
            ("SET a = :s, REMOVE b", "Syntax error; token: \"REMOVE\", near: \", REMOVE b\"".to_owned()),
            ("SET a = :n + :n + :n", "Syntax error; token: \"+\", near: \":n + :n\"".to_owned()),
            ("SET a = list_append(b, c + d)", "Syntax error; token: \"+\", near: \"c + d\"".to_owned()),
            ("ADD a b", "Syntax error; token: \"b\", near: \"a b\"".to_owned()),
            ("REMOVE :s", "Syntax error; token: \":s\", near: \"REMOVE :s\"".to_owned()),
            ("SET a = :s SET b = :s", "The \"SET\" section can only be used once in an update expression;".to_owned()),
            ("SET name = :s", "Attribute name is a reserved keyword; reserved keyword: name".to_owned()),
            ("SET a = ((b))", "The expression has redundant parentheses;".to_owned()),
            ("SET a = foo(b)", "Invalid function name; function: foo".to_owned()),
            ("SET a = size(b)", "The function is not allowed in an update expression; function: size".to_owned()),
            (
                "SET a = if_not_exists(b)",
                "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of \
                 operands: 1"
                    .to_owned(),
            ),
            (
                "SET a = if_not_exists(:s, b)",
                "Operator or function requires a document path; operator or function: if_not_exists".to_owned(),
            ),
            (
                "SET a = list_append(b, :m)",
                "Incorrect operand type for operator or function; operator or function: list_append, operand type: M".to_owned(),
            ),
            (
                "SET a = b + :s",
                "Incorrect operand type for operator or function; operator or function: +, operand type: S".to_owned(),
            ),
            (
                "ADD a :s",
                "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: \
                 ALLOWED_FOR_ADD_OPERAND"
                    .to_owned(),
            ),
            (
                "DELETE a :n",
                "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: \
                 ALLOWED_FOR_DELETE_OPERAND"
                    .to_owned(),
            ),
            ("SET a = :s, #a = :n", format!("Two document paths overlap with each other; {paths}; path one: [a], path two: [a]")),
            (
                "SET a.b[1] = :s REMOVE a",
                format!("Two document paths overlap with each other; {paths}; path one: [a, b, [1]], path two: [a]"),
            ),
            (
                "SET a.b = :s REMOVE a.b.c",
                format!("Two document paths overlap with each other; {paths}; path one: [a, b], path two: [a, b, c]"),
            ),
            (
                "SET a.b = :s REMOVE a[0]",
                format!("Two document paths conflict with each other; {paths}; path one: [a, b], path two: [a, [0]]"),
            ),
        ] {
            assert_eq!(text_of(text), expected, "{text}");
        }
    }

    #[test]
    fn bounds() {
        let nested = |levels: usize| format!("SET a = {}b{}", "if_not_exists(c,".repeat(levels), ")".repeat(levels));
        let appended = "The function is not allowed to be used this way in an expression; function: list_append";
        assert_eq!(text_of("SET a = list_append(list_append(b,c),d)"), appended);
        assert_eq!(text_of(&nested(240)), "");
        let counted = format!("SET {}", (0..301).map(|n| format!("a{n}=b+b")).collect::<Vec<_>>().join(","));
        assert_eq!(text_of(&counted), "The expression contains too many operators; operator count: 301");
        for open in ["SET a = (", "SET a = list_append(", "SET a."] {
            assert!(text_of(&open.repeat(4_096 / open.len())).starts_with("Syntax error"), "{open}");
            let rest = open.trim_start_matches("SET a = ");
            assert!(
                text_of(&format!("SET a = {}", rest.repeat(4_000 / rest.len()))).starts_with("Syntax error"),
                "{open}"
            );
        }
    }
}
