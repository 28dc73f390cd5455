//! The form for an item: one row per attribute, or DynamoDB's JSON.

#[cfg(test)]
mod tests;

use crate::calls::placeholders::Placeholders;
use crate::calls::query::some;
use crate::calls::request::Request;
use crate::format;
use crate::item::json::{self, Json};
use crate::item::value::{self, inner};
use crate::item::{key_of, suggestion};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use timemark_core::key::KeyDefinition;
use timemark_core::operations::{DeleteItemInput, GetItemInput, PutItemInput, UpdateItemInput};
use timemark_core::shapes::{ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure};
use timemark_core::{AttributeValue, Attributes, by_name};

/// A form for an item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemForm {
    /// The table's key. Its attributes come first, and their names are fixed.
    key: KeyDefinition,
    /// Its attributes, those of the key first.
    pub rows: Vec<Row>,
    /// The item as DynamoDB's JSON, if it is edited as JSON.
    pub json: Option<String>,
    /// The ConditionExpression of each write; empty for none.
    pub condition: String,
    /// The UpdateExpression.
    pub update: String,
    /// The placeholders of both expressions, as JSON.
    pub placeholders: String,
    /// A sentence about the last GetItem or UpdateItem.
    pub note: Option<&'static str>,
    ids: u32,
}

/// A row of the form: an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// A number that no other row of this form ever had: the row's key in the list.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Its type, as the wire has it.
    pub kind: String,
    /// Its value: a text, a number, base64 for bytes, JSON for other types.
    pub value: String,
}

/// The longest text in a field of the form, in bytes: the browser needs long to show a longer one.
pub const FIELD_BYTES_MAX: usize = 64 * 1024;

/// The most rows that are shown.
const ROWS_MAX: usize = 25;

impl Row {
    /// Its value.
    ///
    /// # Errors
    /// A sentence about the fault.
    pub fn read(&self) -> Result<AttributeValue, String> {
        match self.kind.as_str() {
            "S" => Ok(AttributeValue::S(self.value.clone())),
            "N" => Ok(AttributeValue::N(self.value.trim().to_owned())),
            "B" => value::of_kind("B", Json::Text(self.value.trim().into())),
            "BOOL" => Ok(AttributeValue::Bool(self.value != "false")),
            "NULL" => Ok(AttributeValue::Null(true)),
            kind => value::of_kind(kind, json::parse(&self.value)?),
        }
    }

    /// An example value for its type; empty where none is needed.
    pub fn example(&self) -> &'static str {
        match self.kind.as_str() {
            "B" => "Base64, as AQID",
            "M" => "As {\"City\": {\"S\": \"Leipzig\"}, \"Age\": {\"N\": \"65\"}}",
            "L" => "As [{\"S\": \"first\"}, {\"N\": \"2\"}]",
            "SS" => "As [\"red\", \"green\"]",
            "NS" => "As [1, 2.5]",
            "BS" => "Base64, as [\"AQ==\", \"Ag==\"]",
            _ => "",
        }
    }

    /// A sentence about a value that is too long for a field of the browser; `None` if it is not.
    pub fn too_long(&self) -> Option<String> {
        let bytes = self.value.len();
        (bytes > FIELD_BYTES_MAX)
            .then(|| format!("{}, too long for a field: it is kept as it is.", format::bytes(bytes as u64)))
    }

    /// Whether its value needs several lines.
    pub fn is_long(&self) -> bool {
        matches!(self.kind.as_str(), "M" | "L" | "SS" | "NS" | "BS") || self.value.contains('\n')
    }
}

impl ItemForm {
    /// A form with an item; without one, with a suggested key.
    pub fn new(key: KeyDefinition, item: Option<&Attributes>) -> ItemForm {
        let mut form = ItemForm {
            key,
            rows: Vec::new(),
            json: None,
            condition: String::new(),
            update: String::new(),
            placeholders: String::new(),
            note: None,
            ids: 0,
        };
        match item {
            Some(item) => form.fill(item),
            None => form.fill(&suggestion(&form.key)),
        }
        form
    }

    /// Replaces the content by an item, as rows or JSON, whichever is edited now; as rows if its JSON is too long.
    pub fn fill(&mut self, item: &Attributes) {
        self.rows.clear();
        let key = self.key.clone();
        for part in key.attributes() {
            match item.get(&part.name) {
                Some(value) => self.push(&part.name, value),
                None => self.push_row(&part.name, part.kind.as_str(), String::new()),
            }
        }
        for (name, value) in item.iter().filter(|(name, _)| key.attributes().all(|part| part.name != **name)) {
            self.push(name, value);
        }
        let is_json = self.json.is_some() && !self.is_json_too_long();
        self.json = is_json.then(|| value::write_item(item));
    }

    fn push(&mut self, name: &str, value: &AttributeValue) {
        let text = match value {
            AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
            AttributeValue::B(bytes) => STANDARD.encode(bytes),
            other => inner(other),
        };
        self.push_row(name, value.type_name(), text);
    }

    fn push_row(&mut self, name: &str, kind: &str, value: String) {
        self.ids += 1;
        self.rows.push(Row { id: self.ids, name: name.to_owned(), kind: kind.to_owned(), value });
    }

    /// The rows that are shown, and the number of those that are not.
    pub fn shown(&self) -> (&[Row], usize) {
        let shown = self.rows.get(..ROWS_MAX).unwrap_or(&self.rows);
        (shown, self.rows.len() - shown.len())
    }

    /// Whether the item as JSON is too long for a field.
    pub fn is_json_too_long(&self) -> bool {
        self.rows.iter().map(|row| row.name.len() + row.value.len()).sum::<usize>() > FIELD_BYTES_MAX
    }

    /// Adds a row without a name.
    pub fn add(&mut self) {
        self.push_row("", "S", String::new());
    }

    /// The part of the key that a row is, whose name is fixed; `None` for other rows.
    pub fn key_part(&self, index: usize) -> Option<&'static str> {
        match index {
            0 => Some("partition key"),
            1 if !self.key.range.is_empty() => Some("sort key"),
            _ => None,
        }
    }

    /// Whether a row's type is fixed by the table.
    pub fn is_kind_fixed(&self, index: usize) -> bool {
        let part = self.key.attributes().nth(index);
        part.is_some_and(|part| self.rows.get(index).is_some_and(|row| row.kind == part.kind.as_str()))
    }

    /// A sentence about a row's fault.
    pub fn problem(&self, index: usize) -> Option<String> {
        let row = self.rows.get(index)?;
        if row.name.is_empty() {
            return Some("The attribute needs a name.".to_owned());
        }
        if self.rows.iter().take(index).any(|other| other.name == row.name) {
            return Some(format!("Another attribute is called {} already.", row.name));
        }
        row.read().err()
    }

    /// The item.
    ///
    /// # Errors
    /// A sentence about the fault in the JSON; empty for a fault in a row: see [`ItemForm::problem`].
    pub fn item(&self) -> Result<Attributes, String> {
        if let Some(json) = &self.json {
            return match json::parse(json)? {
                Json::Object(members) => value::typed_members(members),
                other => Err(format!("an item is an object, not {}", other.kind())),
            };
        }
        let mut item = Attributes::new();
        for (index, row) in self.rows.iter().enumerate() {
            let is_second = item.insert(row.name.clone(), row.read()?).is_some();
            if is_second || row.name.is_empty() {
                return Err(self.problem(index).unwrap_or_default());
            }
        }
        Ok(item)
    }

    /// The key; `None` if it cannot be read.
    pub fn key(&self) -> Option<Attributes> {
        if self.json.is_some() {
            let item = self.item().ok()?;
            return Some(key_of(&self.key, &item));
        }
        let parts = self.key.attributes().count();
        let values = self.rows.iter().take(parts).map(|row| Some((row.name.clone(), row.read().ok()?)));
        values.collect::<Option<Vec<_>>>().map(by_name)
    }

    /// Switches between rows and JSON; does nothing if the content cannot be read.
    pub fn switch(&mut self, to_json: bool) {
        if self.json.is_some() == to_json {
            return;
        }
        if let Ok(item) = self.item() {
            self.json = to_json.then(String::new);
            self.fill(&item);
        }
    }

    /// Takes over the item of a GetItem's or UpdateItem's answer.
    pub fn answer(&mut self, operation: &str, body: &str) {
        let member = if operation == "UpdateItem" { "Attributes" } else { "Item" };
        match json::parse(body).ok().and_then(|answer| answer.into_member(member)).and_then(value::item) {
            Some(item) => {
                self.fill(&item);
                self.note = Some(match operation {
                    "UpdateItem" => "UpdateItem has made this of it.",
                    _ => "GetItem found this item.",
                });
            }
            None => self.note = Some("GetItem found no item with this key."),
        }
    }

    /// A sentence about the fault in the placeholders.
    pub fn wrong(&self) -> Option<String> {
        Placeholders::read(&self.placeholders, &[&self.condition, &self.update]).err()
    }

    /// The PutItem; `None` if the form cannot be read.
    pub fn put(&self, table: &str) -> Option<Request> {
        let Placeholders { names, values } = self.placeholders("")?;
        let put = PutItemInput {
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            return_values_on_condition_check_failure: self.on_failure(),
            condition_expression: some(&self.condition),
            expression_attribute_names: names,
            expression_attribute_values: values,
            ..PutItemInput::new(table, self.item().ok()?)
        };
        Some(put.into())
    }

    /// The DeleteItem for the key.
    pub fn delete(&self, table: &str) -> Option<Request> {
        let Placeholders { names, values } = self.placeholders("")?;
        let delete = DeleteItemInput {
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            return_values_on_condition_check_failure: self.on_failure(),
            condition_expression: some(&self.condition),
            expression_attribute_names: names,
            expression_attribute_values: values,
            ..DeleteItemInput::new(table, self.key()?)
        };
        Some(delete.into())
    }

    /// The UpdateItem for the key; it returns the new item.
    pub fn update(&self, table: &str) -> Option<Request> {
        let Placeholders { names, values } = self.placeholders(&self.update)?;
        let update = UpdateItemInput {
            update_expression: some(&self.update),
            return_values: Some(ReturnValue::AllNew),
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            return_values_on_condition_check_failure: self.on_failure(),
            condition_expression: some(&self.condition),
            expression_attribute_names: names,
            expression_attribute_values: values,
            ..UpdateItemInput::new(table, self.key()?)
        };
        Some(update.into())
    }

    /// The GetItem for the key.
    pub fn get(&self, table: &str) -> Option<Request> {
        let get = GetItemInput {
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            ..GetItemInput::new(table, self.key()?)
        };
        Some(get.into())
    }

    /// The placeholders of the condition and of an update; `None` if they cannot be read.
    fn placeholders(&self, update: &str) -> Option<Placeholders> {
        Placeholders::read(&self.placeholders, &[&self.condition, update]).ok()
    }

    /// If the condition of a write fails, the answer has the item that was there.
    fn on_failure(&self) -> Option<ReturnValuesOnConditionCheckFailure> {
        (!self.condition.is_empty()).then_some(ReturnValuesOnConditionCheckFailure::AllOld)
    }
}
