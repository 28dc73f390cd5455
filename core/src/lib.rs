//! Timemark's engine: DynamoDB's on-demand backup, as a machine that you can stop and look into.
//!
//! A request to [`Engine::send`] is *decided* against a state that it cannot touch; what was decided is a list of
//! events; applying events is the only way in which the state changes. Time enters by [`Engine::advance_to`], chance by
//! a seed. So the same calls at the same times give the same bytes, natively and in a browser.
//!
//! ```
//! use timemark_core::{AttributeValue, Attributes, Engine, Options};
//! use timemark_core::operations::*;
//! use timemark_core::shapes::{BackupStatus, KeyType, ScalarAttributeType};
//!
//! let mut engine = Engine::new(Options::default());
//! engine.send(CreateTableInput::on_demand("Music", &[("Artist", KeyType::Hash, ScalarAttributeType::S)]))?;
//! let song = Attributes::from([("Artist".to_owned(), "Arturus Ardvarkian".into()), ("Year".to_owned(), 1971.into())]);
//! engine.send(PutItemInput::new("Music", song.clone()))?;
//!
//! let asked = engine.send(CreateBackupInput::new("Music", "nightly"))?.backup_details.unwrap_or_default();
//! assert_eq!(asked.backup_status, Some(BackupStatus::Creating));
//!
//! let key = Attributes::from([("Artist".to_owned(), AttributeValue::from("Arturus Ardvarkian"))]);
//! engine.send(DeleteItemInput::new("Music", key.clone()))?;
//! engine.send(RestoreTableFromBackupInput::new("Music-restored", asked.backup_arn.unwrap_or_default()))?;
//!
//! let found = engine.send(GetItemInput::new("Music-restored", key))?.item;
//! assert_eq!(found.map(|item| item.to_attributes()), Some(song));
//! # Ok::<(), timemark_core::Error>(())
//! ```
//!
//! Where things are: [`state`] is what the engine remembers and how a backup is made; [`operations`] has one file for
//! each operation of the API, [`lab`] one for each of Timemark's own; [`shapes`] are the structures of the wire;
//! [`wire`] is the door for HTTP bodies, [`json`] what it reads and writes. ARCHITECTURE.md has the picture.

mod dispatch;
mod engine;
pub mod entropy;
pub mod expression;
mod faults;
mod item;
pub mod json;
pub mod lab;
pub mod limits;
mod model;
pub mod operations;
mod scheduler;
mod sorted;
pub mod state;
mod time;
#[cfg(feature = "js")]
pub mod wasm;
pub mod wire;

pub use engine::{Call, Checkpoint, Committed, Engine};
pub use item::value::{AttributeValue, Attributes, Malformed};
pub use item::{Item, key, number};
pub use model::capacity::Units;
pub use model::constraints as check;
pub use model::error::{COMMON_ERRORS, Error, ErrorCode};
pub use model::service::Service;
pub use model::settings::{ConsistencyWindow, Delays, LabDelays, LabSettings, Options, Pace, PaceName, Settings};
pub use model::{arn, error, shapes};
pub use operations::{Decision, Operation};
pub use time::Timestamp;

/// The README's Rust is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
