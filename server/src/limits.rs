//! The limits on what one client, or all clients together, may use.

use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The most bytes of the latest commits that are kept for clients that watch, for all of them together. One that is further
/// behind is cut off.
pub const WATCHED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Each field bounds one kind of harm that a slow, greedy or broken client can do; the defaults are far from what an
/// SDK does.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The maximum number of open connections. For one more, the connection that has been idle longest is closed; while
    /// all are busy, more wait in the kernel's queue.
    pub connections: usize,
    /// The maximum size of a request's first line and headers, in bytes; beyond it, 431.
    pub header_bytes: usize,
    /// The maximum size of a request's body, also after inflation, in bytes; beyond it, 413. DynamoDB's own limit.
    pub body_bytes: usize,
    /// The maximum size of all request bodies in flight, in bytes; beyond it, a connection waits before its body is
    /// read. At least `body_bytes`, so that every allowed body fits.
    pub all_bodies_bytes: usize,
    /// The maximum time from the end of one answer, or the start of the connection, to the end of the next request's
    /// headers. Idle connections end with it too.
    pub header_timeout: Duration,
    /// The maximum time for reading a body; beyond it, 408.
    pub body_timeout: Duration,
    /// The maximum time during which a client reads nothing of its answer; beyond it, the connection is closed.
    pub write_timeout: Duration,
    /// How long requests in flight may take after the signal to stop.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_bytes: 16 * 1024,
            body_bytes: 16 * 1024 * 1024,
            all_bodies_bytes: 256 * 1024 * 1024,
            header_timeout: Duration::from_secs(60),
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            shutdown_grace: Duration::from_secs(5),
        }
    }
}

/// The memory for all request bodies in flight.
///
/// A body reserves its declared length before its first byte is read, and one without a declared length reserves the
/// maximum. Reserving piece by piece could end in connections that wait for each other. Bodies of at most
/// [`BodyBudget::FREE_BYTES`] need no reservation, because the number of connections bounds them, so a usual request
/// never waits behind large ones.
#[derive(Debug)]
pub struct BodyBudget {
    /// The permits, one for each [`BodyBudget::UNIT_BYTES`].
    units: Semaphore,
    most: u32,
}

impl BodyBudget {
    /// The maximum size of a body that needs no reservation, in bytes.
    pub const FREE_BYTES: usize = 64 * 1024;
    const UNIT_BYTES: usize = 1024;

    /// A budget of `bytes`.
    pub fn new(bytes: usize) -> Self {
        let most = u32::try_from(bytes.div_ceil(Self::UNIT_BYTES)).unwrap_or(u32::MAX);
        Self { units: Semaphore::new((most as usize).min(Semaphore::MAX_PERMITS)), most }
    }

    /// Waits until there is room for `bytes` (or for the whole budget, if that is less), in the order of the calls. The
    /// room is free again when the reservation is dropped.
    pub async fn reserve(&self, bytes: usize) -> Option<SemaphorePermit<'_>> {
        if bytes <= Self::FREE_BYTES {
            return None;
        }
        let units = u32::try_from(bytes.div_ceil(Self::UNIT_BYTES)).unwrap_or(u32::MAX);
        // Fails only if the semaphore is closed, which it never is.
        self.units.acquire_many(units.min(self.most)).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIB: usize = 1024;

    #[tokio::test]
    async fn large_bodies_share_the_budget_and_small_ones_need_none() {
        let budget = BodyBudget::new(300 * KIB);
        let is_waiting =
            async |bytes| tokio::time::timeout(Duration::from_millis(20), budget.reserve(bytes)).await.is_err();
        let first = budget.reserve(200 * KIB).await;
        assert!(first.is_some());
        assert!(!is_waiting(100 * KIB).await);
        assert!(is_waiting(100 * KIB + 1).await);
        // A body larger than the whole budget waits for all of it, not for ever.
        assert!(is_waiting(10_000 * KIB).await);
        assert!(budget.reserve(BodyBudget::FREE_BYTES).await.is_none());
        drop(first);
        let all = budget.reserve(10_000 * KIB).await;
        assert!(all.is_some());
        assert!(is_waiting(BodyBudget::FREE_BYTES + 1).await);
        assert!(!is_waiting(BodyBudget::FREE_BYTES).await);
    }
}
