//! Injected faults: errors that calls of an operation answer with on request.

use crate::entropy::{Entropy, Purpose};
use crate::model::error::{ErrorCode, ErrorName};
use crate::model::shapes::shape;
use std::collections::BTreeMap;

/// The faults that are pending, by their ids. They are no part of the state: a recovered engine has none.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    pending: BTreeMap<u64, Fault>,
    injected: u64,
    draws: u64,
}

shape! {
    /// A pending fault.
    pub struct Fault {
        /// The fault's id.
        fault_id: u64,
        /// The operation whose calls fail.
        operation: String,
        /// The error that they answer with.
        error: ErrorName,
        /// How many calls will still fail; absent for all.
        count: u64,
        /// How many calls still pass first.
        skip: u64,
        /// One call in so many fails, drawn from the seed.
        one_in: u64,
    }
}

impl Faults {
    /// Adds a fault and returns its id; the fault's own is replaced.
    pub fn inject(&mut self, fault: Fault) -> u64 {
        self.injected += 1;
        self.pending.insert(self.injected, Fault { fault_id: Some(self.injected), ..fault });
        self.injected
    }

    /// The pending faults, in the order in which they were injected.
    pub fn list(&self) -> Vec<Fault> {
        self.pending.values().cloned().collect()
    }

    /// Removes one fault, or all of them. Does nothing for an id that is not pending.
    pub fn clear(&mut self, id: Option<u64>) {
        self.pending.retain(|pending, _| id.is_some_and(|cleared| cleared != *pending));
    }

    /// Takes the error that a call of an operation fails with, if any. Of several faults the one injected first is taken.
    pub fn take_matching(&mut self, operation: &str, seed: u64) -> Option<ErrorCode> {
        let draws = &mut self.draws;
        let matching = self.pending.iter_mut().filter(|(_, fault)| fault.operation.as_deref() == Some(operation));
        let (&id, fault) = { matching }.find_map(|(id, fault)| fault.is_next(draws, seed).then_some((id, fault)))?;
        let error = fault.error.as_ref().and_then(ErrorName::code);
        if let Some(count) = &mut fault.count {
            *count -= 1;
            if *count == 0 {
                self.pending.remove(&id);
            }
        }
        error
    }
}

impl Fault {
    /// Whether the next call fails; counts it if it is skipped.
    fn is_next(&mut self, draws: &mut u64, seed: u64) -> bool {
        if let Some(skip @ 1..) = &mut self.skip {
            *skip -= 1;
            return false;
        }
        let Some(one_in) = self.one_in else { return true };
        *draws += 1;
        Entropy::stream(seed, Purpose::Faults, *draws).below(one_in) == 0
    }
}
