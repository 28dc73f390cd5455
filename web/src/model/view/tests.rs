//! Plots for tests of what is drawn from them.

use super::{Bins, Plot, Story, Writes};
use timemark_core::lab::{ChangeDescription, ChangeKind, ExplainBackupOutput, Verdict, WindowBounds};
use timemark_core::{Attributes, Timestamp};

/// The request of [`plot_of`].
pub const T: Timestamp = Timestamp::from_millis(1_795_357_500_000);

/// The time line of an imagined backup at [`T`], with puts into partitions at times.
pub fn plot_of(writes: impl Iterator<Item = (u32, Timestamp)>) -> Plot {
    let promise = WindowBounds::of_request(T);
    let change = |(number, (partition, time)): (usize, (u32, Timestamp))| ChangeDescription {
        sequence: Some(number as u64 + 1),
        commit_time: Some(time),
        partition: Some(partition),
        key: Some(Attributes::default()),
        kind: Some(ChangeKind::Insert),
        verdict: Some(Verdict::of(time, &promise)),
        included: None,
    };
    let (from, to) = (T.plus_ms(-120_000), T.plus_ms(120_000));
    Plot {
        from,
        to,
        table: "Music".to_owned(),
        backup: None,
        requested: T,
        promise,
        partitions: 4,
        explanation: ExplainBackupOutput::default(),
        writes: Writes::Each(writes.enumerate().map(change).collect()),
        recovery: None,
        others: Vec::new(),
        others_left: 0,
        story: Story { from, to, start: from, head: T, first_write: from, now: T, bins: Bins(Vec::new()) },
    }
}

#[test]
fn a_stretch_is_summed_by_verdict() {
    let plot = plot_of((-10..10).map(|number| (0, T.plus_ms(number * 12_000))));
    let counts = plot.count_between(T.plus_ms(-80_000), T.plus_ms(80_000));
    assert_eq!((counts.r#in, counts.maybe, counts.out), (Some(2), Some(10), Some(1)));
    let none = plot.count_between(T.plus_ms(1), T.plus_ms(2));
    assert_eq!((none.r#in, none.maybe, none.out), (Some(0), Some(0), Some(0)));
}
