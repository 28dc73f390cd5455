//! Components in a real document: `wasm-pack test --headless --chrome web --test mount`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use timemark_core::shapes::{TableDescription, TableStatus};
use timemark_web::app::App;
use timemark_web::components::controls::{progress_bar, status_mark};
use timemark_web::components::panels::Tabs;
use timemark_web::components::side::TableList;
use timemark_web::model::view_state::Tab;
use timemark_web::shared::Shared;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

wasm_bindgen_test_configure!(run_in_browser);

/// An element of its own in the document.
fn place() -> Element {
    let document = web_sys::window().and_then(|window| window.document()).expect("a document");
    let place = document.create_element("div").expect("an element");
    document.body().expect("a body").append_child(&place).expect("appended");
    place
}

/// Lets the browser render and run effects.
async fn settle() {
    for _ in 0..3 {
        gloo_timers::future::TimeoutFuture::new(20).await;
    }
}

fn find(place: &Element, selector: &str) -> HtmlElement {
    let found = place.query_selector(selector).expect("a selector").unwrap_or_else(|| panic!("no {selector}"));
    found.dyn_into().expect("an HTML element")
}

fn named(place: &Element, selector: &str, name: &str) -> HtmlElement {
    let all = place.query_selector_all(selector).expect("a selector");
    let elements = (0..all.length()).filter_map(|number| all.get(number)?.dyn_into::<HtmlElement>().ok());
    let is_named = |element: &HtmlElement| {
        element.get_attribute("aria-label").unwrap_or_else(|| element.text_content().unwrap_or_default()).trim() == name
    };
    elements.into_iter().find(is_named).unwrap_or_else(|| panic!("no {selector} called {name}"))
}

fn text(place: &Element) -> String {
    place.text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_page_goes_from_its_small_world_to_a_backup_that_is_being_made() {
    let place = place();
    yew::Renderer::<App>::with_root(place.clone()).render();
    settle().await;
    assert!(text(&place).contains("A backup is not one instant"));
    assert!(text(&place).contains("certainly in"));
    named(&place, "button", "Create backup").click();
    settle().await;
    let panel = find(&place, "[role=tabpanel]");
    assert!(text(&panel).contains("CREATING"));
    assert!(find(&panel, "progress").has_attribute("value"));
    named(&place, "button", "Undo").click();
    settle().await;
    assert!(!text(&find(&place, "[role=tabpanel]")).contains("CREATING"));
    assert!(text(&place).contains("You are in the past"));
}

/// A stand-in for a dispatcher: it shows a value that nothing changes.
#[component]
fn TwoTables() -> Html {
    let table = |name: &str, status: TableStatus| TableDescription {
        table_name: Some(name.to_owned()),
        table_status: Some(status),
        item_count: Some(3),
        ..TableDescription::default()
    };
    let tables = Shared::new(vec![table("One", TableStatus::Active), table("Two", TableStatus::Creating)]);
    html! { <TableList {tables} progress={vec![None, Some(40)]} chosen="One" /> }
}

#[wasm_bindgen_test]
async fn tables_are_buttons_and_those_on_their_way_have_a_bar() {
    let place = place();
    yew::Renderer::<TwoTables>::with_root(place.clone()).render();
    settle().await;
    assert_eq!(find(&place, "button.card[aria-pressed=true] b").text_content().as_deref(), Some("One"));
    let bars = place.query_selector_all("progress").expect("a selector");
    assert_eq!(bars.length(), 1);
    assert_eq!(find(&place, "progress").get_attribute("value").as_deref(), Some("40"));
    assert_eq!(find(&place, "progress").get_attribute("aria-label").as_deref(), Some("Progress of Two"));
}

#[component]
fn Small() -> Html {
    html! {
        <>
            { status_mark("AVAILABLE") }
            { progress_bar(70, "nightly") }
            <Tabs chosen={Tab::Window} panel={html! { <p id="inside">{ "<b>only text</b>" }</p> }} />
        </>
    }
}

#[wasm_bindgen_test]
async fn a_tab_is_chosen_and_text_is_only_ever_text() {
    let place = place();
    yew::Renderer::<Small>::with_root(place.clone()).render();
    settle().await;
    let chosen = find(&place, "[role=tab][aria-selected=true]");
    assert_eq!((chosen.text_content().as_deref(), chosen.tab_index()), (Some("Window"), 0));
    let tabs = place.query_selector_all("[role=tab][tabindex='-1']").expect("a selector");
    assert_eq!(tabs.length(), Tab::ALL.len() as u32 - 1);
    assert_eq!(find(&place, "#inside").inner_html(), "&lt;b&gt;only text&lt;/b&gt;");
    assert!(text(&place).contains("AVAILABLE"));
}

/// Three clicks before the next render are three changes.
#[wasm_bindgen_test]
async fn changes_that_come_faster_than_frames_are_all_done() {
    let place = place();
    yew::Renderer::<App>::with_root(place.clone()).render();
    settle().await;
    let second = named(&place, "button", "+1 s");
    let clock = |place: &Element| find(place, "time b").text_content().unwrap_or_default();
    let seconds = |clock: String| clock.rsplit(':').next().and_then(|seconds| seconds.parse::<f64>().ok());
    let before = seconds(clock(&place)).expect("a clock");
    (0..3).for_each(|_| second.click());
    settle().await;
    let after = seconds(clock(&place)).expect("a clock");
    assert!(((after - before).rem_euclid(60.0) - 3.0).abs() < 0.01, "{before} {after}");
}
