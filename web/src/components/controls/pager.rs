//! Buttons that turn pages.

use crate::calls::query::ROWS;
use crate::format;
use crate::hooks::on;
use crate::model::store::Action;
use yew::prelude::*;

/// Buttons to the previous and the next page; nothing if there is only one page. If `all` rows were counted, it says which of
/// them are here.
pub fn pager(dispatch: &Callback<Action>, turned: usize, has_next: bool, all: Option<usize>, of: &str) -> Html {
    let turn = |is_next: bool| on::<MouseEvent>(dispatch, Action::TurnPage { is_next });
    if turned == 0 && !has_next {
        return Html::default();
    }
    let grouped = |number: usize| format::grouped(number as u64);
    let position = match all {
        Some(all) => {
            let (first, last) = (turned * ROWS + 1, ((turned + 1) * ROWS).min(all));
            format!("{} to {} of {} {of}", grouped(first), grouped(last), grouped(all))
        }
        None => format!("page {}", turned + 1),
    };
    html! {
        <nav class="pager" aria-label={format!("Pages of {of}")}>
            <button type="button" disabled={turned == 0} onclick={turn(false)}>{ "Previous page" }</button>
            <span class="quiet">{ position }</span>
            <button type="button" disabled={!has_next} onclick={turn(true)}>{ "Next page" }</button>
        </nav>
    }
}
