//! Forms as values: what is filled in, its faults, and the call that it makes. Pure, tested natively.

pub mod import;
pub mod item_form;
pub mod restore_form;
pub mod table_form;
