//! The page as a replica of a server's lab: calls go to the server, and what they and those of all clients did comes back.

use super::State;
use crate::calls::entry::{Entry, Origin};
use crate::calls::request::{Answer, Request};
use crate::model::history::History;
use crate::model::watch::{Followed, Link, Reading, Watched};
use crate::shared::Shared;
use std::collections::VecDeque;
use std::rc::Rc;
use timemark_core::lab::{UpdateLabInput, View};
use timemark_core::{Engine, LabSettings, Timestamp};

/// What the page has to do with a server.
#[derive(Clone, Debug)]
pub(super) struct Watching {
    watched: Watched,
    is_broken: bool,
    /// The number of the next call that is sent.
    number: u64,
    /// The calls of one click that are still to be sent, and the number of all of them.
    calls: VecDeque<Request>,
    all: usize,
    /// The call that was answered last, until what it did has arrived.
    answered: Option<Request>,
    /// What arrived while a moment of the past was shown.
    waiting: Vec<Shared<Vec<Followed>>>,
}

impl State {
    /// A page that shows the lab of the server at an address, of which nothing has arrived yet.
    pub fn watching(address: String) -> State {
        let watched = Watched { address, link: Link::Opening { bytes: 0 }, regions: Vec::new() };
        let (calls, waiting) = (VecDeque::new(), Vec::new());
        let watching = Watching { watched, is_broken: false, number: 0, calls, all: 0, answered: None, waiting };
        State { watching: Some(watching), ..State::default() }
    }

    /// The server whose lab the page shows; `None` if the lab is the page's own.
    pub fn watched(&self) -> Option<&Watched> {
        self.watching.as_ref().map(|watching| &watching.watched)
    }

    /// What the reading of the server's journal goes by.
    pub fn reading(&self) -> Reading {
        Reading {
            events: self.moment().engine().events_journaled(),
            is_wanted: !self.history.is_past(),
            is_broken: self.watching.as_ref().is_some_and(|watching| watching.is_broken),
        }
    }

    /// The call that is to be sent to the server, with its number; `None` if there is none.
    pub fn to_send(&self) -> Option<(u64, Request)> {
        let watching = self.watching.as_ref()?;
        let of_work = || self.work.as_ref().and_then(|work| work.requests.get(work.done));
        let request = watching.calls.front().cloned().or_else(of_work)?;
        Some((watching.number, request))
    }

    /// Sets the state of the connection.
    pub(super) fn link(&mut self, link: Link) {
        let Some(watching) = &mut self.watching else { return };
        let before = std::mem::replace(&mut watching.watched.link, link);
        let address = &watching.watched.address;
        let news = match (before, link) {
            (Link::Live, Link::Lost) => format!("The connection to {address} is lost."),
            (Link::Lost, Link::Live) => format!("The connection to {address} is back."),
            _ => return,
        };
        self.news = Shared::new(vec![news]);
    }

    /// Shows a server's lab as it is when its stream begins.
    pub(super) fn open_watched(&mut self, engine: Engine) {
        let view_state = self.view_state.clone();
        self.history = History::new(engine);
        self.view_state = view_state;
        if let Some(watching) = &mut self.watching {
            (watching.is_broken, watching.waiting) = (false, Vec::new());
        }
        self.link(Link::Live);
        self.note_regions();
        self.speed = self.server_speed().unwrap_or(1);
        self.last_call = None;
        self.choose_first();
        self.read_quietly();
    }

    /// Applies what the server did.
    pub(super) fn follow_watched(&mut self, commits: Shared<Vec<Followed>>) {
        let Some(watching) = &mut self.watching else { return };
        if self.history.is_past() {
            watching.waiting.push(commits);
            return;
        }
        let (answered, before) = (watching.answered.take(), newest_backup(&self.history));
        for commit in commits.iter() {
            match self.history.follow_commit(commit) {
                Ok(true) => self.unread_ms = self.unread_ms.or(Some(0.0)),
                Ok(false) => {}
                Err(_) => watching.is_broken = true,
            }
        }
        if let Some(request) = answered {
            self.follow(&request);
        }
        self.note_regions();
        self.choose_first();
        self.choose_newest(before);
        self.read_at_intervals(0.0);
    }

    fn note_regions(&mut self) {
        let regions = View::regions(self.moment().engine());
        if let Some(watching) = &mut self.watching {
            watching.watched.regions = regions;
        }
    }

    /// Applies what has arrived while a moment of the past was shown, once the present is.
    pub(super) fn follow_waiting(&mut self) {
        let waiting = self.watching.as_mut().filter(|_| !self.history.is_past());
        let waiting = waiting.map_or(Vec::new(), |watching| std::mem::take(&mut watching.waiting));
        waiting.into_iter().for_each(|commits| self.follow_watched(commits));
    }

    /// Sends calls of one click to the server, in order, up to the first that is refused. They are made in its present.
    pub(super) fn send_to_server(&mut self, requests: Vec<Request>) {
        if self.history.is_past() {
            self.travel(|history| history.seek(history.head()));
        }
        self.refused = None;
        if let Some(watching) = &mut self.watching {
            watching.all = requests.len();
            watching.calls.extend(requests);
        }
    }

    /// Notes the answer to the call with that number.
    pub(super) fn answered(&mut self, number: u64, answer: Answer) {
        let now = self.now();
        let Some((_, request)) = self.to_send().filter(|(next, _)| *next == number) else { return };
        let Some(watching) = &mut self.watching else { return };
        watching.number += 1;
        let is_of_work = watching.calls.pop_front().is_none();
        let entry = Rc::new(shown(now, request, answer));
        let is_refused = entry.answer.failure.is_some();
        let mut count = watching.all;
        if is_refused {
            watching.calls.clear();
            self.refused = Some(entry.clone());
        } else {
            watching.answered = Some(entry.request.clone());
        }
        if let Some(work) = self.work.as_mut().filter(|_| is_of_work) {
            work.done += 1;
            count = work.done;
            if is_refused || work.done == work.calls() {
                self.end_work();
            }
        }
        if !is_refused {
            self.follow(&entry.request);
        }
        self.last_call = Some((entry, count));
        self.read();
    }

    /// What a call that only reads is answered, by the replica.
    pub(super) fn look_up(&mut self, request: Request) {
        let answer = request.send(&mut self.moment().engine().clone());
        let now = self.now();
        let entry = Rc::new(shown(now, request, answer));
        self.refused = entry.answer.failure.is_some().then(|| entry.clone());
        self.last_call = Some((entry, 1));
    }

    /// Has the server's clock run at a speed, in virtual seconds per second; 0 stops it.
    pub(super) fn set_server_speed(&mut self, speed: u32) {
        let settings = LabSettings { speed: Some(speed), ..LabSettings::default() };
        let update = UpdateLabInput { settings: Some(settings), ..UpdateLabInput::default() };
        self.send_to_server(vec![update.into()]);
    }

    /// The speed of the server's clock; `None` if it stands.
    pub(super) fn server_speed(&self) -> Option<u32> {
        Some(self.moment().engine().settings().speed).filter(|speed| *speed > 0)
    }

    /// Selects a backup of the selected table that is newer than that one, unless another is looked at: what a client makes is
    /// seen as what is made here.
    fn choose_newest(&mut self, before: Option<String>) {
        let newest = self.moment().lifecycles().backups().next_back();
        let newest = newest.filter(|backup| self.view_state.table.as_ref() == Some(&backup.table));
        let arn = newest.and_then(|backup| backup.backup_arn.clone());
        if arn != before && self.view_state.backup.is_none() && self.view_state.imagined.is_none() {
            self.view_state.backup = arn;
        }
    }

    /// Selects the first table if none is selected, or if the selected one is gone.
    fn choose_first(&mut self) {
        let view = self.moment().view();
        let is_gone = |name: &str| self.view.table(name).is_some() && view.partitions(name).is_none();
        if self.view_state.table.as_deref().is_none_or(is_gone) {
            let first = view.table_names().next().map(str::to_owned);
            self.view_state.table = first;
        }
    }
}

fn newest_backup(history: &History) -> Option<String> {
    history.moment().lifecycles().backups().next_back()?.backup_arn.clone()
}

/// A call as the panel of the last call shows it. It is no part of the history: what it changed comes back by the journal.
fn shown(at: Timestamp, request: Request, answer: Answer) -> Entry {
    let (step, is_change, region, records) = Default::default();
    Entry { at, until: at, request, answer, step, origin: Origin::Person, is_change, region, records }
}
