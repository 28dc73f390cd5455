//! Valid and invalid statements, and their meaning compared with that of the equivalent expressions.

use super::*;
use crate::expression::ExpressionKind;
use crate::expression::condition::tests::{levels, levels_of_term};
use crate::expression::grammar::Grammar;
use crate::expression::tests::{item, parsed};
use crate::item::Item;
use crate::item::key::{KeyAttribute, KeyDefinition, ScalarType};

fn told(text: &str) -> String {
    let parameters = vec![AttributeValue::from("x"); text.matches('?').count()];
    Statement::parse(text, &parameters).err().map(|error| error.to_string()).unwrap_or_default()
}

fn condition(text: &str) -> Condition {
    let statement = Statement::parse(&format!("SELECT * FROM t WHERE {text}"), &[]);
    match statement {
        Ok(Statement { verb: Verb::Select(Select { condition: Some(condition), .. }), .. }) => condition,
        other => unreachable!("{text}: {other:?}"),
    }
}

#[test]
fn what_is_a_statement() {
    for text in [
        "SELECT * FROM Music",
        "select a, b.c[0].\"d e\" from \"Music\".\"by-year\" where \"a\" = 'x' order by a desc, b;",
        "SELECT * FROM t WHERE ((a = 1)) AND (b) >= (-1.5e3) OR NOT c <> true",
        "SELECT * FROM t WHERE a IN [1, 'b', ?] AND b in (null, ?)",
        "SELECT * FROM t WHERE a BETWEEN 1 AND 2 AND b BETWEEN 'a' AND c",
        "SELECT * FROM t WHERE a IS MISSING OR a IS NOT MISSING OR a IS NULL OR a.b IS NOT NULL",
        "SELECT * FROM t WHERE begins_with(a, 'x') AND CONTAINS(b, 1) AND attribute_type(c, 'SS') AND size(d) > 3",
        "SELECT * FROM t WHERE a = {'k': [1, {'l': <<'x', 'y'>>}], 'm': {}, 'n': []}",
        "SELECT * FROM t WHERE a != 'it''s'",
        "SELECT * FROM t WHERE contains((a), (size(b))) AND (size(c)) = size(d)",
        "INSERT INTO \"Music\" VALUE {'pk': ?, 'n': -1, 's': <<1, 2>>}",
        "INSERT INTO t value {}",
        "UPDATE t SET a = 1, b = b + 1 SET c.d[0] = list_append(c.e, [1]) REMOVE f, g[1] WHERE pk = 'x' RETURNING ALL OLD *",
        "UPDATE t SET a = set_add(a, <<'x'>>) SET b = set_delete(b, <<1>>) WHERE pk = 'x' returning modified new *",
        "UPDATE t REMOVE a WHERE pk = ?",
        "DELETE FROM t WHERE pk = 'x' AND sk = 1 RETURNING ALL OLD *",
        "DELETE FROM t",
        "EXISTS (SELECT * FROM t WHERE pk = 'x' AND a = 1)",
    ] {
        assert_eq!(told(text), "", "{text}");
    }
}

#[test]
fn what_is_none() {
    let malformed = |detail: &str| format!("Statement wasn't well formed, can't be processed: {detail}");
    let (dml, term, keyword) =
        (malformed("Expected data manipulation"), malformed("Unexpected term"), malformed("Unexpected keyword"));
    let unordered = |operator: &str, kind: &str| {
        format!(
            "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {kind}"
        )
    };
    for (text, expected) in [
        ("", dml.clone()),
        ("CREATE TABLE t", dml.clone()),
        ("'SELECT'", dml),
        ("SELECT", term.clone()),
        ("SELECT FROM t", keyword.clone()),
        ("SELECT a b FROM t", term.clone()),
        ("SELECT * FROM", term.clone()),
        ("SELECT * FROM 't'", term.clone()),
        ("SELECT * FROM t WHERE", term.clone()),
        ("SELECT * FROM t WHERE a", term.clone()),
        ("SELECT * FROM t WHERE a = ", term.clone()),
        ("SELECT * FROM t WHERE a = 1 1", term.clone()),
        ("SELECT * FROM t WHERE a = 'x", term.clone()),
        ("SELECT * FROM t WHERE (a = 1", term.clone()),
        ("SELECT * FROM t WHERE a = 1)", term.clone()),
        ("SELECT * FROM t WHERE a IS 1", term.clone()),
        ("SELECT * FROM t WHERE a = {b: 1}", term.clone()),
        ("SELECT * FROM t WHERE a = [1,]", term.clone()),
        ("SELECT * FROM t LIMIT 1", term.clone()),
        ("SELECT * FROM t WHERE a = - 'x'", term.clone()),
        ("SELECT * FROM t WHERE a[x] = 1", term.clone()),
        ("SELECT * FROM t WHERE a[1.5] = 1", term.clone()),
        ("SELECT * FROM t WHERE é = 1", term.clone()),
        ("SELECT * FROM t; SELECT * FROM t", keyword.clone()),
        ("INSERT INTO t VALUES (1)", term.clone()),
        ("INSERT INTO t VALUE 1", term.clone()),
        ("INSERT INTO t VALUE {'a': b}", term.clone()),
        ("UPDATE t WHERE a = 1", keyword.clone()),
        ("UPDATE t SET a WHERE a = 1", keyword.clone()),
        ("UPDATE t SET a = 1 WHERE a = 1 RETURNING *", term.clone()),
        ("EXISTS (DELETE FROM t)", keyword.clone()),
        ("SELECT COUNT(*) FROM t", "Unexpected path component at 1:8:5".to_owned()),
        ("SELECT a,\n size(b) FROM t", "Unexpected path component at 2:2:4".to_owned()),
        ("SELECT * FROM a.b.c", "A path may contain at most 2 components in the FROM clause".to_owned()),
        ("SELECT * FROM \"\"", "Path component cannot be an empty string".to_owned()),
        ("SELECT \"\" FROM t", "Path component cannot be an empty string".to_owned()),
        (
            "INSERT INTO \"t\".\"i\" VALUE {}",
            "FROM clause may only contain a single table name in data manipulation statements at 1:13:3".to_owned(),
        ),
        ("UPDATE t.i SET a = 1 WHERE b = 1", "This operation is not supported on an index".to_owned()),
        ("DELETE FROM t.i WHERE b = 1", "This operation is not supported on an index".to_owned()),
        (
            "DELETE FROM t WHERE b = 1 RETURNING MODIFIED OLD *",
            "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements."
                .to_owned(),
        ),
        ("SELECT * FROM t WHERE a < true", unordered("<", "BOOL")),
        ("SELECT * FROM t WHERE NOT a >= [1]", unordered(">=", "L")),
        ("SELECT * FROM t WHERE a BETWEEN null AND 1", unordered("BETWEEN", "NULL")),
        ("SELECT * FROM t WHERE begins_with(a, 1)", unordered("begins_with", "N")),
        ("SELECT * FROM t WHERE foo(a)", "Invalid function name; function: foo".to_owned()),
        (
            "SELECT * FROM t WHERE list_append(a, [1]) = a",
            "The function is not allowed in a condition expression; function: list_append".to_owned(),
        ),
        ("UPDATE t SET a = b + 'x'", unordered("+", "S")),
        ("UPDATE t SET a = set_add(a, 1)", unordered("set_add", "N")),
        (
            "UPDATE t SET a = set_add(b, <<1>>)",
            "The first operand of the function must be the path that is set; function: set_add".to_owned(),
        ),
        (
            "UPDATE t SET a = 1 REMOVE a.b",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path \
             two: [a, b]"
                .to_owned(),
        ),
        (
            "SELECT * FROM t WHERE a = <<1, 'x'>>",
            "One or more parameter values were invalid: A set may only have members of one type: text, number or binary"
                .to_owned(),
        ),
        ("SELECT * FROM t WHERE a = <<>>", "One or more parameter values were invalid: An string set  may not be empty".to_owned()),
        // Syntax errors come before other faults.
        ("SELECT * FROM t WHERE a < true AND", term),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
    let count = "Number of parameters in request and statement don't match.";
    for (text, parameters) in [("SELECT * FROM t", 1), ("SELECT * FROM t WHERE a = ? AND b < true", 0)] {
        let parsed = Statement::parse(text, &vec![AttributeValue::from(1); parameters]);
        assert_eq!(parsed.err().map(|error| error.to_string()).as_deref(), Some(count), "{text}");
    }
}

#[test]
fn one_meaning_with_expressions() {
    let values = r#"{":x": {"S": "x"}, ":n": {"N": "1"}, ":k": {"S": "SS"}, ":l": {"L": [{"N": "1"}]}, ":ss": {"SS": ["x"]},
        ":null": {"S": "NULL"}}"#;
    for (statement, expression) in [
        ("a = 'x' AND b.c < 1 OR NOT d[0] <> 'x'", "a = :x AND b.c < :n OR NOT d[0] <> :x"),
        ("1 >= a", ":n >= a"),
        ("a BETWEEN 1 AND b", "a BETWEEN :n AND b"),
        ("a IN ['x', 1]", "a IN (:x, :n)"),
        ("a IS MISSING AND b.c IS NOT MISSING", "attribute_not_exists(a) AND attribute_exists(b.c)"),
        ("a IS NULL", "attribute_type(a, :null)"),
        (
            "size(a) >= 1 AND contains(a, 'x') AND begins_with(b.c, 'x')",
            "size(a) >= :n AND contains(a, :x) AND begins_with(b.c, :x)",
        ),
        ("attribute_type(a, 'SS')", "attribute_type(a, :k)"),
        ("(a = [1] OR a = <<'x'>>) AND (b = 1)", "(a = :l OR a = :ss) AND (b = :n)"),
    ] {
        let mut twin = None;
        let _ = parsed(ExpressionKind::Filter, &[], values, |placeholders| {
            twin = Some(Condition::parse(ExpressionKind::Filter, expression, placeholders)?);
            Ok(())
        });
        assert_eq!(Some(condition(statement)), twin, "{statement}");
    }
    for (statement, expression) in [
        ("SET a = 'x', b.c = b.c + 1 REMOVE d[0], e", "SET a = :x, b.c = b.c + :n REMOVE d[0], e"),
        ("SET a = list_append([1], b) SET c = 1 - d", "SET a = list_append(:l, b), c = :n - d"),
        ("SET a = set_add(a, <<'x'>>) SET b = set_delete(b, <<'x'>>)", "ADD a :ss DELETE b :ss"),
    ] {
        let mut twin = None;
        let _ = parsed(ExpressionKind::Update, &[], values, |placeholders| {
            twin = Some(Update::parse(expression, placeholders)?);
            Ok(())
        });
        match Statement::parse(&format!("UPDATE t {statement}"), &[]) {
            Ok(Statement { verb: Verb::Update { update, .. }, .. }) => assert_eq!(Some(update), twin, "{statement}"),
            other => unreachable!("{statement}: {other:?}"),
        }
    }
}

#[test]
fn what_an_insert_puts() {
    let parameters = [AttributeValue::B(vec![1]), AttributeValue::B(vec![2])];
    let text = "INSERT INTO t VALUE {'b': {'x': [true, false, null, -1.50]}, 'a': 'it''s', 'c': <<?, ?>>, 'd': <<2, 1>>, 'a': 'last'}";
    let inserted = match Statement::parse(text, &parameters) {
        Ok(Statement { verb: Verb::Insert(attributes), .. }) => Item::new(&attributes),
        other => unreachable!("{other:?}"),
    };
    let expected = item(
        r#"{"a": {"S": "last"}, "b": {"M": {"x": {"L": [{"BOOL": true}, {"BOOL": false}, {"NULL": true}, {"N": "-1.5"}]}}},
            "c": {"BS": ["AQ==", "Ag=="]}, "d": {"NS": ["1", "2"]}}"#,
    );
    assert_eq!(inserted, Ok(expected));
}

fn key_of(hash: &[&str], range: &[&str]) -> KeyDefinition {
    let attributes = |names: &[&str]| {
        names.iter().map(|&name| KeyAttribute { name: name.to_owned(), kind: ScalarType::S }).collect()
    };
    KeyDefinition { hash: attributes(hash), range: attributes(range) }
}

fn key(has_range: bool) -> KeyDefinition {
    key_of(&["pk"], if has_range { &["sk"] } else { &[] })
}

/// The plan of a condition: each partition key with the range that is read.
fn planned(text: &str, key: &KeyDefinition) -> String {
    match condition(text).plan(key) {
        Ok(Plan::Scan) => "scan".to_owned(),
        Ok(Plan::Query { ranges, is_conjunction }) => {
            let shown =
                |value: &AttributeValue| if let AttributeValue::S(text) = value { text.clone() } else { String::new() };
            let ranges = ranges.iter().map(|range| {
                let range_values = range.equal.iter().chain(range.range.iter().flat_map(|range| range.values()));
                let (hash, values): (Vec<_>, Vec<_>) =
                    (range.hash.iter().map(shown).collect(), range_values.map(shown).collect());
                format!("{}[{}]", hash.join("+"), values.join(","))
            });
            let ranges = ranges.collect::<Vec<_>>().join(" ");
            if is_conjunction { ranges } else { format!("{ranges} or") }
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn how_items_are_found() {
    for (text, expected) in [
        ("pk = 'a'", "a[]"),
        ("'a' = pk AND x > 1", "a[]"),
        ("pk = 'a' AND sk = 'b'", "a[b]"),
        ("sk BETWEEN 'b' AND 'c' AND pk = 'a' AND x = 1", "a[b,c]"),
        ("pk = 'a' AND begins_with(sk, 'b') AND sk = 'c'", "a[c]"),
        ("pk = 'a' AND NOT sk > 'b'", "a[]"),
        ("pk = 'a' AND NOT sk BETWEEN 'b' AND 'c'", "a[]"),
        ("pk = 'a' AND NOT begins_with(sk, 'b') AND sk < 'c'", "a[c]"),
        ("pk = 'a' AND contains(sk, 'b')", "a[]"),
        ("pk = 'a' AND sk <> 'b'", "a[]"),
        ("pk IN ['b', 'a', 'b']", "a[] b[]"),
        ("pk IN ('b', 'a') AND sk >= 'c'", "a[c] b[c]"),
        ("pk = 'b' OR pk = 'a'", "a[] b[] or"),
        ("(pk = 'a' AND sk = 'x') OR (pk = 'b' AND sk = 'y')", "a[x] b[y] or"),
        ("(pk = 'a' AND sk = 'x') OR (pk = 'a' AND sk = 'y')", "a[] or"),
        ("(pk = 'a' OR pk = 'b') AND sk < 'c' AND (x = 1 OR y = 1)", "a[c] b[c] or"),
        ("NOT (NOT pk = 'a' OR NOT sk = 'b')", "a[b]"),
        ("NOT (NOT pk = 'a' AND NOT pk = 'b')", "a[] b[] or"),
        ("NOT pk <> 'a'", "a[]"),
        ("pk <> 'a'", "scan"),
        ("NOT pk = 'a'", "scan"),
        ("pk = 'a' OR x = 1", "scan"),
        ("pk > 'a'", "scan"),
        ("pk = sk", "scan"),
        ("pk.x = 'a'", "scan"),
        ("sk = 'a'", "scan"),
        ("NOT pk IN ['a']", "scan"),
        ("pk = 1", "One or more parameter values were invalid: Condition parameter type does not match schema type"),
        (
            "pk = 'a' AND sk > 1",
            "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ),
    ] {
        assert_eq!(planned(text, &key(true)), expected, "{text}");
    }
    let among =
        |count: usize| format!("pk IN [{}]", (0..count).map(|n| format!("'{n}'")).collect::<Vec<_>>().join(","));
    assert_eq!(planned(&among(50), &key(true)).matches('[').count(), 50);
    assert!(planned(&among(51), &key(true)).ends_with("number of values: 51"));
}

#[test]
fn how_items_are_found_by_several_key_attributes() {
    let key = key_of(&["g", "h"], &["x", "y"]);
    for (text, expected) in [
        ("g = 'a' AND h = 'b'", "a+b[]"),
        ("g = 'a'", "scan"),
        ("g = 'a' AND x = 'c'", "scan"),
        ("g = 'a' AND h = 'b' AND x = 'c' AND y > 'd'", "a+b[c,d]"),
        ("g = 'a' AND h = 'b' AND x > 'c' AND y = 'd'", "a+b[c]"),
        ("g = 'a' AND h = 'b' AND y = 'd'", "a+b[]"),
        ("g IN ['b', 'a'] AND h IN ['d', 'c']", "a+c[] a+d[] b+c[] b+d[]"),
        ("g = 'a' AND (h = 'c' OR h = 'b') AND x = 'd'", "a+b[d] a+c[d] or"),
        ("(g = 'a' AND h = 'b') OR (g = 'c' AND h = 'd' AND x = 'e')", "a+b[] c+d[e] or"),
        ("(g = 'a' AND h = 'b') OR g = 'c'", "scan"),
    ] {
        assert_eq!(planned(text, &key), expected, "{text}");
    }
    let among = |name: &str| format!("{name} IN [{}]", (0..50).map(|n| format!("'{n}'")).collect::<Vec<_>>().join(","));
    assert!(planned(&format!("{} AND {}", among("g"), among("h")), &key).ends_with("number of values: 51"));
}

#[test]
fn the_one_item_that_is_named() {
    let fixed = |text: &str| condition(text).fixed_key(&key(true)).map(|key| key.len());
    for text in ["pk = 'a' AND sk = 'b'", "sk = 'b' AND x = 1 AND pk = 'a'", "NOT (pk <> 'a' OR NOT 'b' = sk)"] {
        assert_eq!(fixed(text), Some(2), "{text}");
    }
    for text in ["pk = 'a'", "pk = 'a' AND sk > 'b'", "pk = 'a' AND sk IN ['b']", "pk = 'a' AND (sk = 'b' OR sk = 'c')"]
    {
        assert_eq!(fixed(text), None, "{text}");
    }
    assert!(condition("pk = 'a' AND x = 1").is_more_than_key(&key(false)));
    assert!(!condition("pk = 'a'").is_more_than_key(&key(false)));
}

#[test]
fn bounds() {
    let chain = |count: usize, word: &str| format!("SELECT * FROM t WHERE {}", vec!["a=1"; count].join(word));
    assert_eq!(told(&chain(150, " OR ")), "");
    assert_eq!(told(&chain(151, " OR ")), "The expression contains too many operators; operator count: 301");
    assert_eq!(told(&chain(1_000, " AND ")), "The expression contains too many operators; operator count: 1999");
    let nots = |count: usize| format!("SELECT * FROM t WHERE {}a = 1", "NOT ".repeat(count));
    assert_eq!(told(&nots(299)), "");
    assert_eq!(told(&nots(2_000)), "The expression contains too many operators; operator count: 2001");
    let among = |count: usize| format!("SELECT * FROM t WHERE a IN [{}]", vec!["1"; count].join(","));
    assert_eq!(told(&among(100)), "");
    assert_eq!(told(&among(101)), "The IN operator is provided with too many operands; number of operands: 101");
    let list = |levels: usize| format!("SELECT * FROM t WHERE a = {}1{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(told(&list(32)), "");
    for levels in [33, 34, 35, 1_000, 4_000] {
        assert!(told(&list(levels)).starts_with("Nesting Levels have exceeded"), "{levels}: {}", told(&list(levels)));
    }
    // Of an item's value the levels are those below the item.
    let value = |levels: usize| format!("INSERT INTO t VALUE {{'v': {}1{}}}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(told(&value(32)), "");
    for levels in [33, 34, 35, 1_000, 4_000] {
        assert!(told(&value(levels)).starts_with("Nesting Levels have exceeded"), "{levels}");
    }
    let path = |levels: usize| format!("SELECT {} FROM t", vec!["a"; levels].join("."));
    assert_eq!(told(&path(32)), "");
    assert_eq!(told(&path(33)), "The document path has too many nesting elements; nesting levels: 33");
    assert_eq!(told(&path(34)), "The document path has too many nesting elements; nesting levels: 34");
    let parentheses = format!("SELECT * FROM t WHERE {}a = 1{}", "(".repeat(4_000), ")".repeat(4_000));
    assert_eq!(told(&parentheses), "");
    let calls = format!("SELECT * FROM t WHERE {}a{} = 1", "size(".repeat(1_000), ")".repeat(1_000));
    assert_eq!(told(&calls), "The expression contains too many operators; operator count: 1001");
    let right = format!("SELECT * FROM t WHERE a = {}1{}", "(".repeat(4_000), ")".repeat(4_000));
    assert_eq!(told(&right), "");
}

#[test]
fn too_many_operators_are_not_nested() {
    for count in [0, 1, 299, 300, 301, 1_000] {
        let nots = format!("{}a = 1", "NOT ".repeat(count));
        // The operator of the comparison comes before they are nested.
        let nested = crate::expression::condition::condition(&mut parser::Parser::new(&nots, &[]));
        let expected = if count < 300 { count + 1 } else { 1 };
        assert_eq!(nested.map(|node| levels(&node)), Ok(expected), "{count}");
        let calls = format!("{}a{}", "size(".repeat(count), ")".repeat(count));
        let called = parser::Parser::new(&calls, &[]).operand(&[]);
        let expected = if count <= 300 { count + 1 } else { 1 };
        assert_eq!(called.map(|term| levels_of_term(&term)), Ok(expected), "{count}");
    }
}

/// Nothing recurses on the text, not even dropping a value: a stack of 256 KiB is enough for any input.
#[test]
fn hostile_texts_need_no_stack() {
    let small = std::thread::Builder::new().stack_size(256 * 1024).spawn(hostile_texts);
    assert!(small.is_ok_and(|small| small.join().is_ok()));
}

fn hostile_texts() {
    let starts =
        ["", "SELECT * FROM t WHERE ", "SELECT * FROM t WHERE a = ", "INSERT INTO t VALUE ", "UPDATE t SET a = "];
    let pieces = [
        "(",
        "[",
        "{",
        "{'a':",
        "<<",
        "[[",
        "NOT ",
        "NOT(",
        "size(",
        "a.",
        "a[",
        "a[0]",
        "'' ",
        "'x",
        "\"x",
        "?",
        "<<?,",
        "a IN (",
        "a=1 AND ",
        "a=1 OR ",
        "(a=1 OR ",
        "-",
        "1",
        "1e",
        "é",
        "\0",
        "list_append(",
        "set_add(a,",
        "'a':1,",
        "a BETWEEN ",
    ];
    for start in starts {
        for piece in pieces {
            let text = format!("{start}{}", piece.repeat((8_192 - start.len()) / piece.len()));
            assert_ne!(told(&text), "", "{start}{piece}");
            assert!(told(&text).len() < 9_000, "{start}{piece}");
        }
    }
    for (open, close) in [("[", "]"), ("{'a':", "}"), ("<<", ">>")] {
        let levels = 8_000 / (open.len() + close.len());
        let nested = format!("INSERT INTO t VALUE {{'v': {}1{}}}", open.repeat(levels), close.repeat(levels));
        assert_ne!(told(&nested), "", "{open}");
    }
    let members = (0..700).rev().map(|n| format!("'{n:04}':1")).collect::<Vec<_>>().join(",");
    assert_eq!(told(&format!("INSERT INTO t VALUE {{{members}}}")), "");
}
