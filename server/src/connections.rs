//! Which connections are open, and which of them is idle longest.
//!
//! Every connection holds a [`Seat`] of a limited number. When all are taken, the one that has waited longest for a
//! request makes room for a new connection; those that are being served never do.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The seats.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    inner: Mutex<Inner>,
    /// A seat was left, or became idle while all were taken.
    changed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    open: usize,
    /// Of those, the connections that were asked to leave.
    leaving: usize,
    /// The next idle connection's number: they rise, so the first in `idle` has been idle longest.
    next: u64,
    idle: BTreeMap<u64, Arc<Notify>>,
}

impl Connections {
    /// No connection, of `most` at a time.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most: most.max(1), inner: Mutex::default(), changed: Notify::new() })
    }

    /// Takes a seat, idle at first. If none is free, asks the longest idle connection to leave; if none is idle, waits.
    pub async fn seat(self: &Arc<Self>) -> Seat {
        loop {
            {
                let mut inner = self.lock();
                if inner.open < self.most {
                    inner.open += 1;
                    let leave = Arc::new(Notify::new());
                    let number = inner.add_idle(&leave);
                    return Seat { connections: Arc::clone(self), leave, phase: Mutex::new(Phase::Idle(number)) };
                }
                inner.ask_longest_idle();
            }
            self.changed.notified().await;
        }
    }

    /// Asks the longest idle connection to leave, because something else than seats has run out, and waits until one
    /// has left.
    pub async fn make_room(&self) {
        self.lock().ask_longest_idle();
        self.changed.notified().await;
    }

    /// Ends when no connection is open.
    pub async fn all_left(&self) {
        while self.lock().open > 0 {
            self.changed.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        locked(&self.inner)
    }
}

impl Inner {
    fn add_idle(&mut self, leave: &Arc<Notify>) -> u64 {
        self.next += 1;
        self.idle.insert(self.next, Arc::clone(leave));
        self.next
    }

    /// Asks the longest idle connection to leave, if there is one and none is leaving already.
    fn ask_longest_idle(&mut self) {
        if self.leaving == 0
            && let Some((_, longest_idle)) = self.idle.pop_first()
        {
            self.leaving += 1;
            longest_idle.notify_one();
        }
    }

    /// Takes an idle connection off the list. Returns whether it had been asked to leave: then it is not on it.
    fn remove_idle(&mut self, number: u64) -> bool {
        let was_asked = self.idle.remove(&number).is_none();
        self.leaving -= usize::from(was_asked);
        was_asked
    }
}

/// An open connection's seat.
#[derive(Debug)]
pub struct Seat {
    connections: Arc<Connections>,
    leave: Arc<Notify>,
    phase: Mutex<Phase>,
}

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It waits for a request, under this number.
    Idle(u64),
    /// A request is received or decided.
    Served,
    /// An answer was made, and is being sent.
    Answered,
}

impl Seat {
    /// A request has come.
    pub fn serve(&self) {
        let mut phase = locked(&self.phase);
        if let Phase::Idle(number) = *phase {
            let was_asked = self.connections.lock().remove_idle(number);
            if was_asked {
                self.connections.changed.notify_one();
            }
        }
        *phase = Phase::Served;
    }

    /// Its answer is made.
    pub fn answered(&self) {
        *locked(&self.phase) = Phase::Answered;
    }

    /// All that was to be sent is sent: after an answer, the connection is idle.
    pub fn flushed(&self) {
        let mut phase = locked(&self.phase);
        if *phase == Phase::Answered {
            let mut inner = self.connections.lock();
            *phase = Phase::Idle(inner.add_idle(&self.leave));
            if inner.open >= self.connections.most {
                self.connections.changed.notify_one();
            }
        }
    }

    /// Whether no request is being served.
    pub fn is_idle(&self) -> bool {
        matches!(*locked(&self.phase), Phase::Idle(_))
    }

    /// Ends when the connection, idle, must make room for another.
    pub async fn must_leave(&self) {
        loop {
            self.leave.notified().await;
            if let Phase::Idle(number) = *locked(&self.phase)
                && !self.connections.lock().idle.contains_key(&number)
            {
                return;
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let phase = *locked(&self.phase);
        let mut inner = self.connections.lock();
        if let Phase::Idle(number) = phase {
            inner.remove_idle(number);
        }
        inner.open -= 1;
        self.connections.changed.notify_one();
    }
}

/// Nothing panics while it holds one of these locks, so what a panic elsewhere has left is whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// What a future gives within a moment.
    async fn soon<T>(future: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(Duration::from_millis(20), future).await.ok()
    }

    /// Two seats of two, of which the first has been idle longest.
    async fn full() -> (Arc<Connections>, Seat, Seat) {
        let connections = Connections::new(2);
        let (first, second) = (connections.seat().await, connections.seat().await);
        (connections, first, second)
    }

    #[tokio::test]
    async fn the_longest_idle_makes_room() {
        let (connections, first, second) = full().await;
        first.serve();
        first.answered();
        first.flushed();
        // Now the second has been idle longer; it leaves, and only it.
        let mut third = Box::pin(connections.seat());
        assert!(soon(&mut third).await.is_none());
        assert!(soon(second.must_leave()).await.is_some());
        assert!(soon(first.must_leave()).await.is_none());
        drop(second);
        assert!(soon(third).await.is_some());
    }

    #[tokio::test]
    async fn who_is_served_never_does() {
        let (connections, first, second) = full().await;
        first.serve();
        second.serve();
        second.answered();
        let mut third = Box::pin(connections.seat());
        assert!(soon(&mut third).await.is_none());
        assert!(soon(first.must_leave()).await.is_none());
        // An answer that is not sent yet keeps its connection; once it is sent, the connection is idle.
        assert!(soon(second.must_leave()).await.is_none());
        second.flushed();
        assert!(soon(&mut third).await.is_none());
        assert!(soon(second.must_leave()).await.is_some());
        drop(second);
        assert!(soon(third).await.is_some());
    }

    #[tokio::test]
    async fn a_request_that_comes_in_time_keeps_the_seat() {
        let (connections, first, second) = full().await;
        let mut third = Box::pin(connections.seat());
        assert!(soon(&mut third).await.is_none());
        first.serve();
        assert!(soon(first.must_leave()).await.is_none());
        // Then the other leaves in its stead.
        assert!(soon(&mut third).await.is_none());
        assert!(soon(second.must_leave()).await.is_some());
        drop(second);
        assert!(soon(third).await.is_some());
    }

    #[tokio::test]
    async fn all_left_waits_for_the_last() {
        let (connections, first, second) = full().await;
        drop(first);
        assert!(soon(connections.all_left()).await.is_none());
        drop(second);
        assert!(soon(connections.all_left()).await.is_some());
    }
}
