//! Injected faults: every error that an operation declares can be rehearsed.

use super::error::LabError;
use crate::engine::{Call, Endpoint, Engine};
use crate::faults::Fault;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{COMMON_ERRORS, Error, ErrorCode, ErrorName};
use crate::model::shapes::shape;
use crate::operations::declared_errors;

shape! {
    /// Makes calls of an operation fail.
    pub struct InjectFaultInput {
        /// The name of the operation whose calls fail, such as `CreateBackup`.
        operation: String,
        /// The error to answer with: one that the service model declares for the operation, or a common one.
        error: ErrorName,
        /// The number of calls that fail. Default 1; without limit if `OneIn` is given.
        count: u64,
        /// The number of calls that pass before the fault takes effect. Default 0.
        skip: u64,
        /// The fault strikes one call in this many on average, drawn from the seed. Default every call.
        one_in: u64,
    }
}

shape! {
    /// The injected fault.
    pub struct InjectFaultOutput {
        /// The fault's id, for `ClearFaults`.
        fault_id: u64,
    }
}

impl InjectFaultInput {
    /// A fault for one call of `operation`.
    pub fn once(operation: &str, error: ErrorCode) -> Self {
        Self { operation: Some(operation.to_owned()), error: Some(ErrorName::Known(error)), ..Self::default() }
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
/// ValidationException for an unknown operation, or for an error that the operation cannot answer with.
impl Call for InjectFaultInput {
    const NAME: &'static str = "InjectFault";
    type Output = InjectFaultOutput;

    fn run(self, engine: &mut Engine, _: Endpoint<'_>) -> Result<InjectFaultOutput, Error> {
        Check::all(&self)?;
        let operation = required("operation", &self.operation)?;
        let error = required("error", &self.error)?;
        let declared =
            declared_errors(operation).ok_or_else(|| LabError::UnknownOperation { name: operation.clone() })?;
        if !error.code().is_some_and(|code| declared.contains(&code) || COMMON_ERRORS.contains(&code)) {
            let (operation, error) = (operation.clone(), error.as_str().to_owned());
            return Err(LabError::FaultUndeclared { operation, error }.into());
        }
        let count = self.count.or(if self.one_in.is_some() { None } else { Some(1) });
        let InjectFaultInput { operation, error, skip, one_in, .. } = self;
        let fault = Fault { fault_id: None, operation, error, count, skip, one_in };
        Ok(InjectFaultOutput { fault_id: Some(engine.change_faults(|faults| faults.inject(fault))) })
    }
}

shape! {
    /// Lists the pending faults. It has no parameters.
    pub struct ListFaultsInput {}
}

shape! {
    /// The pending faults.
    pub struct ListFaultsOutput {
        /// The faults, in the order in which they were injected.
        faults: Vec<Fault>,
    }
}

/// Never fails.
impl Call for ListFaultsInput {
    const NAME: &'static str = "ListFaults";
    type Output = ListFaultsOutput;

    fn run(self, engine: &mut Engine, _: Endpoint<'_>) -> Result<ListFaultsOutput, Error> {
        Ok(ListFaultsOutput { faults: Some(engine.faults().list()) })
    }
}

shape! {
    /// Removes one pending fault, or all of them.
    pub struct ClearFaultsInput {
        /// The id of the fault to remove. Default all faults.
        fault_id: u64,
    }
}

/// Returns the remaining faults. An unknown id removes nothing.
impl Call for ClearFaultsInput {
    const NAME: &'static str = "ClearFaults";
    type Output = ListFaultsOutput;

    fn run(self, engine: &mut Engine, to: Endpoint<'_>) -> Result<ListFaultsOutput, Error> {
        engine.change_faults(|faults| faults.clear(self.fault_id));
        ListFaultsInput {}.run(engine, to)
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
