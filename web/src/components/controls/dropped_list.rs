//! The settings that a restore does not bring back.

use crate::hooks::on;
use crate::model::dropped::{ALWAYS, Dropped};
use crate::model::store::Action;
use yew::prelude::*;

/// The settings that a restore drops, each with a button that sets it again once the table is restored.
pub fn dropped_list(dispatch: &Callback<Action>, dropped: &[Dropped], is_done: bool) -> Html {
    let put_back = |one: &Dropped| {
        let call = one.call.clone().filter(|_| is_done)?;
        let onclick = on::<MouseEvent>(dispatch, Action::Send(vec![call]));
        Some(
            html! { <button type="button" class="small" {onclick}>{ format!("Put back: {}", one.operation) }</button> },
        )
    };
    html! {
        <>
            if dropped.is_empty() {
                <p>{ "This table had no settings of its own that a restore drops." }</p>
            } else {
                <ul class="lines">
                    for one in dropped {
                        <li>
                            { &one.what }
                            if let Some(button) = put_back(one) {
                                { " " }{ button }
                            } else {
                                <span class="quiet">{ format!(" ({} puts it back)", one.operation) }</span>
                            }
                        </li>
                    }
                </ul>
            }
            <p class="quiet">{ ALWAYS }</p>
        </>
    }
}
