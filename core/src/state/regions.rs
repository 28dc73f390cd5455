//! Regions: each has a state of its own, in which no other region shows.
//!
//! The engine's own region is there from the start. Another one begins with the first event in it; until then its state
//! is that of a new engine, made when it is asked for. So a request that only reads, or is refused, leaves no trace.

use super::digest::Digest;
use super::{Event, State, Task};
use crate::entropy::regional_seed;
use crate::model::arn::Owner;
use crate::model::settings::{Options, Settings};
use crate::time::Timestamp;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The states of all regions. A clone shares all that is large with its original.
#[derive(Clone, Debug)]
pub struct Regions {
    own: State,
    /// The other regions in which something has happened, by name.
    others: BTreeMap<Arc<str>, State>,
}

impl Regions {
    /// A region without tables or backups.
    pub fn new(options: &Options) -> Regions {
        Regions { own: State::new(options), others: BTreeMap::new() }
    }

    /// The state of the engine's own region.
    pub fn own(&self) -> &State {
        &self.own
    }

    /// The states of all regions in which something has happened: the engine's own, then the others by name.
    pub fn iter(&self) -> impl Iterator<Item = &State> {
        std::iter::once(&self.own).chain(self.others.values())
    }

    /// The state of a region, to be read; `None` is the engine's own.
    #[inline]
    pub fn state(&self, region: Option<&str>) -> Cow<'_, State> {
        match region {
            Some(region) if !self.is_own(region) => {
                self.others.get(region).map_or_else(|| Cow::Owned(self.own.elsewhere(region)), Cow::Borrowed)
            }
            _ => Cow::Borrowed(&self.own),
        }
    }

    /// The state of a region, to have events applied to it; `None` is the engine's own.
    #[inline]
    pub fn state_mut(&mut self, region: Option<&str>) -> &mut State {
        match region {
            Some(region) if !self.is_own(region) => {
                let Regions { own, others } = self;
                others.entry(region.into()).or_insert_with(|| own.elsewhere(region))
            }
            _ => &mut self.own,
        }
    }

    /// The events by which the settings, and the seed if one is given, become these in every region.
    pub fn changing(&self, settings: &Settings, seed: Option<u64>) -> Vec<(Arc<str>, Vec<Event>)> {
        let events = |state: &State| {
            let region = &state.owner.region;
            let seed = seed.map(|seed| if self.is_own(region) { seed } else { regional_seed(seed, region) });
            let changed = [Some(Event::SettingsChanged(settings.clone())), seed.map(Event::SeedChanged)];
            (region.clone(), changed.into_iter().flatten().collect())
        };
        self.iter().map(events).collect()
    }

    /// The next task that is due at that time or before, and the state that it is of. Of tasks that are due at one time
    /// the engine's own region has the first, then the others by name.
    pub fn due_task(&self, now: Timestamp) -> Option<(Timestamp, &State, &Task)> {
        if self.others.is_empty() {
            // Asked before every request, and most engines have one region.
            return self.own.due_task(now).map(|(due, task)| (due, &self.own, task));
        }
        let due = self.iter().filter_map(|state| state.due_task(now).map(|(due, task)| (due, state, task)));
        due.min_by_key(|(due, ..)| *due)
    }

    /// When the next task of any region is due, housekeeping left out.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.iter().filter_map(State::next_due).min()
    }

    /// A digest of everything in all regions, the same on every machine. While nothing has happened in another region it
    /// is that of the engine's own.
    pub fn digest(&self) -> u128 {
        match self.others.is_empty() {
            true => self.own.digest(),
            false => Digest::of(&(&self.own, self.others.clone())),
        }
    }

    #[inline]
    fn is_own(&self, region: &str) -> bool {
        *region == *self.own.owner.region
    }
}

impl State {
    /// The state with which another region begins: the same account and settings, and a seed of its own, so that no two
    /// regions give out the same ids.
    fn elsewhere(&self, region: &str) -> State {
        let owner = Owner { region: region.into(), account: self.owner.account.clone() };
        State::of(owner, regional_seed(self.seed, region), self.settings.clone())
    }
}
