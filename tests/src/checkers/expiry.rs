//! Time to live.
//!
//! - **T1** an item is deleted in the very millisecond in which its time and the service's delay have passed, and no
//!   other item is.
//! - **T2** no item remains whose time and delay have passed.

use super::{Broken, Held, ensure, equal};
use crate::model::Model;
use std::collections::BTreeSet;
use timemark_core::state::Event;
use timemark_core::{Committed, Engine, Timestamp};

/// T1: applies to the model the expiries in the engine's own region while its clock moved on from `before`. Only the order
/// among items that expire at once is the engine's choice. Returns the number of expired items.
pub fn follow(
    model: &mut Model,
    engine: &Engine,
    events: &[Committed],
    before: Timestamp,
    delay_ms: i64,
) -> Result<usize, Broken> {
    let mut gone = 0;
    for Committed { at, region, event } in events {
        if *region != engine.state().owner().region {
            continue;
        }
        let Event::ItemsExpired { table, keys } = &**event else { continue };
        // The model has all tables, in the order of their creation.
        let table = &mut model.tables[table.ordinal() as usize];
        let expected = table.expired_by(at.plus_ms(-delay_ms));
        let labels: Vec<_> = keys.iter().filter_map(|key| table.label(key).cloned()).collect();
        let found: BTreeSet<_> = labels.iter().collect();
        ensure(keys.len() == expected.len() && found.into_iter().eq(expected.keys()), "T1", || {
            format!("{} lost {labels:?} at {at}, expected {expected:?} {delay_ms} ms late", table.name)
        })?;
        for (label, expires) in &expected {
            // An item whose time had passed when it was written, or when time to live was switched on, expires at once.
            let due = expires.plus_ms(delay_ms).max(before);
            equal(*at, due, "T1", &format!("when {label} of {} went", table.name))?;
        }
        gone += labels.len();
        labels.into_iter().for_each(|label| table.expire(*at, label));
    }
    Ok(gone)
}

/// T2 for every existing table.
pub fn none_left(engine: &Engine, model: &Model) -> Held {
    let by = engine.now().plus_ms(-engine.settings().pace.delays().expiry_ms);
    let is_there = |id: &str, name: &str| engine.state().table(name).is_some_and(|known| known.table_id() == id);
    model.tables.iter().filter(|table| is_there(&table.id, &table.name)).try_for_each(|table| {
        let left = table.expired_by(by);
        ensure(left.is_empty(), "T2", || format!("{} still has {left:?} at {}", table.name, engine.now()))
    })
}
