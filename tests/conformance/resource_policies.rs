//! The three operations on resource policies.

use crate::describe_contributor_insights::unknown_tables;
use crate::harness::*;
use crate::states::{States, states};
use serde_json::{Value, json};

const GET: &str = "GetResourcePolicy";
const PUT: &str = "PutResourcePolicy";
const DELETE: &str = "DeleteResourcePolicy";
const NOT_FOUND: &str = "Resource-based policy not found for the provided ResourceArn:";

fn document(action: &str) -> String {
    let arn = format!("{TABLES}Active");
    let statement = json!({"Effect": "Allow", "Principal": "*", "Action": action, "Resource": arn});
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn of(table: &str) -> Value {
    json!({"ResourceArn": format!("{TABLES}{table}")})
}

fn put(action: &str) -> Value {
    with(&of("Active"), &json!({"Policy": document(action)}))
}

/// The constraints of `ResourceArn`.
fn constraints() -> Vec<ErrorCase> {
    let long = "x".repeat(1_284);
    let arn = |arn: &str| json!({"ResourceArn": arn});
    vec![
        constraint("no ARN", json!({"ResourceArn": null}), "null at 'resourceArn'", NOT_NULL),
        constraint("an empty ARN", arn(""), "'' at 'resourceArn'", length_from(1)),
        constraint("a long ARN", arn(&long), format!("'{long}' at 'resourceArn'"), length_to(1_283)),
    ]
}

/// The refusals of a `ResourceArn`, the same for all three operations.
fn arns(states: &States) -> Vec<ErrorCase> {
    let arn = |arn: &str| json!({"ResourceArn": arn});
    let invalid_resource = |arn: &str| format!("1 validation error detected: Invalid resource type in '{arn}'");
    let index = format!("{TABLES}Active/index/by-year");
    let mut rungs = vec![
        invalid(
            "a name",
            arn("Active"),
            "One or more parameter values were invalid: ARNs must start with 'arn:': Active",
        ),
        invalid("a backup's ARN", arn(&states.idle), invalid_resource(&states.idle)),
        invalid("an index's ARN", arn(&index), invalid_resource(&index)),
    ];
    rungs.extend(table_arn_refusals("ResourceArn"));
    rungs.extend(unknown_tables("ResourceArn", TABLES));
    rungs
}

/// The refusals of a table, the same for both operations that change its policy.
fn not_in_use() -> Vec<ErrorCase> {
    let row = |(name, why): (&str, &str)| {
        let text = format!("Attempt to change a resource which is still in use: Table is being {why}: {name}");
        own("not in use", of(name), "ResourceInUseException", text)
    };
    [("Creating", "created"), ("Doomed", "deleted")].map(row).into()
}

fn revisions() -> Vec<ErrorCase> {
    let long = "9".repeat(256);
    let row = |what, id: &str, sentence: String| {
        let overlay = json!({"ExpectedRevisionId": id});
        constraint(what, overlay, format!("'{id}' at 'expectedRevisionId'"), sentence)
    };
    vec![row("an empty id", "", length_from(1)), row("a long id", &long, length_to(255))]
}

#[test]
fn refusals_of_get_in_their_order() {
    let mut states = states();
    states.lab.ok(PUT, put("dynamodb:GetItem"));
    let rungs = [not_text("ResourceArn"), constraints(), arns(&states)].concat();
    assert_precedence(&states.lab, GET, &of("Active"), &rungs);
    let text = format!("{NOT_FOUND} {TABLES}Busy");
    states.lab.refused(GET, of("Busy"), "PolicyNotFoundException", &text);
    states.lab.refused(GET, of("Doomed"), "PolicyNotFoundException", &format!("{NOT_FOUND} {TABLES}Doomed"));
}

#[test]
fn refusals_of_put_in_their_order() {
    let states = states();
    let mut rungs = ["ResourceArn", "Policy", "ExpectedRevisionId"].map(not_text).concat();
    rungs.push(wrong_type(
        "a text for a switch",
        json!({"ConfirmRemoveSelfResourceAccess": "x"}),
        "Unexpected token received from parser",
    ));
    rungs.extend(constraints());
    rungs.push(constraint("no policy", json!({"Policy": null}), "null at 'policy'", NOT_NULL));
    rungs.extend(revisions());
    for document in ["", "{", "[]", "{} {}"] {
        let text = "One or more parameter values were invalid: Policy is not a valid JSON document";
        rungs.push(invalid("no JSON", json!({"Policy": document}), text));
    }
    rungs.extend(arns(&states));
    rungs.extend(not_in_use());
    let text = format!(
        "{NOT_FOUND} Requested update for policy with revision id 7, but no policy is associated to target table Active."
    );
    rungs.push(own("another revision", json!({"ExpectedRevisionId": "7"}), "PolicyNotFoundException", text));
    assert_precedence(&states.lab, PUT, &put("dynamodb:GetItem"), &rungs);
}

#[test]
fn refusals_of_delete_in_their_order() {
    let mut states = states();
    let revision = states.lab.ok(PUT, put("dynamodb:GetItem"))["RevisionId"].as_str().unwrap().to_owned();
    let mut rungs = [not_text("ResourceArn"), not_text("ExpectedRevisionId")].concat();
    rungs.extend(constraints());
    rungs.extend(revisions());
    rungs.extend(arns(&states));
    rungs.extend(not_in_use());
    let other = format!(
        "{NOT_FOUND} Requested update for policy with revision id 7, but the policy associated to target table Active has \
         revision id {revision}."
    );
    let none = format!(
        "{NOT_FOUND} Requested update expecting none to be present for target table Active, but a policy exists with \
         revision id {revision}."
    );
    rungs.push(own("another revision", json!({"ExpectedRevisionId": "7"}), "PolicyNotFoundException", other));
    rungs.push(own("no revision", json!({"ExpectedRevisionId": "NO_POLICY"}), "PolicyNotFoundException", none));
    assert_precedence(&states.lab, DELETE, &of("Active"), &rungs);
}

// Behaviour

#[test]
fn a_policy_is_returned_as_it_was_sent_until_it_is_deleted() {
    let mut lab = states().lab;
    let revision = format!("{}", (lab.now() * 1_000.0).round() as i64);
    assert_eq!(revision.len(), 13);
    let expected = with(&put("dynamodb:GetItem"), &json!({"ExpectedRevisionId": "NO_POLICY"}));
    assert_eq!(lab.ok(PUT, expected), json!({"RevisionId": revision}));
    let stored = json!({"Policy": document("dynamodb:GetItem"), "RevisionId": revision});
    assert_eq!(lab.ok(GET, of("Active")), stored);
    lab.advance_ms(1);
    let written_otherwise = document("dynamodb:GetItem").replace(':', " : ").replace(" : ", ":").replace(',', " ,\n ");
    let same = with(&of("Active"), &json!({"Policy": written_otherwise}));
    assert_eq!(lab.ok(PUT, same), json!({"RevisionId": revision}), "the same document is no change");
    assert_eq!(lab.ok(GET, of("Active")), stored);
    assert_eq!(
        lab.ok(DELETE, with(&of("Active"), &json!({"ExpectedRevisionId": revision}))),
        json!({"RevisionId": revision})
    );
    lab.refused(GET, of("Active"), "PolicyNotFoundException", &format!("{NOT_FOUND} {TABLES}Active"));
    assert_eq!(lab.ok(DELETE, of("Active")), json!({}), "there is none, and that is no error");
}

#[test]
fn another_document_has_to_wait_fifteen_seconds() {
    let mut lab = Lab::new();
    lab.table("Active");
    let put_at = lab.ok(PUT, put("dynamodb:GetItem"))["RevisionId"].clone();
    let pending = "Attempt to change a resource which is still in use: Table is pending previous resource-based policy \
                   update: Active";
    let soon = "Resource-based policy for table Active modified within the previous 15000 milliseconds. Please try again \
                after 2026-01-01T00:00:15.000Z.";
    for (ms, name, text) in [
        (0, "ResourceInUseException", pending),
        (1_499, "ResourceInUseException", pending),
        (1, "ThrottlingException", soon),
        (13_499, "ThrottlingException", soon),
    ] {
        lab.advance_ms(ms);
        lab.refused(PUT, put("dynamodb:PutItem"), name, text);
        assert_eq!(lab.ok(PUT, put("dynamodb:GetItem"))["RevisionId"], put_at);
    }
    lab.advance_ms(1);
    assert_ne!(lab.ok(PUT, put("dynamodb:PutItem"))["RevisionId"], put_at);
    assert_eq!(lab.ok(GET, of("Active"))["Policy"], document("dynamodb:PutItem"));
}

#[test]
fn no_restore_brings_it_back() {
    let mut lab = Lab::new();
    lab.table("Active");
    lab.ok(PUT, put("dynamodb:GetItem"));
    let arn = lab.backup("Active");
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn}));
    lab.refused(GET, of("Copy"), "PolicyNotFoundException", &format!("{NOT_FOUND} {TABLES}Copy"));
}
