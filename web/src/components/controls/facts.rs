//! A list of properties and their values.

use yew::prelude::*;

/// Properties in rows; those without a value are left out.
pub fn facts(facts: Vec<(&'static str, Option<String>)>) -> Html {
    html! {
        <dl class="facts">
            for (what, stands) in facts {
                if let Some(stands) = stands {
                    <div><dt>{ what }</dt><dd>{ stands }</dd></div>
                }
            }
        </dl>
    }
}
