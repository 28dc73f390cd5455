//! The actions of the page, and the dialogs that it can open.

use crate::calls::code::Language;
use crate::calls::examples::Example;
use crate::calls::generator::Generator;
use crate::calls::query::ItemQuery;
use crate::calls::request::{Answer, Request};
use crate::calls::requests::Requests;
use crate::model::history::History;
use crate::model::linking::NoLink;
use crate::model::view_state::{CallFilter, Tab, Viewport};
use crate::model::watch::{Followed, Link};
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::lab::{Reference, Verdict};
use timemark_core::operations::{DescribeBackupInput, DescribeTableInput, ListBackupsInput};
use timemark_core::{Attributes, ConsistencyWindow, Engine, Timestamp};

/// An action of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Open a history in place of what is there.
    OpenHistory(Shared<History>),
    /// Show the history that another tab has stored, in place of what it stored before.
    Follow(Shared<History>),
    /// Stash a history that was stored as the stash, unless something else is stashed since.
    Stash(Shared<History>),
    /// Send calls in order, up to the first that is refused.
    Send(Vec<Request>),
    /// Send many calls, a few per frame.
    Work {
        /// The label of the progress banner.
        label: String,
        /// The calls.
        requests: Shared<Requests>,
    },
    /// Stop that work.
    StopWork,
    /// Wall time has passed.
    Tick {
        /// In milliseconds.
        wall_ms: f64,
    },
    /// Run the clock.
    Run,
    /// Stop the clock.
    Pause,
    /// Set the clock's speed, in virtual seconds per second.
    Speed(u32),
    /// Go to a moment that was reached already.
    Seek(Timestamp),
    /// Go to the latest moment that was reached.
    Present,
    /// Go to just before the latest click that changed anything.
    Undo,
    /// Go to just after the next one.
    Redo,
    /// Restore the stashed future.
    RestoreStash,
    /// Drop the stashed future.
    DropStash,
    /// Start anew with an example.
    Load(Example),
    /// Start anew with an empty lab.
    Clear,
    /// Set the consistency window.
    Window(ConsistencyWindow),
    /// Set the generator.
    Generate(Generator),
    /// Select a table by name.
    SelectTable(String),
    /// Select a backup by ARN.
    SelectBackup(String),
    /// Show the backup that a request at that time would make; `None` follows the present moment.
    Imagine(Option<Timestamp>),
    /// Zoom or pan the time line.
    SetViewport(Viewport),
    /// Point at a write, by its sequence, in the chart and in the tab Window.
    Point(Option<u64>),
    /// Keep a write marked, by its sequence, or let it go.
    Pin(Option<u64>),
    /// List the writes of one verdict in the tab Window, or all.
    Verdict(Option<Verdict>),
    /// Choose what an attribute of a table's items names; `None` for nothing.
    Refer {
        /// The table.
        table: String,
        /// The attribute, and the table whose key it names.
        reference: Option<Reference>,
    },
    /// Open a tab.
    Tab(Tab),
    /// Choose the language of the tab Code.
    Language(Language),
    /// Turn to the next or the previous page of the open tab.
    TurnPage {
        /// Whether to the next.
        is_next: bool,
    },
    /// Set the filter of the list of backups.
    Filter(ListBackupsInput),
    /// List the backups whose name has a text.
    FindBackups(String),
    /// Set the filter of the list of calls.
    FilterCalls(CallFilter),
    /// Set the query of the list of items.
    Query(ItemQuery),
    /// Open a dialog.
    Open(Dialog),
    /// Close the open dialog.
    CloseDialog,
    /// Hide the error.
    DismissFailure,
    /// Open the dialog with the link of this moment.
    ShareLink,
    /// Keep the lab of a link from now on, as the person's own.
    MakeCopy {
        /// What was stored before, which is stashed.
        stored: Option<Shared<History>>,
    },
    /// Announce a sentence to screen readers.
    Say(String),
    /// The connection to the server that is watched has another state.
    Link(Link),
    /// The lab of the server that is watched has arrived.
    Opened(Shared<Engine>),
    /// The server that is watched did something.
    Followed(Shared<Vec<Followed>>),
    /// The server that is watched has answered a call.
    Answered {
        /// The number of the call.
        number: u64,
        /// The answer.
        answer: Answer,
    },
}

/// A dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// The form for a new table.
    NewTable,
    /// The details of a table, by its name.
    Table(String),
    /// The confirmation before DeleteTable, by the table's name.
    DeleteTable(String),
    /// The form for an item, with an existing item or empty.
    Item(Option<Attributes>),
    /// The import of many items.
    Import,
    /// The details of a backup, by its ARN.
    Backup(String),
    /// The form for restoring a backup, by its ARN.
    Restore(String),
    /// The form for restoring a table to a moment.
    RestoreMoment {
        /// The table.
        table: String,
        /// The moment that was picked on the time line.
        picked: Option<Timestamp>,
    },
    /// The confirmation before DeleteBackup, by the backup's ARN.
    DeleteBackup(String),
    /// The form for a jump of the clock.
    Jump,
    /// The examples.
    Examples,
    /// The lab as a file.
    Lab,
    /// The link of a moment, as the fragment of an address, or why there is none.
    Link(Result<Rc<str>, NoLink>),
    /// The shortcuts.
    Help,
}

impl Dialog {
    /// The call whose answer the dialog shows, if it shows one.
    pub(super) fn call(&self) -> Option<Request> {
        match self {
            Dialog::Table(name) => Some(DescribeTableInput::new(name.as_str()).into()),
            Dialog::Backup(arn) => Some(DescribeBackupInput::new(arn.as_str()).into()),
            _ => None,
        }
    }
}
