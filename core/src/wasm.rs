//! The door for JavaScript. Thin: no rule of the service is here.

use crate::engine::Call;
use crate::error::Error;
use crate::lab::ExplainBackupInput;
use crate::operations::{self, Dispatch};
use crate::settings::{LabSettings, Options};
use crate::{Engine as Core, Timestamp, lab};
use js_sys::{Array, Map, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How an engine starts; every member is optional. Times are epoch seconds with a fraction. */
export interface EngineOptions {
  /** Whatever is left to chance follows from this. Default 1. */
  seed?: number;
  /** Where the clock starts. Default 2026-01-01T00:00:00Z. */
  now?: number;
  /** The region in every ARN. Default us-east-1. */
  region?: string;
  /** The twelve-digit account in every ARN. Default 123456789012. */
  account?: string;
  settings?: LabSettings;
}

/** How a lab behaves. Durations are seconds. */
export interface LabSettings {
  Pace?: "INSTANT" | "REALISTIC" | "CUSTOM";
  Delays?: {
    TableCreation?: number; IndexedTableCreation?: number; TableVisibility?: number; BackupsEnabling?: number;
    TableDeletion?: number; BackupCreation?: number; Restore?: number; TableUpdate?: number; IndexBackfill?: number;
    Expiry?: number;
  };
  ConsistencyWindow?: "EXACT" | "TYPICAL" | "ADVERSARIAL";
  Speed?: number;
  PartitionsPerTable?: number;
  ChangeLogSeconds?: number;
}

/** An answer as HTTP would carry it. */
export interface EngineResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// `EngineOptions` of the TypeScript section.
    #[wasm_bindgen(typescript_type = "EngineOptions")]
    pub type EngineOptions;
    /// `EngineResponse` of the TypeScript section.
    #[wasm_bindgen(typescript_type = "EngineResponse")]
    pub type EngineResponse;
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReadOptions {
    seed: Option<u64>,
    now: Option<Timestamp>,
    region: Option<String>,
    account: Option<String>,
    settings: Option<LabSettings>,
}

/// DynamoDB's on-demand backup in memory, with a clock that you move.
#[wasm_bindgen]
pub struct Engine {
    core: Core,
}

#[wasm_bindgen]
impl Engine {
    /// An engine without tables.
    #[wasm_bindgen(constructor)]
    pub fn new(options: Option<EngineOptions>) -> Result<Engine, JsValue> {
        let read: ReadOptions = match options {
            Some(options) => serde_wasm_bindgen::from_value(options.into()).map_err(wrong_type)?,
            None => ReadOptions::default(),
        };
        let base = Options::default();
        let settings = read.settings.unwrap_or_default();
        crate::check::Check::all(&settings).map_err(thrown)?;
        let options = Options {
            seed: read.seed.unwrap_or(base.seed),
            now: read.now.unwrap_or(base.now),
            region: read.region.unwrap_or(base.region),
            account: read.account.unwrap_or(base.account),
            settings: settings.over(&base.settings).map_err(thrown)?,
        };
        Ok(Engine { core: Core::new(options) })
    }

    /// Calls an operation of the API or of the lab with a plain object and returns its answer as one. An error is
    /// thrown, its `name` AWS's code. Times are epoch seconds, binary values `Uint8Array`s.
    pub fn call(&mut self, operation: &str, input: JsValue) -> Result<JsValue, JsValue> {
        let input = if input.is_undefined() || input.is_null() { Object::new().into() } else { input };
        if is_deeper(&input, LEVELS_MAX) {
            return Err(thrown(Error::Serialization { text: None }));
        }
        let call = || JsCall { core: &mut self.core, input };
        let answer = match operations::NAMES.contains(&operation) {
            true => operations::dispatch(operation, call()),
            false => lab::dispatch(operation, call()),
        };
        answer.unwrap_or_else(|| Err(thrown(Error::UnknownOperation)))
    }

    /// Answers an HTTP request: the value of `X-Amz-Target` and the body. The body that comes back is a copy.
    pub fn handle(&mut self, target: &str, body: &[u8]) -> EngineResponse {
        let response = self.core.handle(target, body);
        let headers = Object::new();
        for (name, value) in &response.headers {
            set(&headers, name, value.into());
        }
        let answer = Object::new();
        set(&answer, "status", response.status.into());
        set(&answer, "headers", headers.into());
        set(&answer, "body", Uint8Array::from(response.body.as_slice()).into());
        JsValue::from(answer).unchecked_into()
    }

    /// The region in every ARN.
    #[wasm_bindgen(getter)]
    pub fn region(&self) -> String {
        self.core.state().owner().region.clone()
    }

    /// The virtual time, in epoch seconds.
    pub fn now(&self) -> f64 {
        self.core.now().seconds()
    }

    /// Moves the clock forward by so many seconds and returns how many things were due on the way.
    pub fn advance(&mut self, seconds: f64) -> Result<f64, JsValue> {
        let input = lab::AdvanceClockInput::seconds(seconds);
        self.core.send(input).map(|output| output.tasks_run.unwrap_or_default() as f64).map_err(thrown)
    }

    /// Moves the clock to a time, in epoch seconds, and returns how many things were due on the way.
    #[wasm_bindgen(js_name = advanceTo)]
    pub fn advance_to(&mut self, epoch_seconds: f64) -> f64 {
        let time = Timestamp::from_seconds(epoch_seconds).unwrap_or(self.core.now());
        self.core.advance_to(time) as f64
    }

    /// When the next thing is due, in epoch seconds; `undefined` if nothing is.
    #[wasm_bindgen(js_name = nextDue)]
    pub fn next_due(&self) -> Option<f64> {
        self.core.next_due().map(Timestamp::seconds)
    }

    /// Explains a backup: which writes are certainly in, maybe in, certainly out, and what happened.
    pub fn explain(&mut self, backup_arn: &str) -> Result<JsValue, JsValue> {
        self.core.send(ExplainBackupInput::of(backup_arn)).map_err(thrown).and_then(|output| to_js(&output))
    }

    /// A digest of all that the engine remembers, in hexadecimal: equal for equal histories, here and natively.
    pub fn digest(&self) -> String {
        format!("{:032x}", self.core.state().digest())
    }
}

struct JsCall<'a> {
    core: &'a mut Core,
    input: JsValue,
}

impl Dispatch for JsCall<'_> {
    type Answer = Result<JsValue, JsValue>;

    fn call<C: Call>(self) -> Self::Answer {
        let input: C = serde_wasm_bindgen::from_value(self.input).map_err(wrong_type)?;
        to_js(&self.core.send(input).map_err(thrown)?)
    }
}

fn to_js(output: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = Serializer::json_compatible().serialize_bytes_as_arrays(false).serialize_maps_as_objects(false);
    plain(output.serialize(&serializer)?)
}

/// Makes plain objects of maps. The serializer can do it too, but by assignment, which loses an attribute that is
/// called `__proto__`.
fn plain(value: JsValue) -> Result<JsValue, JsValue> {
    if value.is_instance_of::<Map>() {
        let entries = Array::from(&value);
        for entry in entries.iter() {
            let entry: Array = entry.unchecked_into();
            entry.set(1, plain(entry.get(1))?);
        }
        return Object::from_entries(&entries).map(JsValue::from);
    }
    if value.is_object() && !value.is_instance_of::<Uint8Array>() {
        for key in Object::keys(value.unchecked_ref::<Object>()).iter() {
            Reflect::set(&value, &key, &plain(Reflect::get(&value, &key)?)?)?;
        }
    }
    Ok(value)
}

/// How deep an input may be nested: as deep as JSON may on the wire.
const LEVELS_MAX: u32 = 128;

/// Whether a value has more levels than these. Reading is recursive: a cycle would exhaust the stack and end the module.
fn is_deeper(value: &JsValue, levels: u32) -> bool {
    if !value.is_object() || value.is_instance_of::<Uint8Array>() {
        return false;
    }
    levels == 0 || Object::values(value.unchecked_ref()).iter().any(|member| is_deeper(&member, levels - 1))
}

fn wrong_type(error: serde_wasm_bindgen::Error) -> JsValue {
    thrown(Error::Serialization { text: Some(error.to_string()) })
}

/// A JavaScript `Error` whose name is AWS's code.
fn thrown(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    thrown.set_name(&error.name());
    if let Some(item) = error.item().and_then(|item| to_js(item).ok()) {
        set(&thrown, "Item", item);
    }
    if let Some(reasons) = error.cancellation_reasons().and_then(|reasons| to_js(&reasons).ok()) {
        set(&thrown, "CancellationReasons", reasons);
    }
    thrown.into()
}

fn set(object: &Object, name: &str, value: JsValue) {
    // Setting a member of a fresh plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), &value);
}
