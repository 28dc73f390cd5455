use super::*;

fn head(content_type: &'static str) -> Parts {
    let (mut head, ()) = Request::new(()).into_parts();
    head.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    head
}

#[test]
fn content_types() {
    for (declared, spoken) in [
        ("application/x-amz-json-1.0", Some(JSON)),
        ("Application/X-Amz-Json-1.0; charset=utf-8", Some(JSON)),
        ("application/json", Some(PLAIN_JSON)),
        ("application/json;charset=UTF-8", Some(PLAIN_JSON)),
        ("application/x-amz-json-1.1", None),
        ("text/plain", None),
        ("text/plain; application/json", None),
        ("application/cbor", None),
        ("", None),
    ] {
        assert_eq!(json_type(&head(declared)), spoken, "{declared}");
    }
}

#[test]
fn the_client_hears_the_type_it_spoke() {
    let response = || wire::Response { status: 400, request_id: String::new(), crc32: 0, body: Vec::new() };
    assert_eq!(to_http(response(), Some(PLAIN_JSON), false).headers()[CONTENT_TYPE], PLAIN_JSON);
    assert_eq!(to_http(response(), Some(JSON), false).headers()[CONTENT_TYPE], JSON);
    assert_eq!(to_http(response(), None, false).status(), 400);
}

#[tokio::test]
async fn after_a_panic_every_call_is_answered_with_a_500() {
    let front = Front::new(Options::default(), Guard::default(), Limits::default());
    let call = async || {
        let request = Request::post("/")
            .header("host", "localhost")
            .header(CONTENT_TYPE, JSON)
            .header("x-amz-target", "Timemark_20261122.DescribeLab")
            .body(Full::new(Bytes::from_static(b"{}")));
        front.answer(request.unwrap_or_default()).await.map(|answer| (answer.status().as_u16(), is_closing(&answer)))
    };
    assert_eq!(call().await, Some((200, false)));
    front.engine.break_down();
    assert_eq!(call().await, Some((500, true)));
    assert_eq!(call().await, Some((500, true)));
}
