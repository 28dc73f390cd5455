//! The native module of the Python package: an engine behind one lock. It is thin: no rule of the service is here.
//!
//! `timemark/_engine.py` is what users see. It checks the arguments, so that each refusal names the argument; this module
//! works while Python's own lock is released, and turns a panic into an `EngineStoppedError`.

mod stopping;
mod values;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use stopping::{Lock, Stopped};
use timemark_core::check::Check;
use timemark_core::error::Error;
use timemark_core::json::{FromJson, Json};
use timemark_core::lab::AdvanceClockInput;
use timemark_core::region::region_of_authorization;
use timemark_core::wire::Request;
use timemark_core::{Engine, LabDelays, LabSettings, Options, Settings, Timestamp};
use values::{Reader, Tree};

/// The native module.
#[pymodule]
mod _timemark {
    #[pymodule_export]
    use super::Core;
}

/// An engine behind a lock, for any number of threads.
#[pyclass(frozen, module = "timemark._timemark")]
struct Core {
    engine: Lock<Engine>,
}

#[pymethods]
impl Core {
    /// An engine without tables.
    #[new]
    fn new(
        seed: Option<u64>,
        now: Option<f64>,
        region: Option<String>,
        account: Option<String>,
        settings: &Bound<'_, PyAny>,
    ) -> PyResult<Core> {
        let base = Options::default();
        let options = Options {
            seed: seed.unwrap_or(base.seed),
            now: now.and_then(Timestamp::from_seconds).unwrap_or(base.now),
            region: region.unwrap_or(base.region),
            account: account.unwrap_or(base.account),
            settings: read_settings(settings, &base.settings)?,
        };
        Ok(Core::of(Engine::new(options)))
    }

    /// The engine of a lab file.
    #[staticmethod]
    fn open(py: Python<'_>, file: &[u8]) -> PyResult<Core> {
        let opened = py.detach(|| Engine::open(file));
        opened.map(Core::of).map_err(|error| PyValueError::new_err(format!("file cannot be opened: {error}")))
    }

    /// Whether a text is a region's name.
    #[staticmethod]
    fn is_region(text: &str) -> bool {
        timemark_core::region::is_region_name(text)
    }

    /// Whether a text is an account.
    #[staticmethod]
    fn is_account(text: &str) -> bool {
        Options::is_account(text)
    }

    /// Calls an operation with a dictionary and returns its answer as one.
    fn call<'py>(&self, py: Python<'py>, operation: &str, members: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let input = read(members, "members")?;
        let answer = self.with(py, |engine| {
            let mut answer = Tree::default();
            engine.call_json(operation, input, &mut answer).map(|()| answer)
        })?;
        answer.map_err(|error| raised(py, &error))?.into_python(py)
    }

    /// Answers an HTTP request with a status, headers and a body.
    fn handle<'py>(
        &self,
        py: Python<'py>,
        target: &str,
        body: &[u8],
        authorization: Option<&str>,
    ) -> PyResult<(u16, Bound<'py, PyDict>, Bound<'py, PyBytes>)> {
        let region = authorization.and_then(region_of_authorization);
        let response = self.with(py, |engine| engine.respond(Request { target, body, host: None, region }))?;
        let headers = PyDict::new(py);
        for (name, value) in response.headers() {
            headers.set_item(name, value.as_ref())?;
        }
        Ok((response.status, headers, PyBytes::new(py, &response.body)))
    }

    /// The engine's own region.
    fn region(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |engine| engine.state().owner().region.to_string())
    }

    /// The virtual time, in epoch seconds.
    fn now(&self, py: Python<'_>) -> PyResult<f64> {
        self.with(py, |engine| engine.now().seconds())
    }

    /// When the next task is due, in epoch seconds.
    fn next_due(&self, py: Python<'_>) -> PyResult<Option<f64>> {
        self.with(py, |engine| engine.next_due().map(Timestamp::seconds))
    }

    /// Moves the clock forward. Returns the number of tasks that ran.
    fn advance(&self, py: Python<'_>, seconds: f64) -> PyResult<u64> {
        let output = self.with(py, |engine| engine.send(AdvanceClockInput::seconds(seconds)))?;
        output.map(|output| output.tasks_run.unwrap_or_default()).map_err(|error| raised(py, &error))
    }

    /// Moves the clock to a time in epoch seconds. Returns the number of tasks that ran.
    fn advance_to(&self, py: Python<'_>, epoch_seconds: f64) -> PyResult<u64> {
        self.with(py, |engine| {
            let time = Timestamp::from_seconds(epoch_seconds).unwrap_or(engine.now());
            engine.advance_to(time)
        })
    }

    /// Another engine in the same state. Both share what neither changes, so this takes no time.
    fn fork(&self, py: Python<'_>) -> PyResult<Core> {
        self.with(py, |engine| engine.clone()).map(Core::of)
    }

    /// The engine as a lab file.
    fn save<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.with(py, |engine| engine.save()).map(|file| PyBytes::new(py, &file))
    }

    /// The digest of the state, in hexadecimal.
    fn digest(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |engine| format!("{:032x}", engine.digest()))
    }

    /// Panics as a bug of the engine would, for a test of what follows from one.
    #[allow(clippy::panic, reason = "it is what the test asks for")]
    fn _panic(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |_| panic!("a test asked for it"))
    }
}

impl Core {
    fn of(engine: Engine) -> Core {
        Core { engine: Lock::new(engine) }
    }

    /// Works on the engine while other threads of Python go on.
    ///
    /// # Errors
    /// An `EngineStoppedError` if the engine has panicked, now or before.
    fn with<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut Engine) -> T + Send) -> PyResult<T> {
        py.detach(|| self.engine.with(work))
            .map_err(|Stopped(reason)| error_of(py, "EngineStoppedError", (reason,)).unwrap_or_else(|error| error))
    }
}

/// Reads an argument as JSON.
fn read(value: &Bound<'_, PyAny>, argument: &str) -> PyResult<Json<'static>> {
    Reader::default().read(value).map_err(|refused| refused.raised(value.py(), argument))
}

/// Reads the settings of a lab, over `base`.
fn read_settings(value: &Bound<'_, PyAny>, base: &Settings) -> PyResult<Settings> {
    let json = read(value, "settings")?;
    if let Json::Object(members) = &json {
        refuse_unknown("settings", members.iter().map(|(name, _)| &**name), LabSettings::NAMES)?;
        for (_, delays) in members.iter().filter(|(name, _)| name == "Delays") {
            if let Json::Object(delays) = delays {
                refuse_unknown("settings.Delays", delays.iter().map(|(name, _)| &**name), LabDelays::NAMES)?;
            }
        }
    }
    let read = LabSettings::read(json).map_err(|error| PyTypeError::new_err(format!("settings: {error}")))?;
    let invalid = |error: Error| PyValueError::new_err(format!("settings: {error}"));
    Check::all(&read).map_err(|error| invalid(error.into()))?;
    read.over(base).map_err(|error| invalid(error.into()))
}

/// Refuses members that a structure does not have.
fn refuse_unknown<'a>(path: &str, mut names: impl Iterator<Item = &'a str>, known: &[&str]) -> PyResult<()> {
    match names.find(|name| !known.contains(name)) {
        Some(name) => Err(PyTypeError::new_err(format!("{path}.{name} is unknown: there are {}", known.join(", ")))),
        None => Ok(()),
    }
}

/// The `EngineError` that an operation is refused with.
fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let build = || {
        let item = error.item().map(|item| Tree::of(item).into_python(py)).transpose()?;
        let reasons = error.cancellation_reasons().map(|reasons| Tree::of(reasons).into_python(py)).transpose()?;
        error_of(py, "EngineError", (error.name(), error.text(), item, reasons))
    };
    build().unwrap_or_else(|error| error)
}

/// An exception of `timemark/_errors.py`.
fn error_of<'py>(py: Python<'py>, name: &str, arguments: impl pyo3::call::PyCallArgs<'py>) -> PyResult<PyErr> {
    Ok(PyErr::from_value(py.import("timemark._errors")?.getattr(name)?.call1(arguments)?))
}
