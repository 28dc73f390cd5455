//! What happens to the page, and the dialogs that it can open.

use crate::calls::code::Language;
use crate::calls::examples::Example;
use crate::calls::generator::Generator;
use crate::calls::query::ItemQuery;
use crate::calls::request::Request;
use crate::model::view_state::{Tab, Viewport};
use crate::shared::Shared;
use timemark_core::operations::{DescribeBackupInput, DescribeTableInput, ListBackupsInput};
use timemark_core::{Attributes, ConsistencyWindow, Timestamp};

/// What happened to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Somebody made calls. They are sent in order, up to the first that is refused.
    Send(Vec<Request>),
    /// Somebody wants so many calls that they are sent a few at a time.
    Work {
        /// What is being done, in a few words.
        label: String,
        /// The calls.
        requests: Shared<Vec<Request>>,
    },
    /// Stop doing that.
    StopWork,
    /// So much time passed on the wall.
    Tick {
        /// In milliseconds.
        wall_ms: f64,
    },
    /// The clock shall run.
    Run,
    /// The clock shall stand.
    Pause,
    /// The clock shall run that fast, now or when it runs again.
    Speed(u32),
    /// Go to another moment that was reached already.
    Seek(Timestamp),
    /// Go to the latest moment that was reached.
    Present,
    /// Go to just before the latest click that changed anything.
    Undo,
    /// Go to just after the next one.
    Redo,
    /// Take the future back that was left.
    RestoreStash,
    /// Do not offer it any more.
    DropStash,
    /// Begin with an example.
    Load(Example),
    /// Begin with nothing.
    Clear,
    /// Where later backups may be cut.
    Window(ConsistencyWindow),
    /// Let writes come by themselves, or not.
    Generate(Generator),
    /// Look at a table.
    SelectTable(String),
    /// Look at a backup.
    SelectBackup(String),
    /// Look at what a backup asked for at a time would be; at the present moment where there is none.
    Imagine(Option<Timestamp>),
    /// Look at a stretch of time.
    SetViewport(Viewport),
    /// Look at a tab.
    Tab(Tab),
    /// Write the calls in a language.
    Language(Language),
    /// Look at the next page of the open tab, or the one before.
    TurnPage {
        /// Whether it is the next.
        is_next: bool,
    },
    /// List those backups only.
    Filter(ListBackupsInput),
    /// Show those items.
    Query(ItemQuery),
    /// Ask for what is needed before a call.
    Open(Dialog),
    /// No call after all.
    CloseDialog,
    /// The error was read.
    DismissFailure,
    /// Say something aloud.
    Say(String),
}

/// What is asked for, or shown, before the page goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// What the new table shall be.
    NewTable,
    /// What a table is, by its name.
    Table(String),
    /// Whether to delete the table of that name.
    DeleteTable(String),
    /// An item to be written or read; an item that there is, where one is given.
    Item(Option<Attributes>),
    /// Where many items come from.
    Import,
    /// What a backup is, by its ARN.
    Backup(String),
    /// Under which name to restore the backup of that ARN, and how.
    Restore(String),
    /// Under which name to restore the table of that name to a moment, and to which.
    RestoreMoment {
        /// The table.
        table: String,
        /// The moment that was picked on the time line.
        picked: Option<Timestamp>,
    },
    /// Whether to delete the backup of that ARN.
    DeleteBackup(String),
    /// To which time to jump.
    Jump,
    /// Which examples there are.
    Examples,
    /// What the keys do.
    Help,
}

impl Dialog {
    /// The call that tells what it shows, where it shows what a call tells.
    pub(super) fn call(&self) -> Option<Request> {
        match self {
            Dialog::Table(name) => Some(DescribeTableInput::new(name.as_str()).into()),
            Dialog::Backup(arn) => Some(DescribeBackupInput::new(arn.as_str()).into()),
            _ => None,
        }
    }
}
