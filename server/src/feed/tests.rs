use super::*;

/// A chunk with the events from `first` up to `end`.
fn publish(feed: &Feed, end: u64, records: &str) {
    feed.publish(end, records.as_bytes().to_vec());
}

/// What a watcher can read now, and whether its stream has ended.
fn read(watcher: &mut Watcher) -> (String, bool) {
    let (mut text, mut cx) = (String::new(), Context::from_waker(Waker::noop()));
    loop {
        match Pin::new(&mut *watcher).poll_frame(&mut cx) {
            Poll::Ready(Some(Ok(frame))) => {
                text += &String::from_utf8_lossy(&frame.into_data().unwrap_or_default());
            }
            Poll::Ready(Some(Err(never))) => match never {},
            Poll::Ready(None) => return (text, true),
            Poll::Pending => return (text, false),
        }
    }
}

fn feed(bytes_max: usize) -> Arc<Feed> {
    let feed = Feed::new(bytes_max);
    feed.switch_on(10);
    feed
}

#[test]
fn all_watchers_read_what_follows_their_beginning() {
    let feed = feed(1_000);
    let Some(mut early) = feed.watch().map(|watcher| watcher.after([b"lab ".to_vec()].into_iter())) else {
        return assert!(feed.is_on());
    };
    publish(&feed, 12, "a");
    publish(&feed, 12, "");
    assert_eq!(read(&mut early), ("lab a".to_owned(), false));
    let late = feed.watch();
    publish(&feed, 13, "b");
    assert_eq!(late.map(|mut late| read(&mut late)), Some(("b".to_owned(), false)));
    assert_eq!(read(&mut early), ("b".to_owned(), false));
}

#[test]
fn whoever_falls_behind_is_cut_off_and_memory_is_bounded() {
    let feed = feed(10);
    let (mut slow, mut fast) = (feed.watch(), feed.watch());
    for end in 11..31 {
        publish(&feed, end, "123");
        assert_eq!(fast.as_mut().map(read), Some(("123".to_owned(), false)));
        assert!(feed.lock().bytes <= 10);
    }
    assert_eq!(slow.as_mut().map(read), Some((String::new(), true)));
    // One chunk is sent even if it is longer than what is kept.
    publish(&feed, 31, "a long chunk of records");
    assert_eq!(fast.as_mut().map(read), Some(("a long chunk of records".to_owned(), false)));
}

#[test]
fn a_stream_goes_on_where_it_ended_while_that_is_kept() {
    let feed = feed(10);
    let Some(id) = feed.watch().map(|watcher| watcher.id()) else { return assert!(feed.is_on()) };
    let resumed = |id, events| feed.resume(Position { id, events }).map(|mut watcher| read(&mut watcher).0);
    assert_eq!(resumed(id, 10), Some(String::new()));
    for (end, records) in [(12, "aaaa"), (13, "bbbb"), (17, "cc")] {
        publish(&feed, end, records);
    }
    for (events, rest) in [
        (9, None),
        (10, Some("aaaabbbbcc")),
        // Within a chunk: all of it is sent, and who follows passes over what it knows.
        (11, Some("aaaabbbbcc")),
        (12, Some("bbbbcc")),
        (13, Some("cc")),
        (15, Some("cc")),
        (17, Some("")),
        (18, None),
    ] {
        assert_eq!(resumed(id, events).as_deref(), rest, "{events}");
    }
    assert_eq!(resumed(id ^ 1, 12), None);
    publish(&feed, 18, "d");
    assert_eq!(resumed(id, 10), None);
    assert_eq!(resumed(id, 12).as_deref(), Some("bbbbccd"));
}

#[test]
fn without_watchers_it_is_off_after_a_while_and_its_numbers_count_anew() {
    let feed = Feed::new(100);
    assert!(!feed.is_on() && feed.watch().is_none());
    publish(&feed, 5, "nothing");
    feed.switch_on(10);
    let watcher = feed.watch();
    let id = watcher.as_ref().map(Watcher::id);
    publish(&feed, 11, "a");
    assert!(feed.is_watched() && !feed.switch_off_if_left());
    drop(watcher);
    assert!(!feed.is_watched() && !feed.switch_off_if_left() && feed.is_on());
    feed.forget_leaving();
    assert!(feed.switch_off_if_left() && !feed.is_on());
    assert_eq!(feed.lock().bytes, 0);
    feed.switch_on(11);
    assert_ne!(feed.watch().map(|watcher| watcher.id()), id);
    let resumed = id.and_then(|id| feed.resume(Position { id, events: 11 }));
    assert!(resumed.is_none());
}

#[test]
fn closing_ends_every_stream() {
    let feed = feed(100);
    let mut watcher = feed.watch();
    publish(&feed, 11, "a");
    feed.close();
    assert_eq!(watcher.as_mut().map(read), Some((String::new(), true)));
    feed.switch_on(11);
    assert!(feed.watch().is_none());
}

#[test]
fn what_a_watcher_holds_is_dropped_with_it() {
    let (feed, held) = (feed(100), Arc::new(()));
    let mut watcher = feed.watch();
    watcher.iter_mut().for_each(|watcher| watcher.hold(Arc::clone(&held)));
    assert_eq!(Arc::strong_count(&held), 2);
    drop(watcher);
    assert_eq!(Arc::strong_count(&held), 1);
}
