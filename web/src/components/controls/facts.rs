//! A list of facts: what, and how it stands.

use yew::prelude::*;

/// Facts in rows; those that are absent are left out.
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
