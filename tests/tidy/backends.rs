//! Interfaces of a host, a browser or a script are used in one place each.

use crate::paths::paths;
use crate::source::words;
use crate::tree::Tree;

/// Names that only some files of a folder may use.
const WORDS: &[(&str, &str, &[&str], &str)] = &[
    ("web/", "web_sys", &["web/src/hooks/", "web/tests/"], "the browser is named in web/src/hooks only"),
    ("core/", "web_sys", &[], "the engine knows no browser"),
    ("server/", "web_sys", &[], "the server knows no browser"),
    ("core/", "wasm_bindgen", &["core/src/wasm.rs"], "JavaScript is named in core/src/wasm.rs only"),
    ("web/src/", "engine().state()", &[], "the page looks at the engine by lab::view"),
    ("web/src/", "engine.state()", &[], "the page looks at the engine by lab::view"),
];

/// Modules of other crates that a folder must not import.
const MODULES: &[(&str, &str, &str, &str)] = &[
    ("web/", "timemark_core", "state", "the page looks at the engine by lab::view"),
    ("core/src/", "std", "time", "time enters by Engine::advance_to"),
    ("core/src/", "std", "thread", "the host owns concurrency"),
    ("core/src/", "std", "fs", "the host reads and writes"),
    ("core/src/", "std", "net", "the host has the sockets"),
    ("core/src/", "std", "env", "settings enter by Options"),
];

/// Fails if a name is used outside of its place.
pub fn check(tree: &Tree) -> Vec<String> {
    let mut failures = Vec::new();
    for (folder, word, homes, why) in WORDS {
        for (file, source) in tree.sources(folder) {
            if homes.iter().any(|home| file.path.starts_with(home)) {
                continue;
            }
            failures.extend(words(&source.code, word).map(|at| file.at(at, &format!("`{word}` is named here: {why}"))));
        }
    }
    for (folder, root, module, why) in MODULES {
        for (file, source) in tree.sources(folder) {
            for path in paths(&source.code, root) {
                if path.names.first().is_some_and(|name| name == module) {
                    failures.push(
                        file.at(path.offset, &format!("`{root}::{}` is named here: {why}", path.names.join("::"))),
                    );
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
    fn names_out_of_their_place_fail() {
        let tree = Tree::planted(&[
            ("web/src/hooks/focus.rs", "use web_sys::Element;\n"),
            (
                "web/src/app.rs",
                "// web_sys is for hooks\nuse web_sys::Element;\nuse timemark_core::{Engine, state::State};\n",
            ),
            ("web/src/look.rs", "fn f(engine: &Engine) { engine.state(); moment.engine().state(); }\n"),
            ("core/src/wasm.rs", "use wasm_bindgen::prelude::*;\n"),
            ("core/src/wire.rs", "use wasm_bindgen::prelude::*;\n"),
            (
                "core/src/engine.rs",
                "use std::{collections::BTreeMap, time::Instant};\nfn f() { std::thread::yield_now() }\n",
            ),
            (
                "core/src/log.rs",
                "#[cfg(test)]\nmod tests { use std::fs; }\nfn f() { std::fs::read(x); std::net::x(); std::env::x() }\n",
            ),
        ]);
        assert_eq!(
            check(&tree),
            [
                "web/src/app.rs:2: `web_sys` is named here: the browser is named in web/src/hooks only",
                "core/src/wire.rs:1: `wasm_bindgen` is named here: JavaScript is named in core/src/wasm.rs only",
                "web/src/look.rs:1: `engine().state()` is named here: the page looks at the engine by lab::view",
                "web/src/look.rs:1: `engine.state()` is named here: the page looks at the engine by lab::view",
                "web/src/app.rs:3: `timemark_core::state::State` is named here: the page looks at the engine by lab::view",
                "core/src/engine.rs:1: `std::time::Instant` is named here: time enters by Engine::advance_to",
                "core/src/engine.rs:2: `std::thread::yield_now` is named here: the host owns concurrency",
                "core/src/log.rs:3: `std::fs::read` is named here: the host reads and writes",
                "core/src/log.rs:3: `std::net::x` is named here: the host has the sockets",
                "core/src/log.rs:3: `std::env::x` is named here: settings enter by Options",
            ]
        );
    }
}
