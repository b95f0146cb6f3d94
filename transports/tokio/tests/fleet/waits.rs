//! When a login that waits is polled again.

use std::collections::HashMap;
use std::time::Duration;

use qrlogin::Timestamp;
use qrlogin_test_support::{START, ms, secs};
use qrlogin_tokio::{Fleet, Transport};
use tokio::time::{Instant, timeout, timeout_at};

use crate::ticking::{Ticking, taking};
use qrlogin_test_support::paused::clock;

/// Runs a fleet to its end, which comes within an hour.
async fn finish<T: Transport>(fleet: &mut Fleet<Ticking, T>) -> usize {
    let mut ended = 0;
    let end = Instant::now() + secs(3600);
    while timeout_at(end, fleet.next()).await.unwrap().is_some() {
        ended += 1;
    }
    ended
}

#[tokio::test(start_paused = true)]
async fn each_wait_ends_at_its_millisecond() {
    let (seen, transport) = taking(|_| ms(0));
    let mut fleet = Fleet::new(transport).with_clock(clock());
    // From one millisecond to more than a minute, in no order.
    let interval = |name: usize| ms(1 + (name as u64 * 7_919) % 67_003);
    let mut ended = 0;
    for name in 0..1_000 {
        fleet.add(Ticking::new(name, "a.example", interval(name), 4));
        if name % 100 == 0 && timeout(ms(7), fleet.next()).await.is_ok() {
            ended += 1;
        }
    }
    assert_eq!(ended + finish(&mut fleet).await, 1_000);
    let mut last: HashMap<usize, Instant> = HashMap::new();
    for (at, address) in &seen.lock().unwrap().calls {
        let name = address.rsplit('/').next().unwrap().parse().unwrap();
        if let Some(before) = last.insert(name, *at) {
            // tokio's timers have a resolution of a millisecond.
            let late = (*at - before).checked_sub(interval(name)).unwrap();
            assert!(late <= ms(2), "{name}: {late:?}");
        }
    }
    assert_eq!(seen.lock().unwrap().calls.len(), 4_000);
}

#[tokio::test(start_paused = true)]
async fn waits_of_other_logins_outlast_many_cancelled_ones() {
    let (seen, transport) = taking(|_| ms(0));
    let mut fleet = Fleet::new(transport).with_clock(clock());
    let ids: Vec<_> = (0..1_000)
        .map(|name| {
            let interval = secs(10) + ms(name as u64);
            fleet.add(Ticking::new(name, "a.example", interval, 2))
        })
        .collect();
    // The first wait is over, and some others are almost.
    assert!(timeout(secs(11), fleet.next()).await.is_ok());
    for id in ids.iter().skip(10).filter(|id| **id != ids[900]) {
        fleet.cancel(*id).unwrap();
    }
    // A wait begins, so that outdated ones are removed.
    fleet.add(Ticking::new(1_000, "a.example", ms(1), 2));
    let left = fleet.len();
    assert_eq!(finish(&mut fleet).await, left);
    assert_eq!(fleet.len(), 0);
    let calls = seen.lock().unwrap().calls.len();
    assert_eq!(calls, 1_000 + 11 + 2);
}

#[tokio::test(start_paused = true)]
async fn a_small_set_back_delays_calls_by_no_more() {
    // A call is in flight when the clock is set back.
    let (seen, transport) = taking(|_| ms(100));
    let begun = Instant::now();
    let clock = move || -> Timestamp {
        let back = if begun.elapsed() < secs(10) { 0 } else { 500 };
        START + begun.elapsed() - Duration::from_millis(back)
    };
    let mut fleet = Fleet::new(transport).with_clock(clock);
    fleet.add(Ticking::new(0, "a.example", ms(20), 200));
    assert_eq!(finish(&mut fleet).await, 1);
    let seen = seen.lock().unwrap();
    let gaps = seen.calls.windows(2).map(|pair| pair[1].0 - pair[0].0);
    let longest = gaps.max().unwrap();
    assert!(longest <= ms(622), "{longest:?}");
    assert_eq!(seen.calls.len(), 200);
}
