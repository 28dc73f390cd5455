//! The projection of an item that is read.

use crate::expression::error::ExpressionKind;
use crate::expression::{Placeholders, Projection, refuse_mixed};
use crate::item::Item;
use crate::json::ByName;
use crate::model::error::Error;

/// The projection in `ProjectionExpression` with its placeholders, or in `AttributesToGet`; `None` for whole items.
///
/// # Errors
/// ValidationException for an invalid projection, for placeholders that it does not use, and if both are given.
pub fn projection(
    expression: Option<&String>,
    names: Option<&ByName<String>>,
    attributes: Option<&Vec<String>>,
) -> Result<Option<Projection>, Error> {
    let kind = ExpressionKind::Projection;
    refuse_mixed(&[("AttributesToGet", attributes.is_some())], &[(kind.member(), expression.is_some())])?;
    let mut placeholders = Placeholders::new(names, None, &[(kind, expression.is_some())])?;
    let projection = match expression {
        Some(text) => Some(Projection::parse(text, &mut placeholders)?),
        None => attributes.map(|names| Projection::of_attributes_to_get(names)).transpose()?,
    };
    placeholders.finish()?;
    Ok(projection)
}

/// The item reduced to the projection, or whole.
pub fn shown(item: &Item, projection: Option<&Projection>) -> Item {
    projection.map_or_else(|| item.clone(), |projection| projection.of(item))
}
