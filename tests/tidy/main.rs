//! Tidy: the rules of ARCHITECTURE.md that can be read from the sources. A rule that is not tested is not a rule.
//!
//! One module for each rule. Each has a `check` from the [`Tree`] of the project's files to failures, `file:line:
//! sentence`, and unit tests on planted text that show it failing. To add a rule, add a module and a line in the list
//! below.
//!
//! Checked elsewhere: the layout, by the step `fmt` of `cargo xtask test`, which runs rustfmt over every file; and what
//! determinism forbids beyond imports, by `core/clippy.toml`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod paths;
mod source;
mod tree;

mod backends;
mod circles;
mod citations;
mod decisions;
mod floors;
mod leftovers;
mod length;
mod map;
mod modules;
mod tests_named;
mod text;
mod words;

use tree::Tree;

/// Defines the list of rules, a test for each.
macro_rules! rules {
    ($($rule:ident: $check:expr;)+) => {
        $(
            #[test]
            fn $rule() {
                let failures = ($check)(&Tree::read());
                assert!(failures.is_empty(), "{} failures:\n{}\n", failures.len(), failures.join("\n"));
            }
        )+
    };
}

rules! {
    imports_lead_only_to_floors_below: floors::check;
    operations_do_not_know_each_other: floors::check_operations;
    modules_stand_in_no_circle: circles::check;
    backends_are_named_in_one_place: backends::check;
    decisions_only_read_the_state: decisions::check_decide;
    a_status_changes_only_in_lifecycle: decisions::check_status;
    the_code_map_is_whole: map::check;
    every_rust_file_is_compiled: modules::check;
    lists_of_modules_are_whole: modules::check_whole;
    words_are_the_fields: words::check;
    files_hold_one_idea: length::check;
    nothing_is_left_half_done: leftovers::check;
    texts_are_clean: text::check;
    tests_that_documents_name_exist: tests_named::check;
    citations_lead_somewhere: |_: &Tree| citations::check(&tree::root());
}
