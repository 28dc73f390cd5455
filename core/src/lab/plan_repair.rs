//! PlanRepair: the conditional writes that put back what was damaged and leave alone what was changed since.
//!
//! Three states of each item are compared, attribute by attribute: the good one, the damaged one, and the present one.
//!
//! ```text
//!              good              damaged           now
//!   order#1    Total 90          Total 0           Total 0                  put back: SET Total = 90
//!   order#2    Total 35          Total 0           Total 0, Paid true       the same; Paid stays
//!   order#3    Total 20          Total 0           Total 25                 a conflict: it was written since
//!   order#4    Total 70                                                     put back: the item
//!   order#5                      Total 0           Total 0                  put back: it is deleted
//!   order#6    Total 10          Total 0           Total 10                 nothing: it is good again
//! ```
//!
//! Each write has a condition: that what it replaces is as it was when the plan was made. So a plan that is carried out while
//! others write undoes none of their work, and one that is carried out twice does nothing the second time. It is planned
//! again for what its conditions refused. One thing a condition has no room for: an item of more than 120 attributes that is to be
//! deleted, and of which only others than the first 120 are written meanwhile, is deleted.

use super::side::{ComparedSide, Side, key_of_token, token_of};
use crate::engine::{Call, Endpoint, Engine};
use crate::expression::error::ExpressionKind;
use crate::expression::{Condition, Placeholders, Work};
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::item::value::{AttributeValue, Attributes};
use crate::json::{ByName, by_name};
use crate::limits::{COMPARED_ITEMS_MAX, PAGE_BYTES_MAX};
use crate::model::capacity::Units;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::Error;
use crate::model::shapes::{ReturnConsumedCapacity, open_enum, shape};
use crate::operations::{Consumed, data_table};
use crate::sorting::sort_by;
use crate::state::{State, Table};
use crate::time::Timestamp;

shape! {
    /// Plans the writes that make a table's damaged items good again, page by page. It writes nothing.
    pub struct PlanRepairInput {
        /// The name or ARN of the table to repair.
        table_name: String,
        /// Where the items are good: a backup, another table, or a table as it was. It must have the same key.
        from: ComparedSide,
        /// The moment at which the damage was done, in epoch seconds: what a client wrote after it stays.
        /// Default now: everything that differs is damage.
        since: Timestamp,
        /// The keys of the items to repair. Default all.
        keys: Vec<Attributes>,
        /// The condition that an item must meet to be repaired: as it is good, or, if it should not be there, as it is
        /// damaged. Default none.
        filter_expression: String,
        /// The attribute names that the placeholders of the expression, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
        /// The values that the placeholders of the expression, such as `:value`, represent.
        expression_attribute_values: Attributes,
        /// The maximum number of items that are repaired or in conflict, 1 to 10,000. Default 100.
        limit: i32,
        /// The `NextToken` of the previous page.
        next_token: String,
    }
}

shape! {
    /// A page of writes and conflicts. It ends as a page of CompareTables does.
    pub struct PlanRepairOutput {
        /// The writes, to be sent one by one, in any order. An item of which more than 120 attributes are
        /// damaged takes several.
        writes: Vec<RepairWrite>,
        /// The items in which something that was damaged was written since. Nothing is written to them.
        conflicts: Vec<RepairConflict>,
        /// The write capacity that these writes consume, indexes included.
        capacity_units: Units,
        /// The token for the next page; absent on the last page. A page may have no writes and a token.
        next_token: String,
    }
}

open_enum! {
    /// The operation of a write that repairs.
    pub enum RepairOperation { PutItem = "PutItem", UpdateItem = "UpdateItem", DeleteItem = "DeleteItem", }
}

shape! {
    /// A write that repairs an item.
    pub struct RepairWrite {
        /// The operation to call.
        operation: RepairOperation,
        /// Its input.
        input: RepairInput,
    }
}

shape! {
    /// The input of PutItem, UpdateItem or DeleteItem.
    pub struct RepairInput {
        /// The name of the table.
        table_name: String,
        /// Of UpdateItem and DeleteItem: the key of the item.
        key: Attributes,
        /// Of PutItem: the item.
        item: Item,
        /// Of UpdateItem: what becomes of the damaged attributes.
        update_expression: String,
        /// That what is replaced is as it was when the plan was made. Of DeleteItem it has the first 120 attributes beside
        /// the key.
        condition_expression: String,
        /// The attribute names that the placeholders of the expressions represent.
        expression_attribute_names: ByName<String>,
        /// The values that the placeholders of the expressions represent.
        expression_attribute_values: Attributes,
    }
}

shape! {
    /// An item that is left as it is. A state in which there is no such item is absent.
    pub struct RepairConflict {
        /// The key of the item.
        key: Attributes,
        /// The item as it was good.
        good: Item,
        /// The item as it was damaged.
        damaged: Item,
        /// The item as it is.
        now: Item,
    }
}

impl PlanRepairInput {
    /// A plan for all damage to a table.
    pub fn new(table_name: impl Into<String>, from: ComparedSide) -> Self {
        Self { table_name: Some(table_name.into()), from: Some(from), ..Self::default() }
    }

    /// The same plan, for damage that was done by `time`.
    #[must_use]
    pub fn since(self, time: Timestamp) -> Self {
        Self { since: Some(time), ..self }
    }
}

impl Constrained for PlanRepairInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("from", &self.from).required().structure();
        at.member("limit", &self.limit).within(1..=10_000);
    }
}

impl PlanRepairInput {
    /// Returns the answer without changing anything.
    ///
    /// # Errors
    /// As for CompareTables; ValidationException also for a key that does not match the table's, and for an invalid condition.
    pub fn answer(&self, state: &State, now: Timestamp) -> Result<PlanRepairOutput, Error> {
        Check::all(self)?;
        let filter = self.filter()?;
        let table = data_table(state, &self.table_name)?;
        let good = Side::of(state, now, "From", required("from", &self.from)?)?;
        let present = Side::of_table(table, None, now, "TableName")?;
        let damaged = Side::of_table(table, self.since, now, "Since")?;
        let definition = good.key_shared_with(&present)?;
        let start = key_of_token(self.next_token.as_ref())?;
        let mut plan = Plan::of(table, definition, self.limit.map_or(100, |limit| limit as usize));
        let (work, mut looked_at, mut last) = (Work::default(), 0, None);
        let mut visit = |key: &Key, good: Option<&Item>, damaged: Option<&Item>| {
            looked_at += 1;
            if good != damaged {
                let is_wanted = filter.as_ref().is_none_or(|filter| filter.holds_counting(good.or(damaged), &work));
                if work.is_exhausted() {
                    return false;
                }
                if is_wanted {
                    plan.add(key, good, damaged, present.item(key));
                }
            }
            last = Some(key.clone());
            looked_at < COMPARED_ITEMS_MAX && !plan.is_full()
        };
        let is_whole = match &self.keys {
            Some(keys) => {
                let keys: Result<Vec<Key>, _> = keys.iter().map(|key| definition.key_of_argument(key)).collect();
                let mut keys = keys?;
                sort_by(&mut keys, Key::cmp);
                keys.dedup();
                let mut rest = keys.iter().filter(|key| start.as_ref().is_none_or(|start| *key > start));
                rest.all(|key| visit(key, good.item(key), damaged.item(key)))
            }
            None => good.beside(&damaged, start.as_ref()).all(|(key, good, damaged)| visit(key, good, damaged)),
        };
        assert!(is_whole || last.is_some(), "a page has an item that it looked at");
        Ok(PlanRepairOutput {
            writes: Some(plan.writes),
            conflicts: Some(plan.conflicts),
            capacity_units: Some(plan.units),
            next_token: last.filter(|_| !is_whole).map(|last| token_of(&last)),
        })
    }

    fn filter(&self) -> Result<Option<Condition>, Error> {
        let (names, values) = (self.expression_attribute_names.as_ref(), self.expression_attribute_values.as_ref());
        let kind = ExpressionKind::Filter;
        let mut placeholders = Placeholders::new(names, values, &[(kind, self.filter_expression.is_some())])?;
        let filter = match &self.filter_expression {
            Some(text) => Some(Condition::parse(kind, text, &mut placeholders)?),
            None => None,
        };
        placeholders.finish()?;
        Ok(filter)
    }
}

/// # Errors
/// As for [`PlanRepairInput::answer`].
impl Call for PlanRepairInput {
    const NAME: &'static str = "PlanRepair";
    type Output = PlanRepairOutput;

    fn run(self, engine: &mut Engine, to: Endpoint<'_>) -> Result<PlanRepairOutput, Error> {
        self.answer(&engine.state_at(to), engine.now())
    }
}

/// The most attributes in the condition of one write, which may have 4,096 bytes.
const ATTRIBUTES_MAX: usize = 120;

/// What has been planned so far.
struct Plan<'a> {
    table: &'a Table,
    definition: &'a KeyDefinition,
    limit: usize,
    writes: Vec<RepairWrite>,
    conflicts: Vec<RepairConflict>,
    /// How many items these are of, and their sizes in **bytes**.
    items: usize,
    bytes: u64,
    units: Units,
}

impl<'a> Plan<'a> {
    fn of(table: &'a Table, definition: &'a KeyDefinition, limit: usize) -> Plan<'a> {
        let (writes, conflicts) = (Vec::new(), Vec::new());
        Plan { table, definition, limit, writes, conflicts, items: 0, bytes: 0, units: Units::default() }
    }

    fn is_full(&self) -> bool {
        self.items >= self.limit || self.bytes >= PAGE_BYTES_MAX
    }

    /// Plans for an item that was damaged.
    fn add(&mut self, key: &Key, good: Option<&Item>, damaged: Option<&Item>, present: Option<&Item>) {
        if present == good {
            return;
        }
        let is_as_damaged = present == damaged;
        let planned = match (good, damaged, present) {
            (Some(good), Some(damaged), Some(present)) => self.updates(key, good, damaged, present),
            (Some(good), None, None) => Some(vec![self.put(key, good)]),
            (None, Some(damaged), _) if is_as_damaged => Some(vec![self.delete(key, damaged)]),
            _ => None,
        };
        match planned {
            // All that was damaged in it is good again.
            Some(writes) if writes.is_empty() => return,
            Some(writes) => self.writes.extend(writes),
            None => self.conflicts.push(RepairConflict {
                key: [good, damaged].into_iter().flatten().next().map(|item| self.definition.attributes_of(item)),
                good: good.cloned(),
                damaged: damaged.cloned(),
                now: present.cloned(),
            }),
        }
        self.items += 1;
        self.bytes += [good, damaged, present].into_iter().flatten().map(Item::size_bytes).sum::<u64>();
    }

    /// The updates that put the damaged attributes back; `None` if one of them was changed since.
    fn updates(&mut self, key: &Key, good: &Item, damaged: &Item, present: &Item) -> Option<Vec<RepairWrite>> {
        let names = good.differing_attributes(damaged);
        let [good, damaged, now] = [good, damaged, present].map(Item::to_attributes);
        let (mut wrong, mut repaired) = (Vec::new(), now.clone());
        for name in names {
            let (was, is) = (good.get(&name), now.get(&name));
            if is == was {
                continue;
            }
            if is != damaged.get(&name) {
                return None;
            }
            match was {
                Some(value) => drop(repaired.insert(name.clone(), value.clone())),
                None => drop(repaired.remove(&name)),
            }
            wrong.push(name);
        }
        // With what others have added it may be too large.
        let repaired = Item::new(&repaired).and_then(Item::within_limit).ok()?;
        let writes = wrong.chunks(ATTRIBUTES_MAX).map(|names| {
            let mut guard = Guard::of(self.definition);
            let (mut set, mut removed) = (Vec::new(), Vec::new());
            for name in names {
                let placeholder = guard.keeps(name, &now);
                match good.get(name) {
                    Some(value) => set.push(guard.assignment(&placeholder, value)),
                    None => removed.push(placeholder),
                }
            }
            let clauses = [("SET", set), ("REMOVE", removed)].into_iter().filter(|(_, parts)| !parts.is_empty());
            let clauses: Vec<String> = clauses.map(|(word, parts)| format!("{word} {}", parts.join(", "))).collect();
            let input = RepairInput {
                key: Some(self.definition.attributes_of(present)),
                update_expression: Some(clauses.join(" ")),
                ..RepairInput::default()
            };
            (RepairOperation::UpdateItem, input, guard)
        });
        let writes: Vec<_> = writes.collect();
        let writes = writes.into_iter().map(|write| self.write(key, write, Some(present), Some(&repaired)));
        Some(writes.collect())
    }

    /// The write that puts back an item which is missing.
    fn put(&mut self, key: &Key, good: &Item) -> RepairWrite {
        let guard = Guard { conditions: vec!["attribute_not_exists(#k)".to_owned()], ..Guard::of(self.definition) };
        let input = RepairInput { item: Some(good.clone()), ..RepairInput::default() };
        self.write(key, (RepairOperation::PutItem, input, guard), None, Some(good))
    }

    /// The write that deletes an item which should not be there. Its condition has the first attributes beside the key.
    fn delete(&mut self, key: &Key, damaged: &Item) -> RepairWrite {
        let (own, now) = (self.definition.attributes_of(damaged), damaged.to_attributes());
        let mut guard = Guard::of(self.definition);
        for name in now.keys().filter(|name| !own.contains_key(*name)).take(ATTRIBUTES_MAX) {
            guard.keeps(name, &now);
        }
        let input = RepairInput { key: Some(own), ..RepairInput::default() };
        self.write(key, (RepairOperation::DeleteItem, input, guard), Some(damaged), None)
    }

    fn write(
        &mut self,
        key: &Key,
        (operation, input, guard): (RepairOperation, RepairInput, Guard),
        old: Option<&Item>,
        new: Option<&Item>,
    ) -> RepairWrite {
        let consumed = Consumed::of_write(self.table, key, old, new);
        let total = consumed.shown(&None, Some(&ReturnConsumedCapacity::Total)).and_then(|shown| shown.capacity_units);
        self.units += total.unwrap_or_default();
        let values = by_name(guard.values);
        let input = RepairInput {
            table_name: Some(self.table.name().to_owned()),
            condition_expression: Some(guard.conditions.join(" AND ")),
            expression_attribute_names: Some(by_name(guard.names)),
            // The service refuses an empty map.
            expression_attribute_values: Some(values).filter(|values| !values.is_empty()),
            ..input
        };
        RepairWrite { operation: Some(operation), input: Some(input) }
    }
}

/// The condition of a write, and the placeholders of its expressions.
struct Guard {
    conditions: Vec<String>,
    names: Vec<(String, String)>,
    values: Vec<(String, AttributeValue)>,
}

impl Guard {
    /// The condition that the item is there.
    fn of(definition: &KeyDefinition) -> Guard {
        let names = definition.hash.iter().take(1).map(|attribute| ("#k".to_owned(), attribute.name.clone())).collect();
        Guard { conditions: vec!["attribute_exists(#k)".to_owned()], names, values: Vec::new() }
    }

    /// Adds the condition that an attribute is as it is now. Returns the placeholder of its name.
    fn keeps(&mut self, name: &str, now: &Attributes) -> String {
        let number = self.names.len();
        let placeholder = format!("#{number}");
        self.names.push((placeholder.clone(), name.to_owned()));
        self.conditions.push(match now.get(name) {
            Some(value) => {
                self.values.push((format!(":{number}"), value.clone()));
                format!("{placeholder} = :{number}")
            }
            None => format!("attribute_not_exists({placeholder})"),
        });
        placeholder
    }

    /// The assignment of a value to the attribute with that placeholder.
    fn assignment(&mut self, placeholder: &str, value: &AttributeValue) -> String {
        let name = placeholder.replacen('#', ":n", 1);
        self.values.push((name.clone(), value.clone()));
        format!("{placeholder} = {name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::CompareTablesInput;
    use crate::operations::{CreateBackupInput, CreateTableInput, PutItemInput};
    use crate::shapes::{KeyType, ScalarAttributeType};
    use crate::{Engine, Options};

    fn put(engine: &mut Engine, total: i64) {
        let item = Attributes::from_iter([("pk".to_owned(), "1".into()), ("Total".to_owned(), total.into())]);
        assert!(engine.send(PutItemInput::new("Orders", item)).is_ok());
        engine.advance_to(engine.now().plus_ms(1_000));
    }

    #[test]
    fn typed_requests() {
        let mut engine = Engine::new(Options::default());
        let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
        assert!(engine.send(CreateTableInput::on_demand("Orders", &keys)).is_ok());
        put(&mut engine, 90);
        let good = engine.now();
        let backup = engine.send(CreateBackupInput::new("Orders", "one")).ok().and_then(|made| made.backup_details);
        let arn = backup.and_then(|details| details.backup_arn).unwrap_or_default();
        put(&mut engine, 0);
        let damaged = engine.now();
        put(&mut engine, 25);

        let counts = |engine: &mut Engine, left: ComparedSide| {
            let compared = engine.send(CompareTablesInput::new(left, ComparedSide::table("Orders")));
            let counts = compared.ok().and_then(|compared| compared.counts).unwrap_or_default();
            (counts.same, counts.different)
        };
        assert_eq!(counts(&mut engine, ComparedSide::table("Orders")), (Some(1), Some(0)));
        assert_eq!(counts(&mut engine, ComparedSide::table_at("Orders", good)), (Some(0), Some(1)));
        assert_eq!(counts(&mut engine, ComparedSide::backup(arn.as_str())), (Some(0), Some(1)));

        let plan = PlanRepairInput::new("Orders", ComparedSide::backup(arn));
        let planned = |engine: &mut Engine, plan: PlanRepairInput| {
            let planned = engine.send(plan).unwrap_or_default();
            (planned.writes.map(|writes| writes.len()), planned.conflicts.map(|conflicts| conflicts.len()))
        };
        assert_eq!(planned(&mut engine, plan.clone()), (Some(1), Some(0)));
        assert_eq!(planned(&mut engine, plan.since(damaged.plus_ms(-1))), (Some(0), Some(1)));
    }
}
