//! The legal worst case of a backup: an order that is in it although its customer, written before it, is not.
//!
//! AWS promises nothing about the order of writes within a minute of the request. With the consistency window
//! ADVERSARIAL each partition of a table is cut anywhere that the promise allows, drawn from the seed, so a test that
//! tries several seeds finds code that relied on luck.
//!
//! `cargo run -p timemark-core --example worst_case` prints
//!
//! ```text
//! seed 1: customer in, order in
//! seed 2: customer in, order in
//! seed 3: customer in, order in
//! seed 4: customer in, order in
//! seed 5: customer out, order in  <- an effect without its cause
//! seed 6: customer out, order in  <- an effect without its cause
//! seed 7: customer in, order out
//! seed 8: customer in, order out
//! ```

use std::error::Error;
use std::io::{self, Write};
use timemark_core::operations::*;
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use timemark_core::{Attributes, ConsistencyWindow, Engine, Options, Settings};

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout())
}

/// Makes the same backup with eight seeds and prints the content of each to `out`.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    for seed in 1..=8 {
        let settings = Settings { consistency_window: ConsistencyWindow::Adversarial, ..Settings::default() };
        let mut engine = Engine::new(Options { seed, settings, ..Options::default() });
        engine.send(CreateTableInput::on_demand("Shop", &[("Id", KeyType::Hash, ScalarAttributeType::S)]))?;

        engine.send(PutItemInput::new("Shop", key("customer-7")))?;
        engine.advance_to(engine.now().plus_ms(1000));
        engine.send(PutItemInput::new("Shop", key("order-9")))?;
        let asked = engine.send(CreateBackupInput::new("Shop", "nightly"))?.backup_details.unwrap_or_default();

        // After a minute every cut lies in the past.
        engine.advance_to(engine.now().plus_ms(61_000));
        engine.send(RestoreTableFromBackupInput::new("Copy", asked.backup_arn.unwrap_or_default()))?;
        let mut is_in = |id| -> Result<bool, timemark_core::Error> {
            Ok(engine.send(GetItemInput::new("Copy", key(id)))?.item.is_some())
        };
        let (customer, order) = (is_in("customer-7")?, is_in("order-9")?);
        let verdict = if order && !customer { "  <- an effect without its cause" } else { "" };
        let word = |is_in| if is_in { "in" } else { "out" };
        writeln!(out, "seed {seed}: customer {}, order {}{verdict}", word(customer), word(order))?;
    }
    Ok(())
}

fn key(id: &str) -> Attributes {
    Attributes::from_iter([("Id".to_owned(), id.into())])
}
