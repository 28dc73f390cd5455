//! What a source becomes with mutants in it.

use super::{Mutant, rewrite};

fn mutant(id: u32, genre: &str, replacement: &str, start: (usize, usize)) -> Mutant {
    let (genre, replacement) = (genre.to_owned(), replacement.to_owned());
    Mutant { id, file: String::new(), name: String::new(), genre, replacement, start }
}

fn rewritten(source: &str, mutants: &[Mutant]) -> String {
    rewrite(source, &mutants.iter().collect::<Vec<_>>()).unwrap_or_default().text
}

#[test]
fn nested_operands_are_written_once_each() {
    let source = "fn f() -> bool { a == b || !c }";
    let mutants = [
        mutant(1, "FnValue", "true", (1, 18)),
        mutant(2, "BinaryOperator", "!=", (1, 20)),
        mutant(3, "BinaryOperator", "&&", (1, 25)),
        mutant(4, "UnaryOperator", "", (1, 28)),
    ];
    let equal = "(match (&(a), &(b)) { (left, right) => \
                 if crate::mutants::on(2) { left != right } else { left == right } })";
    let bare = "({ let operand = c; if crate::mutants::on(4) { operand } else { !operand } })";
    assert_eq!(
        rewritten(source, &mutants),
        format!(
            "fn f() -> bool {{ if crate::mutants::on(1) {{ return true; }} ({{ let left = {equal}; \
             if crate::mutants::on(3) {{ left && ({bare}) }} else {{ left || ({bare}) }} }}) }}"
        )
    );
}

#[test]
fn arms_guards_and_fields_are_asked_for() {
    let source = "fn f() { match x { A => B { c: 1, ..d }, E if g => h, _ => i } }";
    let mutants = [
        mutant(1, "MatchArm", "", (1, 20)),
        mutant(2, "StructField", "", (1, 29)),
        mutant(3, "MatchArmGuard", "true", (1, 47)),
    ];
    let guard = "!false && (crate::mutants::on(3) || (!false && (g)))";
    let field = "c: if crate::mutants::on(2) { (d).c } else { 1 }";
    let arm = "A if !crate::mutants::on(1) =>";
    assert_eq!(
        rewritten(source, &mutants),
        format!("fn f() {{ match x {{ {arm} B {{ {field}, ..d }}, E if {guard} => h, _ => i }} }}")
    );
}

#[test]
fn an_arm_that_others_need_stays() {
    let source = "fn f() { match x { _ if a => b, C => d, E => f } }";
    assert_eq!(rewritten(source, &[mutant(1, "MatchArm", "", (1, 33))]), source);
}

#[test]
fn what_a_constant_function_says_stays() {
    let source = "const fn f() -> bool { 1 < 2 }";
    assert_eq!(rewritten(source, &[mutant(1, "BinaryOperator", ">", (1, 26))]), source);
}

#[test]
fn a_byte_belongs_to_the_innermost_mutant() {
    let mutants = [mutant(1, "BinaryOperator", "&&", (1, 20)), mutant(2, "UnaryOperator", "", (1, 23))];
    let done = rewrite("fn f() -> bool { a || !b }", &mutants.iter().collect::<Vec<_>>()).unwrap_or_default();
    let at = |text: &str| done.text.find(text).map(|offset| done.at(offset).to_vec());
    assert_eq!(at("operand = b"), Some(vec![2]));
    assert_eq!(at("left &&"), Some(vec![1]));
    assert_eq!(at("fn"), Some(vec![]));
}
