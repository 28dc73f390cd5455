//! The TypeScript declarations of all shapes: `operations.d.ts` of the JavaScript package.
//!
//! The list of operations names the first types; `model/typescript.rs` follows them to all others. Only the program
//! `typescript` uses this. It is behind a feature, so neither the engine nor the page contains it.

use crate::engine::Call;
use crate::item::value::AttributeValue;
use crate::model::settings::EngineOptions;
use crate::model::shapes::CancellationReason;
use crate::model::typescript::{Declarations, TypeScript};

/// Returns the TypeScript declarations of all operations, including those of the lab, and of all types that they use.
pub fn declarations() -> String {
    let mut declared = Declarations::default();
    declare_operations(&mut declared);
    declare_lab_operations(&mut declared);
    AttributeValue::expression(&mut declared);
    CancellationReason::expression(&mut declared);
    declared.input = true;
    EngineOptions::expression(&mut declared);

    format!("{HEADER}{declared}")
}

const HEADER: &str = "\
// Generated from the engine's shapes by `cargo xtask package`.

/**
 * The operations of the API and of the lab by name, named as in the service model. Times are epoch seconds with a
 * fraction, and may be `Date`s in inputs; binary values are `Uint8Array`s.
 */
";

macro_rules! declare {
    ($($input:ident,)+) => {
        |declared: &mut Declarations| { $(declare::<$input>(declared);)+ }
    };
}

fn declare_operations(declared: &mut Declarations) {
    use crate::operations::*;
    with_operations!(declare)(declared);
}

fn declare_lab_operations(declared: &mut Declarations) {
    use crate::lab::*;
    with_lab_operations!(declare)(declared);
}

fn declare<C>(declared: &mut Declarations)
where
    C: Call + TypeScript,
    C::Output: TypeScript,
{
    declared.operation::<C, C::Output>(C::NAME);
}
