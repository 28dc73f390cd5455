//! What is filled in before a call is made: pure values that check themselves, tested natively.

pub mod import;
pub mod item_form;
pub mod restore_form;
pub mod table_form;
