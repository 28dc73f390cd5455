//! The harness of all tables of cases: a lab that is called through the wire, and the order of refusal.

#[path = "harness/lab.rs"]
mod lab;

pub use lab::{Lab, Refused};
use serde_json::{Map, Value, json};

/// The time at which the clock of every lab starts: 2026-01-01T00:00:00Z, in epoch seconds.
pub const START: f64 = 1_767_225_600.0;
/// The prefix of the ARNs of tables in these labs.
pub const TABLES: &str = "arn:aws:dynamodb:us-east-1:123456789012:table/";

/// The request for an on-demand table with the string `pk` as its key.
pub fn plain(name: &str) -> Value {
    json!({
        "TableName": name,
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    })
}

/// A request with some of its members replaced; null removes a member.
pub fn with(base: &Value, overlay: &Value) -> Value {
    let mut members = base.as_object().unwrap().clone();
    for (name, value) in overlay.as_object().unwrap() {
        match value {
            Value::Null => members.remove(name),
            value => members.insert(name.clone(), value.clone()),
        };
    }
    Value::Object(members)
}

/// The names of an object's members, sorted.
pub fn members(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// The key schema of an index or a table: a HASH attribute, and optionally a RANGE attribute.
pub fn schema(names: &[&str]) -> Value {
    let element = |(name, part): (&&str, &str)| json!({"AttributeName": name, "KeyType": part});
    names.iter().zip(["HASH", "RANGE"]).map(element).collect()
}

/// A key schema of several HASH and RANGE attributes.
pub fn schema_of(hash: &[&str], range: &[&str]) -> Value {
    let element = |part: &'static str| move |name: &&str| json!({"AttributeName": name, "KeyType": part});
    hash.iter().map(element("HASH")).chain(range.iter().map(element("RANGE"))).collect()
}

/// Attribute definitions, all of type S.
pub fn texts(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"AttributeName": name, "AttributeType": "S"})).collect()
}

fn namespace_of(name: &str) -> &'static str {
    match name {
        "ValidationException" => "com.amazon.coral.validate",
        "SerializationException" | "UnknownOperationException" | "AccessDeniedException" => "com.amazon.coral.service",
        "InvalidSignatureException" => "com.amazon.coral.service",
        "ThrottlingException" => "com.amazon.coral.availability",
        _ => "com.amazonaws.dynamodb.v20120810",
    }
}

fn text_member_of(name: &str) -> &'static str {
    match name {
        "SerializationException"
        | "AccessDeniedException"
        | "IdempotentParameterMismatchException"
        | "TransactionCanceledException"
        | "TransactionInProgressException" => "Message",
        _ => "message",
    }
}

fn status_of(name: &str) -> u16 {
    match name {
        "InternalServerError" => 500,
        "ReplicatedWriteConflictException" => 409,
        _ => 400,
    }
}

/// The refusal of a request.
#[derive(Clone, Debug)]
enum Refusal {
    /// A member of a wrong type.
    Type(String),
    /// Constraints of the model, in the model's order.
    Constraints(Vec<String>),
    /// The operation's own error.
    Own(&'static str, String),
}

/// A case: what is wrong, the members that make it so, and the refusal.
#[derive(Clone, Debug)]
pub struct ErrorCase {
    what: &'static str,
    overlay: Value,
    refusal: Refusal,
    is_alone: bool,
    hides: Hides,
}

/// Which later violated constraints are not reported beside this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hides {
    None,
    /// Those that are marked in the same way.
    Alike,
    All,
}

impl ErrorCase {
    fn new(what: &'static str, overlay: Value, refusal: Refusal) -> ErrorCase {
        ErrorCase { what, overlay, refusal, is_alone: false, hides: Hides::None }
    }

    /// The same case, never combined with another, because together they would mean something else.
    pub fn alone(self) -> ErrorCase {
        ErrorCase { is_alone: true, ..self }
    }

    /// The same case, reported without any other violated constraint.
    pub fn hides_all(self) -> ErrorCase {
        ErrorCase { hides: Hides::All, ..self }
    }

    /// The same case, one of several of which only the first violation is reported.
    pub fn hides_alike(self) -> ErrorCase {
        ErrorCase { hides: Hides::Alike, ..self }
    }

    /// The same case as PutItem and UpdateItem report it: in the envelope of violated constraints.
    pub fn enveloped(self) -> ErrorCase {
        let refusal = match self.refusal {
            Refusal::Own(name, text) => Refusal::Own(name, enveloped(text)),
            other => other,
        };
        ErrorCase { refusal, ..self }
    }
}

/// Splits cases into those before the operation's own errors, and those.
pub trait SplitAtOwn {
    fn split_at_own(self) -> (Vec<ErrorCase>, Vec<ErrorCase>);
}

impl SplitAtOwn for Vec<ErrorCase> {
    fn split_at_own(self) -> (Vec<ErrorCase>, Vec<ErrorCase>) {
        self.into_iter().partition(|rung| !matches!(rung.refusal, Refusal::Own(..)))
    }
}

/// The case of a member of a wrong type.
pub fn wrong_type(what: &'static str, overlay: Value, text: &str) -> ErrorCase {
    ErrorCase::new(what, overlay, Refusal::Type(text.to_owned()))
}

/// The case of a violated constraint: the value and its path as the text has them (`'ab' at 'tableName'`), and the
/// sentence of the constraint.
pub fn constraint(what: &'static str, overlay: Value, place: impl AsRef<str>, sentence: impl AsRef<str>) -> ErrorCase {
    constraints(what, overlay, &[(place.as_ref(), sentence.as_ref())])
}

/// The case of a violated constraint that is reported with its member only, by the name on the wire.
pub fn constraint_at(what: &'static str, overlay: Value, member: &str, sentence: impl AsRef<str>) -> ErrorCase {
    let text = format!("Value at '{member}' failed to satisfy constraint: {}", sentence.as_ref());
    ErrorCase::new(what, overlay, Refusal::Constraints(vec![text]))
}

/// The case of a violated constraint that is reported by its sentence only.
pub fn constraint_of_nothing(what: &'static str, overlay: Value, sentence: impl AsRef<str>) -> ErrorCase {
    let text = format!("Failed to satisfy constraint: {}", sentence.as_ref());
    ErrorCase::new(what, overlay, Refusal::Constraints(vec![text]))
}

/// A text in the envelope of violated constraints.
pub fn enveloped(text: impl AsRef<str>) -> String {
    format!("1 validation error detected: {}", text.as_ref())
}

/// The case of several violated constraints at once.
pub fn constraints(what: &'static str, overlay: Value, broken: &[(&str, &str)]) -> ErrorCase {
    let told = |(place, sentence): &(&str, &str)| {
        format!("Value {} failed to satisfy constraint: {sentence}", shortened(place))
    };
    ErrorCase::new(what, overlay, Refusal::Constraints(broken.iter().map(told).collect()))
}

/// A place with its value, of which a refusal repeats 1,024 characters.
pub fn shortened(place: &str) -> String {
    match place.strip_prefix('\'').and_then(|place| place.rsplit_once("' at '")) {
        Some((value, path)) if value.chars().count() > 1_024 => {
            format!("'{}...' at '{path}", value.chars().take(1_024).collect::<String>())
        }
        _ => place.to_owned(),
    }
}

/// The operation's own ValidationException.
pub fn invalid(what: &'static str, overlay: Value, text: impl Into<String>) -> ErrorCase {
    own(what, overlay, "ValidationException", text)
}

/// The case of the operation's own error.
pub fn own(what: &'static str, overlay: Value, name: &'static str, text: impl Into<String>) -> ErrorCase {
    ErrorCase::new(what, overlay, Refusal::Own(name, text.into()))
}

pub const NOT_NULL: &str = "Member must not be null";
pub const PATTERN: &str = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
pub const CONTAINER: &str = "Start of structure or map found where not expected";

pub fn length_from(n: usize) -> String {
    format!("Member must have length greater than or equal to {n}")
}
pub fn length_to(n: usize) -> String {
    format!("Member must have length less than or equal to {n}")
}
pub fn value_from(n: i64) -> String {
    format!("Member must have value greater than or equal to {n}")
}
pub fn value_to(n: i64) -> String {
    format!("Member must have value less than or equal to {n}")
}
pub fn one_of(values: &str) -> String {
    format!("Member must satisfy enum value set: [{values}]")
}

/// The cases of a member that must be a text: every other JSON type.
pub fn not_text(member: &'static str) -> Vec<ErrorCase> {
    let row = |what, value: Value, text: &str| wrong_type(what, json!({member: value}), text);
    vec![
        row("a number for a text", json!(7), "NUMBER_VALUE cannot be converted to String"),
        row("a decimal for a text", json!(1.5), "DECIMAL_VALUE cannot be converted to String"),
        row("true for a text", json!(true), "TRUE_VALUE cannot be converted to String"),
        row("false for a text", json!(false), "FALSE_VALUE cannot be converted to String"),
        row("a structure for a text", json!({}), CONTAINER),
        row("a list for a text", json!([]), CONTAINER),
    ]
}

/// The constraints of a `TableName` that is a name or an ARN.
pub fn table_name_constraints(member: &'static str, path: &str) -> Vec<ErrorCase> {
    let (long, long_arn) = ("n".repeat(256), format!("arn:{}", "x".repeat(1_021)));
    let row = |what, value: &str, sentence: String| {
        constraint(what, json!({member: value}), format!("'{value}' at '{path}'"), sentence)
    };
    vec![
        row("an empty table name", "", length_from(1)),
        row("a short table name", "ab", length_from(3)),
        row("a long table name", &long, length_to(255)),
        row("a table name with other characters", "bad name!", PATTERN.to_owned()),
        row("a long ARN", &long_arn, length_to(1_024)),
    ]
}

/// The constraints of the `TableName` of an operation on items, which are reported alone.
pub fn item_table_name_constraints() -> Vec<ErrorCase> {
    let mut rungs: Vec<ErrorCase> = table_name_constraints("TableName", "tableName").into_iter().skip(1).collect();
    rungs.insert(0, constraint_at("an empty table name", json!({"TableName": ""}), "TableName", length_from(1)));
    rungs = rungs.into_iter().map(ErrorCase::hides_all).collect();
    rungs.push(constraint("no table name", json!({"TableName": null}), "null at 'tableName'", NOT_NULL));
    rungs
}

/// The refusals of ARNs that name no table of this account, before anything is looked up.
pub fn table_arn_refusals(member: &'static str) -> Vec<ErrorCase> {
    let row = |what, arn: &str, kind: &str| {
        invalid(what, json!({member: arn}), format!("1 validation error detected: Invalid {kind} in '{arn}'"))
    };
    vec![
        row("another partition", "arn:xx:dynamodb:us-east-1:123456789012:table/Active", "AWS partition"),
        row("another region", "arn:aws:dynamodb:eu-west-1:123456789012:table/Active", "AWS region"),
        row("another resource", "arn:aws:dynamodb:us-east-1:123456789012:cluster/Active", "resource type"),
        own(
            "another account",
            json!({member: "arn:aws:dynamodb:us-east-1:999999999999:table/Active"}),
            "AccessDeniedException",
            "Access is denied",
        ),
    ]
}

/// Sends each case alone, and then every two that affect different members together: the earlier one is reported, or
/// both in order if they are two violated constraints. Nothing of this changes the lab.
#[track_caller]
pub fn assert_precedence(lab: &Lab, operation: &str, base: &Value, rungs: &[ErrorCase]) {
    if let Err(error) = lab.clone().call(operation, base.clone()) {
        panic!("{operation} {base} is meant to succeed: {error:?}");
    }
    let mut lab = lab.clone();
    for (place, rung) in rungs.iter().enumerate() {
        let refused = lab.call(operation, with(base, &rung.overlay));
        assert_eq!(refused, Err(told(&rung.refusal)), "{operation}: {}", rung.what);
        for later in rungs.iter().skip(place + 1).filter(|later| combine(rung, later)) {
            let both = with(&with(base, &rung.overlay), &later.overlay);
            let refused = lab.call(operation, both);
            let expected = match (&rung.refusal, &later.refusal) {
                (Refusal::Type(_), Refusal::Type(_)) => {
                    assert_eq!(refused.unwrap_err().0, "SerializationException");
                    continue;
                }
                (Refusal::Constraints(_), Refusal::Constraints(_)) if hides(rung, later) => told(&rung.refusal),
                (Refusal::Constraints(one), Refusal::Constraints(other)) => {
                    told(&Refusal::Constraints([one.clone(), other.clone()].concat()))
                }
                (first, _) => told(first),
            };
            assert_eq!(refused, Err(expected), "{operation}: {}, and {}", rung.what, later.what);
        }
    }
}

fn hides(one: &ErrorCase, other: &ErrorCase) -> bool {
    one.hides == Hides::All || one.hides == Hides::Alike && other.hides == Hides::Alike
}

fn combine(one: &ErrorCase, other: &ErrorCase) -> bool {
    let names = |rung: &ErrorCase| rung.overlay.as_object().unwrap_or(&Map::new()).keys().cloned().collect::<Vec<_>>();
    let theirs = names(other);
    !one.is_alone && !other.is_alone && names(one).iter().all(|name| !theirs.contains(name))
}

fn told(refusal: &Refusal) -> Refused {
    match refusal {
        Refusal::Type(text) => ("SerializationException".to_owned(), text.clone()),
        Refusal::Own(name, text) => ((*name).to_owned(), text.clone()),
        Refusal::Constraints(broken) => {
            let count = broken.len();
            let errors = if count == 1 { "error" } else { "errors" };
            let text = format!("{count} validation {errors} detected: {}", broken.join("; "));
            ("ValidationException".to_owned(), text)
        }
    }
}
