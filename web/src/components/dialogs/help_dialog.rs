//! The shortcuts.

use crate::components::controls::Modal;
use yew::prelude::*;

/// Keys and what they do.
const KEYS: [(&str, &str); 15] = [
    ("Space", "run or pause the clock"),
    (".", "one second later"),
    ("n", "to the next event"),
    ("j", "jump to…"),
    ("b", "back up the table now"),
    ("i", "put an item"),
    ("w", "ten writes"),
    ("g", "generator on or off"),
    ("r", "restore the chosen backup"),
    ("e", "examples"),
    ("Ctrl Z", "undo"),
    ("Ctrl Shift Z", "redo"),
    ("1 … 5", "the tabs"),
    ("[ ]", "earlier, later on the time line"),
    ("?", "this help"),
];

/// Keys and what they do while the time line has the focus. `+`, `−` and `0` do it everywhere.
const LINE_KEYS: [(&str, &str); 9] = [
    ("← →", "from write to write"),
    ("Home End", "the first, the last write"),
    ("Enter", "keep the card, or let it go"),
    ("Esc", "away with the card"),
    ("Shift ← →", "earlier, later"),
    ("+ −", "zoom in, out"),
    ("0", "around T"),
    ("f", "from the first write to now"),
    ("Backspace", "what was shown before"),
];

/// What mouse and fingers do on the time line.
const GESTURES: [(&str, &str); 6] = [
    ("Drag T", "another moment for the request"),
    ("Drag", "select a stretch; a finger moves it"),
    ("Wheel, pinch", "zoom; sideways: earlier, later"),
    ("Click", "keep the card of a write"),
    ("Double click", "what was shown before"),
    ("Drag ▲", "another moment for the page"),
];

/// The words of the page.
const TERMS: [(&str, &str); 9] = [
    ("T", "The time marker: the moment at which a backup is requested."),
    ("Partition", "A part of a table. DynamoDB spreads a table’s items over several by their partition keys."),
    ("Cut", "Where a backup ends in one partition: what was committed there before it is in."),
    ("Window", "The minute before T and the minute after, in which the cuts may lie."),
    ("Verdict", "What is promised of a write before the cuts are known: certainly in, maybe, certainly out."),
    (
        "USER, SYSTEM, AWS_BACKUP",
        "A backup that you asked for; of a deleted table with PITR, kept 35 days; by AWS Backup.",
    ),
    ("PITR", "Point-in-time recovery: a table can be restored to any second of the last 1 to 35 days."),
    ("Generator", "Writes at random to one table while the clock runs."),
    ("Set aside", "What was done after the moment that you went back to and changed. It can be taken back once."),
];

/// What the page is, its words, and all shortcuts.
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
                { "The clock is virtual: it is paused until you run it, and Undo goes back. Nothing is sent anywhere: what \
                   you do is stored in this browser, and Lab saves it as a file." }
            </p>
            <h3>{ "Glossary" }</h3>
            <dl class="keys glossary">
                for (term, meaning) in TERMS {
                    <div><dt>{ term }</dt><dd>{ meaning }</dd></div>
                }
            </dl>
            <h3>{ "Keys" }</h3>
            <p class="quiet">{ "They count while you do not type into a field." }</p>
            { keys(&KEYS) }
            <h3>{ "On the time line" }</h3>
            { keys(&LINE_KEYS) }
            { keys(&GESTURES) }
        </Modal>
    }
}

fn keys(keys: &[(&'static str, &'static str)]) -> Html {
    html! {
        <dl class="keys">
            for (key, meaning) in keys.iter().copied() {
                <div><dt><kbd>{ key }</kbd></dt><dd>{ meaning }</dd></div>
            }
        </dl>
    }
}
