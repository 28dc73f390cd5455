//! A3: the same seed and the same calls give the same bytes; the browser asserts the same constant. Also A4.

use timemark_tests::{scenario, workload};

#[test]
fn the_scenario_gives_its_golden_digest() {
    assert_eq!(scenario::digest(), scenario::GOLDEN);
}

#[test]
fn the_scenario_in_two_regions_gives_its_golden_digest() {
    assert_eq!(scenario::digest_of_regions(), scenario::GOLDEN_OF_REGIONS);
}

#[test]
fn a_run_repeated_is_the_same_run() {
    for seed in [3, 5] {
        let run = || workload::run(seed, 60).expect("every promise holds");
        let (one, two) = (run(), run());
        assert_eq!(one.engine.digest(), two.engine.digest(), "seed {seed}");
        assert_eq!(one.engine.now(), two.engine.now(), "seed {seed}");
        assert_eq!(one.seen, two.seen, "seed {seed}");
    }
}

#[test]
fn another_seed_is_another_run() {
    let digest = |seed| workload::run(seed, 40).expect("every promise holds").engine.digest();
    assert_ne!(digest(101), digest(102));
}
