//! A page that watches a server.

use super::*;
use crate::calls::request::Answer;
use crate::model::watch::Followed;
use timemark_core::{CallOrigin, CallRecord};

/// A server, and the page that watches it.
struct Watched {
    server: Engine,
    page: Rc<State>,
}

impl Watched {
    fn new() -> Watched {
        let mut server = Engine::new(Options::default());
        let keys = [("id", KeyType::Hash, ScalarAttributeType::S)];
        Request::from(CreateTableInput::on_demand("Music", &keys)).send(&mut server);
        Request::from(CreateBackupInput::new("Music", "early")).send(&mut server);
        server.advance_to(server.now().plus_ms(100_000));
        server.record_events();
        let page = Rc::new(State::watching("http://127.0.0.1:8000".to_owned()));
        let mut watched = Watched { page, server: server.clone() };
        watched.act(Action::Opened(Shared::new(server)));
        watched
    }

    fn act(&mut self, action: Action) {
        self.page = self.page.clone().reduce(action);
    }

    /// A call of another client, which reaches the page.
    fn call(&mut self, request: Request) -> Answer {
        let at = self.server.now();
        let answer = request.send(&mut self.server);
        let call = CallRecord {
            operation: request.operation().to_owned(),
            body: request.sent(),
            region: None,
            at,
            until: self.server.now(),
            status: answer.status,
            answer: answer.body.clone(),
            step: self.server.requests(),
            origin: CallOrigin::Client,
            is_change: true,
        };
        let events = self.server.take_events();
        self.act(Action::Followed(Shared::new(vec![Followed { events, call: Some(call) }])));
        answer
    }

    fn put(&mut self, id: &str) {
        let item = Attributes::from_iter([("id".to_owned(), id.into())]);
        assert_eq!(self.call(Request::put("Music", &item)).failure, None);
    }

    fn is_equal(&self) -> bool {
        self.page.moment().engine().digest() == self.server.digest()
    }

    fn items(&self) -> Option<u64> {
        self.page.view().table("Music")?.item_count
    }
}

#[test]
fn a_replica_has_the_servers_lab_and_looks_back_without_changing_it() {
    let mut watched = Watched::new();
    assert!(watched.is_equal());
    assert_eq!(watched.page.view_state().table.as_deref(), Some("Music"));
    let early = watched.page.moment().lifecycles().backups().next().map(|backup| backup.name.clone());
    assert_eq!(early.as_deref(), Some("early"), "what was there before the page came");
    for number in 0..40 {
        watched.put(&format!("item-{number}"));
        watched.server.advance_to(watched.server.now().plus_ms(10_000));
    }
    watched.call(CreateBackupInput::new("Music", "nightly").into());
    assert!(watched.is_equal());
    assert_eq!(watched.page.history().len(), 41);
    let regions = |watched: &Watched| watched.page.watched().map(|watched| watched.regions.clone()).unwrap_or_default();
    assert_eq!(regions(&watched), ["us-east-1"]);
    assert!(watched.server.send_to("eu-west-1", CreateTableInput::on_demand("Elsewhere", &[])).is_err());
    let keys = [("id", KeyType::Hash, ScalarAttributeType::S)];
    assert!(watched.server.send_to("eu-west-1", CreateTableInput::on_demand("Elsewhere", &keys)).is_ok());
    let events = watched.server.take_events();
    watched.act(Action::Followed(Shared::new(vec![Followed { events, call: None }])));
    assert_eq!(regions(&watched), ["us-east-1", "eu-west-1"]);

    watched.act(Action::Undo);
    watched.act(Action::Undo);
    assert!(watched.page.history().is_past() && !watched.is_equal() && !watched.page.reading().is_wanted);
    assert_eq!(watched.items(), Some(39));
    watched.put("while-looking-back");
    assert_eq!(watched.items(), Some(39));
    watched.act(Action::Present);
    assert!(watched.is_equal() && watched.page.reading().is_wanted);
    watched.act(Action::Tick { wall_ms: 1_000.0 });
    assert_eq!(watched.items(), Some(41));
    watched.act(Action::Seek(watched.page.history().start()));
    watched.act(Action::Present);
    assert!(watched.is_equal());
}

#[test]
fn a_backup_that_a_client_makes_is_seen_unless_another_is_looked_at() {
    let mut watched = Watched::new();
    let make = |watched: &mut Watched, table: &str| {
        watched.call(CreateBackupInput::new(table, "nightly").into());
        watched.page.moment().lifecycles().backups().next_back().and_then(|backup| backup.backup_arn.clone())
    };
    assert_eq!(watched.page.view_state().backup, None);
    let first = make(&mut watched, "Music");
    assert!(first.is_some() && watched.page.view_state().backup == first);
    assert_ne!(make(&mut watched, "Music"), first);
    assert_eq!(watched.page.view_state().backup, first, "it stays");
    let now = watched.page.now();
    watched.act(Action::Imagine(Some(now)));
    make(&mut watched, "Music");
    assert_eq!(watched.page.view_state().backup, None, "T is being dragged");
    watched.act(Action::Imagine(None));
    watched.put("a");
    assert_eq!(watched.page.view_state().backup, None, "a write is no backup");
    let keys = [("id", KeyType::Hash, ScalarAttributeType::S)];
    watched.call(CreateTableInput::on_demand("Films", &keys).into());
    make(&mut watched, "Films");
    assert_eq!(watched.page.view_state().backup, None, "it is another table's");
}

#[test]
fn what_does_not_fit_is_asked_for_anew() {
    let mut watched = Watched::new();
    watched.put("one");
    let missed = Request::put("Music", &Attributes::from_iter([("id".to_owned(), "missed".into())]));
    missed.send(&mut watched.server);
    watched.server.take_events();
    let item = Attributes::from_iter([("id".to_owned(), "two".into())]);
    watched.call(Request::put("Music", &item));
    assert!(watched.page.reading().is_broken);
    watched.act(Action::Opened(Shared::new(watched.server.clone())));
    assert!(!watched.page.reading().is_broken && watched.is_equal());
}

#[test]
fn calls_go_to_the_server_one_after_another_up_to_the_first_that_is_refused() {
    let mut watched = Watched::new();
    assert!(watched.page.to_send().is_none());
    let digest = watched.page.moment().engine().digest();
    let list = || Request::from(ListTablesInput::default());
    let delete = Request::from(DeleteTableInput::new("Nothing"));
    watched.act(Action::Send(vec![list(), delete, list()]));
    assert_eq!(watched.page.moment().engine().digest(), digest);
    for (number, operation, is_refused) in [(0, "ListTables", false), (1, "DeleteTable", true)] {
        let (next, request) = watched.page.to_send().unwrap_or((u64::MAX, list()));
        assert_eq!((next, request.operation()), (number, operation));
        let answer = request.send(&mut watched.server);
        // An answer that comes twice is taken once.
        watched.act(Action::Answered { number, answer: answer.clone() });
        watched.act(Action::Answered { number, answer });
        assert_eq!(watched.page.refused().is_some(), is_refused);
    }
    assert!(watched.page.to_send().is_none(), "what comes after a refusal is not sent");
    assert_eq!(
        watched.page.last_call().map(|(call, _)| call.request.operation().to_owned()),
        Some("DeleteTable".to_owned())
    );
    // From the past, a call is made in the present.
    watched.put("one");
    watched.act(Action::Undo);
    watched.act(Action::Send(vec![list()]));
    assert!(!watched.page.history().is_past() && watched.page.to_send().is_some());
}

#[test]
fn the_clock_is_the_servers() {
    let mut watched = Watched::new();
    for (action, speed) in [(Action::Pause, 0), (Action::Run, 1), (Action::Speed(60), 60), (Action::Pause, 0)] {
        watched.act(action);
        let Some((number, request)) = watched.page.to_send() else { return assert_eq!(speed, u32::MAX) };
        let answer = watched.call(request);
        watched.act(Action::Answered { number, answer });
        assert_eq!(watched.server.settings().speed, speed);
        assert_eq!(watched.page.is_running(), speed > 0);
    }
    watched.act(Action::Speed(10));
    assert!(watched.page.to_send().is_none(), "a clock that stands has its speed when it runs");
    // Nothing replaces the lab.
    let digest = watched.page.moment().engine().digest();
    for action in [Action::Clear, Action::Load(crate::calls::examples::Example::Music)] {
        watched.act(action);
        assert_eq!(watched.page.moment().engine().digest(), digest);
    }
}
