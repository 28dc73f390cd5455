use super::*;

struct Inner(Option<String>);
impl Constrained for Inner {
    fn check(&self, at: &mut Check) {
        at.member("innerName", &self.0).required().length(3..=5).name_pattern();
    }
}
impl ToJson for Inner {
    fn write(&self, out: &mut dyn crate::json::Sink) {
        crate::json::members(&["InnerName"], &[&self.0], out);
    }
}
struct Outer(Option<Vec<Inner>>, Option<i64>);
impl Constrained for Outer {
    fn check(&self, at: &mut Check) {
        at.member("list", &self.0).length(1..=2).each();
        at.member("limit", &self.1).within(1..=100);
    }
}

fn text_of(outer: Outer) -> String {
    Check::all(&outer).err().map(|e| e.to_string()).unwrap_or_default()
}

#[test]
fn every_violation_is_told_with_its_path() {
    assert_eq!(text_of(Outer(None, None)), "");
    assert_eq!(
        text_of(Outer(Some(vec![Inner(Some("abc".into())), Inner(Some("a!".into()))]), Some(101))),
        "3 validation errors detected: Value 'a!' at 'list.2.member.innerName' failed to satisfy constraint: Member \
         must have length greater than or equal to 3; Value 'a!' at 'list.2.member.innerName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '101' at 'limit' failed \
         to satisfy constraint: Member must have value less than or equal to 100"
    );
    assert_eq!(
        text_of(Outer(
            Some(vec![Inner(Some("abc".into())), Inner(Some("def".into())), Inner(Some("ghi".into()))]),
            None
        )),
        "1 validation error detected: Value '[{\"InnerName\":\"abc\"}, {\"InnerName\":\"def\"}, \
         {\"InnerName\":\"ghi\"}]' at 'list' failed to satisfy constraint: Member must have length less than or equal \
         to 2"
    );
    assert_eq!(
        text_of(Outer(Some(vec![Inner(None)]), None)),
        "1 validation error detected: Value null at 'list.1.member.innerName' failed to satisfy constraint: Member \
         must not be null"
    );
}

#[test]
fn ten_at_most() {
    let many = (0..30).map(|_| Inner(None)).collect();
    assert!(text_of(Outer(Some(many), None)).starts_with("10 validation errors detected: "));
}
