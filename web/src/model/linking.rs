//! A history as a link.

use crate::calls::entry::Origin;
use crate::calls::link::{CALLS_MAX, CHARS_MAX, Link, LinkCall, PACKED_BYTES_MAX};
use crate::calls::request::Request;
use crate::model::history::History;
use std::fmt;
use timemark_core::lab::ResetLabInput;
use timemark_core::{Engine, LabSettings, Pace, Timestamp, json};

/// Why a history is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLink {
    /// Its first calls are no longer kept, or were made elsewhere.
    NotFromTheBeginning,
    /// It would be longer than [`CHARS_MAX`].
    TooLong,
}

impl fmt::Display for NoLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoLink::NotFromTheBeginning => {
                "A link repeats every call from the first on, and the first calls of this lab are not here any more."
            }
            NoLink::TooLong => "This lab has too many calls for a link: mail and chats would cut it.",
        })
    }
}

/// The link that opens this moment of a history, as the fragment of an address. `empty` is the engine of an empty page, which
/// the link will be opened with.
///
/// # Errors
/// [`NoLink`] for a history that is to be passed on as a file.
pub fn link(history: &History, empty: Engine) -> Result<String, NoLink> {
    let start = history.first_moment().filter(|_| history.first() == 0).ok_or(NoLink::NotFromTheBeginning)?;
    let lab = lab_of(start.engine());
    if reset(empty, &lab).is_ok_and(|fresh| fresh.digest() != start.engine().digest()) {
        return Err(NoLink::NotFromTheBeginning);
    }
    if history.done() > CALLS_MAX {
        return Err(NoLink::TooLong);
    }
    let (mut now, mut step, mut bytes) = (start.now(), None, lab.len());
    let mut calls = Vec::new();
    for entry in (0..history.done()).filter_map(|number| history.entry(number)) {
        // A link is of calls alone, and all in the region of the page.
        if entry.origin == Origin::Unknown || entry.region.is_some() {
            return Err(NoLink::NotFromTheBeginning);
        }
        let call = LinkCall {
            wait_ms: wait_ms(now, entry.at),
            operation: entry.request.operation().to_owned(),
            body: entry.request.sent(),
            marks: u8::from(step == Some(entry.step)) * LinkCall::SAME_STEP
                + u8::from(entry.origin == Origin::Generator) * LinkCall::GENERATED,
        };
        bytes += call.body.len();
        if bytes > PACKED_BYTES_MAX {
            return Err(NoLink::TooLong);
        }
        (now, step) = (entry.until, Some(entry.step));
        calls.push(call);
    }
    let fragment = Link { lab, calls, rest_ms: wait_ms(now, history.now()) }.to_fragment();
    if fragment.len() > CHARS_MAX { Err(NoLink::TooLong) } else { Ok(fragment) }
}

fn wait_ms(from: Timestamp, to: Timestamp) -> u64 {
    to.millis().saturating_sub(from.millis()).try_into().unwrap_or_default()
}

/// The body of the ResetLab that makes such an engine. The bound of memory is not in it: that is the reader's.
fn lab_of(engine: &Engine) -> String {
    let settings = LabSettings::from(engine.settings());
    let delays = settings.delays.filter(|_| matches!(engine.settings().pace, Pace::Custom(_)));
    json::text(&ResetLabInput {
        seed: Some(engine.seed()),
        settings: Some(LabSettings { delays, max_bytes: None, ..settings }),
        now: Some(engine.now()),
    })
}

/// The engine after a ResetLab with that body.
///
/// # Errors
/// The message of the engine.
pub fn reset(mut engine: Engine, lab: &str) -> Result<Engine, String> {
    let reset = Request::Raw { operation: "ResetLab".to_owned(), body: lab.to_owned() };
    match reset.send(&mut engine).failure {
        None => Ok(engine),
        Some(failure) => Err(failure.text),
    }
}
