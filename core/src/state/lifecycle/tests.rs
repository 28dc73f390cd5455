//! Every pair of a state and a step, in a table for each lifecycle.

use super::*;

#[test]
fn every_pair_of_table_state_and_step() {
    use TableState::*;
    use TableStep::*;
    for (state, step, next) in [
        (Creating, Activate, Some(Active)),
        (Creating, Update, None),
        (Creating, Delete, None),
        (Active, Activate, None),
        (Active, Update, Some(Updating)),
        (Active, Delete, Some(Deleting)),
        (Updating, Activate, Some(Active)),
        (Updating, Update, None),
        (Updating, Delete, None),
        (Deleting, Activate, None),
        (Deleting, Update, None),
        (Deleting, Delete, None),
    ] {
        assert_eq!(table(state, step), next, "{state:?} {step:?}");
    }
}

#[test]
fn every_pair_of_index_state_and_step() {
    use IndexState::*;
    use IndexStep::*;
    for (state, step, next) in [
        (Creating, Backfill, Some(Backfilling)),
        (Creating, Activate, Some(Active)),
        (Creating, Update, None),
        (Creating, Delete, None),
        (Backfilling, Backfill, None),
        (Backfilling, Activate, Some(Active)),
        (Backfilling, Update, None),
        (Backfilling, Delete, Some(Deleting)),
        (Active, Backfill, None),
        (Active, Activate, None),
        (Active, Update, Some(Updating)),
        (Active, Delete, Some(Deleting)),
        (Updating, Backfill, None),
        (Updating, Activate, Some(Active)),
        (Updating, Update, None),
        (Updating, Delete, None),
        (Deleting, Backfill, None),
        (Deleting, Activate, None),
        (Deleting, Update, None),
        (Deleting, Delete, None),
    ] {
        assert_eq!(index(state, step), next, "{state:?} {step:?}");
    }
}

#[test]
fn every_pair_of_stream_state_and_step() {
    use StreamState::*;
    use StreamStep::*;
    for (state, step, next) in [
        (Enabling, Settle, Some(Enabled)),
        (Enabling, Close, Some(Disabling)),
        (Enabled, Settle, None),
        (Enabled, Close, Some(Disabling)),
        (Disabling, Settle, Some(Disabled)),
        (Disabling, Close, None),
        (Disabled, Settle, None),
        (Disabled, Close, None),
    ] {
        assert_eq!(stream(state, step), next, "{state:?} {step:?}");
    }
}

#[test]
fn every_pair_of_backup_state_and_step() {
    use BackupState::*;
    use BackupStep::*;
    for (state, step, next) in [
        (Creating, Complete, Some(Available)),
        (Creating, Delete, None),
        (Available, Complete, None),
        (Available, Delete, Some(Deleted)),
        (Deleted, Complete, None),
        (Deleted, Delete, None),
    ] {
        assert_eq!(backup(state, step), next, "{state:?} {step:?}");
    }
}

#[test]
fn every_pair_of_insights_state_and_step() {
    use InsightsState::*;
    use InsightsStep::*;
    for (state, step, next) in [
        (Enabling, Enable, Some(Enabling)),
        (Enabling, Disable, Some(Disabling)),
        (Enabling, Settle, Some(Enabled)),
        (Enabled, Enable, Some(Enabling)),
        (Enabled, Disable, Some(Disabling)),
        (Enabled, Settle, None),
        (Disabling, Enable, Some(Enabling)),
        (Disabling, Disable, None),
        (Disabling, Settle, Some(Disabled)),
        (Disabled, Enable, Some(Enabling)),
        (Disabled, Disable, None),
        (Disabled, Settle, None),
    ] {
        assert_eq!(insights(state, step), next, "{state:?} {step:?}");
    }
}

#[test]
fn every_pair_of_destination_state_and_step() {
    use DestinationState::*;
    use DestinationStep::*;
    for (state, step, next) in [
        (Enabling, Enable, None),
        (Enabling, Update, None),
        (Enabling, Disable, None),
        (Enabling, Settle, Some(Active)),
        (Active, Enable, None),
        (Active, Update, Some(Updating)),
        (Active, Disable, Some(Disabling)),
        (Active, Settle, None),
        (Updating, Enable, None),
        (Updating, Update, None),
        (Updating, Disable, None),
        (Updating, Settle, Some(Active)),
        (Disabling, Enable, None),
        (Disabling, Update, None),
        (Disabling, Disable, None),
        (Disabling, Settle, Some(Disabled)),
        (Disabled, Enable, Some(Enabling)),
        (Disabled, Update, None),
        (Disabled, Disable, None),
        (Disabled, Settle, None),
    ] {
        assert_eq!(destination(state, step), next, "{state:?} {step:?}");
    }
}

#[test]
#[should_panic(expected = "no event asks a backup that is Creating to Delete")]
fn a_step_that_cannot_happen_is_a_broken_promise() {
    step("a backup", backup, BackupState::Creating, BackupStep::Delete);
}
