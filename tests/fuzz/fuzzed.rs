//! Calls the target that the environment names with inputs that coverage guides. `cargo xtask fuzz` runs it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static TARGET: LazyLock<String> =
    LazyLock::new(|| std::env::var("TIMEMARK_FUZZED").expect("TIMEMARK_FUZZED names the target"));

fuzz_target!(|input: &[u8]| timemark_tests::fuzzed::call(&TARGET, input));
