//! The calls that the page makes. Every button sends a request, so the page can do nothing that the API cannot.
//!
//! A request is an operation's name and a body, and is shown, listed and written as a program by these two. One that
//! the page makes keeps its input typed, for what the page asks of it; the engine gets its JSON, as a client's.

#[cfg(test)]
mod tests;

use crate::calls::excerpt::Excerpt;
use crate::item::json::{self as item_json, Json};
use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use timemark_core::json::FromJson;
use timemark_core::lab::{AdvanceClockInput, UpdateLabInput};
use timemark_core::limits::BODY_BYTES_MAX;
use timemark_core::operations::{BatchWriteItemInput, DeleteItemInput, PutItemInput, PutRequest, WriteRequest};
use timemark_core::shapes::ReturnConsumedCapacity;
use timemark_core::{Attributes, Call, ConsistencyWindow, Engine, Error, LabSettings, Timestamp, by_name, json, lab};

/// A call of an operation of the API or of the lab.
#[derive(Clone, Debug)]
pub enum Request {
    /// A call that the page made from an operation's input type.
    Made(Rc<dyn Made>),
    /// A call whose input is a text: written by hand in the console, or one of very many (see [`Request::compact`]).
    Raw {
        /// The operation's name.
        operation: String,
        /// The body, which may be anything, JSON or not.
        body: String,
    },
}

/// The input of any operation.
pub trait Made: Any {
    /// The operation's name.
    fn operation(&self) -> &'static str;

    /// The input as JSON.
    fn body(&self) -> String;
}

impl<C: Call + Clone + 'static> Made for C {
    fn operation(&self) -> &'static str {
        C::NAME
    }

    fn body(&self) -> String {
        json::text(self)
    }
}

impl fmt::Debug for dyn Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.operation(), self.body())
    }
}

impl<C: Call + Clone + 'static> From<C> for Request {
    fn from(input: C) -> Request {
        Request::Made(Rc::new(input))
    }
}

/// Two requests are equal if they are of one operation and one body.
impl PartialEq for Request {
    fn eq(&self, other: &Request) -> bool {
        if let (Request::Made(one), Request::Made(other)) = (self, other)
            && Rc::ptr_eq(one, other)
        {
            return true;
        }
        self.operation() == other.operation() && self.sent() == other.sent()
    }
}

impl Request {
    /// PutItem. The consumed capacity is requested with it.
    pub fn put(table: &str, item: &Attributes) -> Request {
        PutItemInput {
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            ..PutItemInput::new(table, item.clone())
        }
        .into()
    }

    /// BatchWriteItem of items, whose keys differ.
    pub fn puts(table: &str, items: Vec<Attributes>) -> Request {
        let put = |item| WriteRequest { put_request: Some(PutRequest { item: Some(item) }), delete_request: None };
        let items = by_name(vec![(table.to_owned(), items.into_iter().map(put).collect())]);
        BatchWriteItemInput { request_items: Some(items), ..BatchWriteItemInput::default() }.into()
    }

    /// DeleteItem. The consumed capacity is requested with it.
    pub fn delete(table: &str, key: &Attributes) -> Request {
        DeleteItemInput {
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            ..DeleteItemInput::new(table, key.clone())
        }
        .into()
    }

    /// A call that a lab file has. A move of the clock gets its input typed, by which the page knows it.
    pub fn stored(operation: String, body: String) -> Request {
        if operation == AdvanceClockInput::NAME
            && let Ok(input) = json::parse(body.as_bytes()).and_then(AdvanceClockInput::read)
        {
            return input.into();
        }
        Request::Raw { operation, body }
    }

    /// The same call with its input as a text: an item as a map takes many times the memory, and the history keeps
    /// every call of the generator and of an import.
    pub fn compact(&self) -> Request {
        Request::Raw { operation: self.operation().to_owned(), body: self.sent() }
    }

    /// The operation's name.
    pub fn operation(&self) -> &str {
        match self {
            Request::Made(input) => input.operation(),
            Request::Raw { operation, .. } => operation,
        }
    }

    /// The body, laid out for reading.
    pub fn body(&self) -> String {
        match self {
            Request::Made(input) => pretty(&input.body()),
            Request::Raw { body, .. } => body.clone(),
        }
    }

    /// The beginning of the body, laid out for reading.
    pub fn excerpt(&self, bytes_max: usize) -> Excerpt {
        match self {
            Request::Made(input) => Excerpt::of(&input.body(), bytes_max, pretty),
            Request::Raw { body, .. } => Excerpt::of(body, bytes_max, str::to_owned),
        }
    }

    /// The input, if the page made this call and it is of that operation.
    pub fn input<C: Call + 'static>(&self) -> Option<&C> {
        match self {
            Request::Made(input) => (&**input as &dyn Any).downcast_ref(),
            Request::Raw { .. } => None,
        }
    }

    /// Sends the request to an engine.
    pub fn send(&self, engine: &mut Engine) -> Answer {
        let body = self.text();
        if body.len() > BODY_BYTES_MAX {
            let failure = Failure::new("RequestEntityTooLargeException".to_owned(), String::new());
            return Answer { status: 413, body: "{}".to_owned(), failure: Some(failure) };
        }
        let answer = engine.call(self.operation(), body.as_bytes());
        Answer::of(answer.map(|body| String::from_utf8_lossy(&body).into_owned()))
    }

    /// The body as it is sent.
    pub fn sent(&self) -> String {
        self.text().into_owned()
    }

    fn text(&self) -> Cow<'_, str> {
        match self {
            Request::Made(input) => input.body().into(),
            Request::Raw { body, .. } => body.into(),
        }
    }
}

impl Request {
    /// AdvanceClock by a number of seconds.
    pub fn seconds(seconds: f64) -> Request {
        AdvanceClockInput::seconds(seconds).into()
    }

    /// AdvanceClock to a moment.
    pub fn clock_to(time: Timestamp) -> Request {
        AdvanceClockInput { to: Some(time), ..AdvanceClockInput::default() }.into()
    }

    /// AdvanceClock to the next due task.
    pub fn next_event() -> Request {
        AdvanceClockInput::to_next_due().into()
    }

    /// UpdateLab with a consistency window.
    pub fn window(window: ConsistencyWindow) -> Request {
        let settings = LabSettings { consistency_window: Some(window), ..LabSettings::default() };
        UpdateLabInput { settings: Some(settings), ..UpdateLabInput::default() }.into()
    }

    /// UpdateLab with a seed.
    pub fn seed(seed: u64) -> Request {
        UpdateLabInput { seed: Some(seed), ..UpdateLabInput::default() }.into()
    }

    /// Whether this is AdvanceClock.
    pub fn is_clock(&self) -> bool {
        self.input::<AdvanceClockInput>().is_some()
    }

    /// The length of the body, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Request::Made(input) => input.body().len(),
            Request::Raw { body, .. } => body.len(),
        }
    }

    /// Whether this is an operation that writes items and changes nothing else.
    pub fn writes_items(&self) -> bool {
        const WRITES: [&str; 8] = [
            "PutItem",
            "UpdateItem",
            "DeleteItem",
            "BatchWriteItem",
            "TransactWriteItems",
            "ExecuteStatement",
            "BatchExecuteStatement",
            "ExecuteTransaction",
        ];
        WRITES.contains(&self.operation())
    }

    /// Whether this is an operation of the lab, not of DynamoDB.
    pub fn is_lab(&self) -> bool {
        lab::NAMES.contains(&self.operation())
    }
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body as it was answered.
    pub body: String,
    /// The error; `None` if the call succeeded.
    pub failure: Option<Failure>,
}

/// The error of a refused call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The error's name.
    pub name: String,
    /// The error's message, in AWS's words.
    pub text: String,
    /// Advice from this page.
    pub hint: Option<&'static str>,
}

impl Answer {
    /// The beginning of the body, laid out for reading.
    pub fn excerpt(&self, bytes_max: usize) -> Excerpt {
        Excerpt::of(&self.body, bytes_max, pretty)
    }

    /// The answer of a server that could not be reached.
    pub fn unreachable() -> Answer {
        let text = "The server does not answer. Whether it has done what was asked is not known.".to_owned();
        Answer { status: 0, body: "{}".to_owned(), failure: Some(Failure::new("ConnectionLost".to_owned(), text)) }
    }

    /// An answer that a lab file has.
    pub fn stored(status: u16, body: String) -> Answer {
        let failure = (status >= 300).then(|| {
            let (mut name, mut text) = (String::new(), String::new());
            if let Ok(Json::Object(members)) = item_json::parse(&body) {
                for (member, value) in members {
                    match (&*member, value) {
                        ("__type", Json::Text(kind)) => {
                            name = kind.rsplit('#').next().unwrap_or_default().to_owned();
                        }
                        ("message" | "Message", Json::Text(message)) => text = message.into_owned(),
                        _ => {}
                    }
                }
            }
            Failure::new(name, text)
        });
        Answer { status, body, failure }
    }

    fn of(answer: Result<String, Error>) -> Answer {
        match answer {
            Ok(body) => Answer { status: 200, body, failure: None },
            Err(error) => {
                let failure = Failure::new(error.name().to_owned(), error.text().unwrap_or_default().to_owned());
                Answer { status: error.code().status(), body: json::text(&error), failure: Some(failure) }
            }
        }
    }
}

/// The capacity that a call consumed, as in `1 unit`; `None` if the answer has none. Making a backup consumes nothing.
///
/// # Source
/// `docs/dynamodb.md#backup-promises`: no provisioned throughput consumed.
pub fn consumed(request: &Request, answer: &Answer) -> Option<String> {
    let units = match request.operation() {
        "CreateBackup" | "StartBackupJob" if answer.failure.is_none() => "0".to_owned(),
        _ => {
            let tables = match item_json::parse(&answer.body).ok()?.into_member("ConsumedCapacity")? {
                Json::List(tables) => tables,
                table => vec![table],
            };
            let units = tables.into_iter().filter_map(|table| {
                let units = table.into_member("CapacityUnits")?.into_number()?;
                Some(units.trim_end_matches(".0").to_owned())
            });
            units.collect::<Vec<_>>().join(" + ")
        }
    };
    Some(format!("{units} unit{}", if units == "1" { "" } else { "s" }))
}

impl Failure {
    fn new(name: String, text: String) -> Failure {
        let hint = match name.as_str() {
            "ContinuousBackupsUnavailableException" => Some(
                "A new table’s backups are enabled a few seconds after it is ACTIVE. Let some time pass, then ask again.",
            ),
            "BackupInUseException" => {
                Some("The backup is busy being made or restored. Let time pass until it is done, then ask again.")
            }
            "TableInUseException" => Some("The table is busy. Let time pass until it is ACTIVE."),
            "TableAlreadyExistsException" => Some("Choose a name that no table has."),
            "ResourceInUseException" => Some("Another name is free, or let time pass until the table is done."),
            "ResourceNotFoundException" => {
                Some("A table takes writes once it is ACTIVE. Let some time pass, then write again.")
            }
            "TableNotFoundException" => {
                Some("A new table is known to backups some seconds after it is created; one that is deleted, no more.")
            }
            "LimitExceededException" => {
                Some("Too much at once. The clock stands between two clicks: let a second pass, then ask again.")
            }
            _ => None,
        };
        Failure { name, text, hint }
    }
}

/// Lays out compact JSON for reading: every member and every element on its own line.
pub fn pretty(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut is_text, mut is_escaped) = (0, false, false);
    let mut rest = json.chars().peekable();
    while let Some(char) = rest.next() {
        let is_closing = !is_text && matches!(char, '}' | ']');
        if is_closing {
            depth -= 1;
            line(&mut out, depth);
        }
        out.push(char);
        match char {
            '"' if !is_escaped => is_text = !is_text,
            ':' if !is_text => out.push(' '),
            ',' if !is_text => line(&mut out, depth),
            '{' | '[' if !is_text => match rest.next_if(|next| matches!(next, '}' | ']')) {
                Some(end) => out.push(end),
                None => {
                    depth += 1;
                    line(&mut out, depth);
                }
            },
            _ => {}
        }
        is_escaped = char == '\\' && !is_escaped;
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}
