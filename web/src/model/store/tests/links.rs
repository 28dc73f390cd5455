//! Links: made of a history, and opened as a preview.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use super::*;
use crate::calls::link::{Link, LinkCall, LinkError};
use crate::model::linking::NoLink;
use crate::model::store::{MAX_BYTES, Opening};

/// The golden links, which open for ever: each with the digest of the lab that it opens, its time, and its tables.
const GOLDEN: [(&str, &str); 3] = [
    ("music", include_str!("../../../calls/link/golden/music.txt")),
    ("family", include_str!("../../../calls/link/golden/family.txt")),
    ("by-hand", include_str!("../../../calls/link/golden/by-hand.txt")),
];

/// The link of this moment.
fn link(state: &State) -> Result<String, NoLink> {
    match after(state.clone(), [Action::ShareLink]).dialog() {
        Some(Dialog::Link(link)) => link.clone().map(|link| link.to_string()),
        dialog => panic!("{dialog:?}"),
    }
}

fn open(fragment: &str) -> State {
    opened(Link::of_fragment(fragment).expect("a link")).expect("a lab")
}

fn opened(link: Result<Link, LinkError>) -> Result<State, LinkError> {
    link.and_then(Opening::preview).map(Opening::finish)
}

fn after(state: State, actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(Rc::new(state), |state, action| state.reduce(action)).as_ref().clone()
}

/// A call's time, operation, status and answer.
type Answered = (i64, String, u16, String);

/// What is to be the same: the state, the clock, every answer, the time line, the steps of undo.
fn seen(state: &State) -> (u128, i64, Vec<Answered>, String) {
    let entries = (0..state.history().done()).filter_map(|number| state.history().entry(number));
    let answers = entries.map(|entry| {
        (entry.at.millis(), entry.request.operation().to_owned(), entry.answer.status, entry.answer.body.clone())
    });
    let undone = after(state.clone(), [Action::Undo]);
    let steps = format!("{:?} {}", state.moment().lifecycles(), undone.history().done());
    (state.moment().engine().digest(), state.now().millis(), answers.collect(), steps)
}

fn by_hand() -> State {
    let raw = |operation: &str, body: &str| Request::Raw { operation: operation.to_owned(), body: body.to_owned() };
    let reset = raw(
        "ResetLab",
        r#"{"Seed":7,"Now":1795000000.5,"Settings":{"Pace":"CUSTOM","Delays":{"TableCreation":2.5},"ConsistencyWindow":"ADVERSARIAL","PartitionsPerTable":3}}"#,
    );
    let state = after(State::alive(), [Action::Send(vec![reset]), Action::DropStash]);
    let table = raw(
        "CreateTable",
        r#"{"TableName":"Own.table","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}"#,
    );
    let put = |id: u32| Request::from(PutItemInput::new("Own.table", item(id)));
    after(
        state,
        [
            Action::Send(vec![table]),
            Action::Send(vec![raw("PutItem", "nothing that can\nbe read")]),
            Action::Send(vec![Request::next_event(), Request::seconds(5.0)]),
            Action::Send(vec![put(1), put(2)]),
            Action::Run,
            Action::Tick { wall_ms: 333.0 },
            Action::Send(vec![CreateBackupInput::new("Own.table", "one").into()]),
            Action::Tick { wall_ms: 20.0 },
            Action::Pause,
        ],
    )
}

fn item(id: u32) -> Attributes {
    Attributes::from_iter([("id".to_owned(), AttributeValue::S(id.to_string()))])
}

fn music() -> State {
    let backup = CreateBackupInput::new("Music", "nightly");
    after(State::alive(), [Action::Send(vec![backup.into()]), Action::Send(vec![Request::seconds(90.0)])])
}

fn family() -> State {
    let run = [Action::Load(Example::Family), Action::DropStash, Action::Run];
    let ticks = (0..12).map(|_| Action::Tick { wall_ms: 100.0 });
    after(State::alive(), run.into_iter().chain(ticks).chain([Action::Pause]))
}

#[test]
fn a_link_opens_the_same_lab_with_the_same_answers() {
    for (name, state) in [("alive", State::alive()), ("music", music()), ("family", family()), ("by hand", by_hand())] {
        let opened = open(&link(&state).expect(name));
        assert_eq!(seen(&opened), seen(&state), "{name}");
        assert!(opened.is_preview() && !opened.has_work(), "{name}");
        assert_eq!(link(&opened), link(&state), "{name}");
    }
}

/// `REWRITE=1` writes the links anew, which is right only for a version of links that was never given out.
#[test]
fn golden_links_open_for_ever() {
    if std::env::var_os("REWRITE").is_some() {
        for (name, state) in [("music", music()), ("family", family()), ("by-hand", by_hand())] {
            let text = format!("{}\n{}\n", link(&state).expect("a link"), told(&state));
            let path = format!("{}/src/calls/link/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
            std::fs::write(path, text).expect("written");
        }
    }
    for (name, golden) in GOLDEN {
        let (fragment, expected) = golden.trim_end().split_once('\n').expect("a link and what it opens");
        assert_eq!(told(&open(fragment)), expected, "{name}");
    }
}

/// What a golden link opens: the clock, the calls, and the tables and backups with what they hold.
fn told(state: &State) -> String {
    let tables = state.view().tables.iter().map(|table| {
        let name = table.table_name.as_deref().unwrap_or_default();
        let count = Request::Raw {
            operation: "Scan".to_owned(),
            body: format!(r#"{{"TableName":"{name}","Select":"COUNT"}}"#),
        };
        let answer = count.send(&mut state.moment().engine().clone());
        format!("{name} {:?} {}", table.table_status, answer.body)
    });
    let backups = state.moment().lifecycles().backups().map(|backup| format!("{} of {}", backup.name, backup.table));
    let all: Vec<String> = tables.chain(backups).collect();
    format!("{} after {} calls: {}", state.now(), state.history().done(), all.join(", "))
}

#[test]
fn a_moment_in_the_past_is_linked_as_it_was() {
    let past = after(music(), [Action::Undo, Action::Undo]);
    assert!(past.history().is_past());
    let opened = open(&link(&past).expect("a link"));
    assert!(!opened.history().is_past());
    assert_eq!(opened.moment().engine().digest(), past.moment().engine().digest());
}

#[test]
fn a_preview_becomes_the_persons_own_only_by_a_copy() {
    let opened = open(&link(&music()).expect("a link"));
    let tried = after(opened, [Action::Send(vec![Request::seconds(1.0)])]);
    assert!(tried.is_preview() && tried.has_work());
    assert!(!after(tried.clone(), [Action::MakeCopy { stored: None }]).is_preview());
    // Beginning anew is no copy either: what was stored before must not be lost by it.
    assert!(after(tried, [Action::Load(Example::Music)]).is_preview());
    assert!(!State::alive().is_preview());
}

#[test]
fn what_fits_no_link_is_said() {
    let many = after(State::alive(), (0..12).map(|_| Action::Send(music_puts())));
    assert_eq!(link(&many), Err(NoLink::TooLong));
    let opened = Engine::open(&music().moment().engine().save()).expect("its own file");
    let foreign = State::of(History::new(opened));
    assert_eq!(link(&foreign), Err(NoLink::NotFromTheBeginning));
}

/// Writes that do not repeat each other.
fn music_puts() -> Vec<Request> {
    let text =
        |seed: u64| (0..60).map(move |round| format!("{:x}", (seed * 77 + round).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    (0..10).map(|seed| Request::from(PutItemInput::new("Music", item_of(text(seed).collect())))).collect()
}

fn item_of(text: String) -> Attributes {
    let names = [("Artist", text.clone()), ("SongTitle", text)];
    names.into_iter().map(|(name, text)| (name.to_owned(), AttributeValue::S(text))).collect()
}

#[test]
fn a_link_with_a_lab_that_cannot_be_is_refused() {
    let with_lab = |lab: &str| opened(Ok(Link { lab: lab.to_owned(), calls: vec![], rest_ms: 0 }));
    // How much memory the page may take is not for a link to say.
    assert_eq!(with_lab(r#"{"Settings":{"MaxBytes":0}}"#).err(), Some(LinkError::TooLong));
    for lab in [r#"{"Settings":{"PartitionsPerTable":0}}"#, r#"{"Now":"never"}"#, "["] {
        assert!(matches!(with_lab(lab).err(), Some(LinkError::Lab(_))), "{lab}");
    }
    assert_eq!(with_lab("{}").expect("a lab").moment().engine().settings().max_bytes, Some(MAX_BYTES));

    let refusing = State::alive().refusing(Some(LinkError::Damaged));
    assert!(!refusing.is_preview());
    assert_eq!(refusing.link_error(), Some(&LinkError::Damaged));
    assert_eq!(after(refusing, [Action::DismissFailure]).link_error(), None);
}

#[test]
fn what_was_stored_is_set_aside_by_a_copy_and_can_be_taken_back() {
    let preview = open(&link(&music()).expect("a link"));
    let stored = by_hand().history().clone();
    let copy = after(preview.clone(), [Action::MakeCopy { stored: Some(Shared::new(stored)) }]);
    assert!(!copy.is_preview() && copy.has_work());
    assert_eq!(copy.moment().engine().digest(), preview.moment().engine().digest());
    let back = after(copy, [Action::RestoreStash]);
    assert_eq!(back.moment().engine().digest(), by_hand().moment().engine().digest());
}

/// A call that is refused is refused again, and those after it are made.
#[test]
fn calls_of_a_link_are_answered_one_by_one() {
    let call =
        |operation: &str| LinkCall { operation: operation.to_owned(), body: "{}".to_owned(), ..LinkCall::default() };
    let link = Link { lab: "{}".to_owned(), calls: vec![call("Nonsense"), call("ListTables")], rest_ms: 5 };
    let state = opened(Ok(link)).expect("a lab");
    let statuses: Vec<u16> = (0..2).filter_map(|number| Some(state.history().entry(number)?.answer.status)).collect();
    assert_eq!(statuses, [400, 200]);
    assert!(state.refused().is_none() && state.is_preview());
}
