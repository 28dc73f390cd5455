//! Global indexes whose keys have several HASH and RANGE attributes, from creation to restore.

use crate::harness::*;
use serde_json::{Value, json};

const HASH: [&str; 2] = ["league", "zone"];
const RANGE: [&str; 3] = ["round", "bracket", "pk"];

/// The index. `round` is a number, the other attributes are strings.
fn index(name: &str, projection: &str) -> Value {
    json!({"IndexName": name, "KeySchema": schema_of(&HASH, &RANGE), "Projection": {"ProjectionType": projection}})
}

fn definitions() -> Value {
    let mut definitions = texts(&["pk", "sk", "league", "zone", "bracket"]);
    definitions.as_array_mut().unwrap().push(json!({"AttributeName": "round", "AttributeType": "N"}));
    definitions
}

const LEAGUES: [&str; 4] = ["a", "a\0", "a\0\u{1}b", "b"];
const ZONES: [&str; 3] = ["\u{1}", "b", "b\0"];
const ROUNDS: [&str; 5] = ["-10", "-1", "0", "2.5", "10"];
const BRACKETS: [&str; 3] = ["a", "a\0", "ab"];

/// Items with all combinations of values, and for each attribute of the key an item without it.
fn items() -> Vec<Value> {
    let mut items = Vec::new();
    for league in LEAGUES {
        for zone in ZONES {
            for round in ROUNDS {
                for bracket in BRACKETS {
                    items.push(json!({
                        "pk": {"S": (items.len() % 7).to_string()}, "sk": {"S": items.len().to_string()}, "n": {"N": "1"},
                        "league": {"S": league}, "zone": {"S": zone}, "round": {"N": round}, "bracket": {"S": bracket},
                    }));
                }
            }
        }
    }
    for lacking in ["league", "zone", "round", "bracket"] {
        let mut item = with(&items[0], &json!({"sk": {"S": format!("without {lacking}")}}));
        item.as_object_mut().unwrap().remove(lacking);
        items.push(item);
    }
    items
}

fn matches() -> Lab {
    let mut lab = Lab::new();
    let more = json!({
        "AttributeDefinitions": definitions(),
        "KeySchema": schema(&["pk", "sk"]),
        "GlobalSecondaryIndexes": [index("matches", "ALL"), index("keys", "KEYS_ONLY")],
    });
    lab.ok("CreateTable", with(&plain("Matches"), &more));
    for item in items() {
        lab.ok("PutItem", json!({"TableName": "Matches", "Item": item}));
    }
    lab
}

/// All pages, one after the other. Every page but the last continues after a key of all attributes that make an entry
/// unique.
fn pages(lab: &mut Lab, operation: &str, request: Value) -> Vec<Value> {
    let (mut request, mut items) = (with(&json!({"TableName": "Matches"}), &request), Vec::new());
    loop {
        let answer = lab.ok(operation, request.clone());
        items.extend(answer["Items"].as_array().unwrap().clone());
        let Some(last) = answer.get("LastEvaluatedKey") else { return items };
        assert_eq!(members(last), ["bracket", "league", "pk", "round", "sk", "zone"]);
        request["ExclusiveStartKey"] = last.clone();
    }
}

/// The position of an item by the RANGE attributes of the index.
fn range_of(item: &Value) -> (usize, &str, &str) {
    let round = ROUNDS.iter().position(|round| item["round"]["N"] == *round).unwrap();
    (round, item["bracket"]["S"].as_str().unwrap(), item["pk"]["S"].as_str().unwrap())
}

type Test = fn(usize, &str, &str) -> bool;

/// Conditions on RANGE attributes, and the equivalent tests of round (by its index), bracket and pk.
const CONDITIONS: [(&str, Test); 12] = [
    ("", |_, _, _| true),
    ("round = :two", |round, _, _| round == 3),
    ("round < :two", |round, _, _| round < 3),
    ("round BETWEEN :low AND :two", |round, _, _| (1..=3).contains(&round)),
    ("round = :two AND bracket = :a", |round, bracket, _| round == 3 && bracket == "a"),
    ("round = :two AND bracket > :a", |round, bracket, _| round == 3 && bracket > "a"),
    ("round = :two AND begins_with(bracket, :a)", |round, bracket, _| round == 3 && bracket.starts_with('a')),
    ("bracket <= :b AND round = :two", |round, bracket, _| round == 3 && bracket <= "a\0"),
    ("round = :two AND bracket = :b AND pk = :p", |round, bracket, pk| (round, bracket, pk) == (3, "a\0", "3")),
    ("round = :two AND bracket = :b AND pk >= :p", |round, bracket, pk| (round, bracket) == (3, "a\0") && pk >= "3"),
    ("pk < :p AND bracket = :b AND :two = round", |round, bracket, pk| (round, bracket) == (3, "a\0") && pk < "3"),
    ("round > :top", |_, _, _| false),
];

#[test]
fn every_condition_finds_what_a_walk_finds_in_order() {
    let mut lab = matches();
    let all = items();
    let values = [
        (":two", json!({"N": "2.50"})),
        (":low", json!({"N": "-1"})),
        (":top", json!({"N": "1e3"})),
        (":a", json!({"S": "a"})),
        (":b", json!({"S": "a\0"})),
        (":p", json!({"S": "3"})),
    ];
    for (league, zone) in LEAGUES.iter().flat_map(|league| ZONES.map(|zone| (league, zone))) {
        for (text, test) in CONDITIONS {
            let in_partition = |item: &&Value| item["league"]["S"] == **league && item["zone"]["S"] == zone;
            let whole = all.iter().filter(|item| ["round", "bracket"].iter().all(|name| item.get(name).is_some()));
            let mut expected: Vec<&Value> = whole.filter(in_partition).collect();
            expected.retain(|item| {
                let (round, bracket, pk) = range_of(item);
                test(round, bracket, pk)
            });
            expected.sort_by_key(|item| range_of(item));
            let mut bound = json!({":l": {"S": league}, ":z": {"S": zone}});
            for (name, value) in values.iter().filter(|(name, _)| text.contains(name)) {
                bound[*name] = value.clone();
            }
            let and = if text.is_empty() { "" } else { " AND " };
            for (forward, limit) in [(true, 1), (true, 100), (false, 2), (false, 100)] {
                let request = json!({
                    "IndexName": "matches", "KeyConditionExpression": format!("#z = :z AND league = :l{and}{text}"),
                    "ExpressionAttributeNames": {"#z": "zone"},
                    "ExpressionAttributeValues": bound, "ScanIndexForward": forward, "Limit": limit,
                });
                let mut found = pages(&mut lab, "Query", request.clone());
                if !forward {
                    found.reverse();
                }
                assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{request}");
            }
        }
    }
}

#[test]
fn legacy_conditions_mean_the_same() {
    let mut lab = matches();
    let is = |operator: &str, value: Value| json!({"ComparisonOperator": operator, "AttributeValueList": [value]});
    let fixed = json!({
        "league": is("EQ", json!({"S": "b"})), "zone": is("EQ", json!({"S": "b"})), "round": is("EQ", json!({"N": "0"})),
    });
    let of =
        |more: Value| json!({"TableName": "Matches", "IndexName": "matches", "KeyConditions": with(&fixed, &more)});
    assert_eq!(lab.ok("Query", of(json!({})))["Count"], 3);
    let answer = lab.ok("Query", of(json!({"bracket": is("GT", json!({"S": "a"}))})));
    assert_eq!(answer["Count"], 2);
    assert_eq!(lab.ok("Query", of(json!({"round": is("LE", json!({"N": "0"}))})))["Count"], 9);
    let text = "Query condition missed key schema element: round";
    let gap = of(json!({"round": null, "bracket": is("EQ", json!({"S": "a"}))}));
    lab.refused("Query", gap, "ValidationException", text);
}

#[test]
fn conditions_that_are_refused() {
    let mut lab = matches();
    let missed = |name: &str| format!("Query condition missed key schema element: {name}");
    let not_supported = || "Query key condition not supported".to_owned();
    for (condition, text) in [
        ("league = :a", missed("zone")),
        ("#z = :a", missed("league")),
        ("round = :n", missed("league")),
        ("league = :a AND #z = :a AND bracket = :a", missed("round")),
        ("league = :a AND #z = :a AND round = :n AND pk = :a", missed("bracket")),
        ("league = :a AND #z = :a AND sk = :a", missed("round")),
        ("league = :a AND #z = :a AND round = :n AND bracket = :a AND pk = :a AND sk = :a", not_supported()),
        ("league = :a AND #z > :a", not_supported()),
        ("begins_with(league, :a) AND #z = :a", not_supported()),
        ("league = :a AND #z = :a AND round > :n AND bracket = :a", not_supported()),
        ("league = :a AND #z = :a AND round > :n AND bracket > :a", not_supported()),
        (
            "league = :a AND #z = :a AND round = :a AND bracket = :a",
            "One or more parameter values were invalid: Condition parameter type does not match schema type".to_owned(),
        ),
        (
            "league = :a AND #z = :a AND round = :n AND round = :n",
            "KeyConditionExpressions must only contain one condition per key".to_owned(),
        ),
    ] {
        let (mut values, mut names) = (json!({}), json!({}));
        for (name, value) in [(":a", json!({"S": "a"})), (":n", json!({"N": "1"}))] {
            if condition.contains(name) {
                values[name] = value;
            }
        }
        if condition.contains("#z") {
            names["#z"] = json!("zone");
        }
        let mut request = json!({
            "TableName": "Matches", "IndexName": "matches", "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
        });
        if names != json!({}) {
            request["ExpressionAttributeNames"] = names;
        }
        lab.refused("Query", request, "ValidationException", &text);
    }
}

#[test]
fn start_keys_that_are_refused() {
    let mut lab = matches();
    let query = |start: &Value| {
        json!({
            "TableName": "Matches", "IndexName": "matches", "KeyConditionExpression": "league = :a AND #z = :z AND round > :n",
            "ExpressionAttributeNames": {"#z": "zone"},
            "ExpressionAttributeValues": {":a": {"S": "a"}, ":z": {"S": "b"}, ":n": {"N": "0"}}, "ExclusiveStartKey": start,
        })
    };
    let start = json!({
        "pk": {"S": "1"}, "sk": {"S": "1"}, "league": {"S": "a"}, "zone": {"S": "b"}, "round": {"N": "1"},
        "bracket": {"S": "a"},
    });
    lab.ok("Query", query(&start));
    let refused = |lab: &mut Lab, more: Value, text: &str| {
        lab.refused("Query", query(&with(&start, &more)), "ValidationException", text);
    };
    let invalid = "The provided starting key is invalid: The provided key element does not match the schema";
    for lacking in ["pk", "sk", "league", "zone", "round", "bracket"] {
        refused(&mut lab, json!({lacking: null}), invalid);
    }
    refused(&mut lab, json!({"n": {"N": "1"}}), invalid);
    let outside = "The provided starting key is outside query boundaries based on provided conditions";
    refused(&mut lab, json!({"zone": {"S": "c"}}), outside);
    refused(&mut lab, json!({"league": {"S": "b"}}), outside);
    refused(&mut lab, json!({"round": {"N": "0"}}), "The provided starting key does not match the range key predicate");
}

#[test]
fn a_scan_keeps_partition_keys_together_and_holds_no_incomplete_item() {
    let mut lab = matches();
    for limit in [1, 7, 1_000] {
        let found = pages(&mut lab, "Scan", json!({"IndexName": "keys", "Limit": limit}));
        assert_eq!(found.len(), items().len() - 4);
        assert!(found.iter().all(|item| members(item) == ["bracket", "league", "pk", "round", "sk", "zone"]));
        let hash = |item: &Value| (item["league"].clone(), item["zone"].clone());
        let mut groups: Vec<_> = found.iter().map(hash).collect();
        groups.dedup();
        assert_eq!(groups.len(), LEAGUES.len() * ZONES.len());
        for pair in found.windows(2).filter(|pair| hash(&pair[0]) == hash(&pair[1])) {
            assert!(range_of(&pair[0]) < range_of(&pair[1]));
        }
    }
    let segments = (0..3).map(|segment| json!({"IndexName": "matches", "Segment": segment, "TotalSegments": 3}));
    let found: usize = segments.map(|segment| pages(&mut lab, "Scan", segment).len()).sum();
    assert_eq!(found, items().len() - 4);
}

#[test]
fn an_item_leaves_and_enters_with_each_attribute() {
    let mut lab = matches();
    let key = json!({"pk": {"S": "0"}, "sk": {"S": "0"}});
    let count = |lab: &mut Lab| lab.ok("Scan", json!({"TableName": "Matches", "IndexName": "keys"}))["Count"].clone();
    let all = items().len() - 4;
    for (name, value) in [("league", json!({"S": "c"})), ("round", json!({"N": "7"})), ("bracket", json!({"S": "z"}))] {
        let update = |text: &str, more: Value| {
            let base = json!({"TableName": "Matches", "Key": key, "UpdateExpression": text, "ReturnConsumedCapacity": "INDEXES"});
            with(&base, &more)
        };
        let moved = lab
            .ok("UpdateItem", update(&format!("SET {name} = :v"), json!({"ExpressionAttributeValues": {":v": value}})));
        let units =
            |answer: &Value| answer["ConsumedCapacity"]["GlobalSecondaryIndexes"]["matches"]["CapacityUnits"].clone();
        assert_eq!((count(&mut lab), units(&moved)), (json!(all), json!(2.0)), "one entry goes, one comes: {name}");
        let gone = lab.ok("UpdateItem", update(&format!("REMOVE {name}"), json!({})));
        assert_eq!((count(&mut lab), units(&gone)), (json!(all - 1), json!(1.0)), "{name}");
        lab.ok("UpdateItem", update(&format!("SET {name} = :v"), json!({"ExpressionAttributeValues": {":v": value}})));
        assert_eq!(count(&mut lab), all);
    }
    let wrong = json!({"TableName": "Matches", "Item": with(&key, &json!({"bracket": {"N": "1"}}))});
    let text = "One or more parameter values were invalid: Type mismatch for Index Key bracket Expected: S Actual: N \
                IndexName: matches";
    lab.refused("PutItem", wrong, "ValidationException", text);
    for (name, bytes) in [("zone", 2_048), ("bracket", 1_024)] {
        let put = |bytes: usize| json!({"TableName": "Matches", "Item": with(&key, &json!({name: {"S": "x".repeat(bytes)}}))});
        lab.ok("PutItem", put(bytes));
        assert!(lab.call("PutItem", put(bytes + 1)).unwrap_err().1.contains("size limit of"), "{name}");
    }
}

#[test]
fn four_of_each_are_added_backed_up_and_restored() {
    let mut lab = Lab::new();
    lab.table("Wide");
    let (hash, range) = (["a", "b", "c", "d"], ["e", "f", "g", "h"]);
    for n in 0..9 {
        let mut item = json!({"pk": {"S": n.to_string()}});
        for (place, name) in hash.iter().chain(&range).enumerate() {
            item[*name] = json!({"S": if place < 4 { "x".to_owned() } else { (n / 3).to_string() }});
        }
        if n == 8 {
            item.as_object_mut().unwrap().remove("h");
        }
        lab.ok("PutItem", json!({"TableName": "Wide", "Item": item}));
    }
    let wide = |name: &str| json!({"IndexName": name, "KeySchema": schema_of(&hash, &range), "Projection": {"ProjectionType": "KEYS_ONLY"}});
    let added = json!({
        "TableName": "Wide", "AttributeDefinitions": texts(&["a", "b", "c", "d", "e", "f", "g", "h"]),
        "GlobalSecondaryIndexUpdates": [{"Create": wide("wide")}],
    });
    lab.ok("UpdateTable", added);
    let described = lab.described("Wide");
    assert_eq!(described["GlobalSecondaryIndexes"][0]["KeySchema"], schema_of(&hash, &range));
    assert_eq!(described["GlobalSecondaryIndexes"][0]["ItemCount"], 8);
    let arn = lab.backup("Wide");
    let details = lab.described_backup(&arn)["SourceTableFeatureDetails"]["GlobalSecondaryIndexes"][0].clone();
    assert_eq!(details["KeySchema"], schema_of(&hash, &range));
    let query = |table: &str, index: &str| {
        let fixed: Vec<String> = hash.iter().map(|name| format!("{name} = :x")).collect();
        json!({
            "TableName": table, "IndexName": index, "Limit": 2,
            "KeyConditionExpression": format!("{} AND e = :n AND f = :n AND g = :n AND h <= :n", fixed.join(" AND ")),
            "ExpressionAttributeValues": {":x": {"S": "x"}, ":n": {"S": "1"}},
        })
    };
    let restore = |more: Value| with(&json!({"TargetTableName": "Copy", "BackupArn": arn}), &more);
    for (override_of, name) in
        [(json!({}), "wide"), (json!({"GlobalSecondaryIndexOverride": [wide("renamed")]}), "renamed")]
    {
        let mut lab = lab.clone();
        lab.ok("RestoreTableFromBackup", restore(override_of));
        let index = lab.described("Copy")["GlobalSecondaryIndexes"][0].clone();
        assert_eq!((&index["IndexName"], &index["KeySchema"]), (&json!(name), &schema_of(&hash, &range)));
        let (found, source) = (lab.ok("Query", query("Copy", name)), lab.ok("Query", query("Wide", "wide")));
        assert_eq!((&found, &found["Count"]), (&source, &json!(2)));
        assert_eq!(found["LastEvaluatedKey"].as_object().unwrap().len(), 9);
    }
    let other = |hash: &[&str], range: &[&str]| with(&wide("wide"), &json!({"KeySchema": schema_of(hash, range)}));
    for wanted in [
        other(&["b", "a", "c", "d"], &range),
        other(&hash, &["e", "f", "g"]),
        other(&["a", "b", "c"], &["d", "e", "f", "g", "h"]),
    ] {
        let text = "Invalid Request: Index wide does not match a secondary index that existed in the source table and cannot \
                    be created during the restore operation";
        let request = restore(json!({"GlobalSecondaryIndexOverride": [wanted]}));
        lab.refused("RestoreTableFromBackup", request, "ValidationException", text);
    }
    lab.ok("RestoreTableFromBackup", restore(json!({"GlobalSecondaryIndexOverride": []})));
    assert_eq!(lab.described("Copy")["AttributeDefinitions"], texts(&["pk"]));
}

#[test]
fn an_added_index_with_too_many_attributes_is_refused() {
    let mut lab = matches();
    let create = |hash: &[&str], range: &[&str]| {
        let key = json!({"KeySchema": schema_of(hash, range)});
        json!({
            "TableName": "Matches", "AttributeDefinitions": texts(&["a", "b", "c", "d", "e"]),
            "GlobalSecondaryIndexUpdates": [{"Create": with(&index("more", "ALL"), &key)}],
        })
    };
    let five = ["a", "b", "c", "d", "e"];
    for (hash, range, part) in [(&five[..], &[][..], "HASH"), (&["pk"], &five, "RANGE")] {
        let text = format!("The KeySchema exceeds the maximum allowed number of {part} key attributes");
        lab.refused("UpdateTable", create(hash, range), "ValidationException", &text);
    }
}
