//! UpdateContributorInsights.

use crate::describe_contributor_insights::{index_name_constraints, indexed_lab, unknown_index, unknown_tables};
use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const UPDATE: &str = "UpdateContributorInsights";

fn switched(action: &str) -> Value {
    json!({"TableName": "Music", "ContributorInsightsAction": action})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    ["TableName", "IndexName", "ContributorInsightsAction", "ContributorInsightsMode"].map(not_text).concat()
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend(index_name_constraints());
    rungs.extend([
        constraint(
            "no action",
            json!({"ContributorInsightsAction": null}),
            "null at 'contributorInsightsAction'",
            NOT_NULL,
        ),
        constraint(
            "another action",
            json!({"ContributorInsightsAction": "ON"}),
            "'ON' at 'contributorInsightsAction'",
            one_of("ENABLE, DISABLE"),
        ),
        constraint(
            "another mode",
            json!({"ContributorInsightsMode": "ALL"}),
            "'ALL' at 'contributorInsightsMode'",
            one_of("ACCESSED_AND_THROTTLED_KEYS, THROTTLED_KEYS"),
        ),
    ]);
    rungs.extend(table_arn_refusals("TableName"));
    rungs.extend(unknown_tables("TableName", ""));
    rungs.push(unknown_index("Active").alone());
    for name in ["Creating", "Doomed"] {
        let text = "Table or Index is not in a valid state to update Key Access Insights: TableStatus must be ACTIVE to \
                    enable ContributorInsights.";
        rungs.push(invalid("not ACTIVE", json!({"TableName": name}), text));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    let base = json!({"TableName": "Active", "ContributorInsightsAction": "ENABLE"});
    assert_precedence(&states().lab, UPDATE, &base, &[serialization(), validation()].concat());
}

// Behaviour

#[test]
fn enabling_and_disabling_take_their_time() {
    let mut lab = indexed_lab(json!({"Insights": 2}));
    let mode = "ACCESSED_AND_THROTTLED_KEYS";
    for (index, other) in [(json!({}), json!({"IndexName": "by-year"})), (json!({"IndexName": "by-year"}), json!({}))] {
        let name = with(&json!({"TableName": "Music"}), &index);
        let described = |lab: &mut Lab| lab.ok("DescribeContributorInsights", name.clone());
        let status = |status: &str| with(&name, &json!({"ContributorInsightsStatus": status}));
        let on = |status_is: &str, at: f64| {
            with(&status(status_is), &json!({"ContributorInsightsMode": mode, "LastUpdateDateTime": at}))
        };
        let asked = lab.now();
        assert_eq!(
            lab.ok(UPDATE, with(&switched("ENABLE"), &index)),
            with(&status("ENABLING"), &json!({"ContributorInsightsMode": mode}))
        );
        lab.advance_ms(1_999);
        assert_eq!(described(&mut lab), on("ENABLING", asked));
        lab.advance_ms(1);
        assert_eq!(described(&mut lab), on("ENABLED", asked));
        assert_eq!(lab.described("Music")["TableStatus"], "ACTIVE");
        let others = lab.ok("DescribeContributorInsights", with(&json!({"TableName": "Music"}), &other));
        assert_eq!(others["ContributorInsightsStatus"], "DISABLED", "each has its own");
        assert_eq!(
            lab.ok(UPDATE, with(&switched("ENABLE"), &index))["ContributorInsightsStatus"],
            "ENABLED",
            "it is so already"
        );

        let asked = lab.now();
        assert_eq!(lab.ok(UPDATE, with(&switched("DISABLE"), &index)), status("DISABLING"));
        assert_eq!(described(&mut lab), on("DISABLING", asked));
        assert_eq!(lab.ok(UPDATE, with(&switched("DISABLE"), &index)), status("DISABLING"));
        lab.advance_ms(2_000);
        assert_eq!(described(&mut lab), status("DISABLED"));
        assert_eq!(lab.ok(UPDATE, with(&switched("DISABLE"), &index)), status("DISABLED"));
    }
}

#[test]
fn another_mode_is_a_switching_on_of_its_own() {
    let mut lab = indexed_lab(json!({"Insights": 2}));
    lab.ok(UPDATE, switched("ENABLE"));
    lab.advance_ms(2_000);
    let answer = lab.ok(UPDATE, with(&switched("ENABLE"), &json!({"ContributorInsightsMode": "THROTTLED_KEYS"})));
    let expected = json!({
        "TableName": "Music", "ContributorInsightsStatus": "ENABLING", "ContributorInsightsMode": "THROTTLED_KEYS",
    });
    assert_eq!(answer, expected);
}

#[test]
fn what_is_switched_back_and_forth_settles_as_it_was_asked_for_last() {
    let mut lab = indexed_lab(json!({"Insights": 2}));
    lab.ok(UPDATE, switched("ENABLE"));
    lab.advance_ms(1_000);
    lab.ok(UPDATE, switched("DISABLE"));
    lab.advance_ms(10_000);
    let described = lab.ok("DescribeContributorInsights", json!({"TableName": "Music"}));
    assert_eq!(described, json!({"TableName": "Music", "ContributorInsightsStatus": "DISABLED"}));
    // The table, and before it the index, may be removed when the task is due.
    lab.ok(UPDATE, switched("ENABLE"));
    lab.ok(UPDATE, with(&switched("ENABLE"), &json!({"IndexName": "by-year"})));
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    lab.advance_ms(10_000);
}

#[test]
fn no_restore_brings_them_back() {
    let mut lab = indexed_lab(json!({}));
    lab.ok(UPDATE, switched("ENABLE"));
    lab.ok(UPDATE, with(&switched("ENABLE"), &json!({"IndexName": "by-year"})));
    let arn = lab.backup("Music");
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn}));
    for index in [json!({}), json!({"IndexName": "by-year"})] {
        let described = lab.ok("DescribeContributorInsights", with(&json!({"TableName": "Copy"}), &index));
        assert_eq!(described["ContributorInsightsStatus"], "DISABLED");
    }
}
