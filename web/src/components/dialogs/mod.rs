//! The dialogs, each a form or a description.

mod backup_dialog;
mod delete_backup_dialog;
mod delete_table_dialog;
mod examples_dialog;
mod help_dialog;
mod import_dialog;
mod item_dialog;
mod jump_dialog;
mod lab_dialog;
mod link_dialog;
mod new_table_dialog;
mod restore_dialog;
mod table_dialog;

pub use backup_dialog::BackupDialog;
pub use delete_backup_dialog::DeleteBackupDialog;
pub use delete_table_dialog::DeleteTableDialog;
pub use examples_dialog::ExamplesDialog;
pub use help_dialog::HelpDialog;
pub use import_dialog::ImportDialog;
pub use item_dialog::ItemDialog;
pub use jump_dialog::JumpDialog;
pub use lab_dialog::LabDialog;
pub use link_dialog::LinkDialog;
pub use new_table_dialog::NewTableDialog;
pub use restore_dialog::RestoreDialog;
pub use table_dialog::TableDialog;
