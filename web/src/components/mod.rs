//! The components of the page: a folder a part of it, one component a file, its styles beside it.
//!
//! ```text
//!   App ─┬─ header: TopBar ── Clock
//!        ├─ notices: NextStep, ProgressBanner
//!        ├─ side: TableList, GeneratorPanel, WindowPanel
//!        ├─ timeline: Timeline
//!        ├─ panels: Tabs, ItemList ── QueryForm, BackupList ── BackupFilter, WindowTable, CallList ── Console, CodeTab
//!        ├─ call: CallPanel
//!        └─ dialogs: …Dialog ── Modal
//!   controls: what all of them are made of
//! ```

pub mod call;
pub mod controls;
pub mod dialogs;
pub mod header;
pub mod labels;
pub mod notices;
pub mod panels;
pub mod side;
pub mod timeline;
