//! What mouse, pen and fingers do to the chart: pressed, moved and released pointers become what is asked for. No
//! document is known here.

use super::Scale;
use crate::model::view_state::Viewport;
use timemark_core::Timestamp;

/// The pointers that are pressed, and what they do.
#[derive(Debug, Default)]
pub struct Gesture {
    held: Vec<(i32, i32)>,
    doing: Option<Doing>,
    has_moved: bool,
}

#[derive(Clone, Copy, Debug)]
enum Doing {
    /// The marker is dragged.
    Marker,
    /// A stretch is selected, from a position.
    Brush(i32),
    /// The ground is dragged: where that began, and what was shown then.
    Pan(i32, Seen),
    /// Two fingers: their positions at the beginning, and what was shown then.
    Pinch(i32, i32, Seen),
}

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The scale.
    pub scale: Scale,
    /// The stretch of time.
    pub viewport: Viewport,
}

/// How a press begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// Whether it is a finger.
    pub is_touch: bool,
    /// Whether it is on the handle of a marker that can be dragged.
    pub is_on_marker: bool,
}

/// What a pointer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The marker is moved to a position.
    Marker(i32),
    /// Another stretch is shown.
    Show(Viewport),
    /// A stretch is being selected, between two positions.
    Brushing(i32, i32),
    /// A stretch is selected.
    Brushed(i32, i32),
    /// A click or a tap.
    Tap,
}

/// The distance that a pressed pointer moves before it drags, in pixels.
const STILL: i32 = 4;

impl Gesture {
    /// A pointer is pressed at a position.
    pub fn press(&mut self, id: i32, x: i32, press: Press, seen: Seen) {
        self.held.retain(|(held, _)| *held != id);
        self.held.push((id, x));
        self.doing = match *self.held {
            [_] => {
                self.has_moved = false;
                Some(match press {
                    Press { is_on_marker: true, .. } => Doing::Marker,
                    // A finger moves the ground, as on every map.
                    Press { is_touch: true, .. } => Doing::Pan(x, seen),
                    Press { is_touch: false, .. } => Doing::Brush(x),
                })
            }
            [(_, first), (_, second)] => {
                self.has_moved = true;
                Some(Doing::Pinch(first, second, seen))
            }
            _ => None,
        };
    }

    /// A pointer is at another position. Returns what it asks for if it is pressed.
    pub fn drag(&mut self, id: i32, x: i32) -> Option<Outcome> {
        let held = self.held.iter_mut().find(|(held, _)| *held == id)?;
        held.1 = x;
        match self.doing? {
            Doing::Marker => {
                self.has_moved = true;
                Some(Outcome::Marker(x))
            }
            Doing::Brush(from) => {
                self.has_moved |= (x - from).abs() >= STILL;
                self.has_moved.then_some(Outcome::Brushing(from.min(x), from.max(x)))
            }
            Doing::Pan(from, seen) => {
                self.has_moved |= (x - from).abs() >= STILL;
                self.has_moved.then(|| Outcome::Show(seen.panned(from - x)))
            }
            Doing::Pinch(first, second, seen) => {
                let [(_, x1), (_, x2)] = *self.held else { return None };
                Some(Outcome::Show(seen.pinched((first, second), (x1, x2))))
            }
        }
    }

    /// A pointer is released.
    pub fn release(&mut self, id: i32) -> Option<Outcome> {
        let (_, x) = self.held.iter().copied().find(|(held, _)| *held == id)?;
        self.held.retain(|(held, _)| *held != id);
        match self.doing.take()? {
            Doing::Brush(from) if self.has_moved => Some(Outcome::Brushed(from.min(x), from.max(x))),
            Doing::Brush(_) | Doing::Pan(..) if !self.has_moved => Some(Outcome::Tap),
            _ => None,
        }
    }

    /// Everything is let go, because the browser took the pointers.
    pub fn cancel(&mut self) {
        *self = Gesture::default();
    }

    /// Whether a pointer is pressed.
    pub fn is_held(&self) -> bool {
        !self.held.is_empty()
    }
}

impl Seen {
    fn room(&self) -> i64 {
        i64::from((self.scale.right - self.scale.left).max(1))
    }

    fn middle(&self) -> Timestamp {
        self.scale.from.plus_ms(self.scale.length_ms() / 2)
    }

    /// The stretch moved by pixels.
    pub fn panned(&self, pixels: i32) -> Viewport {
        let ms = i64::from(pixels).saturating_mul(self.scale.length_ms()) / self.room();
        Viewport { middle: Some(self.middle().plus_ms(ms)), ..self.viewport }
    }

    /// The stretch in which the moments under two fingers are under them where they are now.
    fn pinched(&self, (a, b): (i32, i32), (x1, x2): (i32, i32)) -> Viewport {
        let percent = i64::from((b - a).abs().max(1)) * 100 / i64::from((x2 - x1).abs().max(1));
        let still = self.scale.time((a + b) / 2);
        let held = Viewport { middle: Some(self.middle()), ..self.viewport };
        let zoomed = held.zoomed(percent.max(1), Some(still), self.middle());
        let moved_ms = i64::from((a + b) / 2 - (x1 + x2) / 2).saturating_mul(zoomed.span_ms) / self.room();
        Viewport { middle: zoomed.middle.map(|middle| middle.plus_ms(moved_ms)), ..zoomed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_millis(1_795_357_500_000);
    const MOUSE: Press = Press { is_touch: false, is_on_marker: false };
    const FINGER: Press = Press { is_touch: true, is_on_marker: false };

    fn seen() -> Seen {
        let (from, to) = (T.plus_ms(-120_000), T.plus_ms(120_000));
        let scale =
            Scale { width: 600, drawn: 600, left: 100, right: 580, from, to, partitions: 4, others: 0, bars: 0 };
        Seen { scale, viewport: Viewport::default() }
    }

    #[test]
    fn a_press_that_stays_is_a_tap() {
        for press in [MOUSE, FINGER] {
            let mut gesture = Gesture::default();
            gesture.press(1, 300, press, seen());
            assert_eq!(gesture.drag(1, 302), None);
            assert_eq!(gesture.release(1), Some(Outcome::Tap));
            assert!(!gesture.is_held());
        }
    }

    #[test]
    fn the_mouse_selects_and_a_finger_moves_the_ground() {
        let mut gesture = Gesture::default();
        gesture.press(1, 300, MOUSE, seen());
        assert_eq!(gesture.drag(1, 200), Some(Outcome::Brushing(200, 300)));
        assert_eq!(gesture.release(1), Some(Outcome::Brushed(200, 300)));

        gesture.press(2, 300, FINGER, seen());
        let moved = Viewport { middle: Some(T.plus_ms(30_000)), ..Viewport::default() };
        assert_eq!(gesture.drag(2, 240), Some(Outcome::Show(moved)));
        assert_eq!(gesture.release(2), None);
    }

    #[test]
    fn the_marker_is_dragged_by_either() {
        for is_touch in [false, true] {
            let mut gesture = Gesture::default();
            gesture.press(1, 340, Press { is_touch, is_on_marker: true }, seen());
            assert_eq!(gesture.drag(1, 341), Some(Outcome::Marker(341)));
            assert_eq!(gesture.release(1), None);
        }
    }

    #[test]
    fn two_fingers_zoom_about_what_lies_between_them() {
        let mut gesture = Gesture::default();
        gesture.press(1, 300, FINGER, seen());
        gesture.press(2, 380, FINGER, seen());
        let Some(Outcome::Show(viewport)) = gesture.drag(2, 460) else { unreachable!("a pinch zooms") };
        assert_eq!(viewport.span_ms, 120_000);
        let (from, to) = viewport.range(T);
        let zoomed = Scale { from, to, ..seen().scale };
        assert!((zoomed.x(T) - 380).abs() <= 1, "what was between the fingers still is");
        assert_eq!(gesture.release(1), None);
        assert_eq!(gesture.drag(2, 500), None, "the finger that is left does nothing");
        assert_eq!(gesture.release(2), None);
    }

    #[test]
    fn a_gesture_that_the_browser_takes_is_over() {
        let mut gesture = Gesture::default();
        gesture.press(1, 300, FINGER, seen());
        gesture.cancel();
        assert_eq!((gesture.drag(1, 100), gesture.release(1)), (None, None));
    }
}
