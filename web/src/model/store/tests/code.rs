//! The tab Code: programs of the whole history.
//!
//! What it shows of some worlds is kept beside the code that writes it, with what the page has at their ends, and run by
//! `tests/clients` and `tests/programs`. `UPDATE_GOLDEN=1` writes these files anew.

use super::*;
use crate::calls::code::{Language, Program};
use crate::calls::generator;
use crate::model::drafting::Drafting;
use timemark_core::{ByName, json};

/// The program of a state, and the steps in which it was written.
fn written(state: &State, language: Language, is_whole: bool) -> (Program, usize) {
    let state = then(Rc::new(state.clone()), [Action::Tab(Tab::Code)]);
    let mut drafting = Drafting::default();
    drafting.begin(&state.view().program);
    for steps in 1.. {
        if let Some(program) = drafting.step(language, is_whole) {
            return (program, steps);
        }
    }
    unreachable!("a program has an end")
}

fn shown(state: &State, language: Language) -> Program {
    written(state, language, false).0
}

/// Orders in a table with indexes of several keys: batches, puts and deletes in any order, updates.
fn orders() -> Vec<Action> {
    let raw =
        |operation: &str, body: &str| send(Request::Raw { operation: operation.to_owned(), body: body.to_owned() });
    let key = |name: &str, kind: &str| format!(r#"{{"AttributeName": "{name}", "KeyType": "{kind}"}}"#);
    let index = |name: &str, keys: [String; 3]| {
        let keys = keys.join(", ");
        format!(r#"{{"IndexName": "{name}", "KeySchema": [{keys}], "Projection": {{"ProjectionType": "ALL"}}}}"#)
    };
    let attributes =
        [("Customer", "S"), ("Number", "N"), ("Region", "S"), ("Store", "S"), ("Day", "S"), ("Digest", "B")]
            .map(|(name, of)| format!(r#"{{"AttributeName": "{name}", "AttributeType": "{of}"}}"#));
    let table = format!(
        r#"{{"TableName": "Orders", "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": [{}],
            "KeySchema": [{}, {}], "GlobalSecondaryIndexes": [{}],
            "LocalSecondaryIndexes": [{{"IndexName": "by-digest", "KeySchema": [{}, {}],
                "Projection": {{"ProjectionType": "KEYS_ONLY"}}}}]}}"#,
        attributes.join(", "),
        key("Customer", "HASH"),
        key("Number", "RANGE"),
        index("by-region-and-store", [key("Region", "HASH"), key("Store", "HASH"), key("Day", "RANGE")]),
        key("Customer", "HASH"),
        key("Digest", "RANGE"),
    );
    let state = after([raw("CreateTable", &table), pass(20.0), Action::SelectTable("Orders".to_owned())]);
    let Some(described) = state.table().cloned() else { unreachable!("{:?}", state.failure()) };
    let batch = |number: u64| {
        let puts = (number * 6..number * 6 + 6).map(|number| WriteRequest {
            put_request: Some(PutRequest { item: Some(generator::item(&described, number, number)) }),
            delete_request: None,
        });
        let request_items = Some(ByName::from_iter([("Orders".to_owned(), puts.collect())]));
        Request::from(BatchWriteItemInput { request_items, ..BatchWriteItemInput::default() })
    };
    let batches = (0..4).map(batch).collect();
    let on = Generator { is_on: true, keys: 12, ..Generator::default() };
    let mixed = (0..40).flat_map(|number| [on.write(&described, number), Request::seconds(0.5)]).collect();
    let item = json::text(&generator::item(&described, 7, 1));
    let text = r#"it's \"hostile\" $HOME `id` \\ \u0000\u202e</script>\nEND\nx"#;
    let hostile = |number: u32| {
        let item = item.replace("customer#7", text).replacen(r#"{"N":"7"}"#, &format!(r#"{{"N":"{number}"}}"#), 1);
        raw("PutItem", &format!(r#"{{"TableName": "Orders", "Item": {item}}}"#))
    };
    let update = |number: u64| {
        let key = json::text(&generator::key(&described, number));
        let body = format!(
            r#"{{"TableName": "Orders", "Key": {key}, "UpdateExpression": "SET Paid = :paid",
                "ExpressionAttributeValues": {{":paid": {{"S": "with a\ttab, {number}"}}}}}}"#
        );
        raw("UpdateItem", &body)
    };
    let time_to_live =
        r#"{"TableName": "Orders", "TimeToLiveSpecification": {"AttributeName": "Until", "Enabled": true}}"#;
    vec![
        raw("CreateTable", &table),
        pass(20.0),
        Action::Send(batches),
        pass(2.0),
        Action::Send(mixed),
        hostile(1),
        hostile(2),
        hostile(3),
        hostile(4),
        pass(61.0),
        update(1),
        update(2),
        update(3),
        raw("UpdateTimeToLive", time_to_live),
        send(CreateBackupInput::new("Orders", "before")),
        pass(200.0),
        send(CreateBackupInput::new("Orders", "after")),
        pass(200.0),
    ]
}

/// The worlds whose programs are kept.
fn worlds() -> [(&'static str, Rc<State>); 3] {
    let music = after([Action::Load(Example::Music), send(CreateBackupInput::new("Music", "nightly")), pass(200.0)]);
    let arn = backup(&music).backup_arn.unwrap_or_default();
    let restored = [send(RestoreTableFromBackupInput::new("Music-restored", arn)), pass(600.0)];
    [
        ("music", then(music, restored)),
        ("family", then(after([Action::Load(Example::Family)]), [pass(200.0)])),
        ("orders", after(orders())),
    ]
}

/// What a client sees at the end of a world: the items of its tables, and the names of its backups.
fn seen(state: &State) -> String {
    let view = state.moment().view();
    let mut tables = ByName::new();
    for table in view.table_names() {
        let scanned = view.read(ScanInput::new(table)).unwrap_or_default();
        assert!(scanned.last_evaluated_key.is_none(), "{table} has one page");
        let mut items: Vec<String> = scanned.items.iter().flatten().map(|item| json::text(item)).collect();
        items.sort();
        tables.insert(table.to_owned(), items);
    }
    let backups = view.read(ListBackupsInput::default()).unwrap_or_default().backup_summaries;
    let mut names: Vec<String> = backups.into_iter().flatten().filter_map(|backup| backup.backup_name).collect();
    names.sort();
    let tables: Vec<String> = tables
        .iter()
        .map(|(name, items)| format!("    {}: [\n      {}\n    ]", json::text(name), items.join(",\n      ")))
        .collect();
    format!("{{\n  \"backups\": {},\n  \"tables\": {{\n{}\n  }}\n}}\n", json::text(&names), tables.join(",\n"))
}

fn golden(file: &str, text: &str) {
    let path = format!("{}/src/calls/code/golden/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        assert!(std::fs::write(&path, text).is_ok(), "{path}");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(text.lines()).find(|(kept, text)| kept != text);
    assert!(kept == text, "UPDATE_GOLDEN=1 writes {file} anew: {differs:?}");
}

#[test]
fn the_programs_of_some_worlds() {
    for (name, state) in worlds() {
        assert_eq!(state.failure(), None, "{name}");
        golden(&format!("{name}.json"), &seen(&state));
        for language in Language::ALL {
            // What is downloaded of the largest, what is shown of the others.
            let (program, _) = written(&state, language, name == "orders");
            assert_eq!(program.calls, program.all, "{name} is whole in {}", language.name());
            golden(&format!("{name}.{}", language.extension()), &program.text);
        }
    }
}

#[test]
fn a_program_begins_with_the_first_call_and_has_all_that_follow() {
    let more = (0..150).flat_map(|number| [put(&number.to_string()), pass(1.0)]);
    let state = after(notes().into_iter().chain(more).chain([back_up()]));
    for language in Language::ALL {
        let program = shown(&state, language);
        assert_eq!((program.calls, program.all), (154, 154), "{}", language.name());
        let text = program.text.to_lowercase().replace(['-', '_'], "");
        let (create, backup) = (text.find("createtable"), text.rfind("createbackup"));
        assert!(create.is_some() && create < backup, "{}", program.text);
        assert!(text.matches("149").count() == 1 && text.matches("putitem").count() < 5, "a loop: {}", program.text);
    }
}

#[test]
fn the_writes_of_the_generator_are_in_the_program() {
    let on = Generator { is_on: true, per_second: 10, keys: 5 };
    let state = then(after(notes()), [Action::Generate(on), Action::Speed(1), Action::Run, tick(400.0), tick(400.0)]);
    let program = shown(&state, Language::Boto3);
    assert_eq!((program.calls, program.all), (11, 11), "{}", program.text);
    assert!(program.text.contains("]\nfor operation, attributes in writes:\n"), "{}", program.text);
}

#[test]
fn a_long_history_is_shown_in_part_and_saved_whole() {
    let put = |number: u32| {
        Request::put("Notes", &Attributes::from_iter([("pk".to_owned(), format!("number-{number}").as_str().into())]))
    };
    let state = after(notes().into_iter().chain([Action::Send((0..3_000).map(put).collect()), back_up()]));
    for language in Language::ALL {
        let program = shown(&state, language);
        assert_eq!((program.calls, program.all), (20 + 4, 3_004), "{}", language.name());
        assert!(program.text.contains("The first 20 of 3,000 writes; the file has all of them"), "{}", program.text);
        assert!(program.text.len() < 100_000 && program.text.contains("reate"), "{}", program.text.len());
        assert_eq!(program.text.matches("nightly").count(), 1, "what follows the loop is shown");
        let (whole, steps) = written(&state, language, true);
        assert_eq!((whole.calls, whole.all), (3_004, 3_004));
        assert!(steps > 20, "written in {steps} steps");
        for number in [0, 1_500, 2_999] {
            assert!(whole.text.contains(&format!("\"number-{number}\"")), "{}: {number}", language.name());
        }
    }
}

#[test]
fn a_large_body_is_in_the_file_alone() {
    let text = "x".repeat(300_000);
    let large = |pk: &str| {
        let item = [("pk".to_owned(), pk.into()), ("text".to_owned(), text.as_str().into())];
        send(PutItemInput::new("Notes", Attributes::from_iter(item)))
    };
    let one = after(notes().into_iter().chain([back_up(), large("c"), back_up()]));
    let many = after(notes().into_iter().chain([back_up(), large("c"), large("d"), large("e"), back_up()]));
    for (state, all) in [(one, 6), (many, 8)] {
        let program = shown(&state, Language::JavaScript);
        assert!(program.text.len() < 5_000 && program.text.contains("the file has"), "{}", program.text);
        assert_eq!((program.calls, program.all), (5, all));
        let (whole, _) = written(&state, Language::JavaScript, true);
        assert!(whole.text.len() > 300_000 && whole.calls == all);
    }
}

#[test]
fn very_many_parts_are_cut() {
    let tables = (0..600).map(|number| {
        send(TagResourceInput {
            resource_arn: Some("arn:aws:dynamodb:us-east-1:123456789012:table/Notes".to_owned()),
            tags: Some(vec![timemark_core::shapes::Tag {
                key: Some(format!("k{}", number % 40)),
                value: Some("v".to_owned()),
            }]),
        })
    });
    let state = after(notes().into_iter().chain(tables));
    assert_eq!(state.failure(), None);
    let program = shown(&state, Language::Rust);
    assert!(program.calls < program.all && program.all == 603, "{} of {}", program.calls, program.all);
    assert!(
        program.text.contains("more calls: the file has all of them") || program.text.contains("calls more"),
        "{}",
        program.text.len()
    );
    assert!(program.text.len() < 100_000 && syn::parse_file(&program.text).is_ok());
}

#[test]
fn a_draft_reads_on_where_the_history_grew_and_anew_where_it_forked() {
    let state = then(after(notes()), [Action::Tab(Tab::Code)]);
    let mut drafting = Drafting::default();
    let mut text = |state: &State| {
        drafting.begin(&state.view().program);
        std::iter::from_fn(|| Some(drafting.step(Language::Boto3, false))).flatten().next().map(|program| program.text)
    };
    for state in [
        state.clone(),
        then(state.clone(), [put("c"), put("d")]),
        then(state.clone(), [Action::Undo, put("e")]),
        then(state.clone(), [put("c"), Action::Undo]),
        state,
    ] {
        assert_eq!(text(&state), Some(shown(&state, Language::Boto3).text));
    }
}
