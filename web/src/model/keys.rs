//! The shortcuts.

use crate::calls::generator::{Generator, burst};
use crate::calls::request::Request;
use crate::model::store::{Action, Dialog, State};
use crate::model::view_state::{Tab, Viewport};
use timemark_core::operations::CreateBackupInput;

/// A key that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name, or its letter.
    pub name: String,
    /// Whether Control or Command was held.
    pub is_command: bool,
    /// Whether Shift was held.
    pub is_shifted: bool,
    /// Whether a button or a link has the focus, which uses Space and Enter itself.
    pub is_on_button: bool,
}

/// The action of a key in this state; `None` if it has none.
pub fn action(state: &State, key: &Key) -> Option<Action> {
    if state.dialog().is_some() {
        return None;
    }
    let view_state = state.view_state();
    let marker = state.view().plot.as_ref().map_or(state.now(), |plot| plot.requested);
    if key.is_command {
        return match (key.name.as_str(), key.is_shifted) {
            ("z", false) => Some(Action::Undo),
            ("Z" | "z", true) | ("y", false) => Some(Action::Redo),
            _ => None,
        };
    }
    Some(match key.name.as_str() {
        " " if !key.is_on_button && state.is_running() => Action::Pause,
        " " if !key.is_on_button => Action::Run,
        "." => Action::Send(vec![Request::seconds(1.0)]),
        "n" if state.next_due().is_some() => Action::Send(vec![Request::next_event()]),
        "j" => Action::Open(Dialog::Jump),
        "e" => Action::Open(Dialog::Examples),
        "?" => Action::Open(Dialog::Help),
        "b" => Action::Send(vec![CreateBackupInput::new(view_state.table.as_deref()?, "by-key").into()]),
        "i" => {
            state.table()?;
            Action::Open(Dialog::Item(None))
        }
        "w" => Action::Send(burst(state.table()?, state.history().len() as u64)),
        "g" => Action::Generate(Generator { is_on: !state.generator().is_on, ..state.generator() }),
        "r" => Action::Open(Dialog::Restore(view_state.backup.clone()?)),
        "+" | "=" => Action::SetViewport(view_state.viewport.zoomed(50, None, marker)),
        "-" => Action::SetViewport(view_state.viewport.zoomed(200, None, marker)),
        "0" => Action::SetViewport(Viewport::default()),
        "[" => Action::SetViewport(view_state.viewport.panned(-25, marker)),
        "]" => Action::SetViewport(view_state.viewport.panned(25, marker)),
        digit => Action::Tab(*Tab::ALL.get(digit.parse::<usize>().ok()?.checked_sub(1)?)?),
    })
}
