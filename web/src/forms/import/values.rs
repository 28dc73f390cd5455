//! The values of a text one by one: those of a list, of lines, and of the answer of a Scan, however long it is.
//!
//! A value is read at once if it is short. A long object may be an answer, whose items are taken one by one; so it is
//! first gone through, a member or an item at a time:
//!
//! ```text
//!   {"Count": 9000, "Items": [ {…}, {…}, … ], "ScannedCount": 9000}
//!    └─ survey ─────────────────────────────────────────────────► end
//!                              └─ values ─────► ]  then on behind the end
//! ```

use crate::format;
use crate::item::json::{self, Json, describe};
use timemark_core::json::{Fault, Reader, value};

/// The values of a text, which is passed with every call.
#[derive(Debug)]
pub struct Values {
    at: usize,
    /// The lists that the position is in, outermost first.
    within: Vec<List>,
    has_begun: bool,
    survey: Option<Survey>,
}

/// What was found next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A value.
    Value,
    /// Nothing yet.
    Nothing,
    /// The end of the text.
    End,
}

/// Why a text cannot be read to its end.
#[derive(Debug)]
pub struct Problem {
    /// The reason, with line and column.
    pub text: String,
    /// Whether the reason lies in the next value, not behind the last.
    pub is_of_value: bool,
}

/// A list whose elements are values.
#[derive(Debug)]
enum List {
    /// All of the text.
    Whole,
    /// The items of an answer that ends at a position.
    Answer { end: usize },
}

/// A long object that is gone through.
#[derive(Debug)]
struct Survey {
    start: usize,
    at: usize,
    /// The position of its items, once they are found.
    items: Option<usize>,
    is_in_items: bool,
    has_count: bool,
}

/// The longest value that is read at once in any case, in bytes.
const SHORT_BYTES: usize = 64 * 1024;

impl Values {
    /// The values from the beginning of a text.
    pub fn new(text: &str) -> Values {
        Values { at: json::reader(text).at(), within: Vec::new(), has_begun: false, survey: None }
    }

    /// The position up to which values were taken, in bytes.
    pub fn at(&self) -> usize {
        self.survey.as_ref().map_or(self.at, |survey| survey.at)
    }

    /// Passes the next value to `each`, or goes a little further towards it.
    ///
    /// # Errors
    /// The reason for which the text cannot be read to its end.
    pub fn next(&mut self, text: &str, each: &mut dyn FnMut(Json<'_>)) -> Result<Next, Problem> {
        if let Some(survey) = &mut self.survey {
            let Some(end) = survey.step(text).map_err(|fault| of_value(fault, text))? else { return Ok(Next::Nothing) };
            let (start, items) = (survey.start, survey.items.filter(|_| survey.has_count));
            self.survey = None;
            if let Some(items) = items {
                self.within.push(List::Answer { end });
                self.at = items;
                return self.begin_list(text);
            }
            return self.value(text, start, each);
        }
        let mut reader = Reader::starting(text, self.at);
        if !std::mem::replace(&mut self.has_begun, true) && reader.take(b'[') {
            self.within.push(List::Whole);
            self.at = reader.at();
            return self.begin_list(text);
        }
        let next = reader.peek();
        let start = reader.at();
        match (next, self.within.is_empty()) {
            (None, true) => return Ok(Next::End),
            (None, false) => return Err(behind(reader.fault("the list has no end: ] is missing"), text)),
            (Some(b'{'), _) if text.len() - start > SHORT_BYTES => {
                let mut short = Reader::starting(format::start(text, start + SHORT_BYTES), start);
                if value(&mut short).is_err() {
                    let (is_in_items, has_count) = (false, false);
                    self.survey = Some(Survey { start, at: start + 1, items: None, is_in_items, has_count });
                    return Ok(Next::Nothing);
                }
            }
            (Some(_), _) => {}
        }
        self.value(text, start, each)
    }

    /// Passes the value at a position to `each`.
    fn value(&mut self, text: &str, start: usize, each: &mut dyn FnMut(Json<'_>)) -> Result<Next, Problem> {
        let mut reader = Reader::starting(text, start);
        each(value(&mut reader).map_err(|fault| of_value(fault, text))?);
        self.at = reader.at();
        self.end_of_value(text).map(|()| Next::Value)
    }

    /// Leaves a list at once if it is empty.
    fn begin_list(&mut self, text: &str) -> Result<Next, Problem> {
        if Reader::starting(text, self.at).peek() == Some(b']') {
            self.end_of_value(text)?;
        }
        Ok(Next::Nothing)
    }

    /// Goes on behind a value: to the next of its list, or behind that.
    fn end_of_value(&mut self, text: &str) -> Result<(), Problem> {
        while let Some(list) = self.within.last() {
            let mut reader = Reader::starting(text, self.at);
            if reader.take(b',') {
                self.at = reader.at();
                return Ok(());
            }
            if !reader.take(b']') {
                return Err(of_value(reader.fault("a comma or ] is missing"), text));
            }
            match *list {
                List::Answer { end } => self.at = end,
                List::Whole if reader.peek().is_some() => {
                    return Err(behind(reader.fault("something follows the end of the list"), text));
                }
                List::Whole => self.at = reader.at(),
            }
            self.within.pop();
        }
        Ok(())
    }
}

impl Survey {
    /// Goes through a member, or an item. Returns the end of the object once it is reached.
    fn step(&mut self, text: &str) -> Result<Option<usize>, Fault> {
        let mut reader = Reader::starting(text, self.at);
        if self.is_in_items {
            value(&mut reader)?;
            self.is_in_items = !reader.take(b']');
            if self.is_in_items && !reader.take(b',') {
                return Err(reader.fault("a comma or ] is missing"));
            }
        } else {
            if reader.peek() != Some(b'"') {
                return Err(reader.fault("a name in \"double quotes\" is missing"));
            }
            let name = reader.string()?;
            if !reader.take(b':') {
                return Err(reader.fault("a colon is missing"));
            }
            if name == "Items" && self.items.is_none() && reader.take(b'[') {
                self.items = Some(reader.at());
                self.is_in_items = !reader.take(b']');
            } else {
                let is_whole = matches!(value(&mut reader)?, Json::Integer(_));
                self.has_count |= name == "Count" && is_whole;
            }
        }
        if !self.is_in_items && reader.take(b'}') {
            return Ok(Some(reader.at()));
        }
        if !self.is_in_items && !reader.take(b',') {
            return Err(reader.fault("a comma or } is missing"));
        }
        self.at = reader.at();
        Ok(None)
    }
}

fn of_value(fault: Fault, text: &str) -> Problem {
    Problem { text: describe(fault, text), is_of_value: true }
}

fn behind(fault: Fault, text: &str) -> Problem {
    Problem { text: describe(fault, text), is_of_value: false }
}
