//! Lists that open where the reader wants to begin.

use web_sys::Element;
use yew::prelude::*;

/// Returns the references of a region that scrolls and of the row of its table that is in sight, first below the table's head
/// if there are enough rows behind it, when the region appears. Without such a row the region begins at its top.
#[hook]
pub fn use_opened_at() -> (NodeRef, NodeRef) {
    let (region, row) = (use_node_ref(), use_node_ref());
    {
        let (region, row) = (region.clone(), row.clone());
        use_effect_with((), move |()| {
            let (Some(region), Some(row)) = (region.cast::<Element>(), row.cast::<Element>()) else { return };
            let Some(rows) = row.parent_element() else { return };
            let top = |element: &Element| element.get_bounding_client_rect().top();
            region.set_scroll_top((top(&row) - top(&rows)) as i32);
        });
    }
    (region, row)
}
