//! The open connections, and which of them has been idle longest.
//!
//! Every connection holds a [`Seat`] out of a limited number. When all are taken, the connection that has been idle
//! longest is closed for a new one; connections with a request in progress never are.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The seats.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    inner: Mutex<Inner>,
    /// Notified when a seat is released, or becomes idle while all are taken.
    changed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    open: usize,
    /// The number of idle connections that have been asked to close.
    leaving: usize,
    /// The number of the next idle connection. Numbers rise, so the first in `idle` has been idle longest.
    next: u64,
    idle: BTreeMap<u64, Arc<Notify>>,
}

impl Connections {
    /// No connections, out of at most `most`.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most: most.max(1), inner: Mutex::default(), changed: Notify::new() })
    }

    /// Takes a seat, which is idle at first. If none is free, asks the longest idle connection to close; if none is
    /// idle, waits.
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

    /// Asks the longest idle connection to close, because a resource other than seats has run out, and waits until one
    /// has closed.
    pub async fn make_room(&self) {
        self.lock().ask_longest_idle();
        self.changed.notified().await;
    }

    /// Completes when no connection is open.
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

    /// Asks the longest idle connection to close, unless there is none or one is closing already.
    fn ask_longest_idle(&mut self) {
        if self.leaving == 0
            && let Some((_, longest_idle)) = self.idle.pop_first()
        {
            self.leaving += 1;
            longest_idle.notify_one();
        }
    }

    /// Removes an idle connection from the list. Returns whether it had been asked to close, in which case it is not on
    /// it.
    fn remove_idle(&mut self, number: u64) -> bool {
        let was_asked = self.idle.remove(&number).is_none();
        self.leaving -= usize::from(was_asked);
        was_asked
    }
}

/// The seat of an open connection.
#[derive(Debug)]
pub struct Seat {
    connections: Arc<Connections>,
    leave: Arc<Notify>,
    phase: Mutex<Phase>,
}

/// The activity of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// It waits for a request; the number orders idle connections.
    Idle(u64),
    /// A request is being received or decided.
    Served,
    /// An answer is being sent.
    Answered,
}

impl Seat {
    /// Marks that a request has arrived.
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

    /// Marks that its answer is made.
    pub fn answered(&self) {
        *locked(&self.phase) = Phase::Answered;
    }

    /// Marks that everything has been sent. After an answer the connection is idle.
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

    /// Whether no request is in progress.
    pub fn is_idle(&self) -> bool {
        matches!(*locked(&self.phase), Phase::Idle(_))
    }

    /// Completes when the idle connection must close for another.
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

/// Locks a mutex. No code panics while it holds one of these locks, so a poisoned value is valid.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// The output of a future if it completes within a moment.
    async fn soon<T>(future: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(Duration::from_millis(20), future).await.ok()
    }

    /// Two seats out of two, of which the first has been idle longest.
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
        // Now the second has been idle longer; it is closed, and only it.
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
        // A connection whose answer has not been sent yet is kept; once it is sent, the connection is idle.
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
        // Then the other is closed instead.
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
