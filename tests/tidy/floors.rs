//! The floors of the engine and of the page: each imports only from those below it.

use crate::circles::{Import, imports};
use crate::source::words;
use crate::tree::Tree;

/// A folder of sources and its floors, from the top.
struct House {
    folder: &'static str,
    floors: &'static [&'static [&'static str]],
}

/// All houses. A module belongs to the longest name here that its path begins with. Modules on the same floor may
/// import from each other, as long as there is no circle (`circles.rs`).
const HOUSES: &[House] = &[
    House {
        folder: "core/src/",
        floors: &[
            // The declarations for TypeScript are a program over the list of operations, and so above it.
            &["wasm", "wire", "typescript"],
            &["dispatch"],
            // A client of the engine, as the page and the tests are.
            &["lab"],
            &["engine", "scheduler"],
            &["operations"],
            &["operations::operation"],
            &["expression"],
            &["journal"],
            &["state", "faults"],
            &["model"],
            &["item"],
            &["json", "codec", "time", "entropy", "limits", "planted", "sorting"],
        ],
    },
    House {
        folder: "web/src/",
        floors: &[
            &["app"],
            &["components"],
            &["hooks", "forms"],
            &["model"],
            &["calls"],
            &["item", "format", "shared"],
        ],
    },
];

/// Imports that lead downwards and are forbidden nevertheless.
const NEVER: &[(&str, &str, &str)] = &[("state", "json", "the state does not know how anything looks on the wire")];

/// Fails if a module imports from a floor above, or is on none.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut failures: Vec<String> = HOUSES.iter().flat_map(|house| check_house(tree, house)).collect();
    // A `use` of several names of one module counts as one failure.
    failures.dedup();
    failures
}

fn check_house(tree: &Tree, house: &House) -> Vec<String> {
    let mut failures = Vec::new();
    for Import { file, offset, from, to } in imports(tree, house.folder) {
        let (Some(importing), Some(imported)) = (house.unit(&from), house.unit(&to)) else {
            let unknown = if house.unit(&from).is_none() { from } else { to };
            failures
                .push(file.at(offset, &format!("`{unknown}` stands on no floor: give it one in tests/tidy/floors.rs")));
            continue;
        };
        if house.floor(imported) < house.floor(importing) {
            failures.push(file.at(offset, &format!("`{from}` imports `{to}`, which is a floor above it")));
        }
        for (above, below, why) in NEVER {
            if importing == *above && imported == *below {
                failures.push(file.at(offset, &format!("`{from}` imports `{to}`: {why}")));
            }
        }
    }
    failures
}

impl House {
    /// The entry of the table that a module belongs to.
    fn unit(&self, module: &str) -> Option<&'static str> {
        let is_under =
            |name: &&str| module.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        self.floors.iter().copied().flatten().copied().filter(is_under).max_by_key(|name| name.len())
    }

    /// The number of the floor of an entry, 0 for the top.
    fn floor(&self, unit: &str) -> Option<usize> {
        self.floors.iter().position(|floor| floor.contains(&unit))
    }
}

/// The entry of the table that a module of a folder belongs to; `None` if the folder has no floors or the module is on
/// none.
pub fn unit(folder: &str, module: &str) -> Option<&'static str> {
    HOUSES.iter().find(|house| house.folder == folder)?.unit(module)
}

const CORE: &str = "core/src/";

/// Fails if a file of `operations` names another operation's input or module: operations never call operations. What
/// several need is in a file that is not an operation itself. A `mod.rs` may declare and list them.
pub fn check_operations(tree: &Tree) -> Vec<String> {
    let sources = tree.sources("core/src/operations/");
    // Where the operation of an input is implemented: `impl Operation for CreateBackupInput`.
    let mut inputs = Vec::new();
    for (file, source) in &sources {
        for at in words(&source.code, "Operation for").filter(|at| source.code[..*at].ends_with("impl ")) {
            let name: String =
                source.code[at + "Operation for ".len()..].chars().take_while(|c| c.is_alphanumeric()).collect();
            inputs.push((name, file.path.as_str()));
        }
    }
    let mut failures = Vec::new();
    if inputs.is_empty() {
        failures
            .push("core/src/operations:1: no `impl Operation for …` was found: this rule would pass on nothing".into());
    }
    for (file, source) in &sources {
        let is_other =
            |home: &str| home != file.path && !is_part_of(&file.path, home) && !file.path.ends_with("/mod.rs");
        for (input, home) in inputs.iter().filter(|(_, home)| is_other(home)) {
            for at in words(&source.code, input) {
                failures.push(
                    file.at(at, &format!("`{input}` is the operation of {home}: operations never call operations")),
                );
            }
        }
    }
    failures.extend(imports_of_operations(tree, &inputs));
    failures
}

/// Whether a file lies in the folder of an operation that is more than one file.
fn is_part_of(path: &str, home: &str) -> bool {
    home.strip_suffix(".rs").and_then(|folder| path.strip_prefix(folder)).is_some_and(|rest| rest.starts_with('/'))
}

/// Imports that lead into an operation's own module, other than from a `mod.rs` above it.
fn imports_of_operations(tree: &Tree, inputs: &[(String, &str)]) -> Vec<String> {
    let mut failures = Vec::new();
    for Import { file, offset, from, to } in imports(tree, CORE) {
        let target = format!("{CORE}{}.rs", to.replace("::", "/"));
        let is_own = file.path == target || is_part_of(&file.path, &target);
        let is_inside = from.starts_with("operations::") && !is_own && !file.path.ends_with("/mod.rs");
        if is_inside && inputs.iter().any(|(_, home)| *home == target) {
            failures.push(
                file.at(offset, &format!("`{from}` imports from the operation `{to}`: share it in a file of its own")),
            );
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_from_above_fail() {
        let tree = Tree::planted(&[
            (
                "core/src/state/mod.rs",
                "use crate::model::{Arn, shapes::Key};\n\nfn f() { crate::operations::describe() }\n",
            ),
            ("core/src/model/mod.rs", "use crate::json;\n#[cfg(test)]\nmod tests { use crate::engine::Engine; }\n"),
            ("core/src/lab/mod.rs", "use crate::{engine, state::State, nowhere::X};\n"),
            ("core/src/operations/mod.rs", "use crate::state;\n"),
            ("core/src/operations/operation.rs", "use super::tables;\n"),
            ("core/src/operations/tables/mod.rs", "use super::operation::Operation;\n"),
            ("core/src/engine.rs", "\n"),
            ("core/src/json/mod.rs", "\n"),
        ]);
        assert_eq!(
            check(&tree),
            [
                "core/src/state/mod.rs:3: `state` imports `operations`, which is a floor above it",
                "core/src/lab/mod.rs:1: `nowhere` stands on no floor: give it one in tests/tidy/floors.rs",
                "core/src/operations/operation.rs:1: `operations::operation` imports `operations::tables`, which is a floor above it",
            ]
        );
    }

    #[test]
    fn the_page_has_floors_too() {
        let tree = Tree::planted(&[
            ("web/src/calls/mod.rs", "use crate::model::State;\nuse crate::item::Key;\n"),
            ("web/src/model/mod.rs", "use crate::calls::Request;\n"),
            ("web/src/item/mod.rs", ""),
        ]);
        assert_eq!(check(&tree), ["web/src/calls/mod.rs:1: `calls` imports `model`, which is a floor above it"]);
    }

    #[test]
    fn the_state_does_not_know_json() {
        let tree = Tree::planted(&[("core/src/state/mod.rs", "use crate::json::Json;"), ("core/src/json/mod.rs", "")]);
        assert_eq!(
            check(&tree),
            ["core/src/state/mod.rs:1: `state` imports `json`: the state does not know how anything looks on the wire"]
        );
    }

    #[test]
    fn names_of_lib_lead_to_their_modules() {
        let tree = Tree::planted(&[
            (
                "core/src/lib.rs",
                "mod engine;\nmod time;\npub use engine::{Engine, Operation};\npub use time::Timestamp;\n",
            ),
            ("core/src/engine.rs", ""),
            ("core/src/time.rs", "use crate::Engine;\n"),
            ("core/src/item/mod.rs", "use crate::Timestamp;\n"),
        ]);
        assert_eq!(check(&tree), ["core/src/time.rs:1: `time` imports `engine`, which is a floor above it"]);
    }

    #[test]
    fn operations_that_know_each_other_fail() {
        let tree = Tree::planted(&[
            ("core/src/operations/mod.rs", "list! { PutInput, GetInput }\n"),
            ("core/src/operations/put.rs", "impl Operation for PutInput {}\nfn shared() {}\n"),
            ("core/src/operations/put/refusals.rs", "use super::*;\nimpl PutInput {}\n"),
            (
                "core/src/operations/get.rs",
                "use super::put::shared;\nimpl Operation for GetInput {}\nfn f(_: PutInput) {}\n",
            ),
        ]);
        assert_eq!(
            check_operations(&tree),
            [
                "core/src/operations/get.rs:3: `PutInput` is the operation of core/src/operations/put.rs: operations never call operations",
                "core/src/operations/get.rs:1: `operations::get` imports from the operation `operations::put`: share it in a file of its own",
            ]
        );
        assert_eq!(check_operations(&Tree::planted(&[])).len(), 1);
    }
}
