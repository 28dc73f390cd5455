#![allow(clippy::expect_used, reason = "a test fails by a panic")]

use super::*;

fn call(wait_ms: u64, operation: &str, body: &str, marks: u8) -> LinkCall {
    LinkCall { wait_ms, operation: operation.to_owned(), body: body.to_owned(), marks }
}

fn small() -> Link {
    let calls = vec![
        call(0, "CreateTable", r#"{"TableName":"Music"}"#, 0),
        call(10_000, "PutItem", "not JSON, nor one line\n", LinkCall::SAME_STEP | LinkCall::GENERATED),
    ];
    Link { lab: r#"{"Seed":1,"Now":1795357320}"#.to_owned(), calls, rest_ms: 400 }
}

/// What a link of this version holds, packed as one.
fn packed(bytes: &[u8]) -> String {
    format!("v1.{}", URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(bytes, LEVEL)))
}

fn encoded(link: &Link) -> Vec<u8> {
    minicbor::to_vec(link).expect("a vector takes everything")
}

#[test]
fn a_link_comes_back_as_it_was() {
    let fragment = small().to_fragment();
    assert!(fragment.starts_with("v1."));
    let is_safe = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
    assert!(fragment.chars().all(is_safe), "nothing in it is changed by a mail program or a browser: {fragment}");
    assert_eq!(Link::of_fragment(&fragment), Some(Ok(small())));
}

#[test]
fn other_fragments_are_no_links() {
    for fragment in ["", "main", "v", "v.", "vx.y", "view.1", "V1.abc"] {
        assert_eq!(Link::of_fragment(fragment), None, "{fragment}");
    }
}

#[test]
fn links_that_are_not_whole_are_refused() {
    let fragment = small().to_fragment();
    for end in 3..fragment.len() {
        assert_eq!(Link::of_fragment(&fragment[..end]), Some(Err(LinkError::Damaged)), "cut at {end}");
    }
    for fragment in ["v1.", "v1.====", "v1.ä", "v1.AAAA", "v01.eNo"] {
        let read = Link::of_fragment(fragment);
        assert!(matches!(read, Some(Err(LinkError::Damaged | LinkError::Newer))), "{fragment}: {read:?}");
    }
    assert_eq!(Link::of_fragment("v2.anything"), Some(Err(LinkError::Newer)));
    let reset = Link { calls: vec![call(0, "ResetLab", "{}", 0)], ..small() };
    let followed = [encoded(&small()), vec![0]].concat();
    let centuries = Link { rest_ms: WAIT_MS_MAX, ..small() };
    for bytes in [encoded(&reset), followed, encoded(&centuries), vec![], vec![0x80], vec![0xf6]] {
        assert_eq!(Link::of_fragment(&packed(&bytes)), Some(Err(LinkError::Damaged)), "{bytes:?}");
    }
}

#[test]
fn a_link_that_holds_more_than_the_bounds_is_refused() {
    let long = format!("v1.{}", "A".repeat(READ_CHARS_MAX + 1));
    assert_eq!(Link::of_fragment(&long), Some(Err(LinkError::TooLong)));
    // A bomb: some bytes that unpack to very many.
    let bomb = packed(&vec![0; UNPACKED_BYTES_MAX + 1]);
    assert!(bomb.len() < 2_000);
    assert_eq!(Link::of_fragment(&bomb), Some(Err(LinkError::TooLong)));
    let many = |count| Link { calls: vec![call(0, "ListTables", "{}", 0); count], ..small() };
    assert_eq!(Link::of_fragment(&many(CALLS_MAX + 1).to_fragment()), Some(Err(LinkError::TooLong)));
    assert_eq!(Link::of_fragment(&many(CALLS_MAX).to_fragment()), Some(Ok(many(CALLS_MAX))));
}

/// Members that a later version adds at an end are passed over by this one.
#[test]
fn members_can_be_added() {
    let mut bytes = Vec::new();
    let mut encoder = minicbor::Encoder::new(&mut bytes);
    encoder.array(4).and_then(|to| to.str("{}")).and_then(|to| to.array(1)).expect("written");
    encoder.array(5).and_then(|to| to.u8(7)).and_then(|to| to.str("ListTables")).expect("written");
    encoder.str("{}").and_then(|to| to.u8(0)).and_then(|to| to.bool(true)).expect("written");
    encoder.u8(9).and_then(|to| to.array(2)).and_then(|to| to.u8(1)).and_then(|to| to.null()).expect("written");
    let read = Link { lab: "{}".to_owned(), calls: vec![call(7, "ListTables", "{}", 0)], rest_ms: 9 };
    assert_eq!(Link::of_fragment(&packed(&bytes)), Some(Ok(read)));
}

/// A generator of pseudo-random numbers: splitmix64.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// A number that is given in the environment.
fn given(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// Hostile links: changed at the level of the text, of the packed bytes, and of what they unpack to. `FUZZ` says how many,
/// `SEED` which.
#[test]
fn no_link_makes_the_page_panic() {
    let links = given("FUZZ").unwrap_or(20_000);
    let mut rng = Rng(given("SEED").unwrap_or(16));
    let seeds = [encoded(&small()), encoded(&Link { calls: vec![small().calls[0].clone(); 40], ..small() })];
    let mut opened = 0;
    for _ in 0..links {
        let mut bytes = seeds[rng.below(seeds.len())].clone();
        let level = rng.below(3);
        if level == 0 {
            mutate(&mut bytes, &mut rng);
        }
        let mut bytes = compress_to_vec_zlib(&bytes, 1);
        if level == 1 {
            mutate(&mut bytes, &mut rng);
        }
        let mut text = URL_SAFE_NO_PAD.encode(&bytes).into_bytes();
        if level == 2 {
            mutate(&mut text, &mut rng);
        }
        let read = Link::of_fragment(&format!("v1.{}", String::from_utf8_lossy(&text)));
        let read = read.expect("it names its version");
        if let Ok(link) = read {
            opened += 1;
            let held: usize = link.calls.iter().map(|call| call.operation.len() + call.body.len()).sum();
            assert!(held + link.lab.len() <= UNPACKED_BYTES_MAX);
        }
    }
    // Some changes are of what a text says.
    assert!(opened > links / 200 && opened < links / 2, "{opened} of {links}");
}

fn mutate(bytes: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..=rng.below(4) {
        let at = rng.below(bytes.len().max(1)).min(bytes.len());
        match rng.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, rng.next() as u8),
            // A CBOR head that promises very many.
            2 => drop(bytes.splice(at..at, [0x9b, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
            3 => bytes.extend_from_within(at..),
            _ => bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << (at % 8)),
        }
        bytes.truncate(100_000);
    }
}
