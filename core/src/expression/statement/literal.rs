//! Values as a statement writes them: texts, numbers, maps, lists, sets and parameters.

use super::error::StatementError;
use super::lexer::Lexeme;
use super::parser::Parser;
use crate::expression::lexer::Sign;
use crate::item::ItemError;
use crate::item::value::{AttributeValue, Attributes};
use crate::json::by_name;
use crate::limits::NESTING_LEVELS_MAX;
use crate::model::error::Error;

/// The maximum number of containers that may be open: those of a value, and the item that the value is in.
const OPEN_MAX: usize = NESTING_LEVELS_MAX + 1;

/// An open container.
enum Open {
    /// A map, and the name of the member being read.
    Map(Vec<(String, AttributeValue)>, String),
    List(Vec<AttributeValue>),
    Set(Vec<AttributeValue>),
}

impl Parser<'_, '_> {
    /// Whether the next token begins a value.
    pub(super) fn is_value(&self) -> bool {
        match self.peek() {
            Lexeme::Text | Lexeme::Number | Lexeme::Parameter => true,
            Lexeme::Sign(sign) => {
                matches!(sign, Sign::Minus | Sign::Plus | Sign::OpenMap | Sign::OpenIndex | Sign::OpenSet)
            }
            Lexeme::Word => ["TRUE", "FALSE", "NULL"].into_iter().any(|keyword| self.is_keyword(keyword)),
            _ => false,
        }
    }

    /// Parses a value. Open containers are on a stack, and containers that are too deep are read as NULL, so no text
    /// leads to a value of unbounded depth.
    ///
    /// # Errors
    /// ValidationException if none is next.
    pub(super) fn value(&mut self) -> Result<AttributeValue, Error> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let mut done = match self.peek() {
                Lexeme::Sign(Sign::OpenMap) => {
                    self.skip();
                    if !self.take_sign(Sign::CloseMap) {
                        open.push(Open::Map(Vec::new(), self.member_name()?));
                        continue;
                    }
                    AttributeValue::M(Attributes::new())
                }
                Lexeme::Sign(Sign::OpenIndex) => {
                    self.skip();
                    if !self.take_sign(Sign::CloseIndex) {
                        open.push(Open::List(Vec::new()));
                        continue;
                    }
                    AttributeValue::L(Vec::new())
                }
                Lexeme::Sign(Sign::OpenSet) => {
                    self.skip();
                    if !self.take_sign(Sign::CloseSet) {
                        open.push(Open::Set(Vec::new()));
                        continue;
                    }
                    AttributeValue::Ss(Vec::new())
                }
                _ => self.scalar()?,
            };
            // A value is read. The next token decides what it is part of.
            loop {
                let depth = open.len();
                done = match open.pop() {
                    None => return Ok(done),
                    Some(Open::Map(mut members, name)) => {
                        members.push((name, done));
                        if self.take_sign(Sign::Comma) {
                            let next = self.member_name()?;
                            open.push(Open::Map(members, next));
                            break;
                        }
                        self.expect_sign(Sign::CloseMap)?;
                        AttributeValue::M(by_name(members))
                    }
                    Some(Open::List(mut elements)) => {
                        elements.push(done);
                        if self.take_sign(Sign::Comma) {
                            open.push(Open::List(elements));
                            break;
                        }
                        self.expect_sign(Sign::CloseIndex)?;
                        AttributeValue::L(elements)
                    }
                    Some(Open::Set(mut members)) => {
                        members.push(done);
                        if self.take_sign(Sign::Comma) {
                            open.push(Open::Set(members));
                            break;
                        }
                        self.expect_sign(Sign::CloseSet)?;
                        self.set(members)
                    }
                };
                if depth > OPEN_MAX {
                    self.note_error(ItemError::Nesting.into());
                    done = AttributeValue::Null(true);
                }
            }
        }
    }

    /// Parses a value that is not a container.
    fn scalar(&mut self) -> Result<AttributeValue, Error> {
        Ok(match self.peek() {
            Lexeme::Text => AttributeValue::S(self.take_quoted().into_owned()),
            Lexeme::Number => AttributeValue::N(self.take().to_owned()),
            Lexeme::Sign(sign @ (Sign::Minus | Sign::Plus)) => {
                self.skip();
                if self.peek() != Lexeme::Number {
                    return Err(self.malformed());
                }
                let digits = self.take();
                AttributeValue::N(if sign == Sign::Minus { format!("-{digits}") } else { digits.to_owned() })
            }
            Lexeme::Parameter => {
                self.skip();
                self.parameter()
            }
            _ if self.take_keyword("TRUE") => AttributeValue::Bool(true),
            _ if self.take_keyword("FALSE") => AttributeValue::Bool(false),
            _ if self.take_keyword("NULL") => AttributeValue::Null(true),
            _ => return Err(self.malformed()),
        })
    }

    fn member_name(&mut self) -> Result<String, Error> {
        if self.peek() != Lexeme::Text {
            return Err(self.malformed());
        }
        let name = self.take_quoted().into_owned();
        self.expect_sign(Sign::Colon)?;
        Ok(name)
    }

    fn set(&mut self, members: Vec<AttributeValue>) -> AttributeValue {
        let set = match members.first() {
            Some(AttributeValue::S(_)) => {
                let text = |member| if let AttributeValue::S(text) = member { Some(text) } else { None };
                members.into_iter().map(text).collect::<Option<_>>().map(AttributeValue::Ss)
            }
            Some(AttributeValue::N(_)) => {
                let number = |member| if let AttributeValue::N(number) = member { Some(number) } else { None };
                members.into_iter().map(number).collect::<Option<_>>().map(AttributeValue::Ns)
            }
            Some(AttributeValue::B(_)) => {
                let bytes = |member| if let AttributeValue::B(bytes) = member { Some(bytes) } else { None };
                members.into_iter().map(bytes).collect::<Option<_>>().map(AttributeValue::Bs)
            }
            _ => None,
        };
        set.unwrap_or_else(|| {
            self.note_error(StatementError::SetMembers.into());
            AttributeValue::Null(true)
        })
    }
}
