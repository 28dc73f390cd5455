//! A labelled list to choose from.

use crate::markup::html;
use yew::prelude::*;

/// The properties of [`Select`].
#[derive(Clone, PartialEq, Properties)]
pub struct SelectProps {
    /// Its id, one of its own in the page.
    pub id: AttrValue,
    /// What is chosen.
    pub label: AttrValue,
    /// What can be chosen: the value, and how it is called.
    pub options: Vec<(AttrValue, AttrValue)>,
    /// The value that is chosen.
    pub value: AttrValue,
    /// What hears the person choose.
    pub onchange: Callback<Event>,
}

/// A `<select>` with its label.
#[component]
pub fn Select(SelectProps { id, label, options, value, onchange }: &SelectProps) -> Html {
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <select {id} {onchange}>
                for (option, name) in options {
                    <option value={option.clone()} selected={option == value}>{ name }</option>
                }
            </select>
        </div>
    }
}

/// Options from pairs of texts.
pub fn options(pairs: &[(&'static str, &'static str)]) -> Vec<(AttrValue, AttrValue)> {
    pairs.iter().map(|(value, name)| (AttrValue::from(*value), AttrValue::from(*name))).collect()
}
