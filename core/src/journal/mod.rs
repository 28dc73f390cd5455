//! The journal: what an engine is and what happened to it, as bytes that any later version reads.
//!
//! ```text
//!   header   "timemark", the version of the format
//!   record   length, checksum, Begin: the clock, the requests, the faults
//!   record   length, checksum, a part of a region …            the checkpoint
//!   record   length, checksum, End
//!   record   length, checksum, Events: what happened since the last record, as one commit …
//!   record   length, checksum, Call: the call that led to the events right before it, if one did …
//! ```
//!
//! A host that loses nothing appends a record before it gives an answer; one that keeps a file writes the whole of it.
//! Both are the same bytes, and `docs/format.md` says what each of them means.
//!
//! # Why it is so
//!
//! **A record is whole or it is damage.** Length and checksum are looked at before anything else of it. A record that ends
//! too soon was torn, and it is the host that knows whether such a record may be cut off; a file never may.
//!
//! **Events are numbered** from the engine's beginning. A checkpoint has the number of the first that it does not contain,
//! so a record that overlaps it is not applied twice, and one that is missing is noticed.
//!
//! **Nothing of a file is believed.** Sizes are compared with what is left of the input before memory is taken for them; a
//! state is checked as a whole, and each event before it is applied. So a file that was made by hand can be refused,
//! or be a lab of its own; it cannot stop the engine.

mod call;
mod error;
mod record;
mod sound;

pub use call::{CallOrigin, CallRecord};
pub use error::OpenError;
pub use record::{Arriving, Beginning, Entry, Framed, Record, Records, header, infallible, put_events, put_record};
pub use sound::SoundRecords;
