//! The link of a moment.

use crate::components::controls::{CopyButton, Modal};
use crate::format;
use crate::hooks::{address_with, on, use_dispatch};
use crate::model::linking::NoLink;
use crate::model::store::{Action, Dialog};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`LinkDialog`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LinkDialogProps {
    /// The link, as the fragment of an address, or why there is none.
    pub link: Result<Rc<str>, NoLink>,
    /// The number of calls that it holds.
    pub calls: u64,
}

/// The link, which can be copied; a file where there is none.
#[component]
pub fn LinkDialog(LinkDialogProps { link, calls }: &LinkDialogProps) -> Html {
    let dispatch = use_dispatch();
    match link {
        Ok(fragment) => {
            let address = AttrValue::from(address_with(fragment));
            let text = address.clone();
            html! {
                <Modal title="Link to this lab">
                    <p>
                        {
                            format!(
                                "The link holds {}; opening it makes them again, at the same times and with the same chance, as a \
                                 preview that touches nothing else. Nothing is sent anywhere until you pass it on.",
                                format::count(*calls, "call")
                            )
                        }
                    </p>
                    <label for="link">{ "Link" }</label>
                    <div class="linked">
                        <input id="link" readonly=true value={address} />
                        <CopyButton text={move |()| text.to_string()} label="Copy link" of="link" />
                    </div>
                </Modal>
            }
        }
        Err(why) => html! {
            <Modal title="No link to this lab">
                <p>{ why.to_string() }{ " A file has no such bounds." }</p>
                <div class="buttons">
                    <button type="button" onclick={on::<MouseEvent>(&dispatch, Action::Open(Dialog::Lab))}>
                        { "Save it as a file…" }
                    </button>
                </div>
            </Modal>
        },
    }
}
