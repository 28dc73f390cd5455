//! From page to page.

use crate::hooks::use_dispatch;
use crate::markup::html;
use crate::store::Action;
use yew::prelude::*;

/// The properties of [`Pager`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PagerProps {
    /// Pages that were turned so far.
    pub turned: usize,
    /// Whether there is another page.
    pub has_next: bool,
    /// What is on the pages.
    pub of: AttrValue,
}

/// Buttons to the page before and to the next; nothing where there is but one.
#[component]
pub fn Pager(PagerProps { turned, has_next, of }: &PagerProps) -> Html {
    let dispatch = use_dispatch();
    let turn = |is_next: bool| dispatch.reform(move |_: MouseEvent| Action::Turn { is_next });
    if *turned == 0 && !has_next {
        return Html::default();
    }
    html! {
        <nav class="pager" aria-label={format!("Pages of {of}")}>
            <button type="button" disabled={*turned == 0} onclick={turn(false)}>{ "Previous page" }</button>
            <span class="quiet">{ format!("page {}", turned + 1) }</span>
            <button type="button" disabled={!has_next} onclick={turn(true)}>{ "Next page" }</button>
        </nav>
    }
}
