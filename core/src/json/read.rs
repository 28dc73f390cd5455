//! Reading of types from JSON.

use super::{ByName, Json, TypeError, keep_later};
use std::borrow::Cow;

/// A type that can be read from JSON.
pub trait FromJson: Sized {
    /// Elements of a list of this type that are read; the others are dropped. The service takes far shorter lists of
    /// structures, which are many times as large as their JSON.
    const KEPT_MAX: usize = usize::MAX;

    /// Takes a value apart.
    ///
    /// # Errors
    /// [`TypeError`] with the service's text for the first member of a wrong type.
    fn read(json: Json<'_>) -> Result<Self, TypeError>;

    /// Reads a value into a field. After an error the field is unchanged or partly read.
    ///
    /// # Errors
    /// As for [`FromJson::read`].
    fn read_into(field: &mut Option<Self>, json: Json<'_>) -> Result<(), TypeError> {
        *field = Some(Self::read(json)?);
        Ok(())
    }
}

/// A field of a structure, into which a member is read.
pub trait Field {
    /// Reads a value into the field; `null` clears it.
    ///
    /// # Errors
    /// [`TypeError`] for a value of a wrong type.
    fn fill(&mut self, json: Json<'_>) -> Result<(), TypeError>;
}

impl<T: FromJson> Field for Option<T> {
    fn fill(&mut self, json: Json<'_>) -> Result<(), TypeError> {
        if matches!(json, Json::Null) {
            *self = None;
            return Ok(());
        }
        T::read_into(self, json)
    }
}

/// The members of an object in the order of their names. One that is repeated counts once, with its last value. Sorting
/// keeps this linear enough for any body; most have their names in order already.
fn in_order<'a>(mut members: Vec<(Cow<'a, str>, Json<'a>)>) -> Vec<(Cow<'a, str>, Json<'a>)> {
    if members.is_sorted_by(|a, b| a.0 < b.0) {
        return members;
    }
    members.sort_by(|a, b| a.0.cmp(&b.0));
    members.dedup_by(keep_later);
    members
}

/// Reads the members of an object into the fields with their names, and ignores other members.
///
/// # Errors
/// [`TypeError`] for a value that is not an object, and for the first member of a wrong type.
pub(crate) fn fill(json: Json<'_>, names: &[&str], fields: &mut [&mut dyn Field]) -> Result<(), TypeError> {
    for (name, value) in json.members()? {
        let found = names.iter().position(|known| *known == name);
        if let Some(field) = found.and_then(|number| fields.get_mut(number)) {
            field.fill(value)?;
        }
    }
    Ok(())
}

const UNEXPECTED: &str = "Unexpected field type";
const CONTAINER: &str = "Start of structure or map found where not expected";

fn wrong<T>(text: &str) -> Result<T, TypeError> {
    Err(TypeError(Some(text.to_owned())))
}

impl<'a> Json<'a> {
    /// Reads an input from a whole body.
    ///
    /// # Errors
    /// [`TypeError`] without a text for a body that is not an object; otherwise as for [`FromJson::read`].
    pub fn input<T: FromJson>(self) -> Result<T, TypeError> {
        T::read(self.structure()?)
    }

    /// This value, if it can be an input.
    pub(crate) fn structure(self) -> Result<Json<'a>, TypeError> {
        if matches!(self, Json::Object(_)) { Ok(self) } else { Err(TypeError(None)) }
    }

    /// The members of an object in the order of their names, each once.
    pub(crate) fn members(self) -> Result<Vec<(Cow<'a, str>, Json<'a>)>, TypeError> {
        match self {
            Json::Object(members) => Ok(in_order(members)),
            _ => wrong(UNEXPECTED),
        }
    }

    fn elements(self) -> Result<Vec<Json<'a>>, TypeError> {
        match self {
            Json::List(elements) => Ok(elements),
            Json::Text(_) => wrong("Unrecognized collection type class java.lang.String"),
            Json::Object(_) => wrong(CONTAINER),
            _ => wrong(UNEXPECTED),
        }
    }

    fn integer(self, wanted: &str) -> Result<i64, TypeError> {
        match self {
            Json::Integer(number) => Ok(number),
            // The service rounds a decimal down.
            Json::Decimal(number) => Ok(float(&number).floor() as i64),
            other => other.is_no(wanted),
        }
    }

    /// The error for this value in place of a scalar of the service's type `wanted`.
    fn is_no<T>(&self, wanted: &str) -> Result<T, TypeError> {
        let token = match self {
            Json::Bool(true) => "TRUE_VALUE",
            Json::Bool(false) => "FALSE_VALUE",
            Json::Integer(_) => "NUMBER_VALUE",
            Json::Decimal(_) => "DECIMAL_VALUE",
            Json::Text(_) => "STRING_VALUE",
            Json::Null | Json::Bytes(_) => return wrong(UNEXPECTED),
            Json::List(_) | Json::Object(_) => return wrong(CONTAINER),
        };
        wrong(&[token, " cannot be converted to ", wanted].concat())
    }
}

impl FromJson for String {
    fn read(json: Json<'_>) -> Result<String, TypeError> {
        match json {
            Json::Text(text) => Ok(text.into_owned()),
            other => other.is_no("String"),
        }
    }
}

impl FromJson for bool {
    fn read(json: Json<'_>) -> Result<bool, TypeError> {
        match json {
            Json::Bool(value) => Ok(value),
            Json::List(_) | Json::Object(_) => wrong(CONTAINER),
            _ => wrong("Unexpected token received from parser"),
        }
    }
}

/// The float nearest to a number in a text.
fn float(number: &str) -> f64 {
    number.parse().unwrap_or(f64::NAN)
}

impl FromJson for f64 {
    fn read(json: Json<'_>) -> Result<f64, TypeError> {
        match json {
            Json::Integer(number) => Ok(number as f64),
            Json::Decimal(number) => Ok(float(&number)),
            other => other.is_no("Double"),
        }
    }
}

/// Reads integers. Only an integer can have the right type and a value out of range.
///
/// # Source
/// Assumed: the text for a number that is not such an integer.
macro_rules! integers {
    ($($integer:ident $wanted:literal)+) => {
        $(impl FromJson for $integer {
            fn read(json: Json<'_>) -> Result<$integer, TypeError> {
                let number = json.integer($wanted)?;
                $integer::try_from(number).or_else(|_| Json::Integer(number).is_no($wanted))
            }
        })+
    };
}
integers! { u16 "Integer" i32 "Integer" u32 "Integer" i64 "Long" u64 "Long" }

impl<T: FromJson> FromJson for Vec<T> {
    fn read(json: Json<'_>) -> Result<Vec<T>, TypeError> {
        json.elements()?.into_iter().take(T::KEPT_MAX).map(T::read).collect()
    }
}

impl<T: FromJson> FromJson for ByName<T> {
    fn read(json: Json<'_>) -> Result<ByName<T>, TypeError> {
        let members = json.members()?;
        let mut read = Vec::with_capacity(members.len());
        for (name, value) in members {
            read.push((name.into_owned(), T::read(value)?));
        }
        // The members came in order, each once.
        Ok(ByName::from_sorted_store_unchecked(read))
    }
}
