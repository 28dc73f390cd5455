//! TagResource.

use crate::harness::*;
use crate::list_tags_of_resource::resource_arn_rungs;
use crate::states::states;
use serde_json::{Value, json};

const TAG: &str = "TagResource";

fn tags(tags: &[(&str, &str)]) -> Value {
    let tag = |(key, value): &(&str, &str)| json!({"Key": key, "Value": value});
    json!({"ResourceArn": format!("{TABLES}Active"), "Tags": tags.iter().map(tag).collect::<Vec<_>>()})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = not_text("ResourceArn");
    rungs.extend([
        wrong_type("a text for a list", json!({"Tags": "x"}), "Unrecognized collection type class java.lang.String"),
        wrong_type("a structure for a list", json!({"Tags": {}}), CONTAINER),
        wrong_type("a text for a tag", json!({"Tags": ["x"]}), "Unexpected field type"),
        wrong_type("a number for a name", json!({"Tags": [{"Key": 1}]}), "NUMBER_VALUE cannot be converted to String"),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let of = |key: &str, value: &str| json!({"Tags": [{"Key": key, "Value": value}]});
    let (key, value) = ("k".repeat(129), "v".repeat(257));
    vec![
        constraint("no tags", json!({"Tags": null}), "null at 'tags'", NOT_NULL),
        constraint("an empty list", json!({"Tags": []}), "'[]' at 'tags'", length_from(1)),
        constraints(
            "an empty tag",
            json!({"Tags": [{}]}),
            &[("null at 'tags.1.member.key'", NOT_NULL), ("null at 'tags.1.member.value'", NOT_NULL)],
        ),
        constraint("an empty name", of("", ""), "'' at 'tags.1.member.key'", length_from(1)),
        constraint("a name of 129", of(&key, ""), format!("'{key}' at 'tags.1.member.key'"), length_to(128)),
        constraint("a value of 257", of("a", &value), format!("'{value}' at 'tags.1.member.value'"), length_to(256)),
    ]
}

#[test]
fn refusals_in_their_order() {
    let states = states();
    // The constraints of ResourceArn come first, its own errors after those of Tags.
    let (constraints, own_errors) = resource_arn_rungs(&states).split_at_own();
    let twice = json!({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]});
    let many: Vec<Value> = (0..51).map(|n| json!({"Key": n.to_string(), "Value": ""})).collect();
    let characters = |text: &str| {
        format!(
            "One or more parameter values were invalid: Tag keys and values may contain letters, white space, numbers and \
             + - = . _ : / @ only: {text}"
        )
    };
    let of = |key: &str, value: &str| json!({"Tags": [{"Key": key, "Value": value}]});
    let last = vec![
        invalid("a name with other characters", of("a*", ""), characters("a*")),
        invalid("a value with other characters", of("a", "{b}"), characters("{b}")),
        invalid(
            "a name that is reserved",
            of("aws:a", ""),
            "One or more parameter values were invalid: Tag keys starting with 'aws:' are reserved for system use: aws:a",
        ),
        invalid("a tag twice", twice, "One or more parameter values were invalid: Duplicate tag keys found"),
        invalid(
            "51 tags",
            json!({"Tags": many}),
            "Number of Tags exceed the current limit for the provided ResourceArn",
        ),
    ];
    let rungs = [serialization(), constraints, validation(), own_errors, last].concat();
    assert_precedence(&states.lab, TAG, &tags(&[("team", "music")]), &rungs);
}

// Behaviour

fn listed(lab: &mut Lab) -> Vec<(String, String)> {
    let answer = lab.ok("ListTagsOfResource", json!({"ResourceArn": format!("{TABLES}Active")}));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    answer["Tags"].as_array().unwrap().iter().map(|tag| (text(&tag["Key"]), text(&tag["Value"]))).collect()
}

#[test]
fn new_ones_are_added_and_known_ones_replaced_with_an_empty_body() {
    let mut lab = states().lab;
    assert_eq!(lab.ok(TAG, tags(&[("b", "1"), ("a", "")])), Value::Null);
    lab.ok(TAG, tags(&[("b", "2"), ("c", "3")]));
    let expected = [("a", ""), ("b", "2"), ("c", "3")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(listed(&mut lab), expected);
}

#[test]
fn fifty_in_all_and_the_longest() {
    let mut lab = states().lab;
    let (key, value) = ("k".repeat(128), "v".repeat(256));
    lab.ok(TAG, tags(&[(&key, &value)]));
    let names: Vec<String> = (0..49).map(|n| n.to_string()).collect();
    let more: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    lab.ok(TAG, tags(&more));
    assert_eq!(listed(&mut lab).len(), 50);
    let text = "Number of Tags exceed the current limit for the provided ResourceArn";
    lab.refused(TAG, tags(&[("one more", "")]), "ValidationException", text);
    lab.ok(TAG, tags(&[("7", "replaced: not added")]));
}

#[test]
fn a_backup_records_no_tags() {
    let mut states = states();
    states.lab.ok(TAG, tags(&[("team", "music")]));
    let arn = states.lab.backup("Active");
    let described = states.lab.described_backup(&arn);
    assert_eq!(described["SourceTableFeatureDetails"], json!({}));
    assert!(!described.to_string().contains("music"));
}

#[test]
fn letters_of_any_script_and_marks() {
    let mut lab = states().lab;
    lab.ok(TAG, tags(&[("Größe 1+-=._:/@", "μ\u{a0}値 ")]));
    assert_eq!(listed(&mut lab), [("Größe 1+-=._:/@".to_owned(), "μ\u{a0}値 ".to_owned())]);
    let refused = with(&plain("Tagged"), &json!({"Tags": [{"Key": "a", "Value": "<"}]}));
    let (name, text) = lab.call("CreateTable", refused).unwrap_err();
    assert_eq!((name.as_str(), text.ends_with("only: <")), ("ValidationException", true), "{text}");
}
