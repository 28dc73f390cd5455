//! Exports to Amazon S3 and imports from it, of which there are none.

mod list_exports;
mod list_imports;

pub use list_exports::*;
pub use list_imports::*;
