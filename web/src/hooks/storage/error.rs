//! Why the store did not do what was asked of it.

use std::fmt;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// A failure of the browser's storage. The work in memory is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// The browser gives this page no storage, as in some private windows; in the browser's words.
    Refused(String),
    /// A tab that runs another version of the page holds the store.
    Blocked,
    /// The browser has no more room for this page.
    Quota,
    /// The store is not as this tab has read it, so nothing was written: another tab has written since, a write is still
    /// under way, or there is no base yet to append to.
    Behind,
    /// The store no longer answers: its data was cleared, or the disk failed; in the browser's words.
    Gone(String),
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StorageError::Refused(why) => write!(f, "This browser keeps nothing for this page: {why}"),
            StorageError::Blocked => f.write_str("Another tab has an older version of this page open: close it."),
            StorageError::Quota => f.write_str("This browser has no more room for this page."),
            StorageError::Behind => f.write_str("Another tab has changed what is kept."),
            StorageError::Gone(why) => write!(f, "What this browser kept is gone: {why}"),
        }
    }
}

impl StorageError {
    /// The error of an attempt to open the store.
    pub(super) fn of_opening(thrown: &JsValue) -> StorageError {
        match StorageError::from(thrown) {
            StorageError::Gone(why) => StorageError::Refused(why),
            other => other,
        }
    }
}

impl From<&JsValue> for StorageError {
    fn from(thrown: &JsValue) -> StorageError {
        let Some(exception) = thrown.dyn_ref::<DomException>() else {
            let error = thrown.dyn_ref::<js_sys::Error>();
            return StorageError::Gone(error.map_or("no reason given".to_owned(), |error| error.message().into()));
        };
        match exception.name().as_str() {
            "QuotaExceededError" => StorageError::Quota,
            "ConstraintError" => StorageError::Behind,
            "VersionError" => StorageError::Blocked,
            name => match exception.message() {
                message if message.is_empty() => StorageError::Gone(name.to_owned()),
                message => StorageError::Gone(message),
            },
        }
    }
}
