//! Values of Python as JSON, and answers as values of Python.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyMemoryView, PyString, PyTuple, PyType,
};
use std::borrow::Cow;
use std::fmt;
use timemark_core::error::Error;
use timemark_core::json::{Json, Sink, ToJson, TypeError};

/// The maximum depth of an input, which is that of JSON on the wire.
const LEVELS_MAX: u32 = 128;

/// The maximum number of values in an input: as many as a body of 16 MiB can have, of three bytes and a comma each. A list
/// that contains another twice, and that another, and so on, would have no end otherwise.
const VALUES_MAX: u32 = 4 << 20;

/// Why a value is not read, and where in the argument it is.
pub struct Refused {
    path: String,
    reason: Reason,
}

enum Reason {
    Type(String),
    Value(String),
    TooDeep,
    Raised(PyErr),
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Refused {
        Refused { path: String::new(), reason }
    }
}

impl From<PyErr> for Refused {
    fn from(error: PyErr) -> Refused {
        Reason::Raised(error).into()
    }
}

impl Refused {
    /// The same refusal of the value around it.
    fn inside(self, place: impl fmt::Display) -> Refused {
        Refused { path: format!("{place}{}", self.path), ..self }
    }

    /// The exception, which names the argument.
    pub fn raised(self, py: Python<'_>, argument: &str) -> PyErr {
        let path = self.path;
        match self.reason {
            Reason::Type(text) => PyTypeError::new_err(format!("{argument}{path} {text}")),
            Reason::Value(text) => PyValueError::new_err(format!("{argument}{path} {text}")),
            Reason::TooDeep => super::raised(py, &Error::from(TypeError(None))),
            Reason::Raised(error) => error,
        }
    }
}

/// Reads values of one argument.
pub struct Reader {
    levels: u32,
    values: u32,
}

impl Default for Reader {
    fn default() -> Reader {
        Reader { levels: LEVELS_MAX, values: VALUES_MAX }
    }
}

impl Reader {
    /// Reads a value. Times are epoch seconds on the wire; binary values are any kind of bytes.
    ///
    /// # Errors
    /// [`Refused`] for a value of a type that JSON does not have, and for one that is too deep.
    pub fn read(&mut self, value: &Bound<'_, PyAny>) -> Result<Json<'static>, Refused> {
        self.values = self.values.checked_sub(1).ok_or_else(too_many)?;
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Json::Text(self::text(text)?.into()));
        }
        if value.is_none() {
            return Ok(Json::Null);
        }
        if let Ok(value) = value.cast::<PyBool>() {
            return Ok(Json::Bool(value.is_true()));
        }
        if value.is_instance_of::<PyInt>() {
            return match value.extract::<i64>() {
                Ok(number) => Ok(Json::Integer(number)),
                Err(_) => Ok(Json::Decimal(value.str()?.to_string().into())),
            };
        }
        if value.is_instance_of::<PyFloat>() {
            return number(value.extract()?);
        }
        if let Some(bytes) = bytes(value)? {
            return Ok(Json::Bytes(bytes));
        }
        self.levels = self.levels.checked_sub(1).ok_or(Reason::TooDeep)?;
        let read = self.read_container(value);
        self.levels += 1;
        read
    }

    fn read_container(&mut self, value: &Bound<'_, PyAny>) -> Result<Json<'static>, Refused> {
        if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            let mut list = Vec::new();
            for (index, element) in value.try_iter()?.enumerate() {
                list.push(self.read(&element?).map_err(|refused| refused.inside(format_args!("[{index}]")))?);
            }
            return Ok(Json::List(list));
        }
        let mut members = Vec::new();
        if let Ok(dictionary) = value.cast::<PyDict>() {
            // A copy: what is read may be a class whose methods change the dictionary.
            for (name, member) in dictionary.copy()? {
                members.push(self.member(&name, &member)?);
            }
        } else if let Ok(mapping) = value.cast::<PyMapping>() {
            for pair in mapping.items()? {
                let (name, member) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
                members.push(self.member(&name, &member)?);
            }
        } else if is_a(value, "decimal", "Decimal", &DECIMAL)? {
            if !value.call_method0("is_finite")?.extract::<bool>()? {
                return Err(not_finite());
            }
            return Ok(Json::Decimal(value.str()?.to_string().into()));
        } else if is_a(value, "datetime", "datetime", &DATETIME)? {
            return number(value.call_method0("timestamp")?.extract()?);
        } else {
            let text = "must be text, a number, a bool, bytes, a datetime, a list, a dict or None";
            return Err(Reason::Type(format!("{text}, not {}", value.get_type().name()?)).into());
        }
        Ok(Json::Object(members))
    }

    fn member(
        &mut self,
        name: &Bound<'_, PyAny>,
        member: &Bound<'_, PyAny>,
    ) -> Result<(Cow<'static, str>, Json<'static>), Refused> {
        let Ok(name) = name.cast::<PyString>() else {
            let kind = name.get_type().name()?;
            return Err(Reason::Type(format!("must have names that are text, not {kind}")).into());
        };
        let name = text(name)?;
        let read = self.read(member).map_err(|refused| refused.inside(format_args!(".{name}")))?;
        Ok((name.into(), read))
    }
}

static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// Whether a value is of a class of the standard library.
fn is_a(
    value: &Bound<'_, PyAny>,
    module: &str,
    class: &str,
    imported: &'static PyOnceLock<Py<PyType>>,
) -> PyResult<bool> {
    value.is_instance(imported.import(value.py(), module, class)?)
}

fn number(number: f64) -> Result<Json<'static>, Refused> {
    if !number.is_finite() {
        return Err(not_finite());
    }
    Ok(Json::Decimal(number.to_string().into()))
}

fn not_finite() -> Refused {
    Reason::Value("must be a finite number".to_owned()).into()
}

fn too_many() -> Refused {
    Reason::Value(format!("must have at most {VALUES_MAX} values")).into()
}

fn text(text: &Bound<'_, PyString>) -> Result<String, Refused> {
    text.to_str().map(str::to_owned).map_err(|_| {
        Reason::Value("must be text without unpaired surrogates, which are no characters".to_owned()).into()
    })
}

fn bytes(value: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u8>>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Some(bytes.as_bytes().to_vec()));
    }
    if let Ok(bytes) = value.cast::<PyByteArray>() {
        return Ok(Some(bytes.to_vec()));
    }
    if value.is_instance_of::<PyMemoryView>() {
        let bytes = value.call_method0("tobytes")?;
        return Ok(Some(bytes.cast::<PyBytes>()?.as_bytes().to_vec()));
    }
    Ok(None)
}

/// An answer, put together while Python's own lock is released.
#[derive(Default)]
pub struct Tree {
    /// The open lists and objects, each with its name in the enclosing one.
    open: Vec<(Value, String)>,
    /// The name of the next value.
    name: String,
    /// The value that was completed last.
    done: Value,
}

#[derive(Default)]
enum Value {
    #[default]
    Null,
    Bool(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Tree {
    /// A value.
    pub fn of(value: &(impl ToJson + ?Sized)) -> Tree {
        let mut tree = Tree::default();
        value.write(&mut tree);
        tree
    }

    /// The value as one of Python.
    pub fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.done.into_python(py)
    }

    fn begin(&mut self, container: Value) {
        let name = std::mem::take(&mut self.name);
        self.open.push((container, name));
    }

    fn end(&mut self) {
        if let Some((container, name)) = self.open.pop() {
            self.name = name;
            self.put(container);
        }
    }

    fn put(&mut self, value: Value) {
        match self.open.last_mut() {
            Some((Value::List(list), _)) => list.push(value),
            Some((Value::Object(members), _)) => members.push((std::mem::take(&mut self.name), value)),
            _ => self.done = value,
        }
    }
}

impl Value {
    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(match self {
            Value::Null => py.None().into_bound(py),
            Value::Bool(value) => PyBool::new(py, value).to_owned().into_any(),
            Value::Integer(number) => number.into_pyobject(py)?.into_any(),
            Value::Unsigned(number) => number.into_pyobject(py)?.into_any(),
            Value::Float(number) => PyFloat::new(py, number).into_any(),
            Value::Text(text) => PyString::new(py, &text).into_any(),
            Value::Bytes(bytes) => PyBytes::new(py, &bytes).into_any(),
            Value::List(values) => {
                let list = PyList::empty(py);
                for value in values {
                    list.append(value.into_python(py)?)?;
                }
                list.into_any()
            }
            Value::Object(members) => {
                let dictionary = PyDict::new(py);
                for (name, value) in members {
                    dictionary.set_item(name, value.into_python(py)?)?;
                }
                dictionary.into_any()
            }
        })
    }
}

impl Sink for Tree {
    fn null(&mut self) {
        self.put(Value::Null);
    }

    fn bool(&mut self, value: bool) {
        self.put(Value::Bool(value));
    }

    fn integer(&mut self, number: i64) {
        self.put(Value::Integer(number));
    }

    fn unsigned(&mut self, number: u64) {
        self.put(Value::Unsigned(number));
    }

    fn float(&mut self, number: f64) {
        self.put(if number.is_finite() { Value::Float(number) } else { Value::Null });
    }

    fn text(&mut self, text: &str) {
        self.put(Value::Text(text.to_owned()));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.put(Value::Bytes(bytes.to_vec()));
    }

    fn begin_list(&mut self) {
        self.begin(Value::List(Vec::new()));
    }

    fn end_list(&mut self) {
        self.end();
    }

    fn begin_object(&mut self) {
        self.begin(Value::Object(Vec::new()));
    }

    fn name(&mut self, name: &str) {
        self.name = name.to_owned();
    }

    fn end_object(&mut self) {
        self.end();
    }
}
