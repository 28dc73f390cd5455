//! Timemark's engine: DynamoDB's on-demand backup in memory, with a clock that you move and a state that you can
//! inspect.
//!
//! A request to [`Engine::send`] is *decided* against a state that it cannot change. The decision is a list of events,
//! and applying events is the only way in which the state changes. Time enters through [`Engine::advance_to`], chance
//! through a seed. So the same calls at the same times give the same bytes, natively and in a browser.
//!
//! ```
//! use timemark_core::{AttributeValue, Attributes, Engine, Options};
//! use timemark_core::operations::*;
//! use timemark_core::shapes::{BackupStatus, KeyType, ScalarAttributeType};
//!
//! let mut engine = Engine::new(Options::default());
//! engine.send(CreateTableInput::on_demand("Music", &[("Artist", KeyType::Hash, ScalarAttributeType::S)]))?;
//! let attributes = [("Artist".to_owned(), "Arturus Ardvarkian".into()), ("Year".to_owned(), 1971.into())];
//! let song = Attributes::from_iter(attributes);
//! engine.send(PutItemInput::new("Music", song.clone()))?;
//!
//! let asked = engine.send(CreateBackupInput::new("Music", "nightly"))?.backup_details.unwrap_or_default();
//! assert_eq!(asked.backup_status, Some(BackupStatus::Creating));
//!
//! let key = Attributes::from_iter([("Artist".to_owned(), AttributeValue::from("Arturus Ardvarkian"))]);
//! engine.send(DeleteItemInput::new("Music", key.clone()))?;
//! engine.send(RestoreTableFromBackupInput::new("Music-restored", asked.backup_arn.unwrap_or_default()))?;
//!
//! let found = engine.send(GetItemInput::new("Music-restored", key))?.item;
//! assert_eq!(found.map(|item| item.to_attributes()), Some(song));
//! # Ok::<(), timemark_core::Error>(())
//! ```
//!
//! # Topics
//!
//! - **The engine**: [`Engine`] and its options ([`Options`], [`Settings`]); [`Engine::send`] for typed calls,
//!   [`Engine::call`] for a name and JSON, [`Engine::handle`] for an HTTP request.
//! - **Time**: [`Timestamp`]; the clock stands until [`Engine::advance_to`] moves it.
//! - **Items**: [`AttributeValue`] as sent, [`Item`] as stored.
//! - **Operations**: [`operations`] has the inputs and outputs of the API, [`shapes`] the structures in them.
//! - **The lab**: [`lab`] has what AWS does not have: clock, settings, injected faults, and the explanation of a
//!   backup.
//! - **Errors**: [`Error`], identified by its [`ErrorCode`].
//!
//! ARCHITECTURE.md has the picture of the modules.

// From the ground up: no module uses one below it in this list.
mod codec;
#[doc(hidden)]
pub mod entropy;
#[doc(hidden)]
pub mod json;
#[doc(hidden)]
pub mod limits;
#[doc(hidden)]
pub mod planted;
#[doc(hidden)]
pub mod sorting;
mod time;

mod item;
mod model;
#[doc(hidden)]
pub mod state;

#[doc(hidden)]
pub mod expression;
pub mod operations;

mod faults;
mod journal;
mod scheduler;

mod engine;

pub mod lab;

mod dispatch;
#[cfg(feature = "typescript")]
#[doc(hidden)]
pub mod typescript;
#[cfg(feature = "js")]
pub mod wasm;
#[doc(hidden)]
pub mod wire;

// The engine
pub use engine::{Call, Checkpoint, Committed, Endpoint, Engine, LabReader, LabRecord, LabWriter, Salvaged};
pub use journal::{CallOrigin, CallRecord, OpenError};
pub use model::service::Service;
pub use model::settings::{
    ConsistencyWindow, Delays, LabDelays, LabSettings, LogSpacing, Options, Pace, PaceName, Settings,
};
pub use state::LeftOut;
pub use wire::Response;
// Time
pub use time::Timestamp;
// Items
pub use item::value::{AttributeValue, Attributes, Malformed};
pub use item::{Item, NewItem};
pub use json::{ByName, by_name};
// Operations
pub use model::capacity::Units;
pub use model::shapes;
pub use operations::{Decision, Operation};
// Errors
pub use model::error::{COMMON_ERRORS, Error, ErrorCode};

// For the checks in `tests`; not covered by any stability promise.
#[doc(hidden)]
pub use item::{key, number};
#[doc(hidden)]
pub use model::{arn, constraints as check, error, region};

/// The README's Rust is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
