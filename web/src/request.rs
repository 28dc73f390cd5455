//! The calls that the page makes. A button is a request and nothing else, so the page can do nothing that the API
//! cannot.

use serde::Serialize;
use timemark_core::lab::{AdvanceClockInput, ClearFaultsInput, InjectFaultInput, UpdateLabInput};
use timemark_core::operations::*;
use timemark_core::wire::{LAB_TARGET_PREFIX, TARGET_PREFIX};
use timemark_core::{Call, ConsistencyWindow, Engine, Error, LabSettings, Timestamp, lab};

/// The one list of requests. From it come their names, their JSON and how they are sent.
macro_rules! requests {
    ($($name:ident($input:ty),)+) => {
        /// A call of an operation, of the API or of the lab.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Request {
            $(#[doc = concat!("`", stringify!($name), "`")] $name(Box<$input>),)+
            /// Any operation, as somebody wrote it by hand.
            Raw {
                /// The operation's name.
                operation: String,
                /// The body, which need not even be JSON.
                body: String,
            },
        }

        impl Request {
            /// The operation's name.
            pub fn operation(&self) -> &str {
                match self {
                    $(Request::$name(_) => <$input as Call>::NAME,)+
                    Request::Raw { operation, .. } => operation,
                }
            }

            /// What is sent, as JSON for people to read.
            pub fn body(&self) -> String {
                match self {
                    $(Request::$name(input) => json(input),)+
                    Request::Raw { body, .. } => body.clone(),
                }
            }

            /// Sends it.
            pub fn send(self, engine: &mut Engine) -> Answer {
                match self {
                    $(Request::$name(input) => Answer::of(engine.send(*input)),)+
                    Request::Raw { operation, body } => Answer::of_raw(engine, &operation, &body),
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
    DescribeTable(DescribeTableInput),
    DeleteTable(DeleteTableInput),
    UpdateTimeToLive(UpdateTimeToLiveInput),
    TagResource(TagResourceInput),
    UntagResource(UntagResourceInput),
    PutItem(PutItemInput),
    GetItem(GetItemInput),
    DeleteItem(DeleteItemInput),
    BatchWriteItem(BatchWriteItemInput),
    CreateBackup(CreateBackupInput),
    DescribeBackup(DescribeBackupInput),
    ListBackups(ListBackupsInput),
    DeleteBackup(DeleteBackupInput),
    RestoreTableFromBackup(RestoreTableFromBackupInput),
    AdvanceClock(AdvanceClockInput),
    UpdateLab(UpdateLabInput),
    InjectFault(InjectFaultInput),
    ClearFaults(ClearFaultsInput),
}

impl Request {
    /// Moves the clock by so many seconds.
    pub fn seconds(seconds: f64) -> Request {
        AdvanceClockInput::seconds(seconds).into()
    }

    /// Moves the clock to a moment.
    pub fn clock_to(time: Timestamp) -> Request {
        AdvanceClockInput { to: Some(time), ..AdvanceClockInput::default() }.into()
    }

    /// Moves the clock to when the next thing happens.
    pub fn next_event() -> Request {
        AdvanceClockInput::to_next_due().into()
    }

    /// Chooses where the cuts of later backups may fall.
    pub fn window(window: ConsistencyWindow) -> Request {
        let settings = LabSettings { consistency_window: Some(window), ..LabSettings::default() };
        UpdateLabInput { settings: Some(settings), ..UpdateLabInput::default() }.into()
    }

    /// Chooses what chance follows from.
    pub fn seed(seed: u64) -> Request {
        UpdateLabInput { seed: Some(seed), ..UpdateLabInput::default() }.into()
    }

    /// Whether it only moves the clock.
    pub fn is_clock(&self) -> bool {
        matches!(self, Request::AdvanceClock(_))
    }

    /// Whether it is the lab's own, and no call of DynamoDB's.
    pub fn is_lab(&self) -> bool {
        lab::NAMES.contains(&self.operation())
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The body as JSON for people to read; nothing where an error has the word.
    pub body: String,
    /// Why it was refused.
    pub failure: Option<Failure>,
}

/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The error's name.
    pub name: String,
    /// AWS's words.
    pub text: String,
    /// What to do about it, in ours.
    pub hint: Option<&'static str>,
}

impl Answer {
    fn of<T: Serialize>(result: Result<T, Error>) -> Answer {
        match result {
            Ok(output) => Answer { status: 200, body: json(&output), failure: None },
            Err(error) => {
                let failure = Failure::new(error.name(), error.to_string());
                Answer { status: error.code().status(), body: String::new(), failure: Some(failure) }
            }
        }
    }

    /// What the wire answers.
    fn of_raw(engine: &mut Engine, operation: &str, body: &str) -> Answer {
        let prefix = if lab::NAMES.contains(&operation) { LAB_TARGET_PREFIX } else { TARGET_PREFIX };
        let response = engine.handle(&format!("{prefix}{operation}"), body.as_bytes());
        let value: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let word = |member: &str| value.get(member).and_then(|word| word.as_str()).unwrap_or_default().to_owned();
        let failure = (response.status != 200).then(|| {
            let name = word("__type");
            let text = if value.get("message").is_some() { word("message") } else { word("Message") };
            Failure::new(name.rsplit('#').next().unwrap_or_default().to_owned(), text)
        });
        Answer { status: response.status, body: json(&value), failure }
    }
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
                Some("Backups see a table a few seconds after it is created. Let some time pass, then ask again.")
            }
            "LimitExceededException" => {
                Some("Too much at once. The clock stands between two clicks: let a second pass, then ask again.")
            }
            _ => None,
        };
        Failure { name, text, hint }
    }
}

/// Structures of the wire are always JSON; the text for those that are not is never seen.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::Options;

    fn raw(operation: &str, body: &str) -> Answer {
        Request::Raw { operation: operation.to_owned(), body: body.to_owned() }
            .send(&mut Engine::new(Options::default()))
    }

    #[test]
    fn what_is_written_by_hand_goes_over_the_wire() {
        assert_eq!(raw("ListTables", "{}").body, "{\n  \"TableNames\": []\n}");
        assert_eq!(raw("DescribeLab", "{}").status, 200);
        for (operation, body, name, text) in [
            ("ListTables", "{", "SerializationException", ""),
            ("Nonsense", "{}", "UnknownOperationException", ""),
            (
                "CreateBackup",
                r#"{"TableName":"Music","BackupName":"one"}"#,
                "TableNotFoundException",
                "Table not found: Music",
            ),
            (
                "CreateBackup",
                r#"{"TableName":1}"#,
                "SerializationException",
                "NUMBER_VALUE cannot be converted to String",
            ),
        ] {
            let failure = raw(operation, body).failure;
            assert_eq!(failure.map(|f| (f.name, f.text)), Some((name.to_owned(), text.to_owned())), "{operation}");
        }
    }

    #[test]
    fn a_typed_call_is_refused_as_the_wire_refuses() {
        let typed = Request::from(CreateBackupInput::new("Music", "one")).send(&mut Engine::new(Options::default()));
        assert_eq!(typed.failure, raw("CreateBackup", r#"{"TableName":"Music","BackupName":"one"}"#).failure);
    }
}
