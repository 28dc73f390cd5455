//! The limits on what one client, or all together, may take.

use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Each field bounds one kind of harm that a slow, greedy or broken client can do; the defaults are far from what an
/// SDK does.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Open connections at a time. For one more, the connection that has been idle longest is closed; while all are
    /// busy, more wait in the kernel's queue.
    pub connections: usize,
    /// A request's first line and headers together; beyond: 431.
    pub header_bytes: usize,
    /// A request's body, also after inflation; beyond: 413. DynamoDB's own limit.
    pub body_bytes: usize,
    /// All request bodies in flight together; beyond, a connection waits before its body is read. At least
    /// `body_bytes`, so that every body that is allowed fits.
    pub all_bodies_bytes: usize,
    /// From the end of one answer, or the connection's start, to the end of the next request's headers. Idle
    /// connections end with it too.
    pub header_timeout: Duration,
    /// From the start of reading the body to its end; beyond: 408.
    pub body_timeout: Duration,
    /// How long a client may take nothing of its answer; beyond, the connection is cut.
    pub write_timeout: Duration,
    /// How long requests in flight may go on after the signal to stop.
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
/// most that it may have: what is granted piece by piece could end in connections that wait for each other. Bodies of
/// at most [`BodyBudget::FREE_BYTES`] need no reservation, because the number of connections bounds them, and so a
/// usual request never waits behind large ones.
#[derive(Debug)]
pub struct BodyBudget {
    /// One permit a [`BodyBudget::UNIT_BYTES`].
    units: Semaphore,
    most: u32,
}

impl BodyBudget {
    /// The longest body that needs no reservation.
    pub const FREE_BYTES: usize = 64 * 1024;
    const UNIT_BYTES: usize = 1024;

    /// A budget of `bytes`.
    pub fn new(bytes: usize) -> Self {
        let most = u32::try_from(bytes.div_ceil(Self::UNIT_BYTES)).unwrap_or(u32::MAX);
        Self { units: Semaphore::new((most as usize).min(Semaphore::MAX_PERMITS)), most }
    }

    /// Waits until there is room for `bytes` (or for as much as the whole budget, if that is less), in the order of
    /// asking. The room is free again when the reservation is dropped.
    pub async fn reserve(&self, bytes: usize) -> Option<SemaphorePermit<'_>> {
        if bytes <= Self::FREE_BYTES {
            return None;
        }
        let units = u32::try_from(bytes.div_ceil(Self::UNIT_BYTES)).unwrap_or(u32::MAX);
        // An error only when the semaphore is closed, and nothing closes it.
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
        // More than the whole budget waits for all of it, not for ever.
        assert!(is_waiting(10_000 * KIB).await);
        assert!(budget.reserve(BodyBudget::FREE_BYTES).await.is_none());
        drop(first);
        let all = budget.reserve(10_000 * KIB).await;
        assert!(all.is_some());
        assert!(is_waiting(BodyBudget::FREE_BYTES + 1).await);
        assert!(!is_waiting(BodyBudget::FREE_BYTES).await);
    }
}
