//! Tags of a table.

mod list_tags_of_resource;
mod tag_resource;
mod untag_resource;

pub use list_tags_of_resource::*;
pub use tag_resource::*;
pub use untag_resource::*;
