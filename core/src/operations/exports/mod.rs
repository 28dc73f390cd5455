//! Exports to Amazon S3 and imports from it. The engine has none.

mod list_exports;
mod list_imports;

pub use list_exports::*;
pub use list_imports::*;
