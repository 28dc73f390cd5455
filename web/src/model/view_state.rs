//! The selection: a table, a backup, a stretch of time, a tab and a page in it.

use crate::calls::code::Language;
use crate::calls::entry::Entry;
use crate::calls::query::ItemQuery;
use timemark_core::lab::{Reference, Verdict};
use timemark_core::operations::ListBackupsInput;
use timemark_core::{Attributes, Timestamp};

/// The selection.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewState {
    /// The name of the selected table.
    pub table: Option<String>,
    /// The ARN of the selected backup; if `None`, a backup is imagined.
    pub backup: Option<String>,
    /// The time of the imagined backup's request; if `None`, now.
    pub imagined: Option<Timestamp>,
    /// The stretch of time that the time line shows.
    pub viewport: Viewport,
    /// The open tab.
    pub tab: Tab,
    /// The query of the items.
    pub query: ItemQuery,
    /// The start keys of the pages of items, one for each page turned.
    pub items_after: Vec<Attributes>,
    /// The filter of ListBackups.
    pub filter: ListBackupsInput,
    /// The text that the names of the listed backups have; empty for all.
    pub backup_name: String,
    /// The index of the page of backups.
    pub backups_page: usize,
    /// The tokens of the pages of writes, one for each page turned.
    pub writes_after: Vec<String>,
    /// The verdict of the writes that the tab Window lists; all if `None`.
    pub verdict: Option<Verdict>,
    /// The write that is pointed at, in the chart or in the tab Window, by its sequence.
    pub pointed: Option<u64>,
    /// The write that stays marked until it is let go, by its sequence.
    pub pinned: Option<u64>,
    /// The references that were chosen, each with the name of its table.
    pub references: Vec<(String, Reference)>,
    /// Which calls are listed.
    pub call_filter: CallFilter,
    /// The index of the page of calls.
    pub calls_page: usize,
    /// The language of the tab Code.
    pub language: Language,
}

impl ViewState {
    /// The reference that was chosen for a table.
    pub fn reference(&self, table: &str) -> Option<&Reference> {
        self.references.iter().find(|(name, _)| name == table).map(|(_, reference)| reference)
    }
}

impl Default for ViewState {
    fn default() -> ViewState {
        ViewState {
            table: None,
            backup: None,
            imagined: None,
            viewport: Viewport::default(),
            tab: Tab::default(),
            query: ItemQuery::default(),
            items_after: Vec::new(),
            filter: every_backup(),
            backup_name: String::new(),
            backups_page: 0,
            writes_after: Vec::new(),
            verdict: None,
            pointed: None,
            pinned: None,
            references: Vec::new(),
            call_filter: CallFilter::default(),
            calls_page: 0,
            language: Language::default(),
        }
    }
}

/// Which calls are listed: without a filter all but the steps of the clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Part of the operation's name, of the body, or of the error's name; empty for any.
    pub text: String,
    /// Whether only refused calls are listed.
    pub is_errors_only: bool,
    /// Whether the steps of the clock are listed too.
    pub has_clock: bool,
}

impl CallFilter {
    /// Whether a call is listed.
    pub fn passes(&self, call: &Entry) -> bool {
        let error = call.answer.failure.as_ref().map(|failure| failure.name.as_str());
        let wanted = self.text.trim().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&wanted);
        (self.has_clock || !call.request.is_clock())
            && (!self.is_errors_only || error.is_some())
            && (wanted.is_empty()
                || has(call.request.operation())
                || error.is_some_and(has)
                || has(&call.request.sent()))
    }
}

/// ListBackups without a filter. Its type is ALL: without one ListBackups leaves out SYSTEM backups, those of deleted
/// tables.
pub fn every_backup() -> ListBackupsInput {
    list_of("ALL")
}

/// ListBackups of one type, without another filter.
pub fn list_of(backup_type: &str) -> ListBackupsInput {
    ListBackupsInput { backup_type: Some(backup_type.to_owned().into()), ..ListBackupsInput::default() }
}

/// The tabs beneath the time line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The table's items.
    Items,
    /// The backups.
    #[default]
    Backups,
    /// The time line as a table.
    Window,
    /// The calls and their answers.
    Requests,
    /// The calls as programs.
    Code,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Tab; 5] = [Tab::Items, Tab::Backups, Tab::Window, Tab::Requests, Tab::Code];

    /// Its label.
    pub fn name(self) -> &'static str {
        match self {
            Tab::Items => "Items",
            Tab::Backups => "Backups",
            Tab::Window => "Window",
            Tab::Requests => "Requests",
            Tab::Code => "Code",
        }
    }
}

/// A stretch of time around a middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewport {
    /// How long it is, in milliseconds.
    pub span_ms: i64,
    /// Its middle; if `None`, the marker's moment.
    pub middle: Option<Timestamp>,
}

impl Default for Viewport {
    fn default() -> Viewport {
        Viewport { span_ms: 4 * 60_000, middle: None }
    }
}

/// The shortest and the longest stretch, in milliseconds.
const SPAN_MS: std::ops::RangeInclusive<i64> = 2_000..=100 * 86_400_000;

impl Viewport {
    /// The first and the last moment, with the marker at `marker`.
    pub fn range(&self, marker: Timestamp) -> (Timestamp, Timestamp) {
        let middle = self.middle.unwrap_or(marker);
        (middle.plus_ms(-self.span_ms / 2), middle.plus_ms(self.span_ms / 2))
    }

    /// A shorter or longer viewport in which `still` keeps its position. The factor is in percent: 50 shows half as
    /// much.
    pub fn zoomed(&self, percent: i64, still: Option<Timestamp>, marker: Timestamp) -> Viewport {
        let span_ms = (self.span_ms.saturating_mul(percent) / 100).clamp(*SPAN_MS.start(), *SPAN_MS.end());
        let middle = match still {
            Some(still) => {
                let offset = self.middle.unwrap_or(marker).millis() - still.millis();
                let offset = i128::from(offset) * i128::from(span_ms) / i128::from(self.span_ms.max(1));
                Some(still.plus_ms(offset as i64))
            }
            None => self.middle,
        };
        Viewport { span_ms, middle }
    }

    /// The viewport moved by a part of its length, in percent; earlier if negative.
    pub fn panned(&self, percent: i64, marker: Timestamp) -> Viewport {
        let middle = self.middle.unwrap_or(marker).plus_ms(self.span_ms.saturating_mul(percent) / 100);
        Viewport { middle: Some(middle.clamp(Timestamp::from_millis(0), Timestamp::MAX)), ..*self }
    }

    /// The viewport from one moment to another.
    pub fn between(from: Timestamp, to: Timestamp) -> Viewport {
        let length_ms = to.millis().saturating_sub(from.millis()).max(0);
        let span_ms = length_ms.clamp(*SPAN_MS.start(), *SPAN_MS.end());
        Viewport { span_ms, middle: Some(from.plus_ms(length_ms / 2)) }
    }

    /// The viewport from one moment to another, with a margin.
    pub fn of(from: Timestamp, to: Timestamp) -> Viewport {
        let length_ms = to.millis().saturating_sub(from.millis()).max(0);
        let span_ms = (length_ms.saturating_add(length_ms / 8)).clamp(*SPAN_MS.start(), *SPAN_MS.end());
        Viewport { span_ms, middle: Some(from.plus_ms(length_ms / 2)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_millis(1_795_357_500_000);

    #[test]
    fn zooming_keeps_a_moment_in_its_place() {
        let still = T.plus_ms(60_000);
        let part = |viewport: Viewport| {
            let (from, to) = viewport.range(T);
            (still.millis() - from.millis()) * 1_000 / (to.millis() - from.millis())
        };
        let before = Viewport::default();
        for percent in [50, 200, 80] {
            assert_eq!(part(before.zoomed(percent, Some(still), T)), part(before), "{percent}");
        }
        assert_eq!(before.zoomed(50, None, T), Viewport { span_ms: 120_000, middle: None });
    }

    #[test]
    fn the_stretch_has_its_bounds() {
        let mut viewport = Viewport::default();
        for _ in 0..100 {
            viewport = viewport.zoomed(50, None, T);
        }
        assert_eq!(viewport.span_ms, 2_000);
        for _ in 0..100 {
            viewport = viewport.zoomed(200, Some(T), T);
        }
        assert_eq!(viewport.span_ms, 100 * 86_400_000);
        assert_eq!(Viewport::of(T, T.plus_ms(8_000)), Viewport { span_ms: 9_000, middle: Some(T.plus_ms(4_000)) });
    }

    #[test]
    fn panning_leaves_the_marker() {
        assert_eq!(Viewport::default().panned(-25, T).middle, Some(T.plus_ms(-60_000)));
    }
}
