//! The definition of a table in the workload, and the model's view of it.

use crate::Rng;
use crate::expression::{self, stored_all};
use crate::model::{ModelIndex, Projects};
use crate::values::{key_value, value};
use timemark_core::operations::CreateTableInput;
use timemark_core::shapes::*;
use timemark_core::{AttributeValue, Attributes};

/// A table to be created.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSpec {
    /// Its name.
    pub name: String,
    /// The types of the partition key and of the sort key, if there is one.
    pub key: (ScalarAttributeType, Option<ScalarAttributeType>),
    /// Its indexes.
    pub indexes: Vec<ModelIndex>,
    /// The other members of the request.
    pub rest: CreateTableInput,
}

/// The attribute that is the key of global indexes; some items lack it.
pub const COLOUR: &str = "colour";
/// The attribute that holds an item's expiry.
pub const EXPIRES: &str = "expires";
/// The attribute that sorts local indexes, and one global one.
pub const RANK: &str = "rank";

/// The attributes of a key, and the number of HASH attributes among them.
pub type KeyNames = (&'static [&'static str], usize);
/// The keys that global indexes are drawn from.
pub const GLOBAL_KEYS: [KeyNames; 6] = [
    (&[COLOUR], 1),
    (&[COLOUR, RANK], 1),
    (&[RANK], 1),
    (&[COLOUR, RANK], 2),
    (&[COLOUR, RANK, "pk"], 1),
    (&[RANK, COLOUR, "pk"], 2),
];

impl TableSpec {
    /// Draws a table.
    pub fn draw(rng: &mut Rng, name: &str) -> TableSpec {
        let kinds = [ScalarAttributeType::S, ScalarAttributeType::N, ScalarAttributeType::B];
        let range = rng.percent(60).then(|| rng.pick(&kinds).clone());
        let mut indexes = Vec::new();
        for number in 0..*rng.weighted(&[(5, 0), (3, 1), (2, 2)]) {
            let key = *rng.pick(&GLOBAL_KEYS);
            indexes.push(index(rng, &format!("global-{number}"), key, true));
        }
        if range.is_some() && rng.percent(30) {
            indexes.push(index(rng, "local", (&["pk", RANK], 1), false));
        }
        TableSpec { name: name.to_owned(), key: (rng.pick(&kinds).clone(), range), indexes, rest: settings(rng) }
    }

    /// The names of its key attributes.
    pub fn key_names(&self) -> Vec<String> {
        std::iter::once("pk").chain(self.key.1.as_ref().map(|_| "sk")).map(str::to_owned).collect()
    }

    /// The key with that ordinal.
    pub fn key(&self, ordinal: u64) -> Attributes {
        let mut key = Attributes::from_iter([("pk".to_owned(), key_value(&self.key.0, ordinal / 3))]);
        match &self.key.1 {
            Some(range) => key.insert("sk".to_owned(), key_value(range, ordinal % 3)),
            None => key.insert("pk".to_owned(), key_value(&self.key.0, ordinal)),
        };
        key
    }

    /// Whether a key or an item has the attributes of the table's key, with the same types.
    pub fn has_key_of(&self, key: &Attributes) -> bool {
        let is_same = |(name, value): (&String, &AttributeValue)| {
            key.get(name).is_some_and(|found| found.type_name() == value.type_name())
        };
        self.key(0).iter().all(is_same) && (self.key.1.is_some() || !key.contains_key("sk"))
    }

    /// An item with that key; `stamp` makes it unique.
    pub fn item(&self, rng: &mut Rng, ordinal: u64, stamp: u64) -> Attributes {
        let mut item = self.key(ordinal);
        item.insert("stamp".to_owned(), (stamp as i64).into());
        if rng.percent(60) {
            item.insert(COLOUR.to_owned(), (*rng.pick(&["red", "green", "blue"])).into());
        }
        if rng.percent(60) {
            item.insert(RANK.to_owned(), rng.between(-5, 5).into());
        }
        if rng.percent(40) {
            item.insert("any".to_owned(), value(rng, 2));
        }
        if rng.percent(30) {
            // The attributes that expressions use.
            item.extend(stored_all(expression::item(rng)));
        }
        item
    }

    /// The request that creates it.
    pub fn input(&self) -> CreateTableInput {
        let mut defined = vec![define("pk", &self.key.0)];
        defined.extend(self.key.1.as_ref().map(|kind| define("sk", kind)));
        for (name, kind) in [(COLOUR, ScalarAttributeType::S), (RANK, ScalarAttributeType::N)] {
            if self.indexes.iter().any(|index| index.key.iter().any(|key| key == name)) {
                defined.push(define(name, &kind));
            }
        }
        let provisioned = self.rest.provisioned_throughput.clone();
        let global = |index: &ModelIndex| GlobalSecondaryIndex {
            index_name: Some(index.name.clone()),
            key_schema: Some(schema(&index.key, index.hashes)),
            projection: Some(projection(&index.projects)),
            provisioned_throughput: provisioned.clone(),
            on_demand_throughput: None,
            warm_throughput: None,
        };
        let local = |index: &ModelIndex| LocalSecondaryIndex {
            index_name: Some(index.name.clone()),
            key_schema: Some(schema(&index.key, index.hashes)),
            projection: Some(projection(&index.projects)),
        };
        let some = |global: bool| self.indexes.iter().filter(move |index| index.is_global == global);
        let globals: Vec<_> = some(true).map(global).collect();
        let locals: Vec<_> = some(false).map(local).collect();
        CreateTableInput {
            attribute_definitions: Some(defined),
            table_name: Some(self.name.clone()),
            key_schema: Some(schema(&self.key_names(), 1)),
            global_secondary_indexes: (!globals.is_empty()).then_some(globals),
            local_secondary_indexes: (!locals.is_empty()).then_some(locals),
            ..self.rest.clone()
        }
    }
}

/// An index with that key and any projection.
pub fn index(rng: &mut Rng, name: &str, (key, hashes): KeyNames, is_global: bool) -> ModelIndex {
    let projects = match rng.below(3) {
        0 => Projects::All,
        1 => Projects::KeysOnly,
        _ => Projects::Include(vec!["any".to_owned()]),
    };
    let key = key.iter().map(|&name| name.to_owned()).collect();
    ModelIndex { name: name.to_owned(), key, hashes, projects, is_global }
}

fn settings(rng: &mut Rng) -> CreateTableInput {
    let (is_on_demand, units) = (rng.percent(50), rng.between(1, 9));
    let throughput = ProvisionedThroughput { read_capacity_units: Some(units), write_capacity_units: Some(units + 1) };
    let bounds = OnDemandThroughput { max_read_request_units: Some(units), max_write_request_units: None };
    let views = [
        StreamViewType::KeysOnly,
        StreamViewType::NewImage,
        StreamViewType::OldImage,
        StreamViewType::NewAndOldImages,
        StreamViewType::NewAndOldImages,
    ];
    CreateTableInput {
        billing_mode: Some(if is_on_demand { BillingMode::PayPerRequest } else { BillingMode::Provisioned }),
        provisioned_throughput: (!is_on_demand).then_some(throughput),
        on_demand_throughput: (is_on_demand && rng.percent(40)).then_some(bounds),
        stream_specification: rng.percent(40).then(|| StreamSpecification {
            stream_enabled: Some(true),
            stream_view_type: Some(rng.pick(&views).clone()),
        }),
        sse_specification: rng.percent(40).then(|| SSESpecification { enabled: Some(true), ..Default::default() }),
        tags: rng.percent(50).then(|| vec![tag("team", "one")]),
        table_class: rng.percent(40).then_some(TableClass::StandardInfrequentAccess),
        deletion_protection_enabled: rng.percent(10).then_some(true),
        ..CreateTableInput::default()
    }
}

/// The indexes of a described table.
pub fn indexes_of(described: &TableDescription) -> Vec<ModelIndex> {
    let index =
        |name: &Option<String>, key: &Option<Vec<KeySchemaElement>>, projection: &Option<Projection>, is_global| {
            let elements = || key.iter().flatten();
            let hashes = elements().filter(|element| element.key_type == Some(KeyType::Hash)).count();
            let key = elements().filter_map(|element| element.attribute_name.clone()).collect();
            let projection = projection.clone().unwrap_or_default();
            let projects = match projection.projection_type {
                Some(ProjectionType::KeysOnly) => Projects::KeysOnly,
                Some(ProjectionType::Include) => Projects::Include(projection.non_key_attributes.unwrap_or_default()),
                _ => Projects::All,
            };
            ModelIndex { name: name.clone().unwrap_or_default(), key, hashes, projects, is_global }
        };
    let global = described.global_secondary_indexes.iter().flatten();
    let global = global.map(|found| index(&found.index_name, &found.key_schema, &found.projection, true));
    let local = described.local_secondary_indexes.iter().flatten();
    global.chain(local.map(|found| index(&found.index_name, &found.key_schema, &found.projection, false))).collect()
}

/// A tag.
pub fn tag(key: &str, value: &str) -> Tag {
    Tag { key: Some(key.to_owned()), value: Some(value.to_owned()) }
}

/// A key schema, in which the first `hashes` names are HASH attributes and the others RANGE attributes.
pub fn schema(key: &[String], hashes: usize) -> Vec<KeySchemaElement> {
    let element = |(place, name): (usize, &String)| KeySchemaElement {
        attribute_name: Some(name.clone()),
        key_type: Some(if place < hashes { KeyType::Hash } else { KeyType::Range }),
    };
    key.iter().enumerate().map(element).collect()
}

/// A projection.
pub fn projection(projects: &Projects) -> Projection {
    let (kind, names) = match projects {
        Projects::All => (ProjectionType::All, None),
        Projects::KeysOnly => (ProjectionType::KeysOnly, None),
        Projects::Include(names) => (ProjectionType::Include, Some(names.clone())),
    };
    Projection { projection_type: Some(kind), non_key_attributes: names }
}

/// The type of a key attribute.
pub fn define(name: &str, kind: &ScalarAttributeType) -> AttributeDefinition {
    AttributeDefinition { attribute_name: Some(name.to_owned()), attribute_type: Some(kind.clone()) }
}
