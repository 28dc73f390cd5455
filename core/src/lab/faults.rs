//! Faults on request: every error that an operation declares can be rehearsed.

use crate::engine::{Call, Engine};
use crate::entropy::{Entropy, Purpose};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{COMMON_ERRORS, Error, ErrorCode, Invalid, LabInvalid};
use crate::model::shapes::shape;
use crate::operations::declared_errors;
use crate::sorted::Sorted;

/// The faults that wait for their calls. They are no part of the state: a recovered engine has none.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    waiting: Sorted<u64, Fault>,
    injected: u64,
    draws: u64,
}

shape! {
    /// A fault that waits.
    pub struct Fault {
        /// Its number.
        fault_id: u64,
        /// The operation that it strikes.
        operation: String,
        /// What that answers.
        error: ErrorCode,
        /// How many calls it will still strike; absent for every one.
        count: u64,
        /// How many calls it still lets pass first.
        skip: u64,
        /// It strikes one call in so many, drawn from the seed.
        one_in: u64,
    }
}

impl Faults {
    /// The error that a call of an operation is struck by, if any. The fault that was injected first strikes first.
    pub(crate) fn strike(&mut self, operation: &str, seed: u64) -> Option<ErrorCode> {
        let draws = &mut self.draws;
        let aimed = self.waiting.iter_mut().filter(|(_, fault)| fault.operation.as_deref() == Some(operation));
        let (&id, fault) = { aimed }.find_map(|(id, fault)| fault.strikes(draws, seed).then_some((id, fault)))?;
        let error = fault.error.clone();
        if let Some(count) = &mut fault.count {
            *count -= 1;
            if *count == 0 {
                self.waiting.remove(&id);
            }
        }
        error
    }
}

impl Fault {
    fn strikes(&mut self, draws: &mut u64, seed: u64) -> bool {
        if let Some(skip @ 1..) = &mut self.skip {
            *skip -= 1;
            return false;
        }
        let Some(one_in) = self.one_in else { return true };
        *draws += 1;
        Entropy::stream(seed, Purpose::Faults, *draws).below(one_in) == 0
    }
}

shape! {
    /// Makes an operation fail.
    pub struct InjectFaultInput {
        /// The operation, such as `CreateBackup`.
        operation: String,
        /// The error: one that is declared for the operation, or a common one.
        error: ErrorCode,
        /// How many calls it strikes: 1 where absent, every one drawn where `OneIn` is given.
        count: u64,
        /// How many calls pass first.
        skip: u64,
        /// Strike one call in so many.
        one_in: u64,
    }
}

shape! {
    /// The fault that waits.
    pub struct InjectFaultOutput {
        /// Its number.
        fault_id: u64,
    }
}

impl InjectFaultInput {
    /// One call of an operation will fail.
    pub fn once(operation: &str, error: ErrorCode) -> Self {
        Self { operation: Some(operation.to_owned()), error: Some(error), ..Self::default() }
    }
}

impl Constrained for InjectFaultInput {
    fn check(&self, at: &mut Check) {
        at.member("operation", &self.operation).required();
        at.member("error", &self.error).required().known();
        at.member("count", &self.count).at_least(1);
        at.member("oneIn", &self.one_in).at_least(1);
    }
}

/// # Errors
/// ValidationException for an operation that is not the API's, or an error that it cannot answer.
impl Call for InjectFaultInput {
    const NAME: &'static str = "InjectFault";
    type Output = InjectFaultOutput;

    fn run(self, engine: &mut Engine) -> Result<InjectFaultOutput, Error> {
        Check::all(&self)?;
        let operation = required("operation", &self.operation)?;
        let error = required("error", &self.error)?;
        let declared = declared_errors(operation)
            .ok_or_else(|| Invalid::Lab(LabInvalid::UnknownOperation { name: operation.clone() }))?;
        if !declared.contains(error) && !COMMON_ERRORS.contains(error) {
            let (operation, error) = (operation.clone(), error.as_str().to_owned());
            return Err(Invalid::Lab(LabInvalid::FaultUndeclared { operation, error }).into());
        }
        let faults = &mut engine.faults;
        faults.injected += 1;
        let fault_id = Some(faults.injected);
        let count = self.count.or(if self.one_in.is_some() { None } else { Some(1) });
        let InjectFaultInput { operation, error, skip, one_in, .. } = self;
        faults.waiting.insert(faults.injected, Fault { fault_id, operation, error, count, skip, one_in });
        Ok(InjectFaultOutput { fault_id })
    }
}

shape! {
    /// Asks which faults wait.
    pub struct ListFaultsInput {}
}

shape! {
    /// The faults that wait.
    pub struct ListFaultsOutput {
        /// In the order in which they were injected.
        faults: Vec<Fault>,
    }
}

/// Lists what waits.
impl Call for ListFaultsInput {
    const NAME: &'static str = "ListFaults";
    type Output = ListFaultsOutput;

    fn run(self, engine: &mut Engine) -> Result<ListFaultsOutput, Error> {
        Ok(ListFaultsOutput { faults: Some(engine.faults.waiting.values().cloned().collect()) })
    }
}

shape! {
    /// Takes faults back.
    pub struct ClearFaultsInput {
        /// Only this one; all of them where absent.
        fault_id: u64,
    }
}

/// Takes back one fault or all; one that has gone already is passed over.
impl Call for ClearFaultsInput {
    const NAME: &'static str = "ClearFaults";
    type Output = ListFaultsOutput;

    fn run(self, engine: &mut Engine) -> Result<ListFaultsOutput, Error> {
        engine.faults.waiting.retain(|id, _| self.fault_id.is_some_and(|cleared| cleared != *id));
        ListFaultsInput {}.run(engine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::Options;
    use crate::operations::ListTablesInput;

    fn struck(engine: &mut Engine, calls: usize) -> Vec<bool> {
        (0..calls).map(|_| engine.send(ListTablesInput::default()).is_err()).collect()
    }

    #[test]
    fn a_fault_skips_strikes_and_goes() {
        let mut engine = Engine::new(Options::default());
        let fault = InjectFaultInput {
            skip: Some(1),
            count: Some(2),
            ..InjectFaultInput::once("ListTables", ErrorCode::InternalServerError)
        };
        assert!(engine.send(fault).is_ok());
        assert_eq!(struck(&mut engine, 4), [false, true, true, false]);
        assert_eq!(engine.send(ListFaultsInput {}).map(|out| out.faults), Ok(Some(vec![])));
    }

    #[test]
    fn one_in_five_is_about_that_and_repeatable() {
        let run = || {
            let mut engine = Engine::new(Options::default());
            let fault = InjectFaultInput {
                one_in: Some(5),
                ..InjectFaultInput::once("ListTables", ErrorCode::ThrottlingException)
            };
            assert!(engine.send(fault).is_ok());
            struck(&mut engine, 1_000)
        };
        let strikes = run().iter().filter(|struck| **struck).count();
        assert!((120..280).contains(&strikes), "{strikes}");
        assert_eq!(run(), run());
    }

    #[test]
    fn only_errors_that_the_operation_can_answer() {
        let mut engine = Engine::new(Options::default());
        let text = |result: Result<InjectFaultOutput, Error>| result.err().map(|e| e.to_string()).unwrap_or_default();
        let undeclared = InjectFaultInput::once("ListTables", ErrorCode::BackupInUseException);
        assert!(text(engine.send(undeclared)).starts_with("ListTables can not answer BackupInUseException"));
        assert!(
            text(engine.send(InjectFaultInput::once("Nonsense", ErrorCode::InternalServerError))).contains("Nonsense")
        );
    }
}
