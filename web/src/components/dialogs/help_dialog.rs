//! The shortcuts.

use crate::components::controls::Modal;
use yew::prelude::*;

/// Keys and what they do.
const KEYS: [(&str, &str); 17] = [
    ("Space", "let time run, or stand"),
    (".", "one second later"),
    ("n", "to the next event"),
    ("j", "jump to…"),
    ("b", "back the table up, now"),
    ("i", "put an item"),
    ("w", "ten writes"),
    ("g", "generator on or off"),
    ("r", "restore the backup that is looked at"),
    ("e", "examples"),
    ("Ctrl Z", "undo"),
    ("Ctrl Shift Z", "redo"),
    ("1 … 5", "the tabs"),
    ("+ − 0", "zoom in, out, fit"),
    ("[ ]", "earlier, later on the time line"),
    ("← →", "on the time line: from write to write"),
    ("?", "this help"),
];

/// What the page is, and all shortcuts.
#[component]
pub fn HelpDialog() -> Html {
    html! {
        <Modal title="Timemark" is_wide=true>
            <p>
                { "DynamoDB’s on-demand backup, in your browser. A request for a backup notes the moment T; the backup is made \
                   later, from the last full snapshot and the changes up to T. What was committed a minute before T or \
                   earlier is certainly in; what is committed more than a minute after is certainly out; what lies between \
                   may be in or not, partition by partition." }
            </p>
            <p>
                { "The clock is virtual: it stands until you let it run, and undo takes it back. Nothing is sent anywhere, \
                   and nothing is kept when you close the page." }
            </p>
            <h3>{ "Keys" }</h3>
            <p class="quiet">{ "They count while you do not type into a field." }</p>
            <dl class="keys">
                for (key, meaning) in KEYS {
                    <div><dt><kbd>{ key }</kbd></dt><dd>{ meaning }</dd></div>
                }
            </dl>
        </Modal>
    }
}
