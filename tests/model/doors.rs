//! The two ways to an engine: the text of a request, of which items and keys are read straight into what is stored, and the
//! tree of its JSON, which knows every refusal. Both give the same answer, and the same state after it.
//!
//! `FUZZ=100000 cargo test --profile sim -p timemark-tests --test model doors` sends so many requests; `SEED` is the first seed.

use crate::fuzz::number;
use timemark_core::json::{self, Text};
use timemark_core::{Engine, Options};
use timemark_tests::Rng;

const REQUESTS: u64 = 12_000;

const TABLES: [&str; 2] = [
    r#"{"TableName":"Texts","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]}"#,
    r#"{"TableName":"Numbers","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"},{"AttributeName":"sk","AttributeType":"B"},
                                {"AttributeName":"b","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
        "LocalSecondaryIndexes":[{"IndexName":"by-b","Projection":{"ProjectionType":"ALL"},
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}]}]}"#,
];

const NAMES: &[&str] =
    &["a", "b", "c", "pk", "sk", "aa", "\\u0061", "é", "\\ud83d\\ude00", "\u{1F600}", "\\n\\\"", "x.y"];
/// Each list begins with what is right; its number of those is beside it.
const TEXTS: (usize, &[&str]) = (
    9,
    &["a", "b", "seventeen letters", "\\u0000", "\\\"", "é\\u00e9", "\u{1F600}", "\\/", "\u{7f}", "", "\\ud800", "\t"],
);
const NUMBERS: (usize, &[&str]) = (
    15,
    &[
        "0",
        "-0",
        "1",
        "1.0",
        "01",
        "+1",
        "1e3",
        "1E-3",
        "-1.50",
        ".5",
        "5.",
        "1e125",
        "1e-130",
        "18446744073709551616",
        "99999999999999999999999999999999999999",
        "999999999999999999999999999999999999999",
        "1e126",
        "1e-131",
        " 1",
        "",
        "x",
    ],
);
const BINARIES: (usize, &[&str]) = (3, &["YQ==", "YWI=", "AAAA", "", "YQ", "YR==", "****", "abc"]);
const WRONG: &[&str] =
    &["null", "1", "1.5", "true", "\"x\"", "[]", "{}", "[\"a\"]", "{\"S\":\"a\"}", "1e999", "tru", ""];
const KINDS: &[&str] = &["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS", "s", "X"];

/// Joined by commas, now and then with white space around them.
fn joined(rng: &mut Rng, open: char, parts: &[String], close: char) -> String {
    let space = |rng: &mut Rng| if rng.percent(5) { *rng.pick(&[" ", "\n\t", "\r "]) } else { "" };
    let mut text = open.to_string();
    for (at, part) in parts.iter().enumerate() {
        text += if at > 0 { "," } else { "" };
        text = text + space(rng) + part + space(rng);
    }
    text.push(close);
    text
}

/// A text of a list, mostly one that is right.
fn quoted(rng: &mut Rng, (right, texts): (usize, &[&str])) -> String {
    let texts = if rng.percent(98) { &texts[..right] } else { texts };
    format!("\"{}\"", rng.pick(texts))
}

fn member(rng: &mut Rng, name: &str, value: &str) -> String {
    let colon = if rng.percent(5) { " : " } else { ":" };
    format!("\"{name}\"{colon}{value}")
}

/// A value, which most are right; `depth` bounds its lists and maps.
fn value(rng: &mut Rng, depth: u64) -> String {
    let mut members = vec![];
    let count = if rng.percent(1) { rng.below(3) } else { 1 };
    for _ in 0..count {
        let kinds = if rng.percent(99) { &KINDS[..10] } else { KINDS };
        let kind = *rng.pick(kinds);
        let several = |rng: &mut Rng, texts| {
            let count = if rng.percent(5) { 0 } else { 1 + rng.below(2) };
            let elements: Vec<String> = (0..count).map(|_| quoted(rng, texts)).collect();
            joined(rng, '[', &elements, ']')
        };
        let written = match kind {
            _ if rng.percent(1) => (*rng.pick(WRONG)).to_owned(),
            "N" => quoted(rng, NUMBERS),
            "B" => quoted(rng, BINARIES),
            "BOOL" => (*rng.pick(&["true", "false"])).to_owned(),
            "NULL" => (*rng.pick(&["true", "true", "true", "true", "true", "true", "false"])).to_owned(),
            "M" if depth > 0 => members_of(rng, depth - 1),
            "L" if depth > 0 => {
                let elements: Vec<String> = (0..rng.below(4)).map(|_| value(rng, depth - 1)).collect();
                joined(rng, '[', &elements, ']')
            }
            "SS" => several(rng, TEXTS),
            "NS" => several(rng, NUMBERS),
            "BS" => several(rng, BINARIES),
            "M" => "{}".to_owned(),
            "L" => "[]".to_owned(),
            _ => quoted(rng, TEXTS),
        };
        members.push(member(rng, kind, &written));
    }
    joined(rng, '{', &members, '}')
}

fn members_of(rng: &mut Rng, depth: u64) -> String {
    let members: Vec<String> = (0..rng.below(5))
        .map(|_| {
            let (name, value) = (*rng.pick(NAMES), value(rng, depth));
            member(rng, name, &value)
        })
        .collect();
    joined(rng, '{', &members, '}')
}

/// An item, or a key: most have the attributes of the table's key.
fn attributes(rng: &mut Rng, table: &str, is_key: bool) -> String {
    let mut members = vec![];
    let (pk, sk) = if (table == "Texts") != rng.percent(5) {
        (format!("{{\"S\":{}}}", quoted(rng, TEXTS)), format!("{{\"N\":{}}}", quoted(rng, NUMBERS)))
    } else {
        (format!("{{\"N\":{}}}", quoted(rng, NUMBERS)), format!("{{\"B\":{}}}", quoted(rng, BINARIES)))
    };
    for (name, value) in [("pk", pk), ("sk", sk)] {
        if rng.percent(98) {
            members.push(member(rng, name, &value));
        }
    }
    for _ in 0..if is_key { rng.below(20) / 19 } else { rng.below(5) } {
        let (name, value) = (*rng.pick(NAMES), value(rng, 3));
        members.push(member(rng, name, &value));
    }
    // Lists and maps as deep as an item may have them, and one level deeper.
    if !is_key && rng.percent(3) {
        let levels = rng.between(30, 34) as usize;
        members.push(format!("\"d\":{}{{\"NULL\":true}}{}", "{\"L\":[".repeat(levels), "]}".repeat(levels)));
    }
    // More members than one byte counts, and items that are almost too large.
    if !is_key && rng.percent(2) {
        let many: Vec<String> =
            (0..rng.between(120, 140)).rev().map(|n| format!("\"{n}\":{{\"N\":\"{n}\"}}")).collect();
        let many = joined(rng, '{', &many, '}');
        members.push(member(rng, "m", &format!("{{\"M\":{many}}}")));
    }
    if !is_key && rng.percent(1) {
        let text = "x".repeat(rng.between(409_500, 409_620) as usize);
        members.push(member(rng, "t", &format!("{{\"S\":\"{text}\"}}")));
    }
    for at in (1..members.len()).rev() {
        members.swap(at, rng.below(at as u64 + 1) as usize);
    }
    joined(rng, '{', &members, '}')
}

/// An operation's name and a body for it.
fn request(rng: &mut Rng) -> (&'static str, Vec<u8>) {
    let operation = *rng.pick(&["PutItem", "PutItem", "GetItem", "DeleteItem", "UpdateItem"]);
    let name = if operation == "PutItem" { "Item" } else { "Key" };
    let table = *rng.pick(&["Texts", "Numbers"]);
    let mut members = vec![format!("\"TableName\":\"{table}\"")];
    for _ in 0..if rng.percent(3) { rng.below(4) } else { 1 } {
        let attributes =
            if rng.percent(3) { (*rng.pick(WRONG)).to_owned() } else { attributes(rng, table, name == "Key") };
        members.push(member(rng, name, &attributes));
    }
    if rng.percent(20) {
        members.push(
            (*rng.pick(&["\"ReturnValues\":\"ALL_OLD\"", "\"ReturnValues\":\"NONE\"", "\"ReturnValues\":1"]))
                .to_owned(),
        );
    }
    if rng.percent(30) {
        members.push("\"ReturnItemCollectionMetrics\":\"SIZE\",\"ReturnConsumedCapacity\":\"INDEXES\"".to_owned());
    }
    if operation == "UpdateItem" && rng.percent(70) {
        let value = value(rng, 2);
        members.push(format!("\"UpdateExpression\":\"SET v = :v\",\"ExpressionAttributeValues\":{{\":v\":{value}}}"));
    }
    for at in (1..members.len()).rev() {
        members.swap(at, rng.below(at as u64 + 1) as usize);
    }
    let mut body = joined(rng, '{', &members, '}').into_bytes();
    if rng.percent(10) {
        let at = rng.below(body.len() as u64) as usize;
        let byte = *rng.pick(b"\"\\{}[]:,x0 \x01\xff");
        match rng.below(3) {
            0 => drop(body.remove(at)),
            1 => body.insert(at, byte),
            _ => body[at] = byte,
        }
    }
    (operation, body)
}

#[test]
fn the_text_and_its_tree_are_answered_alike() {
    let (first, requests) = (number("SEED").unwrap_or(1), number("FUZZ").unwrap_or(REQUESTS));
    let mut text = Engine::new(Options::default());
    for table in TABLES {
        text.call("CreateTable", table.as_bytes()).unwrap();
    }
    let mut tree = text.clone();
    let mut accepted = 0;
    for seed in first..first + requests {
        let (operation, body) = request(&mut Rng::new(seed));
        let of_text = text.call(operation, &body).map(|answer| String::from_utf8(answer).unwrap());
        let mut answer = Text::default();
        // A body that is not JSON is refused before it is a tree, and counts as a request all the same.
        let of_tree = match json::parse(&body) {
            Ok(json) => tree.call_json(operation, json, &mut answer).map(|()| String::from(answer)),
            Err(error) => {
                tree.call(operation, b"[]").unwrap_err();
                Err(error.into())
            }
        };
        let of_tree = of_tree.map_err(|error| json::text(&error));
        let of_text = of_text.map_err(|error| json::text(&error));
        let shown = String::from_utf8_lossy(&body[..body.len().min(2_000)]).into_owned();
        assert_eq!(of_text, of_tree, "SEED={seed}: {operation} {shown}");
        accepted += u64::from(of_text.is_ok());
        if seed % 100 == 0 {
            assert_eq!(text.digest(), tree.digest(), "SEED={seed}");
        }
    }
    assert_eq!(text.digest(), tree.digest());
    println!("{requests} requests, of which {accepted} were accepted");
    assert!(requests / 5 < accepted && accepted < requests * 4 / 5, "{accepted} of {requests} were accepted");
}
