//! Calls that go to the server that the page watches.

use crate::calls::request::{Answer, Request};
use crate::model::store::Action;
use timemark_core::Service;
use timemark_core::operations::service_of;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Headers, RequestInit, Response};
use yew::prelude::*;

/// Credentials of the required form, without a region: the server's own is meant.
const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=page, SignedHeaders=host, Signature=page";

/// Sends the call with that number to the server that the page comes from, and dispatches its answer. Calls are sent one after
/// another.
#[hook]
pub fn use_post(dispatch: Callback<Action>, call: Option<(u64, Request)>) {
    use_effect_with(call.as_ref().map(|(number, _)| *number), move |_| {
        if let Some((number, request)) = call {
            spawn_local(async move {
                let answer = post(&request).await.unwrap_or_else(|_| Answer::unreachable());
                dispatch.emit(Action::Answered { number, answer });
            });
        }
    });
}

async fn post(request: &Request) -> Result<Answer, JsValue> {
    let operation = request.operation();
    let service = if request.is_lab() { Service::Lab } else { service_of(operation).unwrap_or(Service::DynamoDb) };
    let headers = Headers::new()?;
    headers.set("content-type", "application/x-amz-json-1.0")?;
    headers.set("x-amz-target", &format!("{}{operation}", service.target_prefix()))?;
    if service.is_signed() {
        headers.set("authorization", AUTHORIZATION)?;
        headers.set("x-amz-date", "20260101T000000Z")?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&request.sent().into());
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init("/", &init)).await?.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?;
    Ok(Answer::stored(response.status(), body.as_string().unwrap_or_default()))
}
