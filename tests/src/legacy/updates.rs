//! `AttributeUpdates`.

use super::Refused;
use crate::Rng;
use crate::expression::{NAMES, number, set, stored_all, value};
use timemark_core::shapes::{AttributeAction, AttributeValueUpdate};
use timemark_core::{AttributeValue, Attributes, ByName};

/// The actions on attributes; at least one.
#[derive(Clone, Debug)]
pub struct Updates(Vec<(String, AttributeValueUpdate)>);

impl Updates {
    /// Updates of some attributes; the service and the item allow most of them.
    pub fn draw(rng: &mut Rng, item: &Attributes) -> Updates {
        let mut names: Vec<&str> = NAMES.into_iter().filter(|_| rng.percent(30)).collect();
        if names.is_empty() {
            names.push(NAMES[0]);
        }
        if rng.percent(1) {
            names.push("sk");
        }
        let updates = names.into_iter().map(|name| {
            let mut update = update(rng, item.get(name));
            while of_one(&update, item.get(name)).is_err() && !rng.percent(3) {
                update = self::update(rng, item.get(name));
            }
            (name.to_owned(), update)
        });
        Updates(updates.collect())
    }

    /// Checks what the service refuses whatever the item is.
    ///
    /// # Errors
    /// For an action without its value or with one of a wrong type, and for a part of the key.
    pub fn validate(&self) -> Result<(), Refused> {
        self.0.iter().try_for_each(|(name, update)| if name == "sk" { Err(Refused) } else { of_request(update) })
    }

    /// The names of the attributes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The item afterwards, given the key and the old item, if there was one.
    ///
    /// # Errors
    /// If the item does not allow it.
    pub fn apply(&self, key: &Attributes, old: Option<&Attributes>) -> Result<Option<Attributes>, Refused> {
        let is_made = |(_, update): &(String, AttributeValueUpdate)| update.action != Some(AttributeAction::Delete);
        let mut new = old.unwrap_or(key).clone();
        for (name, update) in &self.0 {
            match of_one(update, old.and_then(|old| old.get(name)))? {
                Some(value) => drop(new.insert(name.clone(), value)),
                None => drop(new.remove(name)),
            }
        }
        Ok((old.is_some() || self.0.iter().any(is_made)).then(|| stored_all(new)))
    }

    /// The member.
    pub fn sent(&self) -> ByName<AttributeValueUpdate> {
        self.0.iter().cloned().collect()
    }
}

fn update(rng: &mut Rng, there: Option<&AttributeValue>) -> AttributeValueUpdate {
    let like = there.filter(|_| rng.percent(40)).cloned();
    let value = match rng.below(6) {
        0 => None,
        1 | 2 => Some(set(rng)),
        3 => Some(AttributeValue::from(rng.between(-5, 5))),
        _ => Some(value(rng, 1)),
    };
    let action =
        rng.pick(&[None, Some(AttributeAction::Put), Some(AttributeAction::Add), Some(AttributeAction::Delete)]);
    AttributeValueUpdate { value: value.map(|value| like.unwrap_or(value)), action: action.clone() }
}

fn of_request(update: &AttributeValueUpdate) -> Result<(), Refused> {
    let kind = update.value.as_ref().map(AttributeValue::type_name);
    let is_taken = match (&update.action, kind) {
        (Some(AttributeAction::Delete), kind) => matches!(kind, None | Some("SS" | "NS" | "BS")),
        (Some(AttributeAction::Add), kind) => matches!(kind, Some("N" | "L" | "SS" | "NS" | "BS")),
        (_, kind) => kind.is_some(),
    };
    if is_taken { Ok(()) } else { Err(Refused) }
}

/// The attribute afterwards; `None` if it is removed, or still absent.
fn of_one(update: &AttributeValueUpdate, old: Option<&AttributeValue>) -> Result<Option<AttributeValue>, Refused> {
    use AttributeAction::{Add, Delete};
    use AttributeValue::*;
    of_request(update)?;
    let joined = |old: &AttributeValue, value: &AttributeValue, keeps: fn(bool, bool) -> bool| match (old, value) {
        (Ss(old), Ss(value)) => Ok(members(old, value, |one, two| one == two, keeps).map(Ss)),
        (Ns(old), Ns(value)) => Ok(members(old, value, |one, two| number(one) == number(two), keeps).map(Ns)),
        (Bs(old), Bs(value)) => Ok(members(old, value, |one, two| one == two, keeps).map(Bs)),
        _ => Err(Refused),
    };
    match (&update.action, &update.value, old) {
        (Some(Delete), None, _) | (Some(Delete), Some(_), None) => Ok(None),
        (Some(Delete), Some(value), Some(old)) => joined(old, value, |in_old, in_value| in_old && !in_value),
        (Some(Add), Some(N(more)), Some(N(old))) => Ok(Some(N((number(old) + number(more)).to_string()))),
        (Some(Add), Some(L(more)), Some(L(old))) => Ok(Some(L([old.as_slice(), more].concat()))),
        (Some(Add), Some(value), Some(old)) => joined(old, value, |_, _| true),
        (_, value, _) => Ok(value.clone()),
    }
}

/// The members of two sets for which `keep` is true, given whether each is in both; `None` if there are none.
fn members<T: Clone>(
    old: &[T],
    value: &[T],
    is_same: impl Fn(&T, &T) -> bool,
    keeps: fn(bool, bool) -> bool,
) -> Option<Vec<T>> {
    let is_in = |set: &[T], member: &T| set.iter().any(|found| is_same(found, member));
    let new = value.iter().filter(|member| !is_in(old, member));
    let all: Vec<T> = old.iter().chain(new).filter(|m| keeps(is_in(old, m), is_in(value, m))).cloned().collect();
    (!all.is_empty()).then_some(all)
}
