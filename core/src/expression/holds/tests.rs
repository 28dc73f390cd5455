use super::super::tests::{item, parsed};
use super::*;
use crate::expression::ExpressionKind;

fn holds(text: &str, item: Option<&Item>) -> bool {
    let values = r#"{":s": {"S": "bé"}, ":n": {"N": "2"}, ":x": {"N": "10.0"}, ":t": {"BOOL": true}, ":b": {"B": "AQI="},
        ":ss": {"SS": ["q", "p"]}, ":l": {"L": [{"N": "2"}]}, ":m": {"S": "M"}, ":e": {"S": ""}}"#;
    let kind = ExpressionKind::Filter;
    let mut held = None;
    let _ = parsed(kind, &[], values, |placeholders| {
        held = Some(Condition::parse(kind, text, placeholders)?.holds(item));
        Ok(())
    });
    held.unwrap_or_else(|| unreachable!("{text}"))
}

#[test]
fn what_holds_and_what_does_not() {
    let item = item(
        r#"{"a": {"S": "abéc"}, "bin": {"B": "AAECAw=="}, "n": {"N": "10"}, "t": {"BOOL": true}, "z": {"NULL": true},
            "ss": {"SS": ["p", "q"]}, "ns": {"NS": ["2", "10"]}, "l": {"L": [{"N": "2"}, {"S": "bé"}, {"L": [{"N": "2"}]}]},
            "m": {"M": {"k": {"S": "bé"}, "j": {"L": [{"M": {"i": {"N": "2"}}}]}}}}"#,
    );
    for text in [
        "n = :x",
        "n > :n",
        "n >= :x",
        "n <= :x",
        "n <> :n",
        "t = :t",
        "ss = :ss",
        "l[2] = :l",
        "l[0] = :n",
        "m.k = :s",
        "m.j[0].i = :n",
        "m.j[0].i = l[0]",
        "a < m.k",
        "a > :e",
        "absent <> :n",
        "absent <> missed",
        "a <> :n",
        "NOT a = :n",
        "NOT absent = :n",
        "NOT n < :n",
        "n BETWEEN :n AND :x",
        "m.j[0].i BETWEEN :n AND n",
        "n IN (:n, :x)",
        "a IN (m, :s) OR n IN (:x)",
        "attribute_exists(m.j[0].i)",
        "attribute_not_exists(m.j[1])",
        "attribute_not_exists(a.b)",
        "attribute_not_exists(m[0])",
        "attribute_type(m, :m)",
        "begins_with(m.k, :s)",
        "begins_with(a, :e)",
        "contains(a, :s)",
        "contains(bin, :b)",
        "contains(ns, :n)",
        "contains(ns, :x)",
        "contains(l, :l)",
        "contains(l, :n)",
        "contains(l, m.k)",
        "size(a) = l[9] OR size(ss) = :n",
        "size(ns) = :n",
        "size(bin) > :n",
        "size(m) = :n",
        "size(a) > :n AND size(a) < n",
        "contains(ns, size(m))",
        "n = :n OR n = :x AND t = :t",
        "NOT (n = :n AND t = :t)",
    ] {
        assert!(holds(text, Some(&item)), "{text}");
    }
    for text in [
        "n = :n",
        "n < :n",
        "a = :n",
        "a < :n",
        "t > t2",
        "ss = ns",
        "absent = :n",
        "absent = missed",
        "absent < :n",
        "z <> z2 AND z = :t",
        "absent BETWEEN :n AND :x",
        "a BETWEEN :n AND :x",
        "absent IN (:n)",
        "attribute_exists(a.b)",
        "attribute_exists(l[3])",
        "attribute_exists(m[0])",
        "attribute_type(a, :m)",
        "attribute_type(absent, :m)",
        "begins_with(a, :s)",
        "begins_with(bin, :s)",
        "begins_with(n, :s)",
        "contains(a, :n)",
        "contains(bin, :s)",
        "contains(ss, :n)",
        "contains(ns, :s)",
        "contains(l, :x)",
        "contains(n, :s)",
        "contains(absent, :s)",
        "size(n) = :n",
        "size(n) < :x",
        "size(absent) < :x",
        "(n = :n OR n = :x) AND t <> :t",
        "NOT t = :t OR n = :n",
    ] {
        assert!(!holds(text, Some(&item)), "{text}");
    }
}

#[test]
fn no_item_has_no_attribute() {
    assert!(holds("attribute_not_exists(a) AND NOT attribute_exists(a) AND a <> :n", None));
    assert!(!holds("attribute_exists(a) OR a = :n OR size(a) < :n OR contains(a, :n)", None));
}

#[test]
fn bytes_within_bytes() {
    assert!(has_run(&[1, 0xFF, 2, 3], &[0xFF, 2]) && has_run(&[0xFF], &[]) && has_run(b"abc", b"bc"));
    let (part, all) = ([1, 1, 0xFF, 1, 1, 2], [1, 1, 0xFF, 1, 1, 0xFF, 1, 1, 2, 7]);
    assert!(has_run(&all, &part) && !has_run(&all[..8], &part) && !has_run(&part, &all));
    assert!((0..=10).all(|end| (0..=end).all(|start| has_run(&all, &all[start..end]))));
    assert!((0..all.len()).all(|missing| !has_run(&all, &[&all[..missing], &[9]].concat())));
    // Half a character is part of the bytes, although not of a text.
    assert!(has_run("é".as_bytes(), &[0xA9]) && !has_run(&[0xC3], "é".as_bytes()));
}

/// Texts are searched in another way than bytes, with the same result.
#[test]
fn texts_within_texts() {
    let all = "aabaaé";
    for (start, end) in (0..=all.len()).flat_map(|end| (0..=end).map(move |start| (start, end))) {
        let part = &all.as_bytes()[start..end];
        assert!(has_run(all.as_bytes(), part) && has_bytes(all.as_bytes(), part), "{part:?}");
        let other = [part, b"x"].concat();
        assert!(!has_run(all.as_bytes(), &other) && !has_bytes(all.as_bytes(), &other), "{other:?}");
    }
}
