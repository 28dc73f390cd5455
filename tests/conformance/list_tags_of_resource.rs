//! ListTagsOfResource.

use crate::harness::*;
use crate::states::{States, states};
use serde_json::json;

const LIST_TAGS: &str = "ListTagsOfResource";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    [not_text("ResourceArn"), not_text("NextToken")].concat()
}

// Validation

/// The refusals of a `ResourceArn`, the same for all three operations on tags.
pub fn resource_arn_rungs(states: &States) -> Vec<ErrorCase> {
    let arn = |arn: &str| json!({"ResourceArn": arn});
    let long = "x".repeat(1_284);
    let parameters = "One or more parameter values were invalid:";
    let mut rungs = vec![
        constraint("no ARN", json!({"ResourceArn": null}), "null at 'resourceArn'", NOT_NULL),
        constraint("an empty ARN", arn(""), "'' at 'resourceArn'", length_from(1)),
        constraint("a long ARN", arn(&long), format!("'{long}' at 'resourceArn'"), length_to(1_283)),
        invalid("a name", arn("Active"), format!("{parameters} ARNs must start with 'arn:': Active")),
        invalid(
            "a backup's ARN",
            arn(&states.idle),
            format!("{parameters} Provided Arn is not a DynamoDB resource arn: {}", states.idle),
        ),
    ];
    rungs.extend(table_arn_refusals("ResourceArn"));
    for name in ["Nowhere", "Gone"] {
        let text = format!("Requested resource not found: ResourcArn: {TABLES}{name} not found");
        rungs.push(own("no such table", arn(&format!("{TABLES}{name}")), "ResourceNotFoundException", text));
    }
    let text = "Requested resource not found: Table: Restoring not found";
    rungs.push(own("being restored", arn(&format!("{TABLES}Restoring")), "ResourceNotFoundException", text));
    rungs
}

#[test]
fn refusals_in_their_order() {
    let states = states();
    let rungs = [serialization(), resource_arn_rungs(&states)].concat();
    assert_precedence(&states.lab, LIST_TAGS, &json!({"ResourceArn": format!("{TABLES}Active")}), &rungs);
}

// Behaviour

#[test]
fn all_of_them_on_one_page() {
    let mut lab = Lab::new();
    let tags: Vec<_> = (10..60).map(|n| json!({"Key": n.to_string(), "Value": "v"})).collect();
    lab.ok("CreateTable", with(&plain("Music"), &json!({"Tags": tags})));
    assert_eq!(lab.ok(LIST_TAGS, json!({"ResourceArn": format!("{TABLES}Music")})), json!({"Tags": tags}));
    lab.table("Bare");
    assert_eq!(lab.ok(LIST_TAGS, json!({"ResourceArn": format!("{TABLES}Bare")})), json!({"Tags": []}));
}
