//! Wall time → virtual time.
//!
//! The engine never reads a clock; the server moves its time. This is the arithmetic, as a pure function of the elapsed
//! wall time, so that tests need not wait.

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use timemark_core::Timestamp;

/// The virtual time, to the nanosecond. The sum of `elapsed × speed` over any number of small steps is exactly that of
/// one large step, so a busy server's time runs no slower than an idle one's.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The last reading of the wall clock, as time since some fixed start.
    wall: Duration,
    /// Virtual epoch nanoseconds at that reading. Wide enough that no speed and no uptime overflows it.
    virtual_nanos: i128,
}

const NANOS_PER_MILLI: i128 = 1_000_000;

impl Clock {
    /// A clock that reads `now` when the wall clock reads `wall`.
    pub fn new(wall: Duration, now: Timestamp) -> Self {
        Self { wall, virtual_nanos: i128::from(now.millis()) * NANOS_PER_MILLI }
    }

    /// Moves to the wall reading `wall` at `speed` virtual seconds per second, and returns the virtual time. A wall
    /// clock that went back moves nothing.
    pub fn tick(&mut self, wall: Duration, speed: u32) -> Timestamp {
        let elapsed = wall.saturating_sub(self.wall).as_nanos();
        self.wall = self.wall.max(wall);
        // elapsed < 2^94 and speed < 2^32: the product fits an i128 with room to spare.
        self.virtual_nanos += elapsed as i128 * i128::from(speed);
        self.now()
    }

    /// Follows the engine's time after a request, which may have moved it (the lab's `AdvanceClock`, `ResetLab`) or
    /// reached the end of its range. The fraction below a millisecond is kept, so that many requests do not slow the
    /// clock.
    pub fn follow(&mut self, engine: Timestamp) {
        self.virtual_nanos += (i128::from(engine.millis()) - self.millis()) * NANOS_PER_MILLI;
    }

    /// The virtual time, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        // Beyond an i64 of milliseconds only if the engine's own end of time did not stop it first.
        Timestamp::from_millis(i64::try_from(self.millis()).unwrap_or(i64::MAX))
    }

    fn millis(&self) -> i128 {
        self.virtual_nanos.div_euclid(NANOS_PER_MILLI)
    }
}

/// The time of the machine's clock, at which a new lab's clock starts.
pub fn wall_time() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_700_000_000_000;

    fn clock() -> Clock {
        Clock::new(Duration::from_secs(5), Timestamp::from_millis(START))
    }

    fn since_start(t: Timestamp) -> i64 {
        t.millis() - START
    }

    #[test]
    fn wall_time_times_speed() {
        for (speed, expected) in [(0, 0), (1, 1_500), (60, 90_000), (u32::MAX, 6_442_450_942_500)] {
            assert_eq!(since_start(clock().tick(Duration::from_millis(6_500), speed)), expected, "speed {speed}");
        }
    }

    #[test]
    fn many_small_steps_lose_nothing() {
        let mut clock = clock();
        let mut wall = Duration::from_secs(5);
        for _ in 0..10_000 {
            wall += Duration::from_nanos(33_333);
            let now = clock.tick(wall, 3);
            clock.follow(now);
        }
        assert_eq!(since_start(clock.now()), 10_000 * 33_333 * 3 / 1_000_000);
    }

    #[test]
    fn speed_may_change_between_steps() {
        let mut clock = clock();
        clock.tick(Duration::from_secs(6), 0);
        clock.tick(Duration::from_secs(7), 10);
        assert_eq!(since_start(clock.tick(Duration::from_secs(8), 1)), 11_000);
    }

    #[test]
    fn time_moved_by_hand_is_the_new_start() {
        let mut clock = clock();
        let now = clock.tick(Duration::from_secs(6), 1);
        clock.follow(Timestamp::from_millis(now.millis() + 3_600_000));
        assert_eq!(since_start(clock.tick(Duration::from_secs(7), 1)), 3_602_000);
        // ResetLab may also set an earlier time.
        clock.follow(Timestamp::from_millis(START - 10_000));
        assert_eq!(since_start(clock.tick(Duration::from_secs(8), 1)), -9_000);
    }

    #[test]
    fn a_wall_clock_that_goes_back_moves_nothing() {
        let mut clock = clock();
        clock.tick(Duration::from_secs(9), 1);
        assert_eq!(since_start(clock.tick(Duration::from_secs(7), 1)), 4_000);
        assert_eq!(since_start(clock.tick(Duration::from_secs(10), 1)), 5_000);
    }

    #[test]
    fn the_end_of_time_does_not_overflow() {
        let mut clock = Clock::new(Duration::ZERO, Timestamp::from_millis(i64::MAX));
        assert_eq!(clock.tick(Duration::MAX, u32::MAX).millis(), i64::MAX);
    }
}
