//! The components of the page, one a file. They draw what they are given and say what the person did; the store knows
//! what that means.
//!
//! ```text
//!   App ─┬─ TopBar ── Clock
//!        ├─ TableList, NewTable, WriteItem
//!        ├─ NextStep, FailureAlert
//!        ├─ Timeline ─┬─ Chart ── Progress
//!        │            └─ Verdicts, NewBackup
//!        ├─ Tabs: BackupList, WindowTable, ItemList
//!        ├─ LastCall
//!        └─ RestoreDialog, DeleteDialog ── Modal
//! ```

mod app;
mod backup_list;
mod chart;
mod clock;
mod delete_dialog;
mod example_button;
mod failure_alert;
mod field;
mod icon;
mod item_list;
mod last_call;
mod legend;
mod modal;
mod new_backup;
mod new_table;
mod next_step;
mod progress;
mod restore_dialog;
mod scale;
mod status;
mod table_list;
mod tabs;
mod timeline;
mod top_bar;
mod verdicts;
mod window_table;
mod write_item;

pub use app::App;
pub use backup_list::BackupList;
pub use chart::Chart;
pub use clock::Clock;
pub use delete_dialog::DeleteDialog;
pub use example_button::ExampleButton;
pub use failure_alert::FailureAlert;
pub use field::Field;
pub use icon::{Icon, Picture};
pub use item_list::ItemList;
pub use last_call::LastCallPanel;
pub use legend::Legend;
pub use modal::Modal;
pub use new_backup::NewBackup;
pub use new_table::NewTable;
pub use next_step::NextStep;
pub use progress::Progress;
pub use restore_dialog::RestoreDialog;
pub use scale::Scale;
pub use status::Status;
pub use table_list::TableList;
pub use tabs::{Tab, Tabs};
pub use timeline::Timeline;
pub use top_bar::TopBar;
pub use verdicts::Verdicts;
pub use window_table::WindowTable;
pub use write_item::WriteItem;
