//! A backup from its request to the restored table, with a clock that is moved by hand.
//!
//! `cargo run -p timemark-core --example backup` prints
//!
//! ```text
//! nightly: CREATING
//! a minute later: AVAILABLE
//! Music-restored: No One You Know
//! ```

use std::error::Error;
use std::io::{self, Write};
use timemark_core::operations::*;
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use timemark_core::{AttributeValue, Attributes, Engine, Options, Pace, Settings};

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout())
}

/// Plays the story and prints each step to `out`.
pub fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    // Realistic: seconds until a table is ACTIVE, a minute until a backup is AVAILABLE.
    let settings = Settings { pace: Pace::Realistic, ..Settings::default() };
    let mut engine = Engine::new(Options { settings, ..Options::default() });
    let advance = |engine: &mut Engine, seconds: i64| engine.advance_to(engine.now().plus_ms(seconds * 1000));

    engine.send(CreateTableInput::on_demand("Music", &[("Artist", KeyType::Hash, ScalarAttributeType::S)]))?;
    advance(&mut engine, 10);
    engine.send(PutItemInput::new("Music", artist("No One You Know")))?;

    let asked = engine.send(CreateBackupInput::new("Music", "nightly"))?.backup_details.unwrap_or_default();
    let (name, arn) = (asked.backup_name.unwrap_or_default(), asked.backup_arn.unwrap_or_default());
    writeln!(out, "{name}: {}", asked.backup_status.as_ref().map_or("absent", |status| status.as_str()))?;
    engine.send(PutItemInput::new("Music", artist("Too Late")))?;

    advance(&mut engine, 60);
    let described = engine.send(DescribeBackupInput::new(&arn))?.backup_description.unwrap_or_default();
    let status = described.backup_details.and_then(|details| details.backup_status);
    writeln!(out, "a minute later: {}", status.as_ref().map_or("absent", |status| status.as_str()))?;

    engine.send(RestoreTableFromBackupInput::new("Music-restored", arn))?;
    advance(&mut engine, 300);
    for item in engine.send(ScanInput::new("Music-restored"))?.items.unwrap_or_default() {
        if let Some(AttributeValue::S(artist)) = item.to_attributes().get("Artist") {
            writeln!(out, "Music-restored: {artist}")?;
        }
    }
    Ok(())
}

fn artist(name: &str) -> Attributes {
    Attributes::from_iter([("Artist".to_owned(), name.into())])
}
