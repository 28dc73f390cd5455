//! Items as the engine stores them: validated, canonical, shared.
//!
//! `encode.rs` writes values as canonical bytes and validates them, and `parse.rs` does so with the text of a request;
//! `read.rs` and `cursor.rs` read those bytes in place, and `json.rs` writes them as JSON.

mod check;
mod cursor;
mod encode;
mod error;
mod json;
pub mod key;
mod new_item;
pub mod number;
mod parse;
mod read;
pub mod value;

use crate::item::value::{AttributeValue, Attributes};
use crate::json::{FromJson, Json, TypeError};
use crate::limits;
pub(crate) use cursor::Cursor;
pub(crate) use encode::{Canonical, ElementsWriter, MembersWriter};
use encode::{finish, write_members};
pub use error::ItemError;
pub use new_item::NewItem;
pub(crate) use parse::parse_key;
pub(crate) use read::{Kind, Members, Stored, text};
use std::sync::Arc;

/// An item: validated attributes as one canonical run of bytes, which all copies share.
///
/// Attributes are sorted by name, sets by member, and numbers are normalized, so *equal items are equal bytes*: the
/// digest of a backup is a sum over them, and comparing two items is comparing memory. Copying an item copies a
/// reference; tables, change logs, snapshots and backups share the bytes.
///
/// ```
/// use timemark_core::{AttributeValue, Attributes, Item};
/// let attributes = Attributes::from_iter([("Year".to_owned(), AttributeValue::N("1971.0".to_owned()))]);
/// let item = Item::new(&attributes).unwrap();
/// assert_eq!(item.get("Year"), Some(AttributeValue::N("1971".to_owned())));
/// assert_eq!(item.size_bytes(), 4 + 3); // the name, and two digits a byte plus one
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item(Arc<[u8]>);

/// The length of the head of an item, in bytes. It holds the size as DynamoDB counts it.
const HEAD_BYTES: usize = 4;

/// What an item in a map is counted beside its bytes, and at most for a copy of its key.
const PLACE_HELD_BYTES: u64 = 256;
const KEY_HELD_BYTES_MAX: u64 = 3 * 1024;

impl Item {
    /// Makes an item of attributes. Its size is not checked: see [`Item::within_limit`].
    ///
    /// # Errors
    /// ValidationException for an invalid value, a number out of range, an empty set or one with duplicates, nesting
    /// deeper than 32 levels, and a name that is empty or over 65,535 bytes.
    pub fn new(attributes: &Attributes) -> Result<Item, ItemError> {
        let mut out = Vec::with_capacity(512);
        out.extend([0; HEAD_BYTES]);
        let size = write_members(attributes, 0, &mut out)?;
        Ok(finish(out, size))
    }

    /// Returns the item, if it is no larger than 400 KB.
    ///
    /// # Errors
    /// ValidationException if it is larger.
    pub fn within_limit(self) -> Result<Item, ItemError> {
        if self.size_bytes() > limits::ITEM_BYTES_MAX { Err(ItemError::ItemTooLarge) } else { Ok(self) }
    }

    /// The size as DynamoDB counts it, in **bytes**: names and values, without overhead.
    pub fn size_bytes(&self) -> u64 {
        let head = self.0.first_chunk::<HEAD_BYTES>().copied().unwrap_or_default();
        u64::from(u32::from_be_bytes(head))
    }

    /// The length of what is stored of it, in **bytes**: the canonical bytes and their head.
    pub fn stored_bytes(&self) -> u64 {
        self.0.len() as u64
    }

    /// The bytes that the item counts for in `MaxBytes`: its stored length, up to 3 KiB of that once more for a key of
    /// its own, and 256 for its place in a map.
    pub fn held_bytes(&self) -> u64 {
        let len = self.stored_bytes();
        len + len.min(KEY_HELD_BYTES_MAX) + PLACE_HELD_BYTES
    }

    /// Where the bytes are: it tells copies of one item, which share them, from items that only are equal.
    pub(crate) fn address(&self) -> usize {
        self.0.as_ptr().addr()
    }

    /// The canonical bytes, which are equal exactly if the items are.
    pub fn canonical(&self) -> &[u8] {
        self.0.get(HEAD_BYTES..).unwrap_or_default()
    }

    /// The attribute with that name.
    pub fn get(&self, name: &str) -> Option<AttributeValue> {
        self.find(name).and_then(Stored::to_value)
    }

    /// All attributes.
    pub fn to_attributes(&self) -> Attributes {
        read::attributes(self.members())
    }

    /// The names of the attributes that only one of two items has, or in which they differ, in order.
    pub(crate) fn differing_attributes(&self, other: &Item) -> Vec<String> {
        let (mut one, mut other) = (self.members().peekable(), other.members().peekable());
        let mut names = Vec::new();
        while let Some(name) = [one.peek(), other.peek()].into_iter().flatten().map(|(name, _)| *name).min() {
            let value = one.next_if(|(its, _)| *its == name);
            if value != other.next_if(|(its, _)| *its == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The item reduced to the attributes whose names `keep` accepts.
    pub fn project(&self, keep: impl Fn(&str) -> bool) -> Item {
        let mut kept = MembersWriter::new(self.0.len());
        self.members().filter(|(name, _)| keep(name)).for_each(|(name, value)| kept.push(name, value));
        kept.into_item()
    }

    /// The attribute with that name, in place.
    pub(crate) fn find(&self, name: &str) -> Option<Stored<'_>> {
        self.members().find(name)
    }

    /// The beginning of the attributes.
    pub(crate) fn cursor(&self) -> Cursor<'_> {
        Cursor::new(self.canonical())
    }

    /// In the time of how many values the item is written as JSON: of those that it has, the ones inside of others included, and
    /// for the zeros of numbers far from 1 of some more. A small item has too few to be counted: 0.
    pub(crate) fn written_values(&self) -> usize {
        let mut bytes = self.canonical();
        let mut values = 0;
        while self.stored_bytes() > limits::FEW_VALUES_BYTES && read::read_bytes(&mut bytes).is_some() {
            values += read::written_values(&mut bytes).unwrap_or_default();
        }
        values
    }

    /// All attributes in place, in the order of their names.
    pub(crate) fn members(&self) -> Members<'_> {
        Members(self.canonical())
    }
}

impl FromJson for Item {
    fn read(json: Json<'_>) -> Result<Item, TypeError> {
        Item::new(&Attributes::read(json)?).map_err(|error| TypeError(Some(error.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> AttributeValue {
        (0..levels).fold(AttributeValue::from("x"), |inner, _| AttributeValue::L(vec![inner]))
    }

    fn of(value: AttributeValue) -> Result<Item, ItemError> {
        Item::new(&Attributes::from_iter([("a".to_owned(), value)]))
    }

    #[test]
    fn every_type_comes_back_and_counts() {
        let set = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let map = Attributes::from_iter([("k".to_owned(), AttributeValue::from("vv"))]);
        for (value, size) in [
            (AttributeValue::from("héé"), 5),
            (AttributeValue::from(12), 2),
            (AttributeValue::B(vec![0, 255, 7]), 3),
            (AttributeValue::Bool(false), 1),
            (AttributeValue::Null(true), 1),
            (AttributeValue::M(map.clone()), 3 + 1 + 3),
            (AttributeValue::M(Attributes::new()), 3),
            (AttributeValue::L(vec![AttributeValue::M(map), AttributeValue::from("x")]), 3 + 2 + 7 + 1),
            (AttributeValue::Ss(set(&["a", "bb"])), 3),
            (AttributeValue::Ns(set(&["-1", "12"])), 5),
            (AttributeValue::Bs(vec![vec![1], vec![2, 3]]), 3),
        ] {
            let item = of(value.clone());
            assert_eq!(item.as_ref().map(Item::size_bytes), Ok(1 + size), "{value:?}");
            assert_eq!(item.ok().and_then(|item| item.get("a")), Some(value));
        }
    }

    #[test]
    fn equal_values_are_equal_bytes() {
        let ns = |texts: [&str; 2]| of(AttributeValue::Ns(texts.map(str::to_owned).to_vec()));
        assert_eq!(ns(["1", "20"]), ns(["2e1", "1.0"]));
        assert_ne!(of("1".into()), of(1.into()));
    }

    #[test]
    fn projection_keeps_whole_attributes() {
        let Ok(item) = Item::new(&Attributes::from_iter([
            ("a".to_owned(), 1.into()),
            ("b".to_owned(), nested(3)),
            ("c".to_owned(), "z".into()),
        ])) else {
            unreachable!()
        };
        let kept = item.project(|name| name != "b");
        assert_eq!(Item::new(&kept.to_attributes()), Ok(kept.clone()));
        assert_eq!(kept.size_bytes(), 3 + 2);
    }

    #[test]
    fn what_is_refused() {
        let text = |value| of(value).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(of(nested(32)).map(drop), Ok(()));
        assert!(text(nested(33)).contains("Nesting Levels have exceeded supported limits"));
        assert!(text(AttributeValue::Ss(vec![])).ends_with("An string set  may not be empty"));
        assert!(
            text(AttributeValue::Ss(vec!["a".into(), "a".into()]))
                .ends_with("Input collection [a, a] contains duplicates.")
        );
        assert!(
            text(AttributeValue::Ns(vec!["1".into(), "1.0".into()])).ends_with("Input collection contains duplicates")
        );
        assert!(text(AttributeValue::Null(false)).ends_with("must have the value of true"));
        let large = AttributeValue::from("x".repeat(400 * 1024 - 1));
        assert_eq!(of(large).and_then(Item::within_limit).map(drop), Ok(()));
        let larger = AttributeValue::from("x".repeat(400 * 1024));
        assert_eq!(of(larger).and_then(Item::within_limit).map(drop), Err(ItemError::ItemTooLarge));
    }
}
