//! The labels of a write: the same in the chart, in the table and for screen readers.

use crate::format;
use crate::model::view::Plot;
use timemark_core::lab::{ChangeDescription, ChangeKind, Verdict};

/// The kind of a write.
pub fn kind(change: &ChangeDescription) -> &'static str {
    match change.kind {
        Some(ChangeKind::Modify) => "overwrite",
        Some(ChangeKind::Remove) => "delete",
        _ => "put",
    }
}

/// A verdict: its CSS class, its sign and its label.
pub fn verdict(verdict: &Verdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        Verdict::In => ("in", "●", "certainly in"),
        Verdict::Out => ("out", "○", "certainly out"),
        _ => ("maybe", "◐", "maybe"),
    }
}

/// The anomaly of a write that is in although an earlier one is out.
pub fn earlier_out<'a>(plot: &'a Plot, change: &ChangeDescription) -> Option<&'a timemark_core::lab::Anomaly> {
    let anomalies = plot.explanation.anomalies.as_ref()?;
    anomalies.iter().find(|anomaly| anomaly.sequence == change.sequence)
}

/// Whether a write is in the backup, and why.
pub fn fate(plot: &Plot, change: &ChangeDescription) -> String {
    let partition = change.partition.unwrap_or_default();
    let cut = plot.cut(partition as usize).map_or_else(String::new, format::clock_millis);
    match (change.included, &change.verdict) {
        (Some(true), _) if earlier_out(plot, change).is_some() => {
            let earlier = earlier_out(plot, change).and_then(|anomaly| anomaly.earlier_key.as_ref());
            format!("in, though the earlier {} is not", earlier.map(format::key).unwrap_or_default())
        }
        (Some(true), Some(Verdict::Maybe)) => format!("in: partition {partition} was cut at {cut}"),
        (Some(true), _) => "in".to_owned(),
        (Some(false), Some(Verdict::Maybe)) => format!("not in: partition {partition} was cut at {cut}"),
        (Some(false), _) => "not in".to_owned(),
        (None, _) if plot.backup.is_some() => "the backup is being made".to_owned(),
        (None, _) => "no backup yet".to_owned(),
    }
}

/// A sentence with all of it.
pub fn sentence(plot: &Plot, change: &ChangeDescription) -> String {
    let time = change.commit_time.unwrap_or(plot.requested);
    let verdict = change.verdict.as_ref().map(verdict).unwrap_or(("", "", ""));
    format!(
        "{} ({}), partition {}, {} {}: {}; {}.",
        format::clock_millis(time),
        format::offset(time, plot.requested),
        change.partition.unwrap_or_default(),
        kind(change),
        change.key.as_ref().map(format::key).unwrap_or_default(),
        verdict.2,
        fate(plot, change),
    )
}
