use super::super::tests::{item, read};
use super::*;

fn filter(json: &str) -> Result<Condition, String> {
    let filter: ByName<AttributeCondition> = read(json);
    let condition = Condition::of_filter(Some(&filter), None).map_err(|error| error.to_string())?;
    condition.ok_or_else(|| "nothing".to_owned())
}

#[test]
fn operators_of_filters() {
    let item = item(r#"{"a": {"S": "abc"}, "n": {"N": "5"}, "ss": {"SS": ["x"]}}"#);
    for (attribute, operator, values, expected) in [
        ("n", "EQ", r#"[{"N": "5.0"}]"#, true),
        ("n", "NE", r#"[{"N": "5"}]"#, false),
        ("q", "NE", r#"[{"N": "5"}]"#, true),
        ("n", "IN", r#"[{"N": "4"}, {"N": "5"}]"#, true),
        ("n", "LT", r#"[{"N": "5"}]"#, false),
        ("n", "LE", r#"[{"N": "5"}]"#, true),
        ("n", "GT", r#"[{"N": "40e-1"}]"#, true),
        ("n", "GE", r#"[{"N": "6"}]"#, false),
        ("n", "BETWEEN", r#"[{"N": "5"}, {"N": "5"}]"#, true),
        ("n", "NOT_NULL", "[]", true),
        ("q", "NOT_NULL", "[]", false),
        ("q", "NULL", "[]", true),
        ("a", "CONTAINS", r#"[{"S": "bc"}]"#, true),
        ("ss", "CONTAINS", r#"[{"S": "x"}]"#, true),
        ("a", "NOT_CONTAINS", r#"[{"S": "x"}]"#, true),
        ("q", "NOT_CONTAINS", r#"[{"S": "x"}]"#, false),
        ("a", "BEGINS_WITH", r#"[{"S": "ab"}]"#, true),
    ] {
        let json =
            format!(r#"{{"{attribute}": {{"ComparisonOperator": "{operator}", "AttributeValueList": {values}}}}}"#);
        assert_eq!(filter(&json).map(|condition| condition.holds(Some(&item))), Ok(expected), "{json}");
    }
}

#[test]
fn refused_arguments() {
    let parameters = "One or more parameter values were invalid:";
    for (operator, values, expected) in [
        ("EQ", "[]", format!("{parameters} Invalid number of argument(s) for the EQ ComparisonOperator")),
        (
            "NULL",
            r#"[{"S": "x"}]"#,
            format!("{parameters} Invalid number of argument(s) for the NULL ComparisonOperator"),
        ),
        (
            "BETWEEN",
            r#"[{"S": "x"}]"#,
            format!("{parameters} Invalid number of argument(s) for the BETWEEN ComparisonOperator"),
        ),
        (
            "LT",
            r#"[{"BOOL": true}]"#,
            format!("{parameters} ComparisonOperator LT is not valid for BOOL AttributeValue type"),
        ),
        (
            "BEGINS_WITH",
            r#"[{"N": "1"}]"#,
            format!("{parameters} ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"),
        ),
        (
            "IN",
            r#"[{"N": "1"}, {"S": "1"}]"#,
            format!("{parameters} AttributeValues inside AttributeValueList must be of same type"),
        ),
        (
            "BETWEEN",
            r#"[{"N": "10"}, {"N": "9"}]"#,
            "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"
                .to_owned(),
        ),
    ] {
        let json = format!(r#"{{"a": {{"ComparisonOperator": "{operator}", "AttributeValueList": {values}}}}}"#);
        assert_eq!(filter(&json), Err(expected), "{json}");
    }
}

#[test]
fn bounds_in_every_order() {
    for (lower, upper, is_refused) in [
        (r#"{"N": "9"}"#, r#"{"N": "10"}"#, false),
        (r#"{"N": "10"}"#, r#"{"N": "10.0"}"#, false),
        (r#"{"N": "10"}"#, r#"{"N": "9"}"#, true),
        (r#"{"N": "-9"}"#, r#"{"N": "-10"}"#, true),
        (r#"{"S": "10"}"#, r#"{"S": "9"}"#, false),
        (r#"{"S": "9"}"#, r#"{"S": "9"}"#, false),
        (r#"{"S": "9"}"#, r#"{"S": "10"}"#, true),
        (r#"{"S": "ab"}"#, r#"{"S": "a"}"#, true),
        (r#"{"B": "AQ=="}"#, r#"{"B": "Ag=="}"#, false),
        (r#"{"B": "AQ=="}"#, r#"{"B": "AQ=="}"#, false),
        (r#"{"B": "Ag=="}"#, r#"{"B": "AQ=="}"#, true),
    ] {
        let json = format!(r#"{{"a": {{"ComparisonOperator": "BETWEEN", "AttributeValueList": [{lower}, {upper}]}}}}"#);
        let text = LegacyError::BetweenReversed.to_string();
        assert_eq!(filter(&json).err(), is_refused.then_some(text), "{json}");
    }
}

#[test]
fn expectations() {
    let item = item(r#"{"a": {"S": "x"}}"#);
    let holds = |json: &str| {
        let expected: ByName<ExpectedAttributeValue> = read(json);
        let condition = Condition::of_expected(Some(&expected), None).map_err(|error| error.to_string());
        condition.map(|condition| condition.is_some_and(|condition| condition.holds(Some(&item))))
    };
    let parameters = "One or more parameter values were invalid:";
    for (json, expected) in [
        (r#"{"Value": {"S": "x"}}"#, Ok(true)),
        (r#"{"Value": {"S": "x"}, "Exists": true}"#, Ok(true)),
        (r#"{"Value": {"S": "y"}}"#, Ok(false)),
        (r#"{"Exists": false}"#, Ok(false)),
        (r#"{"ComparisonOperator": "NOT_NULL"}"#, Ok(true)),
        (r#"{"ComparisonOperator": "GT", "Value": {"S": "w"}}"#, Ok(true)),
        (r#"{"ComparisonOperator": "GT", "AttributeValueList": [{"S": "w"}]}"#, Ok(true)),
        (r#"{"Value": {"S": "x"}, "Exists": false}"#, Err("Value cannot be used when Exists is set to false")),
        (r#"{"Exists": true}"#, Err("Value must be provided when Exists is set to true")),
        ("{}", Err("Value must be provided when Exists is null")),
        (
            r#"{"Exists": true, "ComparisonOperator": "EQ"}"#,
            Err("Exists and ComparisonOperator cannot be used together"),
        ),
        (
            r#"{"AttributeValueList": [{"S": "x"}]}"#,
            Err("AttributeValueList can only be used with a ComparisonOperator"),
        ),
        (
            r#"{"Value": {"S": "x"}, "ComparisonOperator": "EQ", "AttributeValueList": [{"S": "x"}]}"#,
            Err("Value and AttributeValueList cannot be used together"),
        ),
        (
            r#"{"ComparisonOperator": "EQ"}"#,
            Err("Value or AttributeValueList must be used with ComparisonOperator: EQ"),
        ),
    ] {
        let expected = expected.map_err(|text: &str| format!("{parameters} {text} for Attribute: a"));
        assert_eq!(holds(&format!(r#"{{"a": {json}}}"#)), expected, "{json}");
    }
}

#[test]
fn joined_by_or_and_by_and() {
    let item = item(r#"{"a": {"S": "x"}}"#);
    let both: ByName<ExpectedAttributeValue> = read(r#"{"a": {"Exists": false}, "b": {"Exists": false}}"#);
    let one: ByName<ExpectedAttributeValue> = read(r#"{"b": {"Exists": false}}"#);
    let holds = |expected: Option<&ByName<ExpectedAttributeValue>>, operator| {
        let condition = Condition::of_expected(expected, operator).map_err(|error| error.to_string())?;
        Ok::<_, String>(condition.map(|condition| condition.holds(Some(&item))))
    };
    assert_eq!(holds(Some(&both), None), Ok(Some(false)));
    assert_eq!(holds(Some(&both), Some(&ConditionalOperator::And)), Ok(Some(false)));
    assert_eq!(holds(Some(&both), Some(&ConditionalOperator::Or)), Ok(Some(true)));
    assert_eq!(holds(Some(&ByName::new()), None), Ok(None));
    let alone = "ConditionalOperator cannot be used without Filter or Expected";
    assert_eq!(holds(None, Some(&ConditionalOperator::Or)), Err(alone.to_owned()));
    let of_one = "ConditionalOperator can only be used when Filter or Expected has two or more elements";
    assert_eq!(holds(Some(&one), Some(&ConditionalOperator::Or)), Err(of_one.to_owned()));
}

#[test]
fn conditions_on_keys() {
    let text_of = |json: &str| {
        let conditions: ByName<AttributeCondition> = read(json);
        KeyCondition::of_conditions(&conditions).err().map(|error| error.to_string()).unwrap_or_default()
    };
    let one =
        |operator: &str| format!(r#"{{"ComparisonOperator": "{operator}", "AttributeValueList": [{{"S": "x"}}]}}"#);
    assert_eq!(text_of(&format!(r#"{{"pk": {}, "sk": {}}}"#, one("EQ"), one("BEGINS_WITH"))), "");
    assert_eq!(text_of("{}"), "Conditions can be of length 1 or 2 only");
    let several = |count: usize| {
        let each: Vec<String> = (0..count).map(|n| format!(r#""k{n}": {}"#, one("EQ"))).collect();
        format!("{{{}}}", each.join(", "))
    };
    for count in 1..=8 {
        assert_eq!(text_of(&several(count)), "", "{count}");
    }
    for count in [9, 10, 100] {
        assert_eq!(text_of(&several(count)), "Conditions can be of length 1 or 2 only", "{count}");
    }
}

/// Each operator means for a key what its sign does; some mean nothing.
#[test]
fn operators_of_keys() {
    let (a, b) = (AttributeValue::from("a"), AttributeValue::from("b"));
    let one = r#"[{"S": "a"}]"#;
    for (operator, values, expected) in [
        ("EQ", one, Some(SortCondition::Equal(a.clone()))),
        ("LT", one, Some(SortCondition::Less(a.clone()))),
        ("LE", one, Some(SortCondition::AtMost(a.clone()))),
        ("GT", one, Some(SortCondition::Greater(a.clone()))),
        ("GE", one, Some(SortCondition::AtLeast(a.clone()))),
        ("BEGINS_WITH", one, Some(SortCondition::BeginsWith(a.clone()))),
        ("BETWEEN", r#"[{"S": "a"}, {"S": "b"}]"#, Some(SortCondition::Between(a, b))),
        ("NE", one, None),
        ("IN", one, None),
        ("CONTAINS", one, None),
        ("NOT_CONTAINS", one, None),
        ("NULL", "[]", None),
        ("NOT_NULL", "[]", None),
    ] {
        let json = format!(r#"{{"sk": {{"ComparisonOperator": "{operator}", "AttributeValueList": {values}}}}}"#);
        let found = KeyCondition::of_conditions(&read(&json)).map_err(|error| error.to_string());
        let expected = match expected {
            Some(condition) => KeyCondition::of(vec![("sk".to_owned(), condition)]).map_err(|error| error.to_string()),
            None => Err("Attempted conditional constraint is not an indexable operation".to_owned()),
        };
        assert_eq!(found, expected, "{operator}");
    }
}

#[test]
fn updates_of_attributes() {
    let applied = |json: &str| {
        let updates: ByName<AttributeValueUpdate> = read(json);
        let old = item(r#"{"n": {"N": "1"}, "s": {"S": "x"}, "ss": {"SS": ["a", "b"]}}"#);
        let update = Update::of_attribute_updates(&updates).map_err(|error| error.to_string())?;
        update.apply(Some(&old), &crate::item::value::Attributes::new()).map_err(|error| error.to_string())
    };
    let json = r#"{"n": {"Action": "ADD", "Value": {"N": "2"}}, "s": {"Action": "DELETE"}, "a.b": {"Value": {"S": "y"}},
        "ss": {"Action": "DELETE", "Value": {"SS": ["a"]}}, "q": {"Action": "PUT", "Value": {"BOOL": true}}}"#;
    let new = r#"{"n": {"N": "3"}, "a.b": {"S": "y"}, "ss": {"SS": ["b"]}, "q": {"BOOL": true}}"#;
    assert_eq!(applied(json), Ok(item(new)));
    let parameters = "One or more parameter values were invalid:";
    for (json, expected) in [
        (
            r#"{"a": {"Action": "PUT"}}"#,
            format!("{parameters} Only DELETE action is allowed when no attribute value is specified"),
        ),
        (r#"{"a": {}}"#, format!("{parameters} Only DELETE action is allowed when no attribute value is specified")),
        (
            r#"{"a": {"Action": "ADD", "Value": {"S": "x"}}}"#,
            format!("{parameters} ADD action is not supported for the type S"),
        ),
        (
            r#"{"a": {"Action": "DELETE", "Value": {"N": "1"}}}"#,
            format!("{parameters} DELETE action is not supported for the type N"),
        ),
        (r#"{"s": {"Action": "ADD", "Value": {"N": "1"}}}"#, "Type mismatch for attribute to update".to_owned()),
    ] {
        assert_eq!(applied(json), Err(expected), "{json}");
    }
}

#[test]
fn attributes_to_get() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let old = item(r#"{"a.b": {"S": "1"}, "name": {"S": "2"}, "c": {"S": "3"}}"#);
    let kept = Projection::of_attributes_to_get(&names(&["name", "a.b", "q"])).map(|projection| projection.of(&old));
    assert_eq!(kept, Ok(item(r#"{"a.b": {"S": "1"}, "name": {"S": "2"}}"#)));
    let twice = Projection::of_attributes_to_get(&names(&["c", "a", "c"])).err().map(|error| error.to_string());
    let text = "One or more parameter values were invalid: Duplicate value in attribute name: c";
    assert_eq!(twice.as_deref(), Some(text));
}
