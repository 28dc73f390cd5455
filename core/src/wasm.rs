//! The JavaScript interface. It is thin: no rule of the service is here.
//!
//! Its types are declared in `core/js/index.d.cts`, because those that wasm-bindgen would write name the DOM and
//! internal functions of the module.

mod memory;

use crate::dispatch::handler;
use crate::engine::{Endpoint, Engine as Core};
use crate::json::{FromJson, Json, Sink, Source, ToJson, TypeError};
use crate::lab;
use crate::lab::ExplainBackupInput;
use crate::model::error::Error;
use crate::model::region::{is_region_name, region_of_authorization};
use crate::model::settings::{EngineOptions, LabDelays, LabSettings, Options, Settings};
use crate::time::Timestamp;
use crate::wire::Request;
use js_sys::{Array, ArrayBuffer, Date, Map, Number, Object, Reflect, Set, Uint8Array};
use memory::{MAX_BYTES, grow_ahead, module_bytes};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::borrow::Cow;
use wasm_bindgen::prelude::*;

/// DynamoDB's on-demand backup in memory, with a clock that you move.
#[wasm_bindgen]
pub struct Engine {
    core: Core,
    /// The engine as it was made: new, opened or forked. It shares all items with it that have not changed.
    origin: Core,
}

impl From<Core> for Engine {
    fn from(core: Core) -> Self {
        Engine { origin: core.clone(), core }
    }
}

#[wasm_bindgen]
impl Engine {
    /// An engine without tables.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Engine, JsValue> {
        let read = read_options(&options)?;
        let base = Options::default();
        let defaults = Settings { max_bytes: Some(MAX_BYTES), ..base.settings };
        let settings = read.settings.unwrap_or_default();
        crate::model::constraints::Check::all(&settings).map_err(thrown)?;
        let options = Options {
            seed: read.seed.unwrap_or(base.seed),
            now: read.now.unwrap_or(base.now),
            region: read.region.unwrap_or(base.region),
            account: read.account.unwrap_or(base.account),
            settings: settings.over(&defaults).map_err(thrown)?,
        };
        Ok(Core::new(options).into())
    }

    /// Calls an operation of the API or of the lab with a plain object and returns its answer as one. Throws an error
    /// whose `name` is AWS's code. Times are epoch seconds, those of the input `Date`s too; binary values are
    /// `Uint8Array`s.
    pub fn call(&mut self, operation: &str, input: JsValue) -> Result<JsValue, JsValue> {
        grow_ahead();
        let input = if input.is_undefined() || input.is_null() { Object::new().into() } else { input };
        self.core.next_request();
        let handler = handler(operation).ok_or_else(|| thrown(Error::unknown_operation()))?;
        let input = from_js(&input, LEVELS_MAX)?;
        let mut answer = Objects::default();
        handler(&mut self.core, Endpoint::default(), Source::Json(input), &mut answer).map_err(thrown)?;
        Ok(answer.done)
    }

    /// Answers an HTTP request, given the value of `X-Amz-Target`, the body, and the value of `Authorization`, whose
    /// credential scope is the region. `answers` makes the answer.
    pub fn handle(
        &mut self,
        target: &str,
        body: &[u8],
        authorization: Option<String>,
        answers: &Answers,
    ) -> Result<JsValue, JsValue> {
        grow_ahead();
        let region = authorization.as_deref().and_then(region_of_authorization);
        let response = self.core.respond(Request { target, body, host: None, region });
        answers.make(response.status, &response.request_id, response.crc32, &response.body)
    }

    /// The engine's own region: that of requests that name none.
    #[wasm_bindgen(getter)]
    pub fn region(&self) -> String {
        self.core.state().owner().region.to_string()
    }

    /// The virtual time, in epoch seconds.
    pub fn now(&self) -> f64 {
        self.core.now().seconds()
    }

    /// Moves the clock forward by `seconds` and returns the number of tasks that ran on the way.
    pub fn advance(&mut self, seconds: f64) -> Result<f64, JsValue> {
        let input = lab::AdvanceClockInput::seconds(seconds);
        self.core.send(input).map(|output| output.tasks_run.unwrap_or_default() as f64).map_err(thrown)
    }

    /// Moves the clock to a time, in epoch seconds, and returns the number of tasks that ran on the way.
    #[wasm_bindgen(js_name = advanceTo)]
    pub fn advance_to(&mut self, epoch_seconds: f64) -> f64 {
        let time = Timestamp::from_seconds(epoch_seconds).unwrap_or(self.core.now());
        self.core.advance_to(time) as f64
    }

    /// When the next task is due, in epoch seconds; `undefined` if none is.
    #[wasm_bindgen(js_name = nextDue)]
    pub fn next_due(&self) -> Option<f64> {
        self.core.next_due().map(Timestamp::seconds)
    }

    /// Explains a backup: the verdict on each write, certainly in, maybe in or certainly out, and what happened.
    pub fn explain(&mut self, backup_arn: &str) -> Result<JsValue, JsValue> {
        let output = self.core.send(ExplainBackupInput::of(backup_arn)).map_err(thrown)?;
        Ok(to_js(&output))
    }

    /// The engine as a lab file, which `timemark open` serves and the page opens.
    pub fn save(&self) -> Vec<u8> {
        grow_ahead();
        self.core.save()
    }

    /// The engine of a lab file.
    pub fn open(file: &[u8]) -> Result<Engine, JsValue> {
        Core::open(file).map(Engine::from).map_err(|error| js_sys::Error::new(&error.to_string()).into())
    }

    /// Another engine that is the same as this one, and from now on independent of it. What neither changes they share.
    pub fn fork(&self) -> Engine {
        self.core.clone().into()
    }

    /// Goes back to the engine as it was made: new, opened or forked.
    pub fn reset(&mut self) {
        self.core = self.origin.clone();
    }

    /// How much the engine holds, and the module.
    pub fn usage(&self) -> Result<JsValue, JsValue> {
        let usage = Usage {
            held_bytes: self.core.held_bytes(),
            max_bytes: self.core.settings().max_bytes.filter(|bytes| *bytes > 0),
            module_bytes: module_bytes(),
            requests: self.core.requests(),
        };
        Ok(usage.serialize(&Serializer::json_compatible())?)
    }

    /// A digest of the engine's state, in hexadecimal. Equal states have equal digests, here and natively.
    pub fn digest(&self) -> String {
        format!("{:032x}", self.core.digest())
    }
}

#[wasm_bindgen]
extern "C" {
    /// What makes an answer of its parts, in `core/js/guarded.js`: one call into JavaScript, where to make an object from
    /// here takes one for each member.
    pub type Answers;

    /// Makes an answer with this body, which is only there during the call.
    #[wasm_bindgen(method, catch)]
    fn make(this: &Answers, status: u16, request_id: &str, crc32: u32, body: &[u8]) -> Result<JsValue, JsValue>;
}

/// `EngineUsage` of `core/js/index.d.cts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Usage {
    held_bytes: u64,
    max_bytes: Option<u64>,
    module_bytes: usize,
    requests: u64,
}

/// Reads the options of an engine; what the server's flags refuse is refused here.
fn read_options(options: &JsValue) -> Result<EngineOptions, JsValue> {
    let members = match from_js(options, LEVELS_MAX)? {
        Json::Null => return Ok(EngineOptions::default()),
        Json::Object(members) => members,
        _ => return Err(wrong_option("options must be an object")),
    };
    refuse_unknown("options", &members, EngineOptions::NAMES)?;
    for (name, value) in &members {
        let allowed = match (&**name, value) {
            (_, Json::Null) | ("seed", Json::Integer(0..)) => continue,
            ("seed", _) => "a whole number from 0 to 9007199254740991, or a BigInt",
            ("now", Json::Integer(0..=SECONDS_MAX)) => continue,
            ("now", Json::Decimal(number)) if number.parse().is_ok_and(|n: f64| n > 0.0 && n < SECONDS_END) => continue,
            ("now", _) => "a Date, or epoch seconds from 0 to 253402300799.999",
            ("region", Json::Text(text)) if is_region_name(text) => continue,
            ("region", _) => "a region's name such as us-east-1: letters a-z, digits and hyphens, at most 32",
            ("account", Json::Text(text)) if Options::is_account(text) => continue,
            ("account", _) => "a string of 12 digits",
            (_, Json::Object(settings)) => {
                refuse_unknown("options.settings", settings, LabSettings::NAMES)?;
                for (_, delays) in settings.iter().filter(|(name, _)| name == "Delays") {
                    if let Json::Object(delays) = delays {
                        refuse_unknown("options.settings.Delays", delays, LabDelays::NAMES)?;
                    }
                }
                continue;
            }
            _ => "an object",
        };
        return Err(wrong_option(&format!("options.{name} must be {allowed}")));
    }
    EngineOptions::read(Json::Object(members)).map_err(|error| wrong_option(&format!("options.settings: {error}")))
}

/// The last whole second that the clock can show, and the end of it.
const SECONDS_MAX: i64 = 253_402_300_799;
const SECONDS_END: f64 = 253_402_300_799.999_5;

/// Refuses members that a structure does not have.
fn refuse_unknown(path: &str, members: &[(Cow<'_, str>, Json<'_>)], known: &[&str]) -> Result<(), JsValue> {
    match members.iter().find(|(name, _)| !known.contains(&&**name)) {
        Some((name, _)) => Err(wrong_option(&format!("{path}.{name} is unknown: there are {}", known.join(", ")))),
        None => Ok(()),
    }
}

fn wrong_option(text: &str) -> JsValue {
    js_sys::TypeError::new(text).into()
}

/// Builds an answer as plain objects.
#[derive(Default)]
struct Objects {
    /// The open lists and objects, each with its name in the enclosing one.
    open: Vec<(JsValue, JsValue)>,
    /// The name of the next value.
    name: JsValue,
    /// The value that was completed last.
    done: JsValue,
}

impl Objects {
    fn begin(&mut self, container: JsValue) {
        let name = std::mem::take(&mut self.name);
        self.open.push((container, name));
    }

    fn end(&mut self) {
        if let Some((container, name)) = self.open.pop() {
            self.name = name;
            self.put(container);
        }
    }

    fn put(&mut self, value: JsValue) {
        match self.open.last() {
            None => self.done = value,
            Some((container, _)) => match container.dyn_ref::<Array>() {
                Some(list) => drop(list.push(&value)),
                None => set_own(container.unchecked_ref(), &self.name, &value),
            },
        }
    }
}

impl Sink for Objects {
    fn null(&mut self) {
        self.put(JsValue::NULL);
    }

    fn bool(&mut self, value: bool) {
        self.put(value.into());
    }

    fn integer(&mut self, number: i64) {
        self.put((number as f64).into());
    }

    fn unsigned(&mut self, number: u64) {
        self.put((number as f64).into());
    }

    fn float(&mut self, number: f64) {
        self.put(number.into());
    }

    fn text(&mut self, text: &str) {
        self.put(text.into());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.put(Uint8Array::from(bytes).into());
    }

    fn begin_list(&mut self) {
        self.begin(Array::new().into());
    }

    fn end_list(&mut self) {
        self.end();
    }

    fn begin_object(&mut self) {
        self.begin(Object::new().into());
    }

    fn name(&mut self, name: &str) {
        self.name = name.into();
    }

    fn end_object(&mut self) {
        self.end();
    }
}

/// A value as plain objects.
fn to_js(value: &(impl ToJson + ?Sized)) -> JsValue {
    let mut objects = Objects::default();
    value.write(&mut objects);
    objects.done
}

/// Sets a member of a plain object. A member called `__proto__` would be lost if it were assigned.
fn set_own(object: &Object, name: &JsValue, value: &JsValue) {
    if *name == "__proto__" {
        let member = Object::new();
        for (attribute, value) in [("value", value), ("writable", &JsValue::TRUE), ("enumerable", &JsValue::TRUE)] {
            set(&member, attribute, value.clone());
        }
        set(&member, "configurable", JsValue::TRUE);
        Object::define_property(object, name, &member);
    } else {
        // Setting a member of a fresh plain object cannot fail.
        let _ = Reflect::set(object, name, value);
    }
}

/// The maximum depth of an input, which is that of JSON on the wire.
const LEVELS_MAX: u32 = 128;

/// Reads a value, with `undefined` as `null`. A value deeper than `levels` is refused: reading is recursive, and a
/// cycle would exhaust the stack and end the module. A `Map` is read as an object with its entries, a `Set` as a list, a
/// `Date` as epoch seconds.
fn from_js(value: &JsValue, levels: u32) -> Result<Json<'static>, JsValue> {
    if let Some(text) = value.as_string() {
        return Ok(Json::Text(text.into()));
    }
    if let Some(number) = value.as_f64() {
        let is_whole = Number::is_safe_integer(value);
        return Ok(if is_whole { Json::Integer(number as i64) } else { Json::Decimal(number.to_string().into()) });
    }
    if let Some(value) = value.as_bool() {
        return Ok(Json::Bool(value));
    }
    if value.is_undefined() || value.is_null() {
        return Ok(Json::Null);
    }
    if value.is_bigint() {
        return Ok(i64::try_from(value.clone()).map_or(Json::Decimal("inf".into()), Json::Integer));
    }
    if ArrayBuffer::is_view(value) {
        // By what the value is and not by whose: under jsdom a Buffer is no instance of that realm's Uint8Array.
        let view: &Uint8Array = value.unchecked_ref();
        let bytes = Uint8Array::new_with_byte_offset_and_length(&view.buffer(), view.byte_offset(), view.byte_length());
        return Ok(Json::Bytes(bytes.to_vec()));
    }
    if let Some(bytes) = value.dyn_ref::<ArrayBuffer>() {
        return Ok(Json::Bytes(Uint8Array::new(bytes).to_vec()));
    }
    let levels = levels.checked_sub(1).ok_or_else(|| thrown(TypeError(None)))?;
    if Array::is_array(value) || value.is_instance_of::<Set>() {
        let elements = Array::from(value);
        let mut list = Vec::new();
        for element in elements.iter() {
            list.push(from_js(&element, levels)?);
        }
        return Ok(Json::List(list));
    }
    let mut members = Vec::new();
    if let Some(map) = value.dyn_ref::<Map>() {
        for entry in Array::from(map).iter() {
            let entry: Array = entry.unchecked_into();
            if let Some(name) = entry.get(0).as_string() {
                members.push((name.into(), from_js(&entry.get(1), levels)?));
            }
        }
    } else if let Some(object) = value.dyn_ref::<Object>() {
        let names = Object::keys(object);
        // A `Date` has no members of its own.
        if let (0, Some(date)) = (names.length(), value.dyn_ref::<Date>()) {
            return from_js(&(date.get_time() / 1000.0).into(), levels);
        }
        for name in names.iter() {
            let member = from_js(&Reflect::get(object, &name)?, levels)?;
            members.push((name.as_string().unwrap_or_default().into(), member));
        }
    }
    Ok(Json::Object(members))
}

/// A JavaScript `Error` whose name is AWS's code.
fn thrown(error: impl Into<Error>) -> JsValue {
    let error = error.into();
    let thrown = js_sys::Error::new(&error.to_string());
    thrown.set_name(error.name());
    if let Some(item) = error.item() {
        set(&thrown, "Item", to_js(item));
    }
    if let Some(reasons) = error.cancellation_reasons() {
        set(&thrown, "CancellationReasons", to_js(reasons));
    }
    thrown.into()
}

fn set(object: &Object, name: &str, value: JsValue) {
    // Setting a member of a fresh plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), &value);
}
