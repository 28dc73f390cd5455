//! An item to write.

use super::{Item, ItemError};
use crate::item::value::Attributes;
use crate::json::{FromJson, Json, Sink, ToJson, TypeError};

/// An item to write, as the request has it.
///
/// ```
/// use timemark_core::{Attributes, NewItem};
/// let item = NewItem::from(Attributes::from_iter([("Year".to_owned(), 1971.into())]));
/// assert_eq!(item.validated().unwrap().size_bytes(), 4 + 3);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum NewItem {
    /// The attributes as they were sent.
    Sent(Attributes),
    /// The item that they are. A request's text is read as this, unless something about the item is to be refused.
    Valid(Item),
}

impl NewItem {
    /// The item. Its size is not checked: see [`Item::within_limit`].
    ///
    /// # Errors
    /// As for [`Item::new`].
    pub fn validated(&self) -> Result<Item, ItemError> {
        match self {
            NewItem::Sent(attributes) => Item::new(attributes),
            NewItem::Valid(item) => Ok(item.clone()),
        }
    }

    /// The attributes as they were sent; `None` if the item was not made of attributes.
    pub(crate) fn sent(&self) -> Option<&Attributes> {
        match self {
            NewItem::Sent(attributes) => Some(attributes),
            NewItem::Valid(_) => None,
        }
    }
}

impl From<Attributes> for NewItem {
    fn from(attributes: Attributes) -> NewItem {
        NewItem::Sent(attributes)
    }
}

impl From<Item> for NewItem {
    fn from(item: Item) -> NewItem {
        NewItem::Valid(item)
    }
}

impl FromJson for NewItem {
    fn read(json: Json<'_>) -> Result<NewItem, TypeError> {
        Attributes::read(json).map(NewItem::Sent)
    }
}

impl ToJson for NewItem {
    fn write(&self, out: &mut dyn Sink) {
        match self {
            NewItem::Sent(attributes) => attributes.write(out),
            NewItem::Valid(item) => item.write(out),
        }
    }
}
