use super::*;
use crate::calls::request::Request;
use crate::item::tests::{music, table};
use timemark_core::operations::{CreateTableInput, ScanInput};
use timemark_core::shapes::{GlobalSecondaryIndexDescription, KeySchemaElement, KeyType, ScalarAttributeType as Kind};
use timemark_core::{Engine, Options};

fn pk() -> TableDescription {
    table(&[("pk", KeyType::Hash, Kind::S)])
}

/// What all steps find.
fn read(text: &str, table: &TableDescription) -> Import {
    let mut reading = Reading::new(Shared::new(text.to_owned()), table);
    loop {
        if let Some(import) = reading.step() {
            return import;
        }
    }
}

fn all(requests: &Requests) -> Vec<Request> {
    (0..requests.len()).filter_map(|index| requests.get(index)).collect()
}

/// The sizes of the calls.
fn sizes(requests: &Requests) -> Vec<usize> {
    let size = |request: &Request| match request.operation() {
        "BatchWriteItem" => request.body().matches("\"PutRequest\"").count(),
        _ => 0,
    };
    all(requests).iter().map(size).collect()
}

fn items_after(requests: &Requests) -> Vec<Attributes> {
    let mut engine = Engine::new(Options::default());
    assert!(engine.send(CreateTableInput::on_demand("Music", &[("pk", KeyType::Hash, Kind::S)])).is_ok());
    for request in all(requests) {
        assert_eq!(request.send(&mut engine).failure, None);
    }
    let scan = engine.send(ScanInput::new("Music")).ok().and_then(|answer| answer.items).unwrap_or_default();
    scan.iter().map(Item::to_attributes).collect()
}

#[test]
fn all_forms_give_the_same_items() {
    let wanted =
        Attributes::from_iter([("pk".to_owned(), "a".into()), ("n".to_owned(), AttributeValue::N("1.5".to_owned()))]);
    for text in [
        r#"[{"pk": "a", "n": 1.50}]"#,
        r#"{"pk": "a", "n": 1.50}"#,
        "\u{feff}\n{\"pk\": \"a\",\n \"n\": 1.50}\n\n",
        r#"[{"pk": {"S": "a"}, "n": {"N": "1.50"}}]"#,
        r#"{"Item": {"pk": {"S": "a"}, "n": {"N": "1.50"}}}"#,
        r#"{"Items": [{"pk": {"S": "a"}, "n": {"N": "1.50"}}], "Count": 1, "ScannedCount": 1}"#,
    ] {
        let import = read(text, &pk());
        assert_eq!((import.items, &import.problems), (1, &vec![]), "{text}");
        assert!(import.first.starts_with("{ \"n\": {\"N\": \"1.50\"}, \"pk\":"), "{}", import.first);
        assert_eq!(items_after(&import.requests), std::slice::from_ref(&wanted), "{text}");
    }
    let lines = read("{\"pk\": \"a\"}\r\n{\"pk\": \"b\"} {\"pk\": \"c\"}", &pk());
    assert_eq!((lines.items, sizes(&lines.requests)), (3, vec![3]));
    for nothing in ["", " \n", "[]", " [ ] "] {
        let import = read(nothing, &pk());
        assert_eq!((import.items, import.problem_count, import.requests.len()), (0, 0, 0), "{nothing:?}");
    }
}

#[test]
fn an_attribute_called_items_is_an_attribute() {
    let import = read(r#"{"pk": "order", "Items": [1, 2]}"#, &pk());
    assert_eq!((import.items, import.problems.len()), (1, 0));
    assert_eq!(read(r#"{"pk": "a", "Item": {"b": 1}}"#, &pk()).problem_count, 0);
}

#[test]
fn the_type_of_the_first_is_the_type_of_all() {
    let import = read(r#"[{"pk": {"S": "a"}}, {"pk": "b"}, {"pk": {"S": "c"}}]"#, &pk());
    assert_eq!(import.items, 3);
    assert_eq!(import.problems.len(), 1);
    assert!(import.problems[0].starts_with("Item 2: pk: a text has no type"), "{:?}", import.problems);
    let plain = read(r#"[{"pk": "a", "x": {"S": "y"}}, {"pk": {"S": "b"}}]"#, &pk());
    let said = "Item 2: One or more parameter values were invalid: Type mismatch for key pk expected: S actual: M";
    assert_eq!(plain.problems, [said]);
}

#[test]
fn problems_are_told_with_the_number_of_the_item_and_nothing_is_sent() {
    let large = format!(r#"{{"pk": "a", "x": "{}"}}"#, "x".repeat(400 * 1024));
    let digits = format!(r#"{{"pk": "a", "x": {}}}"#, "1".repeat(39));
    for (item, said) in [
        ("{}", "One or more parameter values were invalid: Missing the key pk in the item"),
        (r#"{"pk": 5}"#, "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"),
        (r#"{"pk": ""}"#, "One or more parameter values are not valid. The AttributeValue for a key attribute"),
        ("5", "it is a number, not an object"),
        (&large, "Item size has exceeded the maximum allowed size (401 KB of 400)"),
        (&digits, "Attempting to store more than 38 significant digits in a Number"),
    ] {
        let import = read(&format!("[{{\"pk\": \"fine\"}}, {item}, {{\"pk\": \"b\"}}]"), &pk());
        assert_eq!((import.items, import.problem_count, import.requests.len()), (3, 1, 0));
        assert!(import.problems[0].starts_with(&format!("Item 2: {said}")), "{:?}", import.problems);
    }
    let many = read(&"{}".repeat(1_500), &pk());
    assert_eq!((many.problems.len(), many.problem_count), (PROBLEMS_TOLD, 1_500));
    assert!(many.problems[19].starts_with("Item 20: "));
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    for (text, said) in [
        ("pk,n\na,1", "Item 1: line 1, column 1: a value is missing"),
        ("[{\"pk\": \"a\"},\n{\"pk\" \"b\"}]", "Item 2: line 2, column 7: a colon is missing"),
        ("[{\"pk\": \"a\"} {\"pk\": \"b\"}]", "Item 2: line 1, column 14: a comma or ]"),
        ("[{\"pk\": \"a\"}", "Item 2: line 1, column 13: a comma or ]"),
        ("[{\"pk\": \"a\"},", "line 1, column 14: the list has no end"),
        ("[", "line 1, column 2: the list has no end"),
        ("[{\"pk\": \"a\"}] x", "line 1, column 15: something follows"),
        ("{\"pk\": \"a\"}, {\"pk\": \"b\"}", "Item 2: line 1, column 12: a value is missing"),
    ] {
        let import = read(text, &pk());
        assert_eq!((import.problem_count, import.requests.len()), (1, 0), "{text}");
        assert!(import.problems[0].starts_with(said), "{text}: {:?}", import.problems);
    }
}

#[test]
fn no_more_items_are_wrong_than_there_are() {
    let refusal = |text: &str| read(text, &pk()).refusal().unwrap_or_default();
    let end = "so none is. Mend them and paste again.";
    assert_eq!(refusal("{\"pk\": \"a\"}"), "");
    assert_eq!(refusal("{}"), format!("The item cannot be written, {end}"));
    assert_eq!(refusal("{} {\"pk\": \"a\"} 5"), format!("2 of 3 items cannot be written, {end}"));
    assert_eq!(refusal(&"{}".repeat(1_500)), format!("1,500 of 1,500 items cannot be written, {end}"));
    for text in ["x", "[", "[{\"pk\": \"a\"}, {\"pk\": \"b\"} x"] {
        assert!(refusal(text).starts_with("The text cannot be read to its end, so nothing is written."), "{text}");
    }
    let both = refusal("[{\"pk\": \"a\"}, {}, x");
    assert!(both.starts_with("1 of 2 items that can be read cannot be written, and the rest cannot be read"), "{both}");
}

#[test]
fn keys_of_indexes_have_their_types() {
    let mut table = pk();
    let definitions = table.attribute_definitions.get_or_insert_default();
    definitions.push(timemark_core::shapes::AttributeDefinition {
        attribute_name: Some("by".to_owned()),
        attribute_type: Some(Kind::S),
    });
    let element = KeySchemaElement { attribute_name: Some("by".to_owned()), key_type: Some(KeyType::Hash) };
    table.global_secondary_indexes =
        Some(vec![GlobalSecondaryIndexDescription { key_schema: Some(vec![element]), ..Default::default() }]);
    let import = read(r#"{"pk": "a", "by": 5}{"pk": "a"}{"pk": "a", "by": "x"}{"pk": "a", "by": ""}"#, &table);
    let said = [
        "Item 1: by is a key of an index, whose type is S, not N",
        "Item 4: by is a key of an index, and must not be empty",
    ];
    assert_eq!(import.problems, said);
}

#[test]
fn calls_have_25_items_and_no_key_twice_and_keep_the_order() {
    let lines: String = (0..60).map(|n| format!("{{\"pk\": \"k{n}\"}}\n")).collect();
    assert_eq!(sizes(&read(&lines, &pk()).requests), [25, 25, 10]);

    let twice = read(r#"[{"pk": "a", "v": 1}, {"pk": "b"}, {"pk": "a", "v": 2}, {"pk": "c"}]"#, &pk());
    assert_eq!(sizes(&twice.requests), [2, 2]);
    let after = items_after(&twice.requests);
    let a = after.iter().find(|item| item.get("pk") == Some(&"a".into()));
    assert_eq!((after.len(), a.and_then(|item| item.get("v"))), (3, Some(&2.into())));

    // The same number, written in two ways, is the same key.
    let same = read(r#"{"Artist": "a", "Year": 1}{"Artist": "a", "Year": 1.0}"#, &music());
    assert_eq!(sizes(&same.requests), [1, 1]);
}

#[test]
fn calls_of_large_items_have_fewer() {
    let item =
        |n: usize, kilobytes: usize| format!("{{\"pk\": \"k{n}\", \"x\": \"{}\"}}\n", "x".repeat(kilobytes * 1024));
    let mixed = item(0, 390) + &item(1, 1) + &item(2, 390) + &item(3, 100) + &item(4, 100) + &item(5, 100);
    assert_eq!(sizes(&read(&mixed, &pk()).requests), [1, 1, 1, 2, 1]);
}

/// A list of items that is longer than what is read at once, by 4 in 4.
fn many_items() -> String {
    let items: Vec<String> =
        (0..5_000).map(|n| format!("{{\"pk\": {{\"S\": \"key {n}\"}}, \"Items\": {{\"L\": []}}}}")).collect();
    items.join(",\n ")
}

#[test]
fn a_long_answer_is_read_item_by_item() {
    let items = many_items();
    for text in [
        format!("{{\"Items\": [{items}], \"Count\": 5000, \"ScannedCount\": 5000}}"),
        format!("{{\"Count\": 5000, \"Items\": [ {items} ] }}"),
        format!("[{{\"Count\": 5000, \"Items\": [{items}]}}]\n"),
        format!("[{items}]"),
    ] {
        let import = read(&text, &pk());
        assert_eq!((import.items, &import.problems, import.requests.len()), (5_000, &vec![], 200), "{:.60}", text);
    }
    let lines = format!(
        "{{\"Count\": 5000, \"Items\": [{items}]}}\n{{\"Count\": 0, \"Items\": []}} {{\"pk\": {{\"S\": \"a\"}}}}"
    );
    let import = read(&lines, &pk());
    assert_eq!((import.items, &import.problems), (5_001, &vec![]));

    let padding = " ".repeat(100_000);
    assert_eq!(read(&format!("{{\"Count\": 0, {padding} \"Items\": []}}"), &pk()).items, 0);
    let one = read(&format!("{{\"pk\": \"a\", {padding} \"Items\": [1, 2]}}"), &pk());
    assert_eq!((one.items, one.problem_count, sizes(&one.requests)), (1, 0, vec![1]));
}

#[test]
fn what_is_wrong_in_a_long_answer_is_told_as_in_a_short_one() {
    let items = many_items();
    let column = items.rsplit('\n').next().map_or(0, str::len);
    for (text, said) in [
        (
            format!("{{\"Count\": 5000, \"Items\": [{items}]"),
            format!("Item 1: line 5000, column {}: a comma or }}", column + 2),
        ),
        (
            format!("{{\"Count\": 5000, \"Items\": [{items}"),
            format!("Item 1: line 5000, column {}: a comma or ]", column + 1),
        ),
        (format!("{{\"Items\": [{items}], 5}}"), format!("Item 1: line 5000, column {}: a name", column + 4)),
        (
            format!("[{{\"Count\": 5000, \"Items\": [{items}]}}"),
            format!("Item 5,001: line 5000, column {}: a comma or ]", column + 3),
        ),
        (
            format!("[{{\"Count\": 5000, \"Items\": [{items}]}}] x"),
            format!("line 5000, column {}: something follows", column + 5),
        ),
    ] {
        let import = read(&text, &pk());
        assert_eq!((import.problem_count, import.requests.len(), import.is_unreadable), (1, 0, true));
        assert!(import.problems[0].starts_with(&said), "{said}: {:?}", import.problems);
    }
    let wrong = read(&format!("{{\"Count\": 5001, \"Items\": [{items}, 5]}}"), &pk());
    assert_eq!(wrong.problems, ["Item 5,001: it is a number, not an object"]);
}

#[test]
fn a_step_reads_little() {
    let answer = format!("{{\"Count\": 5000, \"Items\": [{}]}}", many_items());
    let mut reading = Reading::new(Shared::new(answer.clone()), &pk());
    let mut steps = 0;
    while reading.step().is_none() {
        steps += 1;
        assert!(reading.percent() <= 100);
    }
    // It is gone through once, and read once.
    let expected = 2 * answer.len() / STEP_BYTES;
    assert!((expected - 1..=expected + 2).contains(&steps), "{steps} steps, not {expected}");
}

#[test]
fn a_large_text_is_read_in_a_moment() {
    let lines: String =
        (0..40_000).map(|n| format!("{{\"pk\": \"key {n}\", \"total\": {n}, \"words\": [\"a\", null]}}\n")).collect();
    let import = read(&lines, &pk());
    assert_eq!((import.items, import.problem_count, import.requests.len()), (40_000, 0, 1_600));
}

#[test]
fn examples_are_as_many_as_were_asked_for() {
    assert_eq!(sizes(&examples(0, &pk())), Vec::<usize>::new());
    assert_eq!(sizes(&examples(51, &pk())), [25, 25, 1]);
    assert_eq!(items_after(&examples(51, &pk())).len(), 51);
}
