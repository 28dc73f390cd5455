//! DescribeTimeline: what happened to a table, in order.

use super::ChangeKind;
use crate::Timestamp;
use crate::check::{Check, Constrained};
use crate::engine::{Call, Engine};
use crate::error::{Error, Invalid, LabInvalid};
use crate::operations::{change_key, known_table};
use crate::shapes::{open_enum, shape};
use crate::value::Attributes;

shape! {
    /// Asks what happened to a table.
    pub struct DescribeTimelineInput {
        /// The table's name or ARN.
        table_name: String,
        /// Only from this time on.
        from: Timestamp,
        /// Only up to this time.
        to: Timestamp,
        /// At most so many: 1 to 10,000; 1,000 where absent.
        limit: i32,
        /// Where to go on.
        next_token: String,
    }
}

shape! {
    /// What happened to a table.
    pub struct DescribeTimelineOutput {
        /// In order.
        events: Vec<TimelineEvent>,
        /// Where to go on; absent on the last page.
        next_token: String,
    }
}

open_enum! {
    /// What kind of thing happened.
    pub enum TimelineKind {
        TableCreated = "TABLE_CREATED",
        Write = "WRITE",
        BackupRequested = "BACKUP_REQUESTED",
        BackupAvailable = "BACKUP_AVAILABLE",
    }
}

shape! {
    /// Something that happened to a table.
    pub struct TimelineEvent {
        /// When.
        time: Timestamp,
        /// What.
        kind: TimelineKind,
        /// A write's place among all of its table.
        sequence: u64,
        /// A write's partition, from 0.
        partition: u32,
        /// A write's item.
        key: Attributes,
        /// What a write did.
        change: ChangeKind,
        /// A backup's ARN.
        backup_arn: String,
        /// A backup's name.
        backup_name: String,
    }
}

impl Constrained for DescribeTimelineInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("limit", &self.limit).within(1..=10_000);
    }
}

/// Where an event stands: its time, what kind it is, and a number among those of one kind.
type Place = (i64, u8, u64);

/// # Errors
/// ResourceNotFoundException; ValidationException for a token that was not given.
impl Call for DescribeTimelineInput {
    const NAME: &'static str = "DescribeTimeline";
    type Output = DescribeTimelineOutput;

    fn run(self, engine: &mut Engine) -> Result<DescribeTimelineOutput, Error> {
        Check::all(&self)?;
        let after = match &self.next_token {
            Some(token) => Some(read_token(token).ok_or(Invalid::Lab(LabInvalid::TokenInvalid))?),
            None => None,
        };
        let state = engine.state();
        let table = known_table(state, &self.table_name)?;
        let from = self.from.unwrap_or(Timestamp::MIN);
        let to = self.to.unwrap_or(Timestamp::MAX);

        let mut events: Vec<(Place, TimelineEvent)> = Vec::new();
        let event = |time: Timestamp, kind| TimelineEvent { time: Some(time), kind: Some(kind), ..Default::default() };
        events.push(((table.created().millis(), 0, 0), event(table.created(), TimelineKind::TableCreated)));
        for (partition, change) in table.changes_from(from) {
            let write = TimelineEvent {
                sequence: Some(change.sequence),
                partition: Some(partition as u32),
                key: Some(change_key(table.definition(), change)),
                change: Some(ChangeKind::of(change)),
                ..event(change.committed, TimelineKind::Write)
            };
            events.push(((change.committed.millis(), 1, change.sequence), write));
        }
        let own = |backup: &&crate::state::Backup| backup.source.table_id == table.id();
        for backup in state.backups_of_after(table.name(), None).filter(own) {
            let described = |time, kind| TimelineEvent {
                backup_arn: Some(state.owner().backup_arn(&backup.id)),
                backup_name: Some(backup.name.clone()),
                ..event(time, kind)
            };
            let (created, number) = (backup.id.created, u64::from(backup.id.suffix));
            events.push(((created.millis(), 2, number), described(created, TimelineKind::BackupRequested)));
            if let Some(completed) = backup.completed {
                events.push(((completed.millis(), 3, number), described(completed, TimelineKind::BackupAvailable)));
            }
        }
        events.retain(|(place, event)| {
            after.is_none_or(|after| *place > after) && event.time.is_some_and(|time| from <= time && time <= to)
        });
        events.sort_by_key(|(place, _)| *place);

        let limit = self.limit.map_or(1_000, |limit| limit as usize);
        let next_token = match events.get(limit) {
            Some(_) => events.get(limit - 1).map(|((millis, kind, number), _)| format!("{millis}.{kind}.{number}")),
            None => None,
        };
        let events = Some(events.into_iter().take(limit).map(|(_, event)| event).collect());
        Ok(DescribeTimelineOutput { events, next_token })
    }
}

fn read_token(token: &str) -> Option<Place> {
    let mut parts = token.splitn(3, '.');
    let place = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(place)
}
