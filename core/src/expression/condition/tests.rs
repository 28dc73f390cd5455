use super::super::tests::parsed;
use super::*;

const VALUES: &str = r#"{":s": {"S": "b"}, ":t": {"S": "a"}, ":n": {"N": "1"}, ":b": {"BOOL": true}, ":k": {"S": "SS"}, ":x": {"B": "Ag=="}, ":y": {"B": "AQ=="}}"#;

/// The text that an expression is refused with; empty for a valid one. Unused placeholders are not reported.
fn text_of(text: &str) -> String {
    let kind = ExpressionKind::Condition;
    let mut found = String::new();
    let _ = parsed(kind, &[("#a", "a"), ("#b", "b.c")], VALUES, |placeholders| {
        let condition = Condition::parse(kind, text, placeholders);
        found = condition.err().map(|error| error.to_string()).unwrap_or_default();
        Ok(())
    });
    found.strip_prefix("Invalid ConditionExpression: ").unwrap_or(&found).to_owned()
}

#[test]
fn what_is_a_condition() {
    for text in [
        "a = :s",
        "a=:s AND#a<>:n or not(a > b)",
        "(a) = (:s)",
        "(a = :s)",
        "NOT (NOT a = :s)",
        "(size(a)) < #a.Maximum",
        "a BETWEEN :t AND :s AND b between b.c and :n",
        "a IN (:s, :n, b[0].c)",
        "attribute_exists(a.b[12].#b) AND attribute_not_exists(c)",
        "begins_with(a, :s) OR contains(a, :n) OR attribute_type(a, :k)",
        "size(a) = size(b)",
        "size(:s) = :n",
    ] {
        assert_eq!(text_of(text), "", "{text}");
    }
}

#[test]
fn what_is_none() {
    for (text, expected) in [
        ("", "The expression can not be empty;"),
        (" \t", "The expression can not be empty;"),
        ("a", "Syntax error; token: \"<EOF>\", near: \"a\""),
        ("a-b", "Syntax error; token: \"-\", near: \"a-b\""),
        (
            "#a attribute_not_exists :s",
            "Syntax error; token: \"attribute_not_exists\", near: \"#a attribute_not_exists :s\"",
        ),
        ("a = :s:n-1", "Syntax error; token: \":n\", near: \":s:n-\""),
        ("contains()", "Syntax error; token: \")\", near: \"()\""),
        ("a = :s AND", "Syntax error; token: \"<EOF>\", near: \"AND\""),
        ("a = :s b = :s", "Syntax error; token: \"b\", near: \":s b =\""),
        ("(a = :s", "Syntax error; token: \"<EOF>\", near: \":s\""),
        ("a = :s)", "Syntax error; token: \")\", near: \":s)\""),
        ("a AND b", "Syntax error; token: \"AND\", near: \"a AND b\""),
        ("a = 1", "Syntax error; token: \"1\", near: \"= 1\""),
        ("_id = :s", "Syntax error; token: \"_\", near: \"_id\""),
        ("a = b + c", "Syntax error; token: \"+\", near: \"b + c\""),
        ("a[x] = :s", "Syntax error; token: \"x\", near: \"[x]\""),
        ("a..b = :s", "Syntax error; token: \".\", near: \"..b\""),
        ("NOT", "Syntax error; token: \"<EOF>\", near: \"NOT\""),
        ("é = :s", "Syntax error; token: \"é\", near: \"é =\""),
        // Syntax errors come before other faults.
        ("name = :zz AND", "Syntax error; token: \"<EOF>\", near: \"AND\""),
        ("name = :zz", "Attribute name is a reserved keyword; reserved keyword: name"),
        ("a.Status = :s", "Attribute name is a reserved keyword; reserved keyword: Status"),
        ("#c = :zz", "An expression attribute name used in the document path is not defined; attribute name: #c"),
        ("a = :zz", "An expression attribute value used in expression is not defined; attribute value: :zz"),
        ("((a = :s))", "The expression has redundant parentheses;"),
        ("((a)) = :s", "The expression has redundant parentheses;"),
        ("a = ((:s))", "The expression has redundant parentheses;"),
        ("NOT ((a = :s AND b = :s))", "The expression has redundant parentheses;"),
        // A condition is no operand.
        ("(attribute_exists(a)) = :b", "Syntax error; token: \"=\", near: \") = :b\""),
        ("(contains(a, :s)) IN (:b)", "Syntax error; token: \"IN\", near: \") IN (\""),
        ("# = :s", "Syntax error; token: \"#\", near: \"# =\""),
        ("a = : AND a = :s", "Syntax error; token: \":\", near: \"= : AND\""),
        ("foo(a)", "Invalid function name; function: foo"),
        ("SIZE(a) = :n", "Invalid function name; function: SIZE"),
        ("size(a)", "The function is not allowed to be used this way in an expression; function: size"),
        (
            "attribute_exists(a) = :b",
            "The function is not allowed to be used this way in an expression; function: attribute_exists",
        ),
        ("if_not_exists(a, :s) = :s", "The function is not allowed in a condition expression; function: if_not_exists"),
        (
            "attribute_exists(a, b)",
            "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
        ),
        (
            "contains(a)",
            "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1",
        ),
        (
            "size(a, b) = :n",
            "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2",
        ),
        (
            "attribute_exists(:s)",
            "Operator or function requires a document path; operator or function: attribute_exists",
        ),
        (
            "begins_with(a, :n)",
            "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
        ),
        (
            "contains(:n, a)",
            "Incorrect operand type for operator or function; operator or function: contains, operand type: N",
        ),
        (
            "size(:n) = :n",
            "Incorrect operand type for operator or function; operator or function: size, operand type: N",
        ),
        ("a < :b", "Incorrect operand type for operator or function; operator: <, operand type: BOOL"),
        (
            "attribute_type(a, :n)",
            "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N",
        ),
        (
            "attribute_type(a, :s)",
            "Invalid attribute type name found; type: b, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
        ),
        (
            "a.b = a.b",
            "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a, b]",
        ),
        (
            "contains(#a, a)",
            "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]",
        ),
        (
            "a BETWEEN :s AND :t",
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}",
        ),
        (
            "a BETWEEN :n AND :s",
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:b}",
        ),
        (
            "a BETWEEN :x AND :y",
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {B:Ag==}, upper bound operand: AttributeValue: {B:AQ==}",
        ),
        ("a[99999999999] = :s", "List index is not within the allowable range; index: [99999999999]"),
    ] {
        assert_eq!(text_of(text), expected, "{text}");
    }
}

#[test]
fn bounds() {
    let chain = |count: usize| vec!["a = :s"; count].join(" OR ");
    assert_eq!(text_of(&chain(150)), "");
    assert_eq!(text_of(&chain(151)), "The expression contains too many operators; operator count: 301");
    assert_eq!(text_of(&format!("{}a = :s", "NOT ".repeat(299))), "");
    assert_eq!(
        text_of(&format!("{}a = :s", "NOT ".repeat(1_000))),
        "The expression contains too many operators; operator count: 1001"
    );
    let among = |count: usize| format!("a IN ({})", vec![":s"; count].join(","));
    assert_eq!(text_of(&among(100)), "");
    assert_eq!(text_of(&among(101)), "The IN operator is provided with too many operands; number of operands: 101");
    let path = |levels: usize| format!("{} = :s", vec!["a"; levels].join("."));
    assert_eq!(text_of(&path(32)), "");
    assert_eq!(text_of(&path(33)), "The document path has too many nesting elements; nesting levels: 33");
    let long = |bytes: usize| format!("a = :s{}", " ".repeat(bytes - 6));
    assert_eq!(text_of(&long(4_096)), "");
    assert_eq!(text_of(&long(4_097)), "Expression size has exceeded the maximum allowed size; expression size: 4097");
    // Nothing recurses, however deep the nesting.
    for open in ["(", "NOT(", "size(", "a IN (", "a.", "a["] {
        let text = open.repeat(4_096 / open.len());
        assert!(text_of(&text).starts_with("Syntax error"), "{open}: {}", text_of(&text));
    }
    let nested = format!("{}a = :s{}", "(".repeat(2_000), ")".repeat(2_000));
    assert_eq!(text_of(&nested), "The expression has redundant parentheses;");
    let calls = format!("{}a{} = :s", "size(".repeat(600), ")".repeat(600));
    assert_eq!(text_of(&calls), "The expression contains too many operators; operator count: 601");
}

#[test]
fn a_keyword_is_no_operand_and_no_function() {
    for keyword in KEYWORDS.iter().flat_map(|keyword| [keyword.to_string(), keyword.to_lowercase()]) {
        for (before, after) in [
            ("a = ", ""),
            ("a BETWEEN ", " AND :s"),
            ("a IN (:s, ", ")"),
            ("contains(a, ", ")"),
            ("a = ", "(a)"),
            ("a = size(", "(a))"),
        ] {
            let text = format!("{before}{keyword}{after}");
            let expected = format!("Syntax error; token: \"{keyword}\"");
            assert!(text_of(&text).starts_with(&expected), "{text}: {}", text_of(&text));
        }
        // NOT and parentheses begin a condition.
        if !keyword.eq_ignore_ascii_case("NOT") {
            let text = format!("{keyword} (a = :s)");
            assert!(text_of(&text).starts_with("Syntax error"), "{text}: {}", text_of(&text));
        }
    }
}

/// The levels of a condition.
pub fn levels(node: &Node) -> usize {
    match node {
        Node::Not(node) => 1 + levels(node),
        Node::All(nodes) | Node::Any(nodes) => 1 + nodes.iter().map(levels).max().unwrap_or(0),
        _ => 1,
    }
}

/// The levels of an operand.
pub fn levels_of_term(term: &Term<'_>) -> usize {
    match term {
        Term::Call(_, operands) => 1 + operands.iter().map(levels_of_term).max().unwrap_or(0),
        _ => 1,
    }
}

/// What has too many operators is refused at the end. Until then it is nested no deeper, so that nothing recurses deeper.
#[test]
fn too_many_operators_are_not_nested() {
    for count in [0, 1, 299, 300, 301, 600] {
        let nots = format!("{}a = :s", "NOT ".repeat(count));
        let calls = format!("{}a{}", "size(".repeat(count), ")".repeat(count));
        let mut found = (0, 0);
        let kind = ExpressionKind::Filter;
        let _ = parsed(kind, &[], VALUES, |placeholders| {
            found.0 = levels(&condition(&mut Parser::new(kind, &nots, placeholders)?)?);
            found.1 = levels_of_term(&Parser::new(kind, &calls, placeholders)?.term(KEYWORDS)?);
            Ok(())
        });
        // The operator of the comparison comes before the others are nested.
        let (nodes, terms) = (if count < 300 { count + 1 } else { 1 }, if count <= 300 { count + 1 } else { 1 });
        assert_eq!(found, (nodes, terms), "{count}");
    }
}

/// Parentheses around the beginning of a chain change nothing.
#[test]
fn chains_are_one_node() {
    let node = |text: &str| {
        let mut found = None;
        let _ = parsed(ExpressionKind::Filter, &[], VALUES, |placeholders| {
            found = Some(Condition::parse(ExpressionKind::Filter, text, placeholders)?.node);
            Ok(())
        });
        found
    };
    for word in ["AND", "OR"] {
        let chain = |beginning: &str| node(&format!("{beginning} {word} c = :s {word} d = :s"));
        let plain = chain(&format!("a = :s {word} b = :s"));
        assert!(plain.as_ref().is_some_and(|node| levels(node) == 2), "{plain:?}");
        assert_eq!(chain(&format!("(a = :s {word} b = :s)")), plain);
    }
}
