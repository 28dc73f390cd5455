//! Injected faults: errors that calls of an operation answer with on request.

use crate::entropy::{Entropy, Purpose};
use crate::json;
use crate::limits::COUNT_MAX;
use crate::model::error::{ErrorCode, ErrorName};
use crate::model::shapes::shape;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_128;

/// The pending faults by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Faults {
    #[n(0)]
    pending: BTreeMap<u64, Fault>,
    #[n(1)]
    injected: u64,
    #[n(2)]
    draws: u64,
}

shape! {
    /// A pending fault.
    pub struct Fault {
        /// The fault's id.
        fault_id: u64,
        /// The name of the operation whose calls fail.
        operation: String,
        /// The error that the calls answer with.
        error: ErrorName,
        /// The number of calls that still fail; absent for no limit.
        count: u64,
        /// The number of calls that still pass first.
        skip: u64,
        /// The fault strikes one call in this many on average, drawn from the seed; absent for every call.
        one_in: u64,
    }
}

impl Eq for Fault {}

/// A shape's members are not numbered, so they are here.
impl<C> Encode<C> for Fault {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let Fault { fault_id, operation, error, count, skip, one_in } = self;
        (fault_id, operation, error, count, skip, one_in).encode(e, ctx)
    }
}

impl<'b, C> Decode<'b, C> for Fault {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let (fault_id, operation, error, count, skip, one_in) = Decode::decode(d, ctx)?;
        Ok(Fault { fault_id, operation, error, count, skip, one_in })
    }
}

impl Faults {
    /// Whether these are faults as [`Faults::inject`] and calls leave them.
    pub fn is_sound(&self) -> bool {
        let Faults { pending, injected, draws } = self;
        let is_sound = |(id, fault): (&u64, &Fault)| {
            let Fault { fault_id, operation, error, count, skip: _, one_in } = fault;
            *fault_id == Some(*id) && operation.is_some() && error.is_some() && *count != Some(0) && *one_in != Some(0)
        };
        *injected < COUNT_MAX
            && *draws < COUNT_MAX
            && pending.last_key_value().is_none_or(|(last, _)| last <= injected)
            && pending.iter().all(is_sound)
    }

    /// Whether none is pending.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// The digest of all that an engine remembers, from that of its regions; the same where there never was a fault.
    pub fn digest(&self, regions: u128) -> u128 {
        if *self == Faults::default() {
            return regions;
        }
        let Faults { pending, injected, draws } = self;
        let pending: Vec<String> = pending.values().map(|fault| json::text(fault)).collect();
        xxh3_128(format!("{regions} {injected} {draws} {}", pending.join(" ")).as_bytes())
    }

    /// Adds a fault and returns its id, which replaces the one that it has.
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

    /// Takes the error that a call of `operation` fails with, if any. If several faults match, the first injected one
    /// is taken.
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
    /// Whether the next call fails. Counts the call if it is skipped.
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
