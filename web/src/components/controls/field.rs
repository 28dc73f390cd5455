//! Labelled fields.

use crate::hooks::Text;
use yew::prelude::*;

/// A labelled input whose text has a state of its own. The id must be unique in the page.
pub fn field(id: &'static str, label: &str, text: Text) -> Html {
    line(id.into(), label, &text.value, text.oninput)
}

/// A labelled input of a form.
pub fn line(id: AttrValue, label: &str, value: &str, oninput: Callback<InputEvent>) -> Html {
    html! {
        <div class="field">
            <label for={id.clone()}>{ label.to_owned() }</label>
            <input {id} type="text" autocomplete="off" spellcheck="false" value={value.to_owned()} {oninput} />
        </div>
    }
}

/// A labelled text area of a form, for code, with a sentence about its fault.
pub fn area(
    id: &'static str,
    label: &'static str,
    value: &str,
    wrong: Option<&str>,
    oninput: Callback<InputEvent>,
) -> Html {
    let wrong_id = format!("{id}-wrong");
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <textarea
                {id}
                class="code"
                rows={if value.len() > 200 { "12" } else { "5" }}
                spellcheck="false"
                value={value.to_owned()}
                aria-invalid={wrong.is_some().to_string()}
                aria-describedby={wrong_id.clone()}
                {oninput}
            />
            <p id={wrong_id} class="wrong" role="status">{ wrong.unwrap_or_default() }</p>
        </div>
    }
}
