//! Decisions read the state and lifecycles change statuses.

use crate::source::words;
use crate::tree::Tree;

/// Fails for a function named `decide`, or `decide_…` with a state, that could change what it decides about.
pub fn check_decide(tree: &Tree) -> Vec<String> {
    let (mut failures, mut count) = (Vec::new(), 0);
    for (file, source) in tree.sources("core/src/") {
        for (at, _) in source.code.match_indices("fn decide") {
            let signature = source.code[at..].split(['{', ';']).next().unwrap_or_default();
            // Helpers of an operation may take a table instead of the state; that must be shared too.
            count += usize::from(signature.contains("&State"));
            if signature.contains("&mut") {
                failures.push(file.at(at, "a decision takes what it decides about by `&`, never by `&mut`"));
            } else if signature.starts_with("fn decide(") && !signature.contains('&') {
                failures.push(file.at(at, "`decide` takes `&State`"));
            }
        }
    }
    if count == 0 {
        failures.push("core/src:1: no `fn decide` with a `&State` was found: this rule would pass on nothing".into());
    }
    failures
}

/// The types of lifecycle states.
const STATES: [&str; 4] = ["TableState", "IndexState", "BackupState", "StreamState"];
/// The initial states, which the structure that begins a lifecycle may contain.
const FIRST: [&str; 2] = ["Creating", "Enabling"];
/// The members that hold such a state.
const MEMBERS: [&str; 2] = ["state", "status"];
const HOME: &str = "core/src/state/lifecycle.rs";

/// Fails if a status is assigned by anything other than a function of `state/lifecycle.rs`. The check is textual: the
/// right side of `x.status = …` must begin with `lifecycle::`, and a structure must begin with an initial state.
pub fn check_status(tree: &Tree) -> Vec<String> {
    let mut failures = Vec::new();
    if !tree.files.iter().any(|file| file.path == HOME) {
        failures.push(format!("{HOME}:1: this file is not there: this rule would pass on nothing"));
    }
    for (file, source) in tree.sources("core/src/").iter().filter(|(file, _)| file.path != HOME) {
        let code = &source.code;
        for member in MEMBERS {
            for at in words(code, member) {
                let after = code[at + member.len()..].trim_start();
                let assigned = after.strip_prefix('=').filter(|value| !value.starts_with(['=', '>']));
                let is_lifecycle =
                    |value: &str| value.trim_start().trim_start_matches("crate::state::").starts_with("lifecycle::");
                if code[..at].ends_with('.') && assigned.is_some_and(|value| !is_lifecycle(value)) {
                    failures.push(
                        file.at(at, &format!("`{member}` is assigned here: only `lifecycle::…` says what comes next")),
                    );
                }
                let given = after.strip_prefix(':').map(str::trim_start).unwrap_or_default();
                for name in STATES {
                    let place = given.strip_prefix(name).and_then(|rest| rest.strip_prefix("::"));
                    if place.is_some_and(|place| !FIRST.iter().any(|first| place.starts_with(first))) {
                        failures.push(file.at(at, &format!("a life begins here with a later {name} than its first")));
                    }
                }
            }
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_that_could_change_the_state_fail() {
        let tree = Tree::planted(&[
            ("core/src/a.rs", "fn decide(self, state: &State, now: Timestamp) -> X {}\nfn decide_all(x: &[A]) {}\n"),
            ("core/src/b.rs", "\nfn decide(self, state: &mut State) -> X {}\nfn decide(self, state: State) -> X {}\n"),
        ]);
        assert_eq!(
            check_decide(&tree),
            [
                "core/src/b.rs:2: a decision takes what it decides about by `&`, never by `&mut`",
                "core/src/b.rs:3: `decide` takes `&State`",
            ]
        );
        assert_eq!(check_decide(&Tree::planted(&[])).len(), 1);
    }

    #[test]
    fn statuses_assigned_elsewhere_fail() {
        let tree = Tree::planted(&[
            (HOME, "fn f() { x.status = BackupState::Deleted; }"),
            (
                "core/src/state/backup.rs",
                "x.status = lifecycle::backup(x.status, step);\nB { status: BackupState::Creating };\nif x.status == y {}\n",
            ),
            (
                "core/src/state/table.rs",
                "self.state = TableState::Active;\nT { state: TableState::Active };\nx.status = y;\n",
            ),
        ]);
        assert_eq!(
            check_status(&tree),
            [
                "core/src/state/table.rs:1: `state` is assigned here: only `lifecycle::…` says what comes next",
                "core/src/state/table.rs:2: a life begins here with a later TableState than its first",
                "core/src/state/table.rs:3: `status` is assigned here: only `lifecycle::…` says what comes next",
            ]
        );
        assert_eq!(check_status(&Tree::planted(&[])).len(), 1);
    }
}
