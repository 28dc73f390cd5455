//! References: the items of a backup that name an item which is not in it.
//!
//! DynamoDB knows no foreign keys, so the caller says which attribute names which key. AWS promises no order between
//! the partitions of a backup; what that means for a program is seen here: an order is in, and the customer that was
//! written before it is not.
//!
//! ```text
//!           T − 60 s        T
//!   P0   ●customer#1   │                ○customer#2   cut before customer#2
//!   P1         ●order#1       ●order#2       │        order#2 is in: its customer is missing
//! ```
//!
//! Once the images are taken, all items are looked through. Before, only the window's writes are, for what *could* be
//! missing: an order whose customer is new in the window, on another partition or written later.

use super::explain_backup::{ExplainBackupInput, WindowAnalysis};
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::item::value::{AttributeValue, Attributes};
use crate::json::by_name;
use crate::operations::{backup_of, known_table};
use crate::state::{Backup, Image, State, TableDefinition};
use crate::time::Timestamp;
use imbl::OrdMap;

/// An attribute of a table's items that names the partition key of an item of the same table or of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The attribute.
    pub attribute: String,
    /// The name of the table whose key it names.
    pub table: String,
}

/// Items that name an item which is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BrokenReferences {
    /// The first of them: in a backup that is made by key, otherwise in the order of their writes.
    pub items: Vec<BrokenReference>,
    /// How many there are.
    pub count: u64,
    /// Whether they are in the backup so; otherwise they could be.
    pub is_made: bool,
}

/// An item that names an item which is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct BrokenReference {
    /// The item's key.
    pub key: Attributes,
    /// The key that it names.
    pub names: AttributeValue,
}

/// The most items that are looked through.
pub const REFERENCES_ITEMS_MAX: u64 = 10_000;

/// The most items that are listed.
const LISTED_MAX: usize = 100;

impl BrokenReferences {
    /// Looks through the backup that is asked about, made or not; `None` if there is no such backup or table, or if there
    /// are more than [`REFERENCES_ITEMS_MAX`] items.
    pub(super) fn of(
        state: &State,
        now: Timestamp,
        question: &ExplainBackupInput,
        reference: &Reference,
    ) -> Option<BrokenReferences> {
        let Some(arn) = &question.backup_arn else {
            let table = known_table(state, &question.table_name).ok()?;
            let analysis = WindowAnalysis::of_table(table, question.request_time.unwrap_or(now));
            return BrokenReferences::in_window(state, &analysis, table.name(), table.definition(), reference);
        };
        let (backup, _) = backup_of(state, arn).ok()?;
        let (name, definition) = (&*backup.marker.id.table, &backup.marker.source.definition);
        if backup.images.is_none() {
            let analysis = WindowAnalysis::of_backup(state, backup);
            return BrokenReferences::in_window(state, &analysis, name, definition, reference);
        }
        BrokenReferences::in_backup(state, backup, reference)
    }

    fn add(&mut self, key: Attributes, names: AttributeValue) {
        self.count += 1;
        if self.items.len() < LISTED_MAX {
            self.items.push(BrokenReference { key, names });
        }
    }

    fn in_backup(state: &State, backup: &Backup, reference: &Reference) -> Option<BrokenReferences> {
        if backup.totals.items > REFERENCES_ITEMS_MAX {
            return None;
        }
        let images: Vec<Items> = backup.images.iter().flat_map(|images| images.iter()).map(Image::items).collect();
        let definition = &backup.marker.source.definition;
        let target = if *reference.table == *backup.marker.id.table {
            Target { key: &definition.key, partitions: images.clone() }
        } else {
            Target::of_table(state, &reference.table)?
        };
        let mut broken = BrokenReferences { is_made: true, ..BrokenReferences::default() };
        for item in images.iter().flat_map(|items| items.values()) {
            if let Some((names, key)) = target.named(item, &reference.attribute)
                && !target.has(&key)
            {
                broken.add(definition.key.attributes_of(item), names);
            }
        }
        Some(broken)
    }

    fn in_window(
        state: &State,
        analysis: &WindowAnalysis<'_>,
        table: &str,
        definition: &TableDefinition,
        reference: &Reference,
    ) -> Option<BrokenReferences> {
        let maybe = analysis.window(REFERENCES_ITEMS_MAX as usize)?;
        let is_own = reference.table == table;
        // Of the table itself the items that are new in the window, and of those the ones that were written by now.
        let (mut new, mut written) = (Items::new(), Items::new());
        let target = if is_own {
            Target { key: &definition.key, partitions: Vec::new() }
        } else {
            Target::of_table(state, &reference.table)?
        };
        for (_, change) in maybe.iter().filter(|(_, change)| is_own && change.old.is_none()) {
            new.extend(change.new.iter().map(|item| (change.key.collection(), item.clone())));
        }
        let partitions = analysis.partitions();
        let mut broken = BrokenReferences::default();
        for (partition, change) in maybe {
            let Some(item) = &change.new else { continue };
            if let Some((names, key)) = target.named(item, &reference.attribute) {
                // On its own partition, what was written before is in as well.
                let is_sure = key.partition(partitions) == partition && written.contains_key(&key);
                if if is_own { new.contains_key(&key) && !is_sure } else { !target.has(&key) } {
                    broken.add(definition.key.attributes_of(item), names);
                }
            }
            written.insert(change.key.collection(), item.clone());
        }
        Some(broken)
    }
}

type Items = OrdMap<Key, Item>;

/// The items that may be named.
struct Target<'a> {
    key: &'a KeyDefinition,
    partitions: Vec<Items>,
}

impl<'a> Target<'a> {
    /// The items of a table as they are now; `None` if there is no such table, or it has too many.
    fn of_table(state: &'a State, table: &str) -> Option<Target<'a>> {
        let table = state.table(table)?;
        let partitions = table.partitions().iter().map(|partition| partition.items().clone()).collect();
        let is_small = table.totals().items <= REFERENCES_ITEMS_MAX;
        is_small.then_some(Target { key: &table.definition().key, partitions })
    }

    /// What an item names, and its position, if the item has the attribute and that has the key's type.
    fn named(&self, item: &Item, attribute: &str) -> Option<(AttributeValue, Key)> {
        let hash = KeyDefinition { hash: self.key.hash.clone(), range: Vec::new() };
        let value = item.get(attribute)?;
        let argument = by_name(vec![(hash.hash.first()?.name.clone(), value.clone())]);
        Some((value, hash.key_of_argument(&argument).ok()?.collection()))
    }

    /// Whether there is an item with that partition key.
    fn has(&self, collection: &Key) -> bool {
        let items = self.partitions.get(collection.partition(self.partitions.len()));
        let next = items.and_then(|items| items.range(collection.clone()..).next());
        next.is_some_and(|(key, _)| key.collection() == *collection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::View;
    use crate::operations::{CreateBackupInput, CreateTableInput, DeleteItemInput, PutItemInput};
    use crate::shapes::{KeyType, ScalarAttributeType};
    use crate::{ConsistencyWindow, Engine, Options, Pace, Settings};

    fn engine() -> Engine {
        let settings = Settings {
            pace: Pace::Realistic,
            consistency_window: ConsistencyWindow::Adversarial,
            ..Settings::default()
        };
        Engine::new(Options { settings, ..Options::default() })
    }

    fn create(engine: &mut Engine, table: &str) {
        let keys = [("Id", KeyType::Hash, ScalarAttributeType::S)];
        assert!(engine.send(CreateTableInput::on_demand(table, &keys)).is_ok());
        engine.advance_to(engine.now().plus_ms(20_000));
    }

    fn put(engine: &mut Engine, table: &str, id: &str, customer: Option<&str>) {
        let mut item = Attributes::from_iter([("Id".to_owned(), id.into())]);
        item.extend(customer.map(|customer| ("Customer".to_owned(), customer.into())));
        assert!(engine.send(PutItemInput::new(table, item)).is_ok());
        engine.advance_to(engine.now().plus_ms(500));
    }

    fn back_up(engine: &mut Engine, table: &str) -> String {
        let answer = engine.send(CreateBackupInput::new(table, "one")).ok().and_then(|answer| answer.backup_details);
        answer.and_then(|details| details.backup_arn).unwrap_or_default()
    }

    fn customer_of(table: &str) -> Reference {
        Reference { attribute: "Customer".to_owned(), table: table.to_owned() }
    }

    fn broken(engine: &Engine, question: &ExplainBackupInput, table: &str) -> BrokenReferences {
        View::new(engine).broken_references(question, &customer_of(table)).unwrap_or_default()
    }

    /// `order -> customer` of each broken reference.
    fn told(broken: &BrokenReferences) -> Vec<String> {
        let text = |value: Option<&AttributeValue>| match value {
            Some(AttributeValue::S(text)) => text.clone(),
            _ => String::new(),
        };
        broken.items.iter().map(|one| format!("{} -> {}", text(one.key.get("Id")), text(Some(&one.names)))).collect()
    }

    #[test]
    fn orders_whose_customer_is_missing_in_the_backup() {
        let mut engine = engine();
        create(&mut engine, "Shop");
        for number in 0..40 {
            put(&mut engine, "Shop", &format!("customer#{number}"), None);
            put(&mut engine, "Shop", &format!("order#{number}"), Some(&format!("customer#{number}")));
        }
        put(&mut engine, "Shop", "order#lost", Some("customer#never"));
        let arn = back_up(&mut engine, "Shop");
        let question = ExplainBackupInput::of(arn.as_str());
        let before = broken(&engine, &question, "Shop");
        assert!(!before.is_made && before.count > 5, "{before:?}");
        engine.advance_to(engine.now().plus_ms(600_000));
        let after = broken(&engine, &question, "Shop");
        assert!(after.is_made && after.count > 1 && after.count == after.items.len() as u64, "{after:?}");
        assert!(told(&after).iter().all(|one| told(&before).contains(one) || one.contains("never")), "{after:?}");

        // What is missing is what a restore does not have.
        let view = View::new(&engine);
        let explained = ExplainBackupInput { limit: Some(1_000), ..question.clone() };
        let changes = view.explain(&explained).and_then(|explained| explained.changes).unwrap_or_default();
        let is_in = |id: &str| {
            let is_it = |key: &Attributes| key.get("Id") == Some(&id.into());
            changes.iter().any(|change| change.included == Some(true) && change.key.as_ref().is_some_and(is_it))
        };
        for number in 0..40 {
            let pair = format!("order#{number} -> customer#{number}");
            let is_broken = is_in(&format!("order#{number}")) && !is_in(&format!("customer#{number}"));
            assert_eq!(told(&after).contains(&pair), is_broken, "{pair}");
        }
        assert_eq!(told(&after).contains(&"order#lost -> customer#never".to_owned()), is_in("order#lost"));

        // Later changes of the table change nothing in the backup.
        assert!(
            engine
                .send(DeleteItemInput::new("Shop", Attributes::from_iter([("Id".to_owned(), "customer#0".into())])))
                .is_ok()
        );
        assert_eq!(broken(&engine, &question, "Shop"), after);
    }

    #[test]
    fn what_could_be_missing_is_new_in_the_window() {
        let mut engine = engine();
        create(&mut engine, "Shop");
        put(&mut engine, "Shop", "old", None);
        engine.advance_to(engine.now().plus_ms(120_000));
        put(&mut engine, "Shop", "order#1", Some("old"));
        put(&mut engine, "Shop", "order#2", Some("new"));
        put(&mut engine, "Shop", "new", None);
        put(&mut engine, "Shop", "order#3", Some("never"));
        let imagined = ExplainBackupInput::imagined("Shop", engine.now());
        let found = broken(&engine, &imagined, "Shop");
        assert_eq!((told(&found), found.is_made), (vec!["order#2 -> new".to_owned()], false));
        // What is written once more is not new.
        put(&mut engine, "Shop", "old", Some("never"));
        let imagined = ExplainBackupInput::imagined("Shop", engine.now());
        assert_eq!(told(&broken(&engine, &imagined, "Shop")), ["order#2 -> new"]);
        let long_ago = ExplainBackupInput::imagined("Shop", engine.now().plus_ms(-100_000));
        assert_eq!(broken(&engine, &long_ago, "Shop").count, 0, "out for certain");
    }

    #[test]
    fn another_table_is_taken_as_it_is_now() {
        let mut engine = engine();
        create(&mut engine, "Orders");
        create(&mut engine, "Customers");
        put(&mut engine, "Customers", "ann", None);
        put(&mut engine, "Orders", "1", Some("ann"));
        put(&mut engine, "Orders", "2", Some("bob"));
        put(&mut engine, "Orders", "3", None);
        let imagined = ExplainBackupInput::imagined("Orders", engine.now());
        assert_eq!(told(&broken(&engine, &imagined, "Customers")), ["2 -> bob"]);
        engine.advance_to(engine.now().plus_ms(120_000));
        let question = ExplainBackupInput::of(back_up(&mut engine, "Orders"));
        engine.advance_to(engine.now().plus_ms(600_000));
        assert_eq!(told(&broken(&engine, &question, "Customers")), ["2 -> bob"]);
        put(&mut engine, "Customers", "bob", None);
        assert_eq!(broken(&engine, &question, "Customers").count, 0);
        let view = View::new(&engine);
        assert_eq!(view.broken_references(&question, &customer_of("Nowhere")), None);
        let number = Reference { attribute: "Id".to_owned(), table: "Customers".to_owned() };
        assert_eq!(view.broken_references(&question, &number).map(|broken| broken.count), Some(3), "any attribute");
    }

    /// Writes orders of a customer that is nowhere.
    fn put_orders(engine: &mut Engine, numbers: std::ops::Range<u64>) {
        for number in numbers {
            let order =
                [("Id".to_owned(), number.to_string().as_str().into()), ("Customer".to_owned(), "never".into())];
            assert!(engine.send(PutItemInput::new("Shop", Attributes::from_iter(order))).is_ok());
        }
    }

    #[test]
    fn the_first_hundred_are_listed_and_all_are_counted() {
        let mut engine = engine();
        create(&mut engine, "Shop");
        create(&mut engine, "Customers");
        for (from, to) in [(0, 99), (99, 100), (100, 101), (101, 300)] {
            put_orders(&mut engine, from..to);
            let imagined = ExplainBackupInput::imagined("Shop", engine.now());
            let found = broken(&engine, &imagined, "Customers");
            assert_eq!((found.count, found.items.len()), (to, to.min(100) as usize));
            let first = (0..to.min(100)).map(|number| format!("{number} -> never")).collect::<Vec<_>>();
            assert_eq!(told(&found), first, "in the order of their writes");
        }
    }

    #[test]
    fn as_many_items_as_may_be_are_looked_through() {
        let mut engine = engine();
        create(&mut engine, "Shop");
        put_orders(&mut engine, 0..REFERENCES_ITEMS_MAX);
        let imagined = ExplainBackupInput::imagined("Shop", engine.now());
        let found = |engine: &Engine, question: &ExplainBackupInput| {
            View::new(engine).broken_references(question, &customer_of("Shop")).map(|broken| broken.count)
        };
        // No customer is new in the window, so none can be missing for it.
        assert_eq!(found(&engine, &imagined), Some(0));
        engine.advance_to(engine.now().plus_ms(120_000));
        let question = ExplainBackupInput::of(back_up(&mut engine, "Shop"));
        engine.advance_to(engine.now().plus_ms(600_000));
        assert_eq!(found(&engine, &question), Some(REFERENCES_ITEMS_MAX));
    }

    #[test]
    fn too_many_items_are_not_looked_through() {
        let mut engine = engine();
        create(&mut engine, "Shop");
        put_orders(&mut engine, 0..REFERENCES_ITEMS_MAX + 1);
        let imagined = ExplainBackupInput::imagined("Shop", engine.now());
        let known = View::new(&engine);
        assert_eq!(known.broken_references(&imagined, &customer_of("Shop")), None);
        engine.advance_to(engine.now().plus_ms(120_000));
        let question = ExplainBackupInput::of(back_up(&mut engine, "Shop"));
        engine.advance_to(engine.now().plus_ms(600_000));
        let view = View::new(&engine);
        for question in [imagined, question] {
            assert_eq!(view.broken_references(&question, &customer_of("Shop")), None);
        }
    }
}
