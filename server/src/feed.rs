//! What happens, for clients that watch: the records of a lab file, as they are made.
//!
//! ```text
//!                      events, and calls, of the latest commits
//!    published ──►  [ c₇ | c₈ | c₉ | c₁₀ ]  ──► dropped when they have too many bytes together
//!                      ▲         ▲    ▲
//!                watcher A       B    C       each has its own position
//! ```
//!
//! All watchers read the same chunks, which are kept once. So publishing never waits for a watcher, and memory is bounded
//! however many there are and however slowly they read: one whose position is dropped is cut off. It asks again, from the
//! number of events that it knows. If what follows is still there, its stream goes on; otherwise it begins with a checkpoint.

#[cfg(test)]
mod tests;

use hyper::body::{Body, Bytes, Frame};
use std::any::Any;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// How long the feed goes on after its last watcher has left, which may only have lost its connection.
const ON_AFTER: Duration = Duration::from_secs(30);

/// The latest commits, and who reads them.
#[derive(Debug)]
pub struct Feed {
    inner: Mutex<Inner>,
    /// Whether [`Inner::id`] is there: read with every call, so without the lock.
    is_on: AtomicBool,
    /// The most bytes that are kept, of all chunks together.
    bytes_max: usize,
}

#[derive(Debug, Default)]
struct Inner {
    /// What the numbers of events count in; another one each time that the feed is switched on. `None` while it is off.
    id: Option<u64>,
    chunks: VecDeque<Chunk>,
    /// The position of the first chunk, counted from the first ever.
    first: u64,
    bytes: usize,
    /// The number of events up to the end of the last chunk.
    events: u64,
    watchers: usize,
    /// When the last watcher left.
    left: Option<Instant>,
    is_closed: bool,
    wakers: Vec<Waker>,
}

/// The records of a commit.
#[derive(Debug)]
struct Chunk {
    /// The number of events up to its first, and up to its end.
    first: u64,
    end: u64,
    bytes: Bytes,
}

/// A point in a feed that a client has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// [`Watcher::id`] of the stream that it has read.
    pub id: u64,
    /// The number of events that it knows.
    pub events: u64,
}

impl Feed {
    /// A feed that is off, and that will keep at most so many bytes.
    pub fn new(bytes_max: usize) -> Arc<Self> {
        Arc::new(Self { inner: Mutex::default(), is_on: AtomicBool::new(false), bytes_max })
    }

    /// Whether anything must be published.
    pub fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    /// Whether a client watches.
    pub fn is_watched(&self) -> bool {
        self.lock().watchers > 0
    }

    /// Switches the feed on, unless it is. `events` is the number of events up to now.
    pub fn switch_on(&self, events: u64) {
        let mut inner = self.lock();
        if inner.id.is_none() && !inner.is_closed {
            self.is_on.store(true, Ordering::Relaxed);
            inner.id = Some(RandomState::new().build_hasher().finish());
            inner.events = events;
        }
    }

    /// Switches the feed off if its last watcher has left some time ago. Returns whether it is off.
    pub fn switch_off_if_left(&self) -> bool {
        let mut inner = self.lock();
        if inner.left.is_some_and(|left| left.elapsed() >= ON_AFTER) {
            self.switch_off(&mut inner);
        }
        inner.id.is_none()
    }

    /// Adds the records of a commit, up to the event with the number `end`. Nothing may be missing before it. Without effect
    /// while the feed is off.
    pub fn publish(&self, end: u64, records: Vec<u8>) {
        let mut inner = self.lock();
        if inner.id.is_none() || records.is_empty() {
            return;
        }
        let first = std::mem::replace(&mut inner.events, end);
        inner.bytes += records.len();
        inner.chunks.push_back(Chunk { first, end, bytes: Bytes::from(records) });
        // The last one stays, however long it is, for those who have read all before it.
        while inner.bytes > self.bytes_max && inner.chunks.len() > 1 {
            inner.first += 1;
            let dropped = inner.chunks.pop_front();
            inner.bytes -= dropped.map_or(0, |chunk| chunk.bytes.len());
        }
        inner.wake();
    }

    /// A watcher of what is published from now on; `None` while the feed is off.
    pub fn watch(self: &Arc<Self>) -> Option<Watcher> {
        let mut inner = self.lock();
        let next = inner.first + inner.chunks.len() as u64;
        self.seat(&mut inner, next)
    }

    /// A watcher of what was published after a position; `None` if that is not kept, or belongs to another feed.
    pub fn resume(self: &Arc<Self>, position: Position) -> Option<Watcher> {
        let mut inner = self.lock();
        if inner.id != Some(position.id) {
            return None;
        }
        let known = inner.chunks.partition_point(|chunk| chunk.end <= position.events);
        let is_kept = match inner.chunks.get(known) {
            Some(chunk) => chunk.first <= position.events,
            None => inner.events == position.events,
        };
        let next = inner.first + known as u64;
        if is_kept { self.seat(&mut inner, next) } else { None }
    }

    fn seat(self: &Arc<Self>, inner: &mut Inner, next: u64) -> Option<Watcher> {
        let id = inner.id.filter(|_| !inner.is_closed)?;
        inner.watchers += 1;
        inner.left = None;
        Some(Watcher { feed: Arc::clone(self), id, next, before: None, held: None })
    }

    /// Ends every stream, and begins no other.
    pub fn close(&self) {
        let mut inner = self.lock();
        inner.is_closed = true;
        self.switch_off(&mut inner);
    }

    /// Lets the time pass after which a feed without watchers is switched off.
    #[cfg(test)]
    pub(crate) fn forget_leaving(&self) {
        let mut inner = self.lock();
        inner.left = inner.left.and_then(|left| left.checked_sub(ON_AFTER));
    }

    fn switch_off(&self, inner: &mut Inner) {
        self.is_on.store(false, Ordering::Relaxed);
        let first = inner.first + inner.chunks.len() as u64;
        let wakers = std::mem::take(&mut inner.wakers);
        *inner = Inner { first, watchers: inner.watchers, is_closed: inner.is_closed, ..Inner::default() };
        wakers.into_iter().for_each(Waker::wake);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn wake(&mut self) {
        self.wakers.drain(..).for_each(Waker::wake);
    }
}

/// Pieces of a lab file, each made when the one before it is sent.
type Pieces = Box<dyn Iterator<Item = Vec<u8>> + Send>;

/// Pieces are gathered until they have so many bytes.
const FRAME_BYTES: usize = 64 * 1024;

/// A client that watches, which is the body of its answer.
pub struct Watcher {
    feed: Arc<Feed>,
    id: u64,
    /// The position of the next chunk.
    next: u64,
    /// The pieces that are sent before the first chunk.
    before: Option<Pieces>,
    /// What is dropped when the stream has ended.
    held: Option<Box<dyn Any + Send>>,
}

impl Watcher {
    /// What the numbers of events count in.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The watcher of a client that is sent something first, in pieces that are made in short steps.
    pub fn after(mut self, before: impl Iterator<Item = Vec<u8>> + Send + 'static) -> Watcher {
        self.before = Some(Box::new(before));
        self
    }

    /// The next bytes of what is sent first; none if that was work without a piece.
    fn before(&mut self) -> Option<Vec<u8>> {
        let pieces = self.before.as_mut()?;
        let Some(mut bytes) = pieces.next() else {
            self.before = None;
            return None;
        };
        while bytes.len() < FRAME_BYTES
            && let Some(piece) = pieces.next().filter(|piece| !piece.is_empty())
        {
            bytes.extend(piece);
        }
        Some(bytes)
    }

    /// Keeps something until the stream has ended.
    pub fn hold(&mut self, held: impl Any + Send) {
        self.held = Some(Box::new(held));
    }
}

impl Body for Watcher {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let watcher = self.get_mut();
        match watcher.before() {
            Some(bytes) if bytes.is_empty() => {
                // Others get their turn before the work goes on.
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Some(bytes) => return Poll::Ready(Some(Ok(Frame::data(bytes.into())))),
            None => {}
        }
        let mut inner = watcher.feed.lock();
        let has_fallen_behind = watcher.next < inner.first;
        if inner.id != Some(watcher.id) || has_fallen_behind {
            return Poll::Ready(None);
        }
        let index = usize::try_from(watcher.next - inner.first).unwrap_or(usize::MAX);
        if let Some(chunk) = inner.chunks.get(index) {
            watcher.next += 1;
            return Poll::Ready(Some(Ok(Frame::data(chunk.bytes.clone()))));
        }
        if !inner.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
            inner.wakers.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut inner = self.feed.lock();
        inner.watchers -= 1;
        if inner.watchers == 0 {
            inner.left = Some(Instant::now());
        }
    }
}
