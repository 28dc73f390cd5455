//! A program that is written in short steps, so that a page with a long history stays responsive.
//!
//! ```text
//!   Draft ── read, a call at a time ──► Plan
//!   Writer ── step, a few parts at a time ──► Program
//! ```
//!
//! A program that is shown has bounds: of a long loop it has the first rows, of a long history the first parts. A
//! program that is saved has none.

use super::layout::Page;
use super::plan::{Call, Part, Plan, Run, Until};
use super::{Language, Tongue};
use crate::calls::entry::Entry;
use crate::format;
use std::ops::Range;
use std::rc::Rc;

/// The calls of a program.
#[derive(Debug, Default)]
pub struct Draft {
    plan: Plan,
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The text.
    pub text: String,
    /// The number of calls that are in it.
    pub calls: usize,
    /// The number of calls that it was written of.
    pub all: usize,
}

/// The bounds of a program.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// The most rows of a loop.
    rows: usize,
    /// The most bytes of the bodies of a loop's rows.
    row_bytes: usize,
    /// The most bytes of a body.
    call_bytes: usize,
    /// The bytes of text after which nothing is added.
    text_bytes: usize,
    /// Whether the rest of a loop is left out; otherwise another loop goes on with it.
    is_shown: bool,
}

/// Of a program that is saved: loops that any compiler takes.
const SAVED: Bounds =
    Bounds { rows: 100, row_bytes: 32_768, call_bytes: usize::MAX, text_bytes: usize::MAX, is_shown: false };

/// Of a program that is shown.
const SHOWN: Bounds = Bounds { rows: 20, row_bytes: 4_096, call_bytes: 16_384, text_bytes: 32_768, is_shown: true };

/// Of a program that is shown and has few calls: with all rows of its loops, unless they are large.
const SHOWN_SHORT: Bounds = Bounds { rows: 200, row_bytes: 16_384, ..SHOWN };

/// The bytes of text that one step writes, and a part more.
const STEP_BYTES: usize = 4_096;

impl Draft {
    /// Reads a call that was made after those that were read. Refused ones are left out.
    pub fn read(&mut self, entry: &Rc<Entry>) {
        if entry.answer.failure.is_none() {
            self.plan.read(entry);
        }
    }

    /// The number of calls that were read, those of the lab aside.
    pub fn calls(&self) -> usize {
        self.plan.calls
    }

    /// Begins to write the program as it is shown.
    pub fn show(&self, language: Language) -> Writer {
        let is_short = self.plan.calls <= SHOWN_SHORT.rows;
        Writer::new(language, if is_short { SHOWN_SHORT } else { SHOWN })
    }

    /// Begins to write the whole program.
    pub fn save(&self, language: Language) -> Writer {
        Writer::new(language, SAVED)
    }
}

/// A program while it is written.
pub struct Writer {
    tongue: Box<dyn Tongue>,
    page: Page,
    bounds: Bounds,
    /// The index of the part that comes next, and of a row in it.
    next: (usize, usize),
    calls: usize,
}

impl Writer {
    fn new(language: Language, bounds: Bounds) -> Writer {
        let tongue = language.tongue();
        let page = Page::new(tongue.level());
        Writer { tongue, page, bounds, next: (0, 0), calls: 0 }
    }

    /// Writes a little more of a draft, to which nothing was added meanwhile. Returns the program once it is done.
    pub fn step(&mut self, draft: &Draft) -> Option<Program> {
        let until = self.page.len() + STEP_BYTES;
        while let Some(part) = draft.plan.parts.get(self.next.0) {
            if self.page.len() >= self.bounds.text_bytes {
                let left = draft.plan.calls.saturating_sub(self.calls) as u64;
                self.comment(&format!("{} more: the file has all of them", format::count(left, "call")));
                break;
            }
            if self.page.len() >= until {
                return None;
            }
            self.part(part);
        }
        let parts = draft.plan.parts.get(..self.next.0).unwrap_or_default();
        let mut helpers = String::new();
        for (until, helper) in [Until::Backups, Until::Backup].into_iter().zip(self.tongue.helpers()) {
            if parts.iter().any(|part| matches!(part, Part::Wait(wait) if wait.until == until)) {
                helpers += helper;
            }
        }
        let text = self.tongue.program(parts, &helpers, &std::mem::take(&mut self.page).into_text());
        Some(Program { text, calls: self.calls, all: draft.plan.calls })
    }

    fn comment(&mut self, text: &str) {
        self.page.comment(self.tongue.mark(), text);
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Later(ms) => self.comment(&format!("{} later", format::duration(*ms))),
            Part::Note(note) => self.comment(note),
            Part::Wait(wait) => {
                let statement = self.tongue.wait(wait);
                self.page.statement(&statement);
            }
            Part::Call(call) => self.call(call),
            Part::Run(run) if run.is_loop() => return self.rows(run),
            Part::Run(run) => run.each().for_each(|call| self.call(&call)),
        }
        self.next = (self.next.0 + 1, 0);
    }

    fn call(&mut self, call: &Call) {
        if call.bytes() > self.bounds.call_bytes {
            let size = format::bytes(call.bytes() as u64);
            return self.comment(&format!("{} with {size}: the file has it", call.operation));
        }
        self.calls += 1;
        match self.tongue.call(call) {
            Ok(statement) => self.page.statement(&statement),
            Err(note) => self.comment(&note),
        }
    }

    /// A loop over the next rows of a run.
    fn rows(&mut self, run: &Run) {
        let from = self.next.1;
        let until = run.fitting(from, self.bounds.rows, self.bounds.row_bytes);
        let Range { start, end } = if until > from { from..until } else { from..from + 1 };
        let lasts = match run.lasts_ms() {
            ms if ms >= 1_000 => format!(" in {}", format::duration(ms)),
            _ => String::new(),
        };
        let all = format::count(run.len() as u64, "write");
        if until <= from && self.bounds.is_shown {
            self.comment(&format!("{all}{lasts}, too large to be shown: the file has them"));
        } else {
            if end < run.len() && self.bounds.is_shown {
                let first = format::grouped(end as u64);
                self.comment(&format!("The first {first} of {all}{lasts}; the file has all of them"));
            } else if start == 0 && !lasts.is_empty() {
                self.comment(&format!("{all}{lasts}"));
            }
            self.calls += end - start;
            let statement = match run.batches(start..end) {
                Some(batches) => self.tongue.batches(&batches),
                None => self.tongue.rows(run, start..end),
            };
            match statement {
                Ok(statement) => self.page.statement(&statement),
                Err(note) => self.comment(&note),
            }
        }
        let is_done = end >= run.len() || self.bounds.is_shown;
        self.next = if is_done { (self.next.0 + 1, 0) } else { (self.next.0, end) };
    }
}
