use super::*;
use crate::operations::*;
use crate::shapes::{KeyType, ScalarAttributeType};
use crate::{Attributes, Options, Pace};

#[test]
fn a_table_and_its_backup_are_seen_from_the_request_on() {
    let mut options = Options::default();
    options.settings.pace = Pace::Realistic;
    let mut engine = Engine::new(options);
    engine.record_history();
    let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
    assert!(engine.send(CreateTableInput::on_demand("Notes", &keys)).is_ok());
    let pending = View::new(&engine).pending_tables();
    assert_eq!(pending.first().map(|(name, _)| name.as_str()), Some("Notes"));
    engine.advance_to(engine.now().plus_ms(60_000));
    assert_eq!(View::new(&engine).pending_tables(), []);
    assert!(engine.send(PutItemInput::new("Notes", Attributes::from_iter([("pk".to_owned(), "a".into())]))).is_ok());
    let answer = engine.send(CreateBackupInput::new("Notes", "one")).ok().and_then(|answer| answer.backup_details);
    let arn = answer.and_then(|details| details.backup_arn).unwrap_or_default();
    let view = View::new(&engine);
    let described = engine_table(&view);
    assert_eq!((described.item_count, described.table_size_bytes, view.changes("Notes")), (Some(1), Some(3), Some(1)));
    let late = view.read(DescribeTableInput::new("Notes")).and_then(|it| it.table).unwrap_or_default();
    assert_eq!((late.item_count, late.table_size_bytes), (Some(0), Some(0)));
    assert!(view.backup_due(&arn).is_some_and(|due| due > engine.now()));
    engine.advance_to(engine.now().plus_ms(600_000));
    let view = View::new(&engine);
    assert_eq!(view.backup_due(&arn), None);
    let source = view.backup(&arn).and_then(|backup| backup.source_table_details);
    assert_eq!(source.and_then(|source| source.item_count), Some(1));

    let committed = engine.take_history();
    // What exists tells the same, but not when the table became ACTIVE.
    let (mut all, existing) = (View::new(&engine).transitions(&committed), View::new(&engine).existing());
    assert!(all.first().zip(existing.get(1)).is_some_and(|((created, _), (active, _))| created == active));
    all.iter().zip(&existing).for_each(|((_, told), (_, found))| assert_eq!(told, found));
    assert_eq!((all.len(), all.split_off(2)), (existing.len(), existing[2..].to_vec()));
    let transitions = View::new(&engine).transitions(&committed).into_iter().map(|(_, transition)| transition);
    let requests = transitions.clone().find_map(|one| match one {
        Transition::BackupRequested { arn, name, at, .. } => Some((arn, name, at)),
        _ => None,
    });
    let requested = requests.as_ref().map_or(Timestamp::MIN, |(.., at)| *at);
    assert_eq!(requests, Some((arn.clone(), "one".to_owned(), requested)));
    let others: Vec<Transition> =
        transitions.filter(|one| !matches!(one, Transition::BackupRequested { .. })).collect();
    let Some(Transition::TableCreated { id, .. }) = others.first().cloned() else { unreachable!("{others:?}") };
    let created = Transition::TableCreated { id, table: "Notes".to_owned(), restored_from: None };
    assert_eq!(others, [created, Transition::TableActive { id }, Transition::BackupAvailable { arn, requested }]);
}

#[test]
fn a_lab_that_looks_far_back_keeps_so_many_changes_and_counts_all() {
    let looked_back = |change_log_max| {
        let settings = crate::Settings { change_log_ms: 86_400_000, change_log_max, ..crate::Settings::default() };
        let mut engine = Engine::new(Options { settings, ..Options::default() });
        let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
        assert!(engine.send(CreateTableInput::on_demand("Notes", &keys)).is_ok());
        for number in 0..20_000_u32 {
            engine.advance_to(engine.now().plus_ms(100));
            let item = Attributes::from_iter([("pk".to_owned(), (number % 100).to_string().as_str().into())]);
            assert!(engine.send(PutItemInput::new("Notes", item)).is_ok());
        }
        let question =
            ExplainBackupInput { limit: Some(10_000), ..ExplainBackupInput::imagined("Notes", engine.now()) };
        let view = View::new(&engine);
        let explained = view.explain(&question).unwrap_or_default();
        let first = explained.changes.iter().flatten().next().and_then(|change| change.sequence);
        let counts = explained.counts.unwrap_or_default();
        (first, counts.r#in, counts.maybe, view.changes("Notes"))
    };
    let all = (Some(19_400), Some(600), Some(20_000));
    assert_eq!(looked_back(u64::MAX), (Some(1), all.0, all.1, all.2));
    for change_log_max in [0, 1_000] {
        let (first, r#in, maybe, changes) = looked_back(change_log_max);
        // Whole segments, and back to the snapshot from which the window's images are made.
        assert!((12_000..=19_000).contains(&first.unwrap_or_default()), "{first:?}");
        assert_eq!((r#in, maybe, changes), all);
    }
}

#[test]
fn backups_are_listed_as_list_backups_does_and_their_tasks_are_parted() {
    let mut options = Options::default();
    options.settings.pace = Pace::Realistic;
    let mut engine = Engine::new(options);
    let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
    for table in ["Notes", "Orders"] {
        assert!(engine.send(CreateTableInput::on_demand(table, &keys)).is_ok());
    }
    engine.advance_to(engine.now().plus_ms(60_000));
    let begun = engine.now();
    for number in 0..10 {
        let table = if number % 5 == 0 { "Orders" } else { "Notes" };
        assert!(engine.send(CreateBackupInput::new(table, format!("nightly-{number}").as_str())).is_ok());
        engine.advance_to(engine.now().plus_ms(1_000));
    }
    let view = View::new(&engine);
    let notes = ListBackupsInput { table_name: Some("Notes".to_owned()), ..ListBackupsInput::default() };
    let late = ListBackupsInput {
        time_range_lower_bound: Some(begun.plus_ms(3_500)),
        limit: Some(2),
        ..ListBackupsInput::default()
    };
    for (input, count) in [(ListBackupsInput::default(), 10), (notes, 8), (late, 6)] {
        let all = ListBackupsInput { limit: None, ..input.clone() };
        let answer = view.read(all).and_then(|answer| answer.backup_summaries).unwrap_or_default();
        let listed = view.backups(&input);
        assert_eq!((listed.len(), answer.len()), (count, count));
        for (one, summary) in listed.iter().zip(&answer) {
            let (name, arn) = (summary.backup_name.as_deref(), summary.backup_arn.clone());
            assert_eq!((Some(one.name()), Some(one.arn())), (name, arn));
        }
    }
    let reversed = ListBackupsInput {
        time_range_lower_bound: Some(begun.plus_ms(1)),
        time_range_upper_bound: Some(begun),
        ..ListBackupsInput::default()
    };
    assert!(view.backups(&reversed).is_empty());

    let until = engine.now().plus_ms(3_600_000);
    let all = view.due_times(1, until);
    assert!(all.len() >= 10 && all.is_sorted(), "{all:?}");
    // The end is not in.
    for (place, end) in all.iter().enumerate() {
        assert_eq!(view.due_times(1, *end), all[..place]);
        assert_eq!(view.due_times(1, end.plus_ms(1)), all[..=place]);
    }
    let parted = view.due_times(3, until);
    assert!(parted.iter().all(|time| all.contains(time)) && !parted.is_empty(), "{parted:?}");
    let mut moved = engine.clone();
    for time in parted.into_iter().chain([until]) {
        let tasks = moved.advance_to(time);
        assert!((1..=6).contains(&tasks), "{tasks} tasks: three, and those that follow from them");
    }
    engine.advance_to(until);
    assert_eq!(moved.digest(), engine.digest());
    assert_eq!(View::new(&engine).due_times(1, until), []);
}

#[test]
fn each_step_of_a_life_is_told_once_and_of_its_own_region() {
    let mut engine = Engine::new(Options::default());
    engine.record_history();
    let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
    assert!(engine.send(CreateTableInput::on_demand("Notes", &keys)).is_ok());
    let recovery = UpdateContinuousBackupsInput::new("Notes", true);
    assert!(engine.send(recovery).is_ok());
    assert!(engine.send(PutItemInput::new("Notes", Attributes::from_iter([("pk".to_owned(), "a".into())]))).is_ok());
    let begun = engine.now();
    engine.advance_to(begun.plus_ms(600_000));
    let view = View::new(&engine);
    assert_eq!(view.table_names().collect::<Vec<_>>(), ["Notes"]);
    assert_eq!((view.partitions("Notes"), view.partitions("Absent")), (Some(4), None));
    assert_eq!((view.changes("Notes"), view.changes("Absent")), (Some(1), None));
    let latest = engine.now().plus_ms(-crate::limits::LATEST_RESTORABLE_MS);
    assert_eq!(view.restorable("Notes"), Some((begun.whole_second(), latest)));
    assert_eq!(view.digest(), engine.state().digest());
    let question = DescribeTimelineInput { table_name: Some("Notes".to_owned()), ..DescribeTimelineInput::default() };
    let timeline = view.timeline(&question);
    assert_eq!(timeline.as_ref().and_then(|told| told.events.as_ref()).map(Vec::len), Some(3), "{timeline:?}");
    assert_eq!(view.timeline(&DescribeTimelineInput::default()), None);
    assert_eq!(engine.clone().send(question).ok(), timeline);
    assert_eq!(View::regions(&engine), ["us-east-1"]);

    let answer = engine.send(CreateBackupInput::new("Notes", "one")).ok().and_then(|answer| answer.backup_details);
    let arn = answer.and_then(|details| details.backup_arn).unwrap_or_default();
    let requested = engine.now();
    assert!(engine.send(RestoreTableFromBackupInput::new("Copy", &arn)).is_ok());
    assert!(engine.send(RestoreTableToPointInTimeInput::to_latest("Notes", "Latest")).is_ok());
    engine.advance_to(engine.now().plus_ms(1));
    let ids = ["Notes", "Copy", "Latest"].map(|name| engine.state().table(name).map(|table| table.id()));
    let [Some(notes), Some(copy), Some(last)] = ids else { unreachable!("{ids:?}") };
    assert!(engine.send(DeleteTableInput::new("Notes")).is_ok());
    let deleted = engine.now();
    engine.advance_to(deleted.plus_ms(600_000));
    assert!(engine.send(DeleteBackupInput::new(&arn)).is_ok());
    let committed = engine.take_history();
    let view = View::new(&engine);
    let system = view.backups(&ListBackupsInput {
        backup_type: Some(crate::shapes::BackupTypeFilter::All),
        ..ListBackupsInput::default()
    });
    let system = system.first().map(ListedBackup::arn).unwrap_or_default();
    let created =
        |id, table: &str, restored_from| Transition::TableCreated { id, table: table.to_owned(), restored_from };
    let backup = |arn: &str, name: &str, at| Transition::BackupRequested {
        arn: arn.to_owned(),
        name: name.to_owned(),
        table: "Notes".to_owned(),
        table_id: notes,
        at,
    };
    let told: Vec<Transition> = view.transitions(&committed).into_iter().map(|(_, transition)| transition).collect();
    assert_eq!(
        told,
        [
            created(notes, "Notes", None),
            Transition::TableActive { id: notes },
            backup(&arn, "one", requested),
            Transition::BackupAvailable { arn: arn.clone(), requested },
            created(copy, "Copy", Some(RestoredFrom::Backup { arn: arn.clone() })),
            Transition::TableActive { id: copy },
            created(last, "Latest", Some(RestoredFrom::Table { name: "Notes".to_owned() })),
            Transition::TableActive { id: last },
            Transition::TableDeleting { id: notes },
            backup(&system, "Notes$DeletedTableBackup", deleted),
            Transition::TableDeleted { id: notes },
            Transition::BackupAvailable { arn: system.clone(), requested: deleted },
            Transition::BackupDeleted { arn, requested },
        ]
    );
    let items = view.tables().into_iter().map(|table| (table.table_name, table.item_count, table.table_size_bytes));
    let one = |name: &str| (Some(name.to_owned()), Some(1), Some(3));
    assert_eq!(items.collect::<Vec<_>>(), [one("Copy"), one("Latest")]);
    let size = view.backup(&system).and_then(|described| described.backup_details?.backup_size_bytes);
    assert_eq!(size, Some(3));
    // In the view of another region nothing happened.
    let mut elsewhere = committed.clone();
    elsewhere.iter_mut().for_each(|committed| committed.region = "eu-west-1".into());
    assert_eq!(view.transitions(&elsewhere), []);
}

fn engine_table(view: &View<'_>) -> TableDescription {
    view.tables().into_iter().next().unwrap_or_default()
}
