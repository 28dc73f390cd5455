//! Why a link is not opened.

use std::fmt;

/// A link that cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It is not whole: a part is missing, or was changed.
    Damaged,
    /// A newer version of the page made it.
    Newer,
    /// It is more than the page reads.
    TooLong,
    /// The engine refuses the lab that it begins with, in these words.
    Lab(String),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LinkError::Damaged => "The link is damaged: a part of it is missing, or was changed on its way.",
            LinkError::Newer => "The link was made by a newer version of this page. Reload the page to get that.",
            LinkError::TooLong => "The link holds more than this page opens from a link.",
            LinkError::Lab(message) => return write!(f, "The link begins with a lab that cannot be: {message}"),
        })
    }
}
