//! The states of an engine by region.
//!
//! The engine's own region exists from the start. Any other begins with the first event in it; until then its state is a
//! new one, created for each reader. So a request that only reads, or is refused, does not change the engine.

use super::digest::Digest;
use super::{Event, State, Task, Unsound};
use crate::entropy::regional_seed;
use crate::model::arn::Owner;
use crate::model::region::is_region_name;
use crate::model::settings::{Options, Settings};
use crate::time::Timestamp;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The states of all regions. A clone shares all large parts with its original.
#[derive(Clone, Debug)]
pub struct Regions {
    own: State,
    /// The other regions that have begun, by name.
    others: BTreeMap<Arc<str>, State>,
}

impl Regions {
    /// The engine's own region, without tables and backups.
    pub fn new(options: &Options) -> Regions {
        Regions { own: State::new(options), others: BTreeMap::new() }
    }

    /// The regions with these states, the engine's own first, then the others by name.
    ///
    /// # Errors
    /// [`Unsound`] if they are not in this order, or a name is none of a region.
    pub fn of(states: Vec<State>) -> Result<Regions, Unsound> {
        let mut states = states.into_iter();
        let own = states.next().ok_or(Unsound("there is no region"))?;
        let mut regions = Regions { own, others: BTreeMap::new() };
        for state in states {
            let name = state.owner.region.clone();
            let follows = regions.others.last_key_value().is_none_or(|(before, _)| *before < name);
            let is_other = !regions.is_own(&name) && regions.may_begin(&name);
            if !follows || !is_other {
                return Err(Unsound("regions are not in order"));
            }
            regions.others.insert(name, state);
        }
        Ok(regions)
    }

    /// Whether a region can have that name.
    pub fn may_begin(&self, name: &str) -> bool {
        self.is_own(name) || is_region_name(name)
    }

    /// The state of the engine's own region.
    pub fn own(&self) -> &State {
        &self.own
    }

    /// The states of all regions that have begun: the engine's own, then the others by name.
    pub fn iter(&self) -> impl Iterator<Item = &State> {
        std::iter::once(&self.own).chain(self.others.values())
    }

    /// The state of a region, for reading; `None` is the engine's own.
    #[inline]
    pub fn state(&self, region: Option<&str>) -> Cow<'_, State> {
        match region {
            Some(region) if !self.is_own(region) => {
                self.others.get(region).map_or_else(|| Cow::Owned(self.own.elsewhere(region)), Cow::Borrowed)
            }
            _ => Cow::Borrowed(&self.own),
        }
    }

    /// The state of a region, for applying events; `None` is the engine's own. Begins the region.
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

    /// The events that change the settings, and the seed if one is given, in every region that has begun.
    pub fn changing(&self, settings: &Settings, seed: Option<u64>) -> Vec<(Arc<str>, Vec<Event>)> {
        let events = |state: &State| {
            let region = &state.owner.region;
            let seed = seed.map(|seed| if self.is_own(region) { seed } else { regional_seed(seed, region) });
            let changed = [Some(Event::SettingsChanged(settings.clone())), seed.map(Event::SeedChanged)];
            (region.clone(), changed.into_iter().flatten().collect())
        };
        self.iter().map(events).collect()
    }

    /// The next task that is due at `now` or before, and the state of its region. Tasks of one time run in the order of
    /// [`Regions::iter`].
    pub fn due_task(&self, now: Timestamp) -> Option<(Timestamp, &State, &Task)> {
        if self.others.is_empty() {
            // Called before every request, and most engines have one region.
            return self.own.due_task(now).map(|(due, task)| (due, &self.own, task));
        }
        let due = self.iter().filter_map(|state| state.due_task(now).map(|(due, task)| (due, state, task)));
        due.min_by_key(|(due, ..)| *due)
    }

    /// When the next task of any region is due, housekeeping left out.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.iter().filter_map(State::next_due).min()
    }

    /// A digest of all regions, the same on every machine. As long as no other region has begun, it is the digest of the
    /// engine's own.
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
    /// The state that another region begins with: the same account and settings, and a seed of its own, so that ids differ
    /// between regions.
    fn elsewhere(&self, region: &str) -> State {
        let owner = Owner { region: region.into(), account: self.owner.account.clone() };
        State::of(owner, regional_seed(self.seed, region), self.settings.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_that_are_read_are_in_order_and_each_is_one() {
        let new = Regions::new(&Options::default());
        let own = &new.own.owner.region.clone()[..];
        assert_eq!(own, "us-east-1");
        for (names, is_sound) in [
            (&[][..], false),
            (&[own], true),
            (&[own, "eu-west-1"], true),
            (&[own, "eu-west-1", "us-west-2"], true),
            (&[own, "us-west-2", "eu-west-1"], false),
            (&[own, "eu-west-1", "eu-west-1"], false),
            (&[own, own], false),
            (&[own, "eu-west-1", own], false),
            (&[own, "Some Where"], false),
        ] {
            let states = names.iter().map(|name| match *name == own {
                true => new.own.clone(),
                false => new.own.elsewhere(name),
            });
            let read = Regions::of(states.collect());
            assert_eq!(read.is_ok(), is_sound, "{names:?}");
            let read =
                read.map(|regions| regions.iter().map(|state| state.owner.region.to_string()).collect::<Vec<_>>());
            assert!(read.is_err() || read.is_ok_and(|read| read == names));
        }
        for (name, may_begin) in [(own, true), ("eu-west-1", true), ("Some Where", false), ("", false)] {
            assert_eq!(new.may_begin(name), may_begin, "{name}");
        }
        // The engine's own region may have any name.
        let mut named = new;
        named.own.owner.region = "Some Where".into();
        assert!(named.may_begin("Some Where"));
    }
}
