//! The lab files that were kept open in a browser as the labs that they were.

use timemark_tests::golden;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_golden_file_opens_as_the_lab_that_it_was() {
    golden::check(golden::FORMAT_1, golden::ANSWERS_1);
    golden::check_followed(golden::FORMAT_1, golden::ANSWERS_1);
    golden::check(golden::FORMAT_1_POSITIONS, golden::ANSWERS_1);
    assert!(golden::written().0 == golden::FORMAT_1_POSITIONS, "the same bytes as natively");
}
