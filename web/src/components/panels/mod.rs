//! The tabs beneath the time line, and what each shows.

mod backup_filter;
mod backup_list;
mod call_list;
mod code_tab;
mod console;
mod item_list;
mod query_form;
mod references;
mod tabs;
mod window_table;

pub use backup_filter::BackupFilter;
pub use backup_list::BackupList;
pub use call_list::CallList;
pub use code_tab::CodeTab;
pub use console::Console;
pub use item_list::ItemList;
pub use query_form::QueryForm;
use references::references;
pub use tabs::Tabs;
pub use window_table::WindowTable;
