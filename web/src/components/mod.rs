//! The components of the page, one a file. They draw what they are given and say what the person did; the store knows
//! what that means.
//!
//! ```text
//!   App ─┬─ TopBar ── Clock;  Whereabouts
//!        ├─ TableList, GeneratorPanel, WindowPanel
//!        ├─ NextStep, Working
//!        ├─ timeline::Timeline
//!        ├─ Tabs: ItemList ── QueryForm, BackupList ── BackupFilter, WindowTable, CallList ── Console, CodeTab
//!        ├─ CallPanel
//!        └─ …Dialog ── Modal
//! ```

mod app;
mod backup_dialog;
mod backup_filter;
mod backup_list;
mod call_list;
mod call_panel;
mod clock;
mod code_tab;
mod console;
mod copy_button;
mod delete_backup_dialog;
mod delete_table_dialog;
mod dropped_list;
mod examples_dialog;
mod facts;
mod failure_alert;
mod field;
mod generator_panel;
mod help_dialog;
mod icon;
mod import_dialog;
mod item_dialog;
mod item_list;
mod jump_dialog;
mod modal;
mod new_backup;
mod new_table_dialog;
mod next_step;
mod pager;
mod progress;
mod query_form;
mod restore_dialog;
mod select;
mod status;
mod table_dialog;
mod table_list;
mod tabs;
pub mod timeline;
mod top_bar;
mod whereabouts;
mod window_panel;
mod window_table;
mod working;

pub use app::App;
pub use backup_dialog::BackupDialog;
pub use backup_filter::BackupFilter;
pub use backup_list::BackupList;
pub use call_list::CallList;
pub use call_panel::CallPanel;
pub use clock::{Clock, ClockProps};
pub use code_tab::CodeTab;
pub use console::Console;
pub use copy_button::CopyButton;
pub use delete_backup_dialog::DeleteBackupDialog;
pub use delete_table_dialog::DeleteTableDialog;
pub use dropped_list::dropped_list;
pub use examples_dialog::ExamplesDialog;
pub use failure_alert::failure_alert;
pub use field::field;
pub use generator_panel::GeneratorPanel;
pub use help_dialog::HelpDialog;
pub use icon::{Picture, icon};
pub use import_dialog::ImportDialog;
pub use item_dialog::ItemDialog;
pub use item_list::ItemList;
pub use jump_dialog::JumpDialog;
pub use modal::Modal;
pub use new_backup::NewBackup;
pub use new_table_dialog::NewTableDialog;
pub use next_step::NextStep;
pub use pager::pager;
pub use progress::progress_bar;
pub use query_form::QueryForm;
pub use restore_dialog::RestoreDialog;
pub use select::select;
pub use status::status_mark;
pub use table_dialog::TableDialog;
pub use table_list::TableList;
pub use tabs::Tabs;
pub use timeline::Timeline;
pub use top_bar::TopBar;
pub use whereabouts::Whereabouts;
pub use window_panel::WindowPanel;
pub use window_table::WindowTable;
pub use working::Working;
