//! The reads of ExecuteStatement: which items, in which order, in which pages, with which attributes.

use crate::execute_statement::{EXECUTE, PARAMETERS, statement, with_values};
use crate::harness::*;
use serde_json::{Value, json};

/// A lab with the table `Music`, of artists and years, with a global index by genre, that holds the label, and a local
/// one by rating, that holds its keys.
pub fn music() -> Lab {
    let mut lab = Lab::new();
    let projection = |kind: &str, names: Value| json!({"ProjectionType": kind, "NonKeyAttributes": names});
    lab.ok(
        "CreateTable",
        json!({
            "TableName": "Music",
            "AttributeDefinitions": [
                {"AttributeName": "artist", "AttributeType": "S"}, {"AttributeName": "year", "AttributeType": "N"},
                {"AttributeName": "genre", "AttributeType": "S"}, {"AttributeName": "rating", "AttributeType": "N"},
            ],
            "KeySchema": schema(&["artist", "year"]),
            "BillingMode": "PAY_PER_REQUEST",
            "GlobalSecondaryIndexes": [
                {"IndexName": "by-genre", "KeySchema": schema(&["genre"]), "Projection": projection("INCLUDE", json!(["label"]))},
            ],
            "LocalSecondaryIndexes": [
                {"IndexName": "by-rating", "KeySchema": schema(&["artist", "rating"]), "Projection": projection("KEYS_ONLY", Value::Null)},
            ],
        }),
    );
    for (artist, year) in [("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2), ("c", 1)] {
        let text = format!(
            "INSERT INTO Music VALUE {{'artist': '{artist}', 'year': {year}, 'genre': 'g{year}', 'rating': {}, \
             'label': 'l', 'm': {{'n': [1, 2, 3]}}}}",
            10 - year
        );
        assert_eq!(lab.ok(EXECUTE, statement(&text)), json!({"Items": []}), "{text}");
    }
    lab
}

/// The items that were read, as `artist``year`.
fn found(answer: &Value) -> String {
    let of = |item: &Value| format!("{}{}", item["artist"]["S"].as_str().unwrap(), item["year"]["N"].as_str().unwrap());
    answer["Items"].as_array().unwrap().iter().map(of).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_read_and_in_which_order() {
    let mut lab = music();
    for (text, expected) in [
        ("SELECT * FROM Music WHERE artist = 'a'", "a1 a2 a3"),
        ("SELECT * FROM \"Music\" WHERE \"artist\" = 'a' AND \"year\" >= 2", "a2 a3"),
        ("SELECT * FROM Music WHERE artist = 'a' AND year BETWEEN 1 AND 2 ORDER BY year DESC", "a2 a1"),
        ("SELECT * FROM Music WHERE artist = 'a' AND year = 2", "a2"),
        ("SELECT * FROM Music WHERE artist = 'a' AND year = 2 AND artist = 'b'", ""),
        ("SELECT * FROM Music WHERE year = 2 AND artist = 'a' AND label = 'l' ORDER BY year DESC", "a2"),
        ("SELECT * FROM Music WHERE artist = 'a' AND year = 9", ""),
        ("SELECT * FROM Music WHERE artist = 'a' AND year BETWEEN 2 AND 2 AND label = 'x'", ""),
        ("SELECT * FROM Music WHERE artist IN ['c', 'a'] AND year = 1", "a1 c1"),
        ("SELECT * FROM Music WHERE artist IN ('c', 'a', 'c') ORDER BY artist DESC", "c1 a1 a2 a3"),
        ("SELECT * FROM Music WHERE artist = 'b' OR artist = 'c' ORDER BY artist ASC, year DESC", "b2 b1 c1"),
        ("SELECT * FROM Music WHERE artist = 'a' AND (rating = 8 OR rating = 7)", "a2 a3"),
        ("SELECT * FROM Music WHERE (artist = 'a' AND year = 3) OR (artist = 'a' AND year = 1)", "a1 a3"),
        ("SELECT * FROM \"Music\".\"by-rating\" WHERE artist = 'a'", "a3 a2 a1"),
        ("SELECT * FROM \"Music\".\"by-rating\" WHERE artist = 'a' ORDER BY rating DESC", "a1 a2 a3"),
        ("SELECT * FROM \"Music\".\"by-genre\" WHERE genre = 'g3'", "a3"),
        ("SELECT * FROM Music WHERE artist = 'absent'", ""),
        ("SELECT * FROM \"arn:aws:dynamodb:us-east-1:123456789012:table/Music\" WHERE artist = 'c'", "c1"),
    ] {
        assert_eq!(found(&lab.ok(EXECUTE, statement(text))), expected, "{text}");
    }
    for (text, expected) in [
        ("SELECT * FROM Music WHERE year = 1", "a1 b1 c1"),
        ("SELECT * FROM Music WHERE artist <> 'a'", "b1 b2 c1"),
        ("SELECT * FROM Music", "a1 a2 a3 b1 b2 c1"),
        ("SELECT * FROM Music WHERE artist = 'c' OR year > 2", "a3 c1"),
        (
            "SELECT * FROM Music WHERE m.n[1] = 2 AND size(m.n) = 3 AND begins_with(genre, 'g') AND x IS MISSING AND year < 2",
            "a1 b1 c1",
        ),
        ("SELECT * FROM \"Music\".\"by-genre\" WHERE label = 'l' AND genre <> 'g1'", "a2 a3 b2"),
    ] {
        let answer = found(&lab.ok(EXECUTE, statement(text)));
        let mut sorted: Vec<&str> = answer.split(' ').collect();
        sorted.sort_unstable();
        assert_eq!(sorted.join(" "), expected, "{text}");
    }
    let values = json!([{"S": "b"}, {"N": "2"}]);
    assert_eq!(found(&lab.ok(EXECUTE, with_values("SELECT * FROM Music WHERE artist=? AND year=?", values))), "b2");
}

#[test]
fn what_is_shown() {
    let mut lab = music();
    let text = "SELECT label, m.n[2], x FROM Music WHERE artist = 'a' AND year = 1";
    let expected = json!({"Items": [{"label": {"S": "l"}, "m": {"M": {"n": {"L": [{"N": "3"}]}}}}]});
    assert_eq!(lab.ok(EXECUTE, statement(text)), expected);
    let local = "SELECT artist, label FROM \"Music\".\"by-rating\" WHERE artist = 'b' AND rating = 9";
    let expected = json!({"Items": [{"artist": {"S": "b"}, "label": {"S": "l"}}]});
    assert_eq!(lab.ok(EXECUTE, statement(local)), expected, "a local index fetches what it does not hold");
}

#[test]
fn what_an_index_cannot_answer() {
    let mut lab = music();
    let mut of = |members: Value, text: &str| lab.refused(EXECUTE, members, "ValidationException", text);
    let global = "SELECT * FROM \"Music\".\"by-genre\" WHERE genre = 'g1'";
    of(
        json!({"Statement": global, "ConsistentRead": true}),
        "Strongly consistent read is not supported on Global Secondary Indexes",
    );
    of(
        statement("SELECT m, rating, label FROM \"Music\".\"by-genre\""),
        &format!("{PARAMETERS} Global secondary index by-genre does not project [m, rating]"),
    );
    for (text, index) in [
        (format!("{global} AND rating = 9"), "by-genre"),
        ("SELECT * FROM \"Music\".\"by-rating\" WHERE artist IN ['a'] AND label = 'l'".to_owned(), "by-rating"),
    ] {
        let name = if index == "by-genre" { "rating" } else { "label" };
        let told =
            format!("{PARAMETERS} Secondary index {index} does not project one or more filter attributes: [{name}]");
        of(statement(&text), &told);
    }
    of(
        statement("SELECT * FROM Music WHERE artist = 1"),
        &format!("{PARAMETERS} Condition parameter type does not match schema type"),
    );
    for text in [
        "SELECT * FROM \"Music\".\"by-genre\" WHERE rating = 9",
        "SELECT * FROM \"Music\".\"by-rating\" WHERE label = 'l'",
        "SELECT * FROM \"Music\".\"by-genre\" WHERE genre = 'g1' AND (rating = 9 OR rating = 8)",
    ] {
        assert_eq!(lab.ok(EXECUTE, statement(text))["Items"], json!([]), "{text}: what is not there is missing");
    }
}

#[test]
fn pages_go_on_where_they_ended() {
    let mut lab = music();
    for text in [
        "SELECT * FROM Music",
        "SELECT * FROM Music WHERE artist = 'a'",
        "SELECT * FROM Music WHERE artist = 'a' AND year = 2",
        "SELECT * FROM Music WHERE artist IN ['c', 'a', 'b', 'x'] ORDER BY artist DESC, year DESC",
        "SELECT * FROM Music WHERE artist = 'a' AND year < 3 ORDER BY year DESC",
        "SELECT * FROM \"Music\".\"by-genre\" WHERE genre IN ['g1', 'g2']",
        "SELECT * FROM \"Music\".\"by-genre\"",
        "SELECT * FROM \"Music\".\"by-rating\" WHERE artist = 'a' AND rating > 7",
    ] {
        let whole = found(&lab.ok(EXECUTE, statement(text)));
        for limit in 1..4 {
            let (mut pages, mut request) = (Vec::new(), json!({"Statement": text, "Limit": limit}));
            loop {
                let answer = lab.ok(EXECUTE, request.clone());
                assert!(answer["Items"].as_array().unwrap().len() <= limit, "{text}");
                pages.push(found(&answer));
                assert_eq!(answer["NextToken"].is_null(), answer["LastEvaluatedKey"].is_null(), "{text}");
                match answer["NextToken"].as_str() {
                    Some(token) => request["NextToken"] = json!(token),
                    None => break,
                }
            }
            pages.retain(|page| !page.is_empty());
            assert_eq!(pages.join(" "), whole, "{text}, {limit} a page");
        }
    }
    let one = json!({"Statement": "SELECT * FROM Music WHERE artist = 'a'", "Limit": 1});
    let answer = lab.ok(EXECUTE, one.clone());
    assert_eq!(answer["LastEvaluatedKey"], json!({"artist": {"S": "a"}, "year": {"N": "1"}}));
    let token = &answer["NextToken"];
    let other = json!({"Statement": "SELECT * FROM Music WHERE artist = 'b'", "NextToken": token});
    lab.refused(EXECUTE, other, "ValidationException", "NextToken does not match request");
    let cut = json!({"NextToken": token.as_str().unwrap()[..20]});
    lab.refused(EXECUTE, with(&one, &cut), "ValidationException", "Invalid NextToken");
}
