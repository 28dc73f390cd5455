//! Buttons that turn pages.

use crate::hooks::on;
use crate::model::store::Action;
use yew::prelude::*;

/// Buttons to the previous and the next page; nothing if there is only one page.
pub fn pager(dispatch: &Callback<Action>, turned: usize, has_next: bool, of: &str) -> Html {
    let turn = |is_next: bool| on::<MouseEvent>(dispatch, Action::TurnPage { is_next });
    if turned == 0 && !has_next {
        return Html::default();
    }
    html! {
        <nav class="pager" aria-label={format!("Pages of {of}")}>
            <button type="button" disabled={turned == 0} onclick={turn(false)}>{ "Previous page" }</button>
            <span class="quiet">{ format!("page {}", turned + 1) }</span>
            <button type="button" disabled={!has_next} onclick={turn(true)}>{ "Next page" }</button>
        </nav>
    }
}
