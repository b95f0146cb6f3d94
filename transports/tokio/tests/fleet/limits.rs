//! The limit of calls in flight, the gap between calls to one host, and turns.

use std::collections::HashMap;

use qrlogin_test_support::{ms, secs};
use qrlogin_tokio::{Fleet, Progress};
use tokio::time::{Instant, timeout};

use crate::ticking::{Ticking, taking};
use qrlogin_test_support::paused::clock;

#[tokio::test(start_paused = true)]
async fn no_more_calls_than_allowed_are_in_flight() {
    for limit in [0, 1, 7] {
        let (seen, transport) = taking(|_| ms(100));
        let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(limit);
        for name in 0..50 {
            let host = ["a.example", "b.example", "c.example"][name % 3];
            fleet.add(Ticking::new(name, host, secs(1), 4));
        }
        let mut done = 0;
        while fleet.next().await.is_some() {
            done += 1;
        }
        assert_eq!(done, 50);
        let seen = seen.lock().unwrap();
        assert_eq!(seen.most_open, limit.max(1));
        assert_eq!(seen.calls.len(), 200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_queued_login_is_counted_and_makes_its_call_later() {
    let (seen, transport) = taking(|_| secs(5));
    let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(2);
    let ids: Vec<_> = (0..5)
        .map(|name| fleet.add(Ticking::new(name, "a.example", secs(1), 1)))
        .collect();
    assert!(timeout(secs(1), fleet.next()).await.is_err());
    assert_eq!(
        (fleet.in_flight(), fleet.queued(), fleet.waiting()),
        (2, 3, 0)
    );
    // A queued login can be cancelled; its turn goes to the next one.
    fleet.cancel(ids[2]).unwrap();
    assert_eq!((fleet.queued(), fleet.len()), (2, 4));
    let mut done = Vec::new();
    while let Some((_, progress)) = fleet.next().await {
        if let Progress::Done(name) = progress.unwrap() {
            done.push(name);
        }
    }
    assert_eq!(done, [0, 1, 3, 4]);
    assert_eq!(seen.lock().unwrap().calls.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn the_gap_between_calls_to_one_host_is_kept() {
    let (seen, transport) = taking(|_| ms(30));
    let mut fleet = Fleet::new(transport).with_clock(clock()).min_gap(ms(200));
    for name in 0..20 {
        let host = ["a.example", "b.example"][name % 2];
        fleet.add(Ticking::new(name, host, secs(1), 3));
    }
    let began = Instant::now();
    while fleet.next().await.is_some() {}
    let mut last: HashMap<String, Instant> = HashMap::new();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.calls.len(), 60);
    for (at, address) in &seen.calls {
        let host = address.split('/').nth(2).unwrap();
        if let Some(before) = last.insert(host.to_owned(), *at) {
            assert!(*at - before >= ms(200), "{:?}", *at - before);
        }
    }
    // Each host has a gap of its own: 30 calls to each take 29 gaps, not 59.
    assert!(
        began.elapsed() < ms(29 * 201 + 100),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_goes_on_comes_before_those_that_poll() {
    let (seen, transport) = taking(|_| ms(10));
    let mut fleet = Fleet::new(transport).with_clock(clock()).min_gap(ms(100));
    // The interval of zero stands for calls that follow each other, as after a confirmation.
    fleet.add(Ticking::new(0, "a.example", secs(0), 4).emitting());
    for name in 1..50 {
        fleet.add(Ticking::new(name, "a.example", secs(1), 1));
    }
    while fleet.next().await.is_some() {}
    let seen = seen.lock().unwrap();
    let mut calls = seen.calls.iter();
    let last = calls.rposition(|(_, address)| address.ends_with("/0"));
    assert_eq!(last, Some(3));
}

#[tokio::test(start_paused = true)]
async fn long_polls_of_one_host_leave_room_for_another() {
    let (seen, transport) = taking(|host| match host {
        "long.example" => secs(30),
        _ => ms(50),
    });
    let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(20);
    for name in 0..500 {
        fleet.add(Ticking::new(name, "long.example", ms(500), u32::MAX));
    }
    let quick: Vec<_> = (1000..1020)
        .map(|name| fleet.add(Ticking::new(name, "quick.example", secs(1), 60)))
        .collect();
    let began = Instant::now();
    for _ in &quick {
        assert!(matches!(
            fleet.next().await,
            Some((_, Ok(Progress::Done(1000..))))
        ));
    }
    // As fast as alone: 60 calls at an interval of a second.
    assert!(began.elapsed() < secs(64), "{:?}", began.elapsed());
    let most = seen.lock().unwrap().most_open_at["long.example"];
    // Above its share of 10, as there is room.
    assert!((11..=15).contains(&most), "{most}");
}

#[tokio::test(start_paused = true)]
async fn one_host_may_use_the_whole_limit() {
    let (seen, transport) = taking(|_| secs(30));
    let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(20);
    for name in 0..30 {
        fleet.add(Ticking::new(name, "long.example", ms(500), 2));
    }
    while fleet.next().await.is_some() {}
    assert_eq!(seen.lock().unwrap().most_open, 20);
}

#[tokio::test(start_paused = true)]
async fn a_single_call_at_a_time_is_shared_between_hosts() {
    let (seen, transport) = taking(|_| secs(1));
    let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(1);
    for name in 0..20 {
        fleet.add(Ticking::new(name, "many.example", ms(1), 100));
    }
    let few = fleet.add(Ticking::new(20, "few.example", ms(1), 10));
    while fleet.flow(few).is_some() {
        let _ = fleet.next().await;
    }
    // Every second call is of the host with one login.
    let calls = seen.lock().unwrap().calls.len();
    assert!(calls <= 42, "{calls}");
}

#[tokio::test(start_paused = true)]
async fn every_login_of_a_host_has_its_turn() {
    let (seen, transport) = taking(|_| secs(1));
    let mut fleet = Fleet::new(transport).with_clock(clock()).max_calls(3);
    for name in 0..30 {
        fleet.add(Ticking::new(name, "a.example", secs(2), 100));
    }
    assert!(timeout(secs(101), fleet.next()).await.is_err());
    let mut turns: HashMap<String, u32> = HashMap::new();
    for (_, address) in &seen.lock().unwrap().calls {
        *turns.entry(address.clone()).or_default() += 1;
    }
    assert_eq!(turns.len(), 30);
    assert!(
        turns.values().all(|turns| (10..=11).contains(turns)),
        "{turns:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_keeps_its_gap_when_unused_names_are_removed() {
    let (seen, transport) = taking(|_| ms(1));
    let mut fleet = Fleet::new(transport).with_clock(clock()).min_gap(secs(5));
    let host = |number: usize| &*format!("host{number}.example").leak();
    let first: Vec<&'static str> = (0..50).map(host).collect();
    let others: Vec<&'static str> = (50..100).map(host).collect();
    // More names than are kept without a removal, and no gap has ended.
    for hosts in [&first, &others, &first] {
        for (name, host) in hosts.iter().enumerate() {
            fleet.add(Ticking::new(name, host, secs(1), 1));
        }
        while fleet.next().await.is_some() {}
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.calls.len(), 150);
    assert!(seen.calls[100].0 - seen.calls[0].0 >= secs(5));
}

#[tokio::test(start_paused = true)]
async fn names_of_unused_hosts_do_not_break_the_gap() {
    let (seen, transport) = taking(|_| ms(1));
    let mut fleet = Fleet::new(transport).with_clock(clock()).min_gap(secs(5));
    let hosts: Vec<&'static str> = (0..400)
        .map(|number| &*format!("host{number}.example").leak())
        .collect();
    for (name, host) in hosts.iter().enumerate() {
        fleet.add(Ticking::new(name, host, secs(1), 1));
    }
    while fleet.next().await.is_some() {}
    for (name, host) in hosts.iter().enumerate() {
        fleet.add(Ticking::new(name, host, secs(1), 1));
    }
    while fleet.next().await.is_some() {}
    let seen = seen.lock().unwrap();
    assert_eq!(seen.calls.len(), 800);
    assert!(seen.calls[400].0 - seen.calls[0].0 >= secs(5));
}
