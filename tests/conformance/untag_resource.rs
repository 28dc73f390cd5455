//! UntagResource.

use crate::harness::*;
use crate::list_tags_of_resource::resource_arn_rungs;
use crate::states::states;
use serde_json::{Value, json};

const UNTAG: &str = "UntagResource";

fn keys(keys: &[&str]) -> Value {
    json!({"ResourceArn": format!("{TABLES}Active"), "TagKeys": keys})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = not_text("ResourceArn");
    rungs.extend([
        wrong_type("a text for a list", json!({"TagKeys": "x"}), "Unrecognized collection type class java.lang.String"),
        wrong_type("a structure for a list", json!({"TagKeys": {}}), CONTAINER),
        wrong_type("a number for a name", json!({"TagKeys": [1]}), "NUMBER_VALUE cannot be converted to String"),
        wrong_type("a structure for a name", json!({"TagKeys": [{}]}), CONTAINER),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let sentence = "Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have \
                    length greater than or equal to 1]";
    let long = "k".repeat(129);
    vec![
        constraint("no names", json!({"TagKeys": null}), "null at 'tagKeys'", NOT_NULL),
        constraint("an empty list", json!({"TagKeys": []}), "'[]' at 'tagKeys'", length_from(1)),
        constraint("an empty name", json!({"TagKeys": ["a", ""]}), "'[a, ]' at 'tagKeys'", sentence),
        constraint("a name of 129", json!({"TagKeys": [long]}), format!("'[{long}]' at 'tagKeys'"), sentence),
    ]
}

#[test]
fn refusals_in_their_order() {
    let states = states();
    let (constraints, own_errors) = resource_arn_rungs(&states).split_at_own();
    assert_precedence(
        &states.lab,
        UNTAG,
        &keys(&["a"]),
        &[serialization(), constraints, validation(), own_errors].concat(),
    );
}

// Behaviour

#[test]
fn the_named_ones_go_with_an_empty_body() {
    let mut lab = states().lab;
    let arn = json!({"ResourceArn": format!("{TABLES}Active")});
    let tag = |key: &str| json!({"Key": key, "Value": "v"});
    lab.ok("TagResource", with(&arn, &json!({"Tags": [tag("a"), tag("b"), tag("c")]})));
    assert_eq!(lab.ok(UNTAG, keys(&["a", "c", "never there", "a"])), Value::Null);
    assert_eq!(lab.ok("ListTagsOfResource", arn), json!({"Tags": [tag("b")]}));
}
