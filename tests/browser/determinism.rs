//! A3 in a browser: the scenario gives the same digest as natively.

use timemark_tests::scenario;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_scenario_gives_its_golden_digest() {
    assert_eq!(scenario::digest(), scenario::GOLDEN);
    assert_eq!(scenario::digest_of_regions(), scenario::GOLDEN_OF_REGIONS);
}
