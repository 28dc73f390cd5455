//! The calls that the page makes. A button is a request and nothing else, so the page can do nothing that the API
//! cannot.

use serde::Serialize;
use timemark_core::lab::{AdvanceClockInput, UpdateLabInput};
use timemark_core::operations::*;
use timemark_core::{Call, Engine, Error, LabSettings};

/// The one list of requests. From it come their names, their JSON and how they are sent.
macro_rules! requests {
    ($($name:ident($input:ty),)+) => {
        /// A call of an operation, of the API or of the lab.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Request {
            $(#[doc = concat!("`", stringify!($name), "`")] $name(Box<$input>),)+
        }

        impl Request {
            /// The operation's name.
            pub fn operation(&self) -> &'static str {
                match self {
                    $(Request::$name(_) => <$input as Call>::NAME,)+
                }
            }

            /// What is sent, as JSON for people to read.
            pub fn body(&self) -> String {
                match self {
                    $(Request::$name(input) => json(input),)+
                }
            }

            /// Sends it; the answer is JSON for people to read.
            ///
            /// # Errors
            /// The operation's own.
            pub fn send(self, engine: &mut Engine) -> Result<String, Error> {
                match self {
                    $(Request::$name(input) => engine.send(*input).map(|output| json(&output)),)+
                }
            }
        }

        $(impl From<$input> for Request {
            fn from(input: $input) -> Request {
                Request::$name(Box::new(input))
            }
        })+
    };
}

requests! {
    CreateTable(CreateTableInput),
    PutItem(PutItemInput),
    DeleteItem(DeleteItemInput),
    CreateBackup(CreateBackupInput),
    DeleteBackup(DeleteBackupInput),
    RestoreTableFromBackup(RestoreTableFromBackupInput),
    AdvanceClock(AdvanceClockInput),
    UpdateLab(UpdateLabInput),
}

impl Request {
    /// Lets the clock run at so many virtual seconds a second; 0 stops it.
    pub fn speed(speed: u32) -> Request {
        UpdateLabInput { settings: Some(LabSettings { speed: Some(speed), ..LabSettings::default() }) }.into()
    }

    /// Moves the clock.
    pub fn seconds(seconds: f64) -> Request {
        AdvanceClockInput::seconds(seconds).into()
    }

    /// Moves the clock to when the next thing happens.
    pub fn next_event() -> Request {
        AdvanceClockInput::to_next_due().into()
    }

    /// Whether it only moves the clock.
    pub fn is_clock(&self) -> bool {
        matches!(self, Request::AdvanceClock(_) | Request::UpdateLab(_))
    }
}

/// Structures of the wire are always JSON; the text for those that are not is never seen.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string())
}
