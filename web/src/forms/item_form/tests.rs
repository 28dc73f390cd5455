use super::*;
use crate::item::key_definition;
use crate::item::tests::music;

fn form(item: Option<&Attributes>) -> ItemForm {
    let key = key_definition(&music());
    assert!(key.is_some());
    ItemForm::new(key.unwrap_or(KeyDefinition { hash: Vec::new(), range: Vec::new() }), item)
}

fn bach() -> Attributes {
    Attributes::from_iter([
        ("Artist".to_owned(), "Bach".into()),
        ("Year".to_owned(), 1720.into()),
        ("About".to_owned(), "two\nlines".into()),
        ("Bytes".to_owned(), AttributeValue::B(vec![1, 2, 3])),
        ("Loud".to_owned(), false.into()),
        ("None".to_owned(), AttributeValue::Null(true)),
        ("Tags".to_owned(), AttributeValue::Ss(vec!["x".to_owned()])),
        ("Map".to_owned(), AttributeValue::M(Attributes::from_iter([("a".to_owned(), 1.into())]))),
    ])
}

#[test]
fn a_new_item_has_a_suggested_key() {
    let form = form(None);
    assert_eq!(
        form.item(),
        Ok(Attributes::from_iter([("Artist".to_owned(), "artist 01".into()), ("Year".to_owned(), 1.into())]))
    );
    assert_eq!((form.key_part(0), form.key_part(1), form.key_part(2)), (Some("partition key"), Some("sort key"), None));
    assert!(form.is_kind_fixed(0) && form.is_kind_fixed(1) && !form.is_kind_fixed(2));
}

#[test]
fn an_item_comes_back_from_rows_and_from_json() {
    let mut form = form(Some(&bach()));
    let names: Vec<&str> = form.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Artist", "Year", "About", "Bytes", "Loud", "Map", "None", "Tags"]);
    assert_eq!(form.item(), Ok(bach()));
    form.switch(true);
    assert!(form.json.as_ref().is_some_and(|json| json.starts_with("{\n  \"About\"")));
    assert_eq!(form.item(), Ok(bach()));
    assert_eq!(form.key().map(|key| key.len()), Some(2));
    form.switch(false);
    assert_eq!((form.json.clone(), form.item()), (None, Ok(bach())));
}

#[test]
fn what_cannot_be_read_is_said_and_not_lost() {
    let mut form = form(Some(&bach()));
    form.add();
    let last = form.rows.len() - 1;
    assert_eq!(form.problem(last).as_deref(), Some("The attribute needs a name."));
    form.switch(true);
    assert_eq!(form.json, None);
    form.rows[last] = Row { name: "Artist".to_owned(), ..form.rows[last].clone() };
    assert_eq!(form.problem(last).as_deref(), Some("Another attribute is called Artist already."));
    form.rows[last] = Row { name: "L".to_owned(), kind: "L".to_owned(), value: "[1".to_owned(), id: 99 };
    assert_eq!(form.problem(last).as_deref(), Some("line 1, column 3: a comma or ] is missing"));
    assert!(form.item().is_err());
    assert_eq!(form.key().map(|key| key.len()), Some(2), "the key can be read all the same");

    form.rows.pop();
    form.switch(true);
    form.json = Some("{\"Artist\": 1}".to_owned());
    assert!(form.item().is_err_and(|said| said.starts_with("Artist: a number has no type")));
    form.switch(false);
    assert_eq!(form.json.as_deref(), Some("{\"Artist\": 1}"));
    form.json = Some("[]".to_owned());
    assert_eq!(form.item(), Err("an item is an object, not a list".to_owned()));
    assert_eq!(form.key(), None);
}

#[test]
fn a_key_of_another_type_is_kept_for_the_service_to_refuse() {
    let form = form(Some(&Attributes::from_iter([("Artist".to_owned(), 5.into())])));
    assert_eq!((form.rows[0].kind.as_str(), form.rows[0].value.as_str()), ("N", "5"));
    assert!(!form.is_kind_fixed(0));
    assert_eq!((form.rows[1].kind.as_str(), form.rows[1].value.as_str()), ("N", ""));
}

#[test]
fn a_condition_is_of_every_write_and_an_update_of_one() {
    let mut form = form(None);
    let body = |request: Option<Request>| request.map(|request| request.body()).unwrap_or_default();
    assert!(!body(form.put("Music")).contains("ConditionExpression"));
    form.condition = "#y = :y".to_owned();
    form.update = "SET Total = :t".to_owned();
    form.placeholders = r##"{"#y": "Year", ":y": {"N": "1"}, ":t": {"N": "5"}}"##.to_owned();
    let (put, update) = (body(form.put("Music")), body(form.update("Music")));
    assert!(put.contains("\"ConditionExpression\": \"#y = :y\"") && !put.contains(":t"), "{put}");
    assert!(update.contains("\"UpdateExpression\": \"SET Total = :t\"") && update.contains("ALL_NEW"), "{update}");
    for body in [put, update, body(form.delete("Music"))] {
        assert!(body.contains("\"#y\": \"Year\"") && body.contains("ALL_OLD"), "{body}");
    }
    assert!(!body(form.get("Music")).contains("#y"));
    form.placeholders = "{".to_owned();
    assert!(form.wrong().is_some());
    assert_eq!((form.put("Music"), form.update("Music"), form.delete("Music")), (None, None, None));
    assert!(form.get("Music").is_some());
}

#[test]
fn what_is_too_long_for_a_field_is_kept() {
    let mut item = bach();
    let long = "x".repeat(FIELD_BYTES_MAX + 1);
    item.insert("Score".to_owned(), long.as_str().into());
    item.extend((0..200).map(|number| (format!("a{number}"), number.into())));
    let mut form = form(Some(&item));
    let score = form.rows.iter().find(|row| row.name == "Score").and_then(Row::too_long);
    assert_eq!(score.as_deref(), Some("64.0 KB, too long for a field: it is kept as it is."));
    assert_eq!(form.rows.iter().filter(|row| row.too_long().is_some()).count(), 1);
    assert_eq!((form.shown().0.len(), form.shown().1), (ROWS_MAX, item.len() - ROWS_MAX));
    assert_eq!(form.item(), Ok(item.clone()));
    form.switch(true);
    assert_eq!(form.json, None, "its JSON is no longer than the item");
    form.rows.retain(|row| row.name != "Score");
    form.switch(true);
    assert!(form.json.is_some());
    form.fill(&item);
    assert_eq!((form.json.as_deref(), form.item()), (None, Ok(item)));
}

#[test]
fn an_answer_fills_the_form() {
    let mut form = form(None);
    form.answer("GetItem", "{}");
    assert_eq!(form.note, Some("GetItem found no item with this key."));
    assert_eq!(form.rows[0].value, "artist 01");
    form.answer("GetItem", r#"{"Item": {"Artist": {"S": "Bach"}, "Year": {"N": "1"}, "B": {"B": [1, 2]}}}"#);
    assert_eq!(form.note, Some("GetItem found this item."));
    assert_eq!((form.rows[0].value.as_str(), form.rows[2].value.as_str()), ("Bach", "AQI="));
    form.answer("UpdateItem", r#"{"Attributes": {"Artist": {"S": "Bach"}, "Year": {"N": "2"}}}"#);
    assert_eq!((form.note, form.rows[1].value.as_str()), (Some("UpdateItem has made this of it."), "2"));
}
