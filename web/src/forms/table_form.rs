//! The form for a table, and the CreateTable that it makes. Input that the service would refuse is sent all the same,
//! so that it is refused in the service's words.

use timemark_core::operations::CreateTableInput;
use timemark_core::shapes::*;

/// HASH attributes of a global index; as many RANGE attributes.
pub const KEY_ATTRIBUTES_MAX: usize = 4;

/// A form for a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableForm {
    /// Its name.
    pub name: String,
    /// Its partition key.
    pub hash: KeyField,
    /// Its sort key; none if the name is empty.
    pub range: KeyField,
    /// Its BillingMode.
    pub billing: String,
    /// Its capacity.
    pub capacity: Capacity,
    /// Its indexes.
    pub indexes: Vec<IndexField>,
    /// Its StreamViewType; no stream if empty.
    pub stream: String,
    /// Its tags, one per line: `Key=Value`.
    pub tags: String,
    /// Its class.
    pub class: String,
    /// Its KMS key; none if empty.
    pub kms_key: String,
    /// Whether it is protected against deletion.
    pub is_protected: bool,
    /// The number of indexes added so far, those removed again included.
    pub indexes_added: u32,
}

/// A key attribute: its name, and its type as the wire has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyField {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: String,
}

/// Capacity units per second, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Reads of 4 KB.
    pub read: String,
    /// Writes of 1 KB.
    pub write: String,
}

/// The fields of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexField {
    /// A number that no other index of this form ever had: its key in the list.
    pub id: u32,
    /// Whether it is global, not local.
    pub is_global: bool,
    /// Its name.
    pub name: String,
    /// Its HASH attributes, if it is global; those after the first whose name is empty are none.
    pub hash: [KeyField; KEY_ATTRIBUTES_MAX],
    /// Its RANGE attributes, of a local index only the first; none where the name is empty.
    pub range: [KeyField; KEY_ATTRIBUTES_MAX],
    /// Its ProjectionType.
    pub projection: String,
    /// Its NonKeyAttributes, separated by commas.
    pub included: String,
}

impl KeyField {
    fn new(name: &str) -> KeyField {
        KeyField { name: name.to_owned(), kind: "S".to_owned() }
    }

    fn element(&self, part: KeyType) -> KeySchemaElement {
        KeySchemaElement { attribute_name: Some(self.name.clone()), key_type: Some(part) }
    }

    fn definition(&self) -> AttributeDefinition {
        AttributeDefinition { attribute_name: Some(self.name.clone()), attribute_type: Some(self.kind.clone().into()) }
    }
}

impl Default for Capacity {
    fn default() -> Capacity {
        Capacity { read: "5".to_owned(), write: "5".to_owned() }
    }
}

impl Capacity {
    /// The ProvisionedThroughput; members that are not numbers are left out.
    pub fn throughput(&self) -> ProvisionedThroughput {
        let number = |text: &str| text.trim().parse().ok();
        ProvisionedThroughput { read_capacity_units: number(&self.read), write_capacity_units: number(&self.write) }
    }
}

impl Default for TableForm {
    fn default() -> TableForm {
        TableForm {
            name: "Notes".to_owned(),
            hash: KeyField::new("pk"),
            range: KeyField::new(""),
            billing: "PAY_PER_REQUEST".to_owned(),
            capacity: Capacity::default(),
            indexes: Vec::new(),
            stream: String::new(),
            tags: String::new(),
            class: "STANDARD".to_owned(),
            kms_key: String::new(),
            is_protected: false,
            indexes_added: 0,
        }
    }
}

impl TableForm {
    /// Adds an index.
    pub fn add_index(&mut self) {
        self.indexes_added += 1;
        self.indexes.push(IndexField {
            id: self.indexes_added,
            is_global: true,
            name: format!("by-kind-{}", self.indexes_added),
            hash: ["kind", "", "", ""].map(KeyField::new),
            range: [""; KEY_ATTRIBUTES_MAX].map(KeyField::new),
            projection: "ALL".to_owned(),
            included: String::new(),
        });
    }

    /// The CreateTable.
    pub fn input(&self) -> CreateTableInput {
        let is_provisioned = self.billing == "PROVISIONED";
        let (global, local): (Vec<&IndexField>, Vec<&IndexField>) =
            self.indexes.iter().partition(|index| index.is_global);
        let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        CreateTableInput {
            table_name: Some(self.name.clone()),
            attribute_definitions: Some(self.definitions()),
            key_schema: Some(schema([&self.hash].into_iter(), [&self.range].into_iter())),
            global_secondary_indexes: some(global.iter().map(|index| GlobalSecondaryIndex {
                index_name: Some(index.name.clone()),
                key_schema: Some(schema(index.hash.iter(), index.range.iter())),
                projection: Some(index.projection()),
                provisioned_throughput: is_provisioned.then(|| self.capacity.throughput()),
                on_demand_throughput: None,
                warm_throughput: None,
            })),
            local_secondary_indexes: some(local.iter().map(|index| LocalSecondaryIndex {
                index_name: Some(index.name.clone()),
                key_schema: Some(schema([&self.hash].into_iter(), index.range.iter().take(1))),
                projection: Some(index.projection()),
            })),
            billing_mode: Some(self.billing.clone().into()),
            provisioned_throughput: is_provisioned.then(|| self.capacity.throughput()),
            stream_specification: filled(&self.stream)
                .map(|view| StreamSpecification { stream_enabled: Some(true), stream_view_type: Some(view.into()) }),
            sse_specification: filled(&self.kms_key).map(|key| SSESpecification {
                enabled: Some(true),
                sse_type: Some("KMS".to_owned().into()),
                kms_master_key_id: Some(key),
            }),
            tags: some(tags(&self.tags).into_iter()),
            table_class: (self.class != "STANDARD").then(|| self.class.clone().into()),
            deletion_protection_enabled: self.is_protected.then_some(true),
            ..CreateTableInput::default()
        }
    }

    /// The AttributeDefinitions: every key attribute, once for each type that it is given.
    fn definitions(&self) -> Vec<AttributeDefinition> {
        let of_indexes = self.indexes.iter().flat_map(|index| {
            let hash = index.hash.iter().filter(|_| index.is_global);
            hash.chain(index.range.iter().take(if index.is_global { KEY_ATTRIBUTES_MAX } else { 1 }))
        });
        let mut definitions: Vec<AttributeDefinition> = Vec::new();
        for field in [&self.hash, &self.range].into_iter().chain(of_indexes) {
            let definition = field.definition();
            if !field.name.is_empty() && !definitions.contains(&definition) {
                definitions.push(definition);
            }
        }
        definitions
    }
}

impl IndexField {
    fn projection(&self) -> Projection {
        let names = self.included.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        Projection {
            projection_type: Some(self.projection.clone().into()),
            non_key_attributes: (self.projection == "INCLUDE").then(|| names.collect()),
        }
    }
}

/// A key schema: the first HASH attribute, and all others that have a name.
fn schema<'f>(
    hash: impl Iterator<Item = &'f KeyField>,
    range: impl Iterator<Item = &'f KeyField>,
) -> Vec<KeySchemaElement> {
    let hash = hash.enumerate().filter(|(place, field)| *place == 0 || !field.name.is_empty());
    let hash = hash.map(|(_, field)| field.element(KeyType::Hash));
    let range = range.filter(|field| !field.name.is_empty()).map(|field| field.element(KeyType::Range));
    hash.chain(range).collect()
}

/// Reads tags, one per line.
pub fn tags(text: &str) -> Vec<Tag> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let tag = |line: &str| {
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        Tag { key: Some(key.trim().to_owned()), value: Some(value.trim().to_owned()) }
    };
    lines.map(tag).collect()
}

fn some<T>(list: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let list: Vec<T> = list.collect();
    if list.is_empty() { None } else { Some(list) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::operations::DescribeTableInput;
    use timemark_core::{Engine, Options};

    /// The table that a form makes, or why it is refused.
    fn made(form: &TableForm) -> Result<TableDescription, String> {
        let mut engine = Engine::new(Options::default());
        engine.send(form.input()).map_err(|error| error.to_string())?;
        let described = engine.send(DescribeTableInput::new(form.name.as_str())).map_err(|error| error.to_string())?;
        described.table.ok_or_else(|| "nothing".to_owned())
    }

    #[test]
    fn the_form_as_it_begins_makes_a_table() {
        let table = made(&TableForm::default()).unwrap_or_default();
        assert_eq!((table.table_name.as_deref(), table.global_secondary_indexes), (Some("Notes"), None));
    }

    #[test]
    fn everything_that_is_filled_in_is_in_the_table() {
        let mut form = TableForm {
            range: KeyField { name: "at".to_owned(), kind: "N".to_owned() },
            billing: "PROVISIONED".to_owned(),
            capacity: Capacity { read: "7".to_owned(), write: " 8 ".to_owned() },
            stream: "NEW_IMAGE".to_owned(),
            tags: "team = blue\n\nowner=me".to_owned(),
            class: "STANDARD_INFREQUENT_ACCESS".to_owned(),
            is_protected: true,
            ..TableForm::default()
        };
        form.add_index();
        form.add_index();
        form.indexes[0].projection = "INCLUDE".to_owned();
        form.indexes[0].included = "a, b,".to_owned();
        form.indexes[1].is_global = false;
        form.indexes[1].range[0] = KeyField::new("kind");
        let table = made(&form);
        let table = table.unwrap_or_else(|refused| unreachable!("{refused}"));
        let global = table.global_secondary_indexes.unwrap_or_default();
        let included = global.first().and_then(|index| index.projection.clone()).and_then(|p| p.non_key_attributes);
        assert_eq!(included, Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(table.local_secondary_indexes.map(|indexes| indexes.len()), Some(1));
        assert_eq!(table.provisioned_throughput.and_then(|units| units.write_capacity_units), Some(8));
        assert_eq!(table.attribute_definitions.map(|definitions| definitions.len()), Some(3));
        assert_eq!(table.deletion_protection_enabled, Some(true));
        assert!(table.stream_specification.is_some() && table.table_class_summary.is_some());
        let keys: Vec<_> = tags(&form.tags).into_iter().filter_map(|tag| Some((tag.key?, tag.value?))).collect();
        assert_eq!(keys, [("team".into(), "blue".into()), ("owner".into(), "me".into())] as [(String, String); 2]);
    }

    #[test]
    fn an_index_may_have_several_key_attributes() {
        let mut form = TableForm::default();
        form.add_index();
        let index = &mut form.indexes[0];
        index.hash = ["league", "zone", "", "year"].map(KeyField::new);
        index.range[1] = KeyField { name: "round".to_owned(), kind: "N".to_owned() };
        index.range[3] = KeyField::new("bracket");
        let table = made(&form).unwrap_or_else(|refused| unreachable!("{refused}"));
        let schema = |table: TableDescription| table.global_secondary_indexes?.first()?.key_schema.clone();
        let schema = schema(table).unwrap_or_default();
        let shown: Vec<(&str, &str)> = schema
            .iter()
            .filter_map(|element| Some((element.attribute_name.as_deref()?, element.key_type.as_ref()?.as_str())))
            .collect();
        let expected =
            [("league", "HASH"), ("zone", "HASH"), ("year", "HASH"), ("round", "RANGE"), ("bracket", "RANGE")];
        assert_eq!(shown, expected);
        // A local index has the table's partition key and one RANGE attribute.
        form.range = KeyField::new("sk");
        form.indexes[0].is_global = false;
        form.indexes[0].range[0] = KeyField::new("at");
        let local = made(&form).unwrap_or_else(|refused| unreachable!("{refused}"));
        let local = local.local_secondary_indexes.unwrap_or_default();
        assert_eq!(local.first().and_then(|index| index.key_schema.as_ref()).map(Vec::len), Some(2));
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_the_services_words() {
        let form = TableForm { name: "x".to_owned(), ..TableForm::default() };
        assert!(made(&form).is_err_and(|said| said.contains("Member must have length greater than or equal to 3")));
        let mut form = TableForm {
            billing: "PROVISIONED".to_owned(),
            capacity: Capacity { read: "many".to_owned(), write: "5".to_owned() },
            ..TableForm::default()
        };
        assert!(made(&form).is_err());
        form = TableForm::default();
        form.add_index();
        form.indexes[0].hash[0] = KeyField { name: "pk".to_owned(), kind: "N".to_owned() };
        assert!(made(&form).is_err(), "one attribute of two types");
    }
}
