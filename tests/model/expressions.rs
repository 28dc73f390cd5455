//! Expressions against the simplest code with the same meaning. `SEED=17` draws one case again.

use std::time::{Duration, Instant};
use timemark_core::expression as engine;
use timemark_core::expression::ExpressionKind;
use timemark_core::{AttributeValue, Attributes, ByName, Item};
use timemark_tests::Rng;
use timemark_tests::expression::{Condition, Projection, Rendered, Update, item, same};

/// Runs a case for each seed, or for the one of the environment.
pub fn each_seed(cases: u64, case: impl Fn(&mut Rng)) {
    if let Ok(seed) = std::env::var("SEED") {
        return case(&mut Rng::new(seed.parse().unwrap()));
    }
    for seed in 0..cases {
        let run = std::panic::AssertUnwindSafe(|| case(&mut Rng::new(seed)));
        if let Err(failure) = std::panic::catch_unwind(run) {
            eprintln!("SEED={seed} shows it again");
            std::panic::resume_unwind(failure);
        }
    }
}

fn same_items(one: &Attributes, two: &Attributes) -> bool {
    same(&AttributeValue::M(one.clone()), &AttributeValue::M(two.clone()))
}

#[test]
fn conditions_hold_when_they_should() {
    let (held, failed) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    each_seed(30_000, |rng| {
        let attributes = item(rng);
        let condition = Condition::draw(rng, &attributes, 3);
        let mut rendered = Rendered::new(rng);
        condition.render(&mut rendered);
        let kind = ExpressionKind::Filter;
        let parsed = rendered.parsed(kind, |text, placeholders| engine::Condition::parse(kind, text, placeholders));
        let parsed = parsed.unwrap_or_else(|error| panic!("{error}: {rendered:?}"));
        let expected = condition.holds(&attributes);
        let stored = Item::new(&attributes).unwrap();
        assert_eq!(parsed.holds(Some(&stored)), expected, "{rendered:?} of {attributes:?}");
        let absent = condition.holds(&Attributes::new());
        assert_eq!(parsed.holds(None), absent, "{rendered:?} of no item");
        let count = if expected { &held } else { &failed };
        count.set(count.get() + 1);
    });
    if std::env::var("SEED").is_err() {
        let (held, failed) = (held.get(), failed.get());
        assert!(held > 5_000 && failed > 5_000, "both must be seen often: {held} held, {failed} did not");
    }
}

#[test]
fn updates_make_what_they_should() {
    let (made, refused) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    each_seed(30_000, |rng| {
        let attributes = item(rng);
        let update = Update::draw(rng, &attributes);
        let mut rendered = Rendered::new(rng);
        update.render(&mut rendered);
        let parsed = rendered.parsed(ExpressionKind::Update, engine::Update::parse);
        let parsed = parsed.unwrap_or_else(|error| panic!("{error}: {rendered:?}"));
        let stored = Item::new(&attributes).unwrap();
        match (parsed.apply(Some(&stored), &Attributes::new()), update.apply(&attributes)) {
            (Ok(new), Ok(expected)) => {
                assert!(
                    same_items(&new.to_attributes(), &expected),
                    "{rendered:?} of {attributes:?}: {new:?} {expected:?}"
                );
                assert_eq!(Ok(new), Item::new(&expected), "canonical, and of the right size: {rendered:?}");
                made.set(made.get() + 1);
            }
            (Err(_), Err(_)) => refused.set(refused.get() + 1),
            (found, expected) => panic!("{rendered:?} of {attributes:?}: {found:?}, not {expected:?}"),
        }
    });
    if std::env::var("SEED").is_err() {
        let (made, refused) = (made.get(), refused.get());
        assert!(made > 5_000 && refused > 5_000, "both must be seen often: {made} made, {refused} refused");
    }
}

#[test]
fn projections_leave_what_they_should() {
    each_seed(20_000, |rng| {
        let attributes = item(rng);
        let projection = Projection::draw(rng, &attributes);
        let mut rendered = Rendered::new(rng);
        projection.render(&mut rendered);
        let parsed = rendered.parsed(ExpressionKind::Projection, engine::Projection::parse);
        let parsed = parsed.unwrap_or_else(|error| panic!("{error}: {rendered:?}"));
        let stored = Item::new(&attributes).unwrap();
        assert_eq!(Ok(parsed.of(&stored)), Item::new(&projection.of(&attributes)), "{rendered:?} of {attributes:?}");
    });
}

/// Texts of any kind, and valid ones with errors: each is parsed or refused in reasonable time.
#[test]
fn garbage_is_refused_in_time() {
    const PIECES: [&str; 32] = [
        "a",
        "b.c",
        "#n",
        ":v",
        ":w",
        "size",
        "NOT",
        "AND",
        "OR",
        "BETWEEN",
        "IN",
        "SET",
        "REMOVE",
        "ADD",
        "DELETE",
        "(",
        ")",
        "[",
        "]",
        "[0]",
        ".",
        ",",
        "=",
        "<>",
        "<=",
        "+",
        "-",
        "if_not_exists(",
        "list_append(",
        "attribute_exists(",
        "é",
        "\0",
    ];
    let names = ByName::from_iter([("#n".to_owned(), "n".to_owned())]);
    let values = Attributes::from_iter([(":v".to_owned(), 1.into()), (":w".to_owned(), "w".into())]);
    each_seed(20_000, |rng| {
        let text = if rng.percent(50) {
            let length = if rng.percent(5) { 1_000 } else { 12 };
            let pieces = (0..rng.below(length)).map(|_| *rng.pick(&PIECES)).collect::<Vec<_>>();
            pieces.join(if rng.percent(50) { " " } else { "" })
        } else {
            let attributes = item(rng);
            let mut rendered = Rendered::new(rng);
            match rng.below(3) {
                0 => Condition::draw(rng, &attributes, 3).render(&mut rendered),
                1 => Update::draw(rng, &attributes).render(&mut rendered),
                _ => Projection::draw(rng, &attributes).render(&mut rendered),
            }
            let mut characters: Vec<char> = rendered.text.chars().collect();
            for _ in 0..1 + rng.below(3) {
                let place = rng.below(characters.len() as u64 + 1) as usize;
                match rng.below(3) {
                    0 => characters.insert(place, *rng.pick(&['(', ')', '.', ',', ' ', '#', ':', '9', 'z', '[', '日'])),
                    1 => characters.truncate(place),
                    _ => drop(characters.get(place).is_some().then(|| characters.remove(place))),
                }
            }
            characters.into_iter().collect()
        };
        let start = Instant::now();
        let kinds = [
            ExpressionKind::Condition,
            ExpressionKind::KeyCondition,
            ExpressionKind::Projection,
            ExpressionKind::Update,
        ];
        let mut placeholders =
            engine::Placeholders::new(Some(&names), Some(&values), &kinds.map(|kind| (kind, true))).unwrap();
        let refusals = [
            engine::Condition::parse(ExpressionKind::Condition, &text, &mut placeholders).err(),
            engine::KeyCondition::parse(&text, &mut placeholders).err(),
            engine::Projection::parse(&text, &mut placeholders).err(),
            engine::Update::parse(&text, &mut placeholders).err(),
        ];
        for error in refusals.into_iter().flatten() {
            assert_eq!(error.name(), "ValidationException", "{text}");
            assert!(error.to_string().len() < 2 * text.len() + 300, "{text}: {error}");
        }
        assert!(start.elapsed() < Duration::from_millis(500), "{text}");
    });
}
