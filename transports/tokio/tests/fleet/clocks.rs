//! Clocks that jump.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use qrlogin::Timestamp;
use qrlogin_test_support::{START, flow, secs};
use qrlogin_tokio::{Fleet, Progress, Session};
use tokio::time::{Instant, timeout};

use crate::ticking::{Ticking, taking};
use qrlogin_test_support::paused::PausedWorld as World;

/// A clock that follows tokio's and can be set.
fn settable() -> (
    Arc<AtomicI64>,
    impl Fn() -> Timestamp + Clone + Send + Sync + 'static,
) {
    let (begun, set) = (Instant::now(), Arc::new(AtomicI64::new(0)));
    let offset = set.clone();
    let clock = move || {
        let now = (START + begun.elapsed()).as_millis();
        Timestamp::from_millis(now.saturating_add_signed(offset.load(Ordering::Relaxed)))
    };
    (set, clock)
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_forward_ends_waits_within_a_second() {
    let (_, transport) = taking(|_| secs(0));
    let (set, now) = settable();
    let mut fleet = Fleet::new(transport).with_clock(now);
    for name in 0..10 {
        fleet.add(Ticking::new(name, "a.example", secs(3600), 2));
    }
    let setting = async {
        tokio::time::sleep(secs(10)).await;
        set.store(3_600_000, Ordering::Relaxed);
        std::future::pending::<()>().await;
    };
    let began = Instant::now();
    tokio::select! {
        () = setting => {}
        () = async { while fleet.next().await.is_some() {} } => {}
    }
    assert!(began.elapsed() <= secs(11), "{:?}", began.elapsed());
}

/// How long a login takes if the clock is set by this after 20 s, in a fleet and in a session.
async fn times(id: &str, scenario: &str, jump: i64) -> [Duration; 2] {
    let mut times = [Duration::ZERO; 2];
    for (time, is_fleet) in times.iter_mut().zip([true, false]) {
        let (set, now) = settable();
        let world = World::new(scenario);
        // The service's clock is not set.
        let begun = Instant::now();
        let transport = world.transport(move || START + begun.elapsed());
        let run = async {
            if is_fleet {
                let mut fleet = Fleet::new(transport).with_clock(now);
                fleet.add(flow(id));
                while let Some((_, progress)) = fleet.next().await {
                    let _ = progress.map(|_| ());
                }
            } else {
                let ended = Session::new(flow(id), transport)
                    .with_clock(now)
                    .run(|_| {})
                    .await;
                let _ = ended.map(|_| ());
            }
        };
        let setting = async {
            tokio::time::sleep(secs(20)).await;
            set.store(jump, Ordering::Relaxed);
            std::future::pending::<()>().await;
        };
        let ended = async {
            tokio::select! {
                () = run => {}
                () = setting => {}
            }
        };
        timeout(secs(4000), ended).await.unwrap();
        *time = begun.elapsed();
    }
    times
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_back_delays_no_login() {
    let scenario = "person = scan@40s confirm@49s";
    for id in ["bilibili-web", "115", "taptap"] {
        for jump in [-3_600_000, -60_000] {
            let [fleet, session] = times(id, scenario, jump).await;
            assert!(fleet < secs(60), "{id} {jump}: {fleet:?}");
            let apart = fleet.abs_diff(session);
            assert!(apart <= secs(2), "{id} {jump}: {fleet:?} {session:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_includes_the_time_before_a_set_back_clock() {
    let scenario = "taptap.interval = 60\nperson = scan@70s confirm@75s";
    let [fleet, session] = times("taptap", scenario, -3_600_000).await;
    assert!(fleet.abs_diff(session) <= secs(2), "{fleet:?} {session:?}");
}

/// How long ten logins with four waits of 30 s take if the clock changes so at each reading.
async fn time_with_leaps(leaps: [i64; 2]) -> Duration {
    let (seen, transport) = taking(|_| secs(0));
    let (mut now, mut leaps) = (START.as_millis(), leaps.into_iter().cycle());
    let clock = move || {
        now = now.saturating_add_signed(leaps.next().unwrap());
        Timestamp::from_millis(now)
    };
    let mut fleet = Fleet::new(transport).with_clock(clock);
    for name in 0..10 {
        fleet.add(Ticking::new(name, "a.example", secs(30), 5));
    }
    let began = Instant::now();
    for _ in 0..10 {
        let (_, progress) = timeout(secs(600), fleet.next()).await.unwrap().unwrap();
        assert!(matches!(progress, Ok(Progress::Done(_))));
    }
    assert_eq!(seen.lock().unwrap().calls.len(), 50);
    began.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_leaps_at_each_reading_is_no_trouble() {
    // It leaps 2 s within each second.
    let time = time_with_leaps([2_000, 2_000]).await;
    assert!(time <= secs(70), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_leaps_to_and_fro_is_no_trouble() {
    let time = time_with_leaps([5_000, -3_000]).await;
    assert!(time <= secs(140), "{time:?}");
}
