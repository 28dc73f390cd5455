//! What moves with the clock.

use super::Scale;
use crate::format;
use crate::shared::Shared;
use crate::view::Window;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`Progress`].
#[derive(Clone, PartialEq, Properties)]
pub struct ProgressProps {
    /// What is pictured.
    pub window: Shared<Window>,
    /// Where things stand.
    pub scale: Scale,
    /// The virtual time.
    pub now: Timestamp,
}

/// The line at the present moment, and the backup's status along the time it had it.
#[component]
pub fn Progress(ProgressProps { window, scale, now }: &ProgressProps) -> Html {
    if window.backup.is_none() {
        return Html::default();
    }
    let (now, y) = (*now, scale.bar());
    let x = scale.x(now);
    let bar = |class: &'static str, word: &'static str, from: i32, to: i32| {
        let width = (to - from).max(0);
        html! {
            <>
                <rect class={classes!("bar", class)} x={from.to_string()} y={y.to_string()} width={width.to_string()} height="18" rx="4" />
                if width > 78 {
                    <text x={(from + 8).to_string()} y={(y + 13).to_string()}>{ word }</text>
                }
            </>
        }
    };
    let is_later = now > window.end();
    html! {
        <>
            if !scale.is_narrow() {
                <text x="2" y={(y + 13).to_string()}>{ "status" }</text>
            }
            if let Some(available) = window.available {
                { bar("creating", "CREATING", scale.x(window.requested), scale.x(available)) }
                { bar("available", "AVAILABLE", scale.x(available), x) }
            } else {
                { bar("creating", "CREATING", scale.x(window.requested), x) }
            }
            <g class="now">
                if is_later {
                    <text x={scale.right.to_string()} y={(y + 36).to_string()} text-anchor="end">
                        { format!("now: {} after T", format::duration(now.millis() - window.requested.millis())) }
                    </text>
                } else {
                    <line x1={x.to_string()} x2={x.to_string()} y1={scale.top.to_string()} y2={(y + 22).to_string()} />
                    <text x={x.to_string()} y={(y + 36).to_string()} text-anchor="middle">{ "now" }</text>
                }
            </g>
        </>
    }
}
