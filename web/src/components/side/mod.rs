//! The side of the page: the tables, the generator of writes, and the consistency window.

mod generator_panel;
mod table_list;
mod window_panel;

pub use generator_panel::GeneratorPanel;
pub use table_list::TableList;
pub use window_panel::WindowPanel;
