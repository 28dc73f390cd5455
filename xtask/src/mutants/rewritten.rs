//! A source file with many mutants in it, each asleep until its number is asked for.
//!
//! ```text
//!   a || b           (mutant 7: &&)    ─▶  { let left = a; if mutants::on(7) { left && b } else { left || b } }
//!   fn f() -> u64 {  (mutant 8: 0)     ─▶  fn f() -> u64 { if mutants::on(8) { return 0; }
//!   Some(x) => …,    (mutant 9: gone)  ─▶  Some(x) if !mutants::on(9) => …,
//! ```
//! So that one build serves thousands of mutants.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ExprStruct, ExprUnary, ImplItemFn, ItemFn};

/// A small change of a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mutant {
    /// The number, which a test run names.
    pub id: u32,
    /// The file, seen from the project.
    pub file: String,
    /// The sentence that describes it, with file and line.
    pub name: String,
    /// The kind, as cargo-mutants calls it.
    pub genre: String,
    /// What stands there instead.
    pub replacement: String,
    /// The line and column, both from 1, where what is replaced begins.
    pub start: (usize, usize),
}

/// A file with its mutants.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// The source.
    pub text: String,
    /// The bytes of `text` that belong to mutants. Of nested ones the inner comes later.
    pub spans: Vec<(Range<usize>, Vec<u32>)>,
}

impl Rewritten {
    /// The mutants that the byte at `offset` belongs to, innermost; none for what is as it was.
    pub fn at(&self, offset: usize) -> &[u32] {
        let around = self.spans.iter().filter(|(span, _)| span.contains(&offset));
        around.min_by_key(|(span, _)| span.len()).map_or(&[], |(_, ids)| ids)
    }

    /// The mutants that stand nearest before the byte at `offset`: a value that is returned early may make what follows it of
    /// another type.
    pub fn before(&self, offset: usize) -> &[u32] {
        let before = self.spans.iter().filter(|(span, _)| span.end <= offset);
        before.max_by_key(|(span, _)| span.end).map_or(&[], |(_, ids)| ids)
    }

    /// The mutants that are in the text.
    pub fn ids(&self) -> BTreeSet<u32> {
        self.spans.iter().flat_map(|(_, ids)| ids).copied().collect()
    }
}

/// Puts mutants into a source file. Those whose kind or position cannot be expressed so are left out.
///
/// # Errors
/// If the source is not Rust.
pub fn rewrite(source: &str, mutants: &[&Mutant]) -> Result<Rewritten, String> {
    let file = syn::parse_file(source).map_err(|error| error.to_string())?;
    let mut finder = Finder { source, wanted: BTreeMap::new(), places: Vec::new(), constant: 0, has_rest: false };
    for mutant in mutants {
        finder.wanted.entry(offset_of(source, mutant.start)).or_default().push(mutant);
    }
    finder.visit_file(&file);
    finder.places.sort_by_key(|place| (place.range.start, !place.range.is_empty(), Reverse(place.range.end)));
    let mut writer = Writer { source, places: &finder.places, done: Rewritten::default() };
    writer.copy(0..source.len());
    Ok(writer.done)
}

/// The byte at a line and a column, both counted from 1, the column in characters.
fn offset_of(source: &str, (line, column): (usize, usize)) -> usize {
    let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = &source[start..];
    start + rest.char_indices().nth(column - 1).map_or(rest.len(), |(offset, _)| offset)
}

/// Something in the source that mutants change.
struct Place {
    range: Range<usize>,
    change: Change,
}

/// How it is changed. Numbers stand beside what replaces.
enum Change {
    /// Returns values at the beginning of a function.
    Returns(Vec<(u32, String)>),
    /// Other operators between two operands.
    Operator { left: Range<usize>, right: Range<usize>, operator: String, others: Vec<(u32, String)> },
    /// Leaves a unary operator out.
    Bare { operand: Range<usize>, id: u32 },
    /// Leaves an arm out that has no guard.
    Arm(u32),
    /// Leaves an arm out, or has its guard say always the same.
    Guard { gone: Option<u32>, always: Option<u32>, never: Option<u32> },
    /// Takes a field from the base of a structure.
    Field { name: String, value: Range<usize>, base: Range<usize>, id: u32 },
}

struct Finder<'a> {
    source: &'a str,
    /// The mutants by the byte at which what they replace begins.
    wanted: BTreeMap<usize, Vec<&'a Mutant>>,
    places: Vec<Place>,
    /// How many constant functions and items are open, in which nothing can be asked.
    constant: u32,
    /// Whether the innermost match has an arm that takes what the others leave.
    has_rest: bool,
}

impl Finder<'_> {
    fn at(&self, offset: usize, genre: &str) -> Vec<(u32, String)> {
        let here = self.wanted.get(&offset).into_iter().flatten().filter(|mutant| mutant.genre == genre);
        here.map(|mutant| (mutant.id, mutant.replacement.clone())).collect()
    }

    fn push(&mut self, range: Range<usize>, change: Change) {
        if self.constant == 0 {
            self.places.push(Place { range, change });
        }
    }

    fn body(&mut self, block: &syn::Block) {
        let Some(first) = block.stmts.first() else { return };
        let start = first.span().byte_range().start;
        let values = self.at(start, "FnValue");
        if !values.is_empty() {
            self.push(start..start, Change::Returns(values));
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        let constant = u32::from(function.sig.constness.is_some());
        self.constant += constant;
        self.body(&function.block);
        visit::visit_item_fn(self, function);
        self.constant -= constant;
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        let constant = u32::from(function.sig.constness.is_some());
        self.constant += constant;
        self.body(&function.block);
        visit::visit_impl_item_fn(self, function);
        self.constant -= constant;
    }

    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}

    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}

    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let operator = binary.op.span().byte_range();
        let others = self.at(operator.start, "BinaryOperator");
        if !others.is_empty() && !has_let(&binary.left) && !has_let(&binary.right) {
            let change = Change::Operator {
                left: binary.left.span().byte_range(),
                right: binary.right.span().byte_range(),
                operator: self.source[operator].to_owned(),
                others,
            };
            self.push(binary.span().byte_range(), change);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        let range = unary.span().byte_range();
        if let [(id, _)] = self.at(range.start, "UnaryOperator")[..] {
            self.push(range, Change::Bare { operand: unary.expr.span().byte_range(), id });
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        let is_rest = |arm: &syn::Arm| arm.guard.is_none() && matches!(arm.pat, syn::Pat::Wild(_));
        let outer = std::mem::replace(&mut self.has_rest, expr.arms.iter().any(is_rest));
        visit::visit_expr_match(self, expr);
        self.has_rest = outer;
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let gone = self.at(arm.span().byte_range().start, "MatchArm").first().map(|(id, _)| *id);
        match &arm.guard {
            Some((_, guard)) if !has_let(guard) => {
                let range = guard.span().byte_range();
                let said = self.at(range.start, "MatchArmGuard");
                let of = |text: &str| said.iter().find(|(_, said)| said == text).map(|(id, _)| *id);
                let change = Change::Guard { gone, always: of("true"), never: of("false") };
                if gone.is_some() || !said.is_empty() {
                    self.push(range, change);
                }
            }
            Some(_) => {}
            None => {
                if let Some(id) = gone.filter(|_| self.has_rest) {
                    let end = arm.pat.span().byte_range().end;
                    self.push(end..end, Change::Arm(id));
                }
            }
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_struct(&mut self, structure: &'ast ExprStruct) {
        if let Some(base) = &structure.rest {
            for field in &structure.fields {
                let range = field.span().byte_range();
                if let (Some((id, _)), syn::Member::Named(name)) =
                    (self.at(range.start, "StructField").first(), &field.member)
                {
                    let change = Change::Field {
                        name: name.to_string(),
                        value: field.expr.span().byte_range(),
                        base: base.span().byte_range(),
                        id: *id,
                    };
                    self.push(range, change);
                }
            }
        }
        visit::visit_expr_struct(self, structure);
    }
}

/// Whether a condition binds names, which only the operator `&&` of the language itself can do.
fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// Writes the source with its places changed.
struct Writer<'a> {
    source: &'a str,
    /// By where they begin; of those that begin together what is inserted, then the longest first.
    places: &'a [Place],
    done: Rewritten,
}

impl Writer<'_> {
    /// Writes a part of the source, with what is changed in it.
    fn copy(&mut self, range: Range<usize>) {
        self.copy_from(range, 0);
    }

    /// As [`Writer::copy`], without the first `skip` of all places.
    fn copy_from(&mut self, range: Range<usize>, skip: usize) {
        let mut written = range.start;
        let places = self.places;
        let first = skip.max(places.partition_point(|place| place.range.start < range.start));
        for (index, place) in places.iter().enumerate().skip(first) {
            if place.range.start >= range.end {
                break;
            }
            if place.range.start < written || place.range.end > range.end {
                continue;
            }
            self.text(&self.source[written..place.range.start]);
            self.place(place, index + 1);
            written = place.range.end;
        }
        self.text(&self.source[written..range.end]);
    }

    fn text(&mut self, text: &str) {
        self.done.text.push_str(text);
    }

    fn place(&mut self, place: &Place, next: usize) {
        let start = self.done.text.len();
        let ids = match &place.change {
            Change::Returns(values) => {
                for (id, value) in values {
                    let begin = self.done.text.len();
                    self.text(&format!("if {} {{ return {value}; }} ", on(*id)));
                    self.done.spans.push((begin..self.done.text.len(), vec![*id]));
                }
                return;
            }
            Change::Operator { left, right, operator, others } => {
                self.operator([left, right], operator, others, next);
                others.iter().map(|(id, _)| *id).collect()
            }
            Change::Bare { operand, id } => {
                self.text("({ let operand = ");
                self.copy_from(operand.clone(), next);
                let operator = &self.source[place.range.start..place.range.start + 1];
                self.text(&format!("; if {} {{ operand }} else {{ {operator}operand }} }})", on(*id)));
                vec![*id]
            }
            Change::Arm(id) => {
                self.text(&format!(" if !{}", on(*id)));
                vec![*id]
            }
            Change::Guard { gone, always, never } => {
                let asked = |id: &Option<u32>| id.map_or("false".to_owned(), on);
                self.text(&format!("!{} && ({} || (!{} && (", asked(gone), asked(always), asked(never)));
                self.copy_from(place.range.clone(), next);
                self.text(")))");
                [gone, always, never].into_iter().flatten().copied().collect()
            }
            Change::Field { name, value, base, id } => {
                self.text(&format!("{name}: if {} {{ (", on(*id)));
                let base = self.source[base.clone()].to_owned();
                self.text(&format!("{base}).{name} }} else {{ "));
                self.copy_from(value.clone(), next);
                self.text(" }");
                vec![*id]
            }
        };
        self.done.spans.push((start..self.done.text.len(), ids));
    }

    /// Two operands, which are evaluated as often and in the order as before.
    fn operator(&mut self, [left, right]: [&Range<usize>; 2], operator: &str, others: &[(u32, String)], next: usize) {
        let choices = |of: &dyn Fn(&str) -> String| {
            let others = others.iter().map(|(id, other)| format!("if {} {{ {} }} else ", on(*id), of(other)));
            format!("{}{{ {} }}", others.collect::<String>(), of(operator))
        };
        match operator {
            "&&" | "||" => {
                self.text("({ let left = ");
                self.copy_from(left.clone(), next);
                self.text("; ");
                // The right operand is evaluated only where the operator asks for it.
                for (id, other) in
                    others.iter().map(|(id, other)| (Some(*id), other.as_str())).chain([(None, operator)])
                {
                    match id {
                        Some(id) => self.text(&format!("if {} {{ left {other} (", on(id))),
                        None => self.text(&format!("{{ left {other} (")),
                    }
                    self.copy_from(right.clone(), next);
                    self.text(if id.is_some() { ") } else " } else { ") } })" });
                }
            }
            _ if operator.ends_with('=') && !["==", "!=", "<=", ">="].contains(&operator) => {
                self.text("{ let right = ");
                self.copy_from(right.clone(), next);
                let target = self.source[left.clone()].to_owned();
                self.text(&format!("; {} }}", choices(&|operator| format!("{target} {operator} right"))));
            }
            "==" | "!=" | "<" | "<=" | ">" | ">=" => {
                self.text("(match (&(");
                self.copy_from(left.clone(), next);
                self.text("), &(");
                self.copy_from(right.clone(), next);
                self.text(&format!(
                    ")) {{ (left, right) => {} }})",
                    choices(&|operator| format!("left {operator} right"))
                ));
            }
            _ => {
                self.text("(match (");
                self.copy_from(left.clone(), next);
                self.text(", ");
                self.copy_from(right.clone(), next);
                self.text(&format!(
                    ") {{ (left, right) => {} }})",
                    choices(&|operator| format!("left {operator} right"))
                ));
            }
        }
    }
}

/// The question whether a mutant is awake.
fn on(id: u32) -> String {
    format!("crate::mutants::on({id})")
}

#[cfg(test)]
mod tests;
