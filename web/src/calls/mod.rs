//! The calls that the page makes: requests by name and body, and what writes them.

pub mod code;
pub mod entry;
pub mod examples;
pub mod excerpt;
pub mod generator;
pub mod link;
pub mod placeholders;
pub mod query;
pub mod request;
pub mod requests;
pub mod template;
