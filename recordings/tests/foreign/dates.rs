//! Dates and the order of entries.

use serde_json::json;

use super::{assert_whole, elsewhere, entry, file, login, only};
use crate::support::START;

#[test]
fn entries_in_any_order_are_sorted_by_their_time() {
    let [a, b, c] = login();
    for entries in [
        [c.clone(), b.clone(), a.clone()],
        [b.clone(), a.clone(), c.clone()],
        [c, a, b],
    ] {
        assert_whole(&file(&entries));
    }
}

#[test]
fn entries_of_one_moment_keep_their_order() {
    let mut entries = login();
    for entry in &mut entries {
        entry["startedDateTime"] = json!("2026-11-21T10:00:00Z");
    }
    assert_whole(&file(&entries));
}

#[test]
fn entries_of_one_time_are_reversed_in_a_reversed_file() {
    let mut entries = login();
    entries[2]["startedDateTime"] = entries[1]["startedDateTime"].clone();
    entries.reverse();
    assert_whole(&file(&entries));
}

#[test]
fn an_entry_without_a_date_keeps_its_place() {
    let [a, mut b, c] = login();
    b.as_object_mut().unwrap().remove("startedDateTime");
    assert_whole(&file(&[elsewhere(), c, a, b]));
}

#[test]
fn dates_of_every_spelling_are_read() {
    for date in [
        "2023-11-14T22:13:20.000Z",
        "2023-11-14T22:13:20.000000",
        "2023-11-14T22:13:20",
        "2023-11-14 22:13:20",
        "2023-11-15T06:13:20+08:00",
        "2023-11-15T06:13:20.0+0800",
        "2023-11-15T06:13:20+08",
        "2023-11-15 06:13:20+08:00",
    ] {
        let mut one = entry(0, "", &json!({ "text": "" }));
        one["startedDateTime"] = json!(date);
        assert_eq!(only(&one).started, START, "{date}");
    }
}
