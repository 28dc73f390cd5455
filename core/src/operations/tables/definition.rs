//! The definition of a table, from the settings in a request.

use super::error::DefinitionError;
use super::key_schema::{AttributeTypes, key};
use crate::entropy::{Entropy, Purpose};
use crate::item::key::{KeyAttribute, KeyDefinition};
use crate::limits;
use crate::model::constraints::first_duplicate;
use crate::model::error::Error;
use crate::model::shapes::*;
use crate::state::{Billing, IndexDefinition, Projected, State, Warm};
use std::collections::{BTreeMap, BTreeSet};

/// The id of a new table: a UUID that no other table of the same seed has.
pub fn table_id(state: &State) -> String {
    uuid(&mut Entropy::stream(state.seed(), Purpose::TableId, state.next_table().ordinal()))
}

fn uuid(entropy: &mut Entropy) -> String {
    let (high, low) = (entropy.next(), entropy.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xFFFF,
        high & 0xFFF,
        low >> 48 & 0x3FFF | 0x8000,
        low & 0xFFFF_FFFF_FFFF
    )
}

/// The billing of a table or an index.
///
/// # Errors
/// ValidationException if the mode and the figures do not go together.
pub fn billing(
    mode: Option<&BillingMode>,
    provisioned: Option<&ProvisionedThroughput>,
    on_demand: Option<&OnDemandThroughput>,
) -> Result<Billing, Error> {
    if mode == Some(&BillingMode::PayPerRequest) {
        if provisioned.is_some() {
            return Err(DefinitionError::ThroughputWithOnDemand.into());
        }
        return Ok(self::on_demand(None, on_demand));
    }
    if on_demand.is_some() {
        return Err(DefinitionError::OnDemandThroughputWithProvisioned.into());
    }
    self::provisioned(provisioned.ok_or(DefinitionError::ThroughputMissing)?)
}

/// Provisioned throughput.
///
/// # Errors
/// ValidationException if a figure is missing or out of range.
pub fn provisioned(throughput: &ProvisionedThroughput) -> Result<Billing, Error> {
    let bounded = |units: Option<i64>, member| {
        let value = units.ok_or(DefinitionError::ThroughputMissing)?;
        if value > limits::CAPACITY_UNITS_MAX {
            Err(DefinitionError::ThroughputOutOfBounds { value, member })
        } else {
            Ok(value)
        }
    };
    Ok(Billing::Provisioned {
        read_units: bounded(throughput.read_capacity_units, "ReadCapacityUnits")?,
        write_units: bounded(throughput.write_capacity_units, "WriteCapacityUnits")?,
    })
}

/// On-demand maxima: the given ones, and the current ones for those that are absent; -1 removes one.
///
/// # Source
/// `docs/dynamodb.md#on-demand-maxima`.
pub fn on_demand(current: Option<Billing>, given: Option<&OnDemandThroughput>) -> Billing {
    let (read, write) = match current {
        Some(Billing::OnDemand { max_read_units, max_write_units }) => (max_read_units, max_write_units),
        Some(Billing::Provisioned { .. }) | None => (None, None),
    };
    let bound = |given: Option<i64>, kept: Option<i64>| given.or(kept).filter(|&units| units != -1);
    Billing::OnDemand {
        max_read_units: bound(given.and_then(|given| given.max_read_request_units), read),
        max_write_units: bound(given.and_then(|given| given.max_write_request_units), write),
    }
}

/// Warm throughput: the given figures, and the earlier requested ones for those that are absent.
///
/// # Errors
/// ValidationException for a figure below the one that is already available.
///
/// # Source
/// `docs/dynamodb.md#warm-throughput`.
pub fn warm(billing: Billing, asked: Warm, given: &WarmThroughput) -> Result<Warm, DefinitionError> {
    let current = asked.max(billing.warm());
    let figure = |given: Option<i64>, asked: i64, current: i64, member: &'static str| match given {
        Some(requested) if requested < current => {
            Err(DefinitionError::WarmThroughputLower { member, requested, current })
        }
        given => Ok(given.unwrap_or(asked)),
    };
    let (read, write) = (given.read_units_per_second, given.write_units_per_second);
    Ok(Warm {
        read_units: figure(read, asked.read_units, current.read_units, "ReadUnitsPerSecond")?,
        write_units: figure(write, asked.write_units, current.write_units, "WriteUnitsPerSecond")?,
    })
}

/// The indexes of a table, global ones first.
///
/// # Errors
/// ValidationException if one of them is invalid, or all of them together.
pub fn indexes(
    table_key: &KeyDefinition,
    table_billing: Billing,
    attributes: &AttributeTypes,
    global: Option<&[GlobalSecondaryIndex]>,
    local: Option<&[LocalSecondaryIndex]>,
) -> Result<Vec<IndexDefinition>, Error> {
    if local.is_some_and(<[_]>::is_empty) {
        return Err(DefinitionError::EmptyIndexList { list: "LocalSecondaryIndexes" }.into());
    }
    if global.is_some_and(<[_]>::is_empty) {
        return Err(DefinitionError::EmptyIndexList { list: "GlobalSecondaryIndexes" }.into());
    }
    let (global, local) = (global.unwrap_or_default(), local.unwrap_or_default());
    if !local.is_empty() && table_key.range.is_empty() {
        return Err(DefinitionError::LocalIndexWithoutRange.into());
    }
    if local.len() > limits::LOCAL_INDEXES_MAX {
        return Err(DefinitionError::TooManyLocalIndexes.into());
    }
    if global.len() > limits::GLOBAL_INDEXES_MAX {
        return Err(DefinitionError::TooManyGlobalIndexes.into());
    }
    let mut indexes = Vec::with_capacity(global.len() + local.len());
    for asked in global {
        indexes.push(global_index(asked, table_billing, attributes)?);
    }
    for asked in local {
        let index = index(&asked.index_name, &asked.key_schema, &asked.projection, attributes, 1)?;
        if index.key.range.is_empty() {
            return Err(DefinitionError::IndexWithoutRange { index: index.name }.into());
        }
        if index.key.hash != table_key.hash {
            let hash = |key: &KeyDefinition| key.hash.iter().map(|attribute| attribute.name.as_str()).collect();
            let (index_hash, table_hash) = (hash(&index.key), hash(table_key));
            return Err(DefinitionError::IndexOtherHash { index: index.name, index_hash, table_hash }.into());
        }
        indexes.push(index);
    }
    unique_names(&indexes)?;
    within_projections(&indexes)?;
    Ok(indexes)
}

/// A global index.
///
/// # Errors
/// ValidationException if it is invalid.
pub fn global_index(
    asked: &GlobalSecondaryIndex,
    table_billing: Billing,
    attributes: &AttributeTypes,
) -> Result<IndexDefinition, Error> {
    let most = limits::INDEX_KEY_ATTRIBUTES_MAX;
    let mut index = index(&asked.index_name, &asked.key_schema, &asked.projection, attributes, most)?;
    index.is_global = true;
    let billing = index_billing(&index.name, table_billing, asked)?;
    index.billing = Some(billing);
    if let Some(given) = &asked.warm_throughput {
        index.warm = warm(billing, index.warm, given)?;
    }
    Ok(index)
}

/// Checks that all indexes of a table together project at most 100 attributes by name.
///
/// # Errors
/// ValidationException if they project more.
pub fn within_projections(indexes: &[IndexDefinition]) -> Result<(), Error> {
    let projected = |index: &IndexDefinition| match &index.projected {
        Projected::Include(names) => names.len(),
        Projected::All | Projected::KeysOnly => 0,
    };
    let count = indexes.iter().map(projected).sum();
    match count > limits::PROJECTED_ATTRIBUTES_MAX {
        true => Err(DefinitionError::TooManyProjected { count }.into()),
        false => Ok(()),
    }
}

/// Checks that no two indexes have the same name.
///
/// # Errors
/// ValidationException if two have.
pub fn unique_names(indexes: &[IndexDefinition]) -> Result<(), Error> {
    match first_duplicate(indexes.iter().map(|index| index.name.as_str())) {
        Some(name) => Err(DefinitionError::DuplicateIndexName { index: name.to_owned() }.into()),
        None => Ok(()),
    }
}

fn index(
    name: &Option<String>,
    schema: &Option<Vec<KeySchemaElement>>,
    projection: &Option<Projection>,
    attributes: &AttributeTypes,
    key_attributes_max: usize,
) -> Result<IndexDefinition, Error> {
    let key = key(schema.as_deref().unwrap_or_default(), attributes, key_attributes_max)?;
    Ok(IndexDefinition {
        name: name.clone().unwrap_or_default(),
        key,
        is_global: false,
        projected: projected(projection.as_ref())?,
        billing: None,
        warm: Warm::default(),
    })
}

/// The attributes that an index projects.
///
/// # Errors
/// ValidationException if the type and the names do not go together.
pub fn projected(projection: Option<&Projection>) -> Result<Projected, Error> {
    let names = projection.and_then(|p| p.non_key_attributes.as_ref());
    if let Some(name) = names.and_then(|names| first_duplicate(names.iter().map(String::as_str))) {
        return Err(DefinitionError::NonKeyTwice { name: name.to_owned() }.into());
    }
    match (projection.and_then(|p| p.projection_type.as_ref()), names) {
        (Some(ProjectionType::All), None) => Ok(Projected::All),
        (Some(ProjectionType::KeysOnly), None) => Ok(Projected::KeysOnly),
        (Some(ProjectionType::Include), Some(names)) => Ok(Projected::Include(names.clone())),
        (Some(ProjectionType::All), Some(_)) => Err(DefinitionError::AllWithNonKey.into()),
        (Some(ProjectionType::KeysOnly), Some(_)) => Err(DefinitionError::KeysOnlyWithNonKey.into()),
        (Some(ProjectionType::Include), None) => Err(DefinitionError::IncludeWithoutNonKey.into()),
        (None | Some(ProjectionType::Unknown(_)), _) => Err(DefinitionError::ProjectionTypeMissing.into()),
    }
}

fn index_billing(name: &str, table: Billing, asked: &GlobalSecondaryIndex) -> Result<Billing, Error> {
    let index = || name.to_owned();
    match (table, &asked.provisioned_throughput) {
        (Billing::OnDemand { .. }, Some(_)) => {
            Err(DefinitionError::IndexThroughputWithOnDemand { index: index() }.into())
        }
        (Billing::OnDemand { .. }, None) => Ok(on_demand(None, asked.on_demand_throughput.as_ref())),
        (Billing::Provisioned { .. }, None) => Err(DefinitionError::IndexThroughputMissing { index: index() }.into()),
        (Billing::Provisioned { .. }, Some(throughput)) => provisioned(throughput),
    }
}

/// Checks that every defined attribute is part of some key.
///
/// # Errors
/// ValidationException if one is not.
pub fn all_used(
    attributes: &[KeyAttribute],
    table_key: &KeyDefinition,
    indexes: &[IndexDefinition],
) -> Result<(), Error> {
    let keys = std::iter::once(table_key).chain(indexes.iter().map(|index| &index.key));
    let mut used = BTreeSet::new();
    used.extend(keys.flat_map(KeyDefinition::attributes).map(|a| a.name.as_str()));
    if used.len() == attributes.len() {
        return Ok(());
    }
    if indexes.is_empty() {
        return Err(DefinitionError::DefinitionsCount.into());
    }
    let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
    Err(DefinitionError::DefinitionsUnused {
        defined: owned(attributes.iter().map(|a| a.name.as_str()).collect()),
        used: owned(used.into_iter().collect()),
    }
    .into())
}

/// The view type of the stream, if there is to be one.
///
/// # Errors
/// ValidationException if `StreamEnabled` and `StreamViewType` do not go together.
pub fn stream(specification: Option<&StreamSpecification>) -> Result<Option<StreamViewType>, Error> {
    let Some(specification) = specification else { return Ok(None) };
    match (specification.stream_enabled.unwrap_or_default(), &specification.stream_view_type) {
        (true, Some(view)) => Ok(Some(view.clone())),
        (true, None) => Err(DefinitionError::StreamViewTypeMissing.into()),
        (false, Some(_)) => Err(DefinitionError::StreamViewTypeWithoutStream.into()),
        (false, None) => Ok(None),
    }
}

/// The ARN of the KMS key of the table; `None` for a key that AWS owns.
///
/// # Errors
/// ValidationException if type and key do not go together, or for an unknown alias, which here is every alias but that
/// of the key which AWS manages for DynamoDB.
///
/// # Source
/// `docs/dynamodb.md#restore-kept`, `docs/dynamodb.md#restore-overrides`. That a key's id or ARN is accepted unchecked
/// is Timemark's own choice.
pub fn kms_key_arn(state: &State, specification: Option<&SSESpecification>) -> Result<Option<String>, Error> {
    const MANAGED_ALIAS: &str = "alias/aws/dynamodb";
    let Some(specification) = specification else { return Ok(None) };
    if specification.sse_type == Some(SSEType::Aes256) {
        return Err(DefinitionError::SseTypeAes.into());
    }
    if !specification.enabled.unwrap_or_default() {
        return match specification.kms_master_key_id {
            Some(_) => Err(DefinitionError::KmsKeyWithoutKms.into()),
            None => Ok(None),
        };
    }
    let owner = state.owner();
    let prefix = format!("arn:aws:kms:{}:{}:", owner.region, owner.account);
    let key = specification.kms_master_key_id.as_deref().unwrap_or(MANAGED_ALIAS);
    let resource = key.strip_prefix(&prefix).unwrap_or(key);
    if resource == MANAGED_ALIAS {
        let id = uuid(&mut Entropy::stream(state.seed(), Purpose::TableId, u64::MAX));
        return Ok(Some(format!("{prefix}key/{id}")));
    }
    if resource.starts_with("alias/") {
        return Err(DefinitionError::KmsAliasNotFound { alias: format!("{prefix}{resource}") }.into());
    }
    if key.starts_with("arn:") { Ok(Some(key.to_owned())) } else { Ok(Some(format!("{prefix}key/{key}"))) }
}

/// The tags in `base` and `tags` together, by name.
///
/// # Errors
/// ValidationException for a name or a value with characters that are not allowed, for a reserved name, for a name that
/// occurs twice, and for more than 50 tags.
///
/// # Source
/// The service model's documentation of `Tag`.
pub fn tags(base: &BTreeMap<String, String>, tags: &[Tag]) -> Result<BTreeMap<String, String>, Error> {
    let mut all = base.clone();
    let is_allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "+-=._:/@".contains(c);
    let texts = tags.iter().flat_map(|tag| [&tag.key, &tag.value]).flatten();
    if let Some(text) = texts.into_iter().find(|text| !text.chars().all(is_allowed)) {
        return Err(DefinitionError::TagCharacters { text: text.clone() }.into());
    }
    if let Some(key) = tags.iter().filter_map(|tag| tag.key.as_ref()).find(|key| key.starts_with("aws:")) {
        return Err(DefinitionError::TagReserved { key: key.clone() }.into());
    }
    if first_duplicate(tags.iter().map(|tag| tag.key.as_deref().unwrap_or_default())).is_some() {
        return Err(DefinitionError::DuplicateTag.into());
    }
    for Tag { key, value } in tags {
        all.insert(key.clone().unwrap_or_default(), value.clone().unwrap_or_default());
    }
    if all.len() > limits::TAGS_MAX { Err(DefinitionError::TooManyTags.into()) } else { Ok(all) }
}
