//! Streams while the store loses its reports, or is away.

use qrlogin_test_support::secs;

use crate::rig::{Rig, problem};
use crate::stream::Stream;
use crate::worker::code;

#[tokio::test(start_paused = true)]
async fn a_lost_change_is_found_in_a_few_seconds() {
    let rig = Rig::new();
    rig.store.fall_silent();
    let (login, mut worker) = rig.login(&[]).await;
    let mut stream = Stream::open(&rig, &login, &[]).await;
    worker.event(&code("A")).await;
    let (event, seconds) = rig.until(stream.next()).await;
    assert_eq!(event.unwrap().id, "1");
    assert!(seconds <= 5, "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_lags_reads_again_at_once() {
    let rig = Rig::new();
    rig.store.fall_silent();
    let (login, mut worker) = rig.login(&[]).await;
    let mut stream = Stream::open(&rig, &login, &[]).await;
    worker.event(&code("A")).await;
    rig.store.overrun();
    assert_eq!(stream.next().await.unwrap().id, "1");
}

#[tokio::test(start_paused = true)]
async fn many_streams_have_one_receiver_of_changes() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[]).await;
    let mut streams = vec![];
    for _ in 0..20 {
        streams.push(Stream::open(&rig, &login, &[]).await);
    }
    worker.event(&code("A")).await;
    for stream in &mut streams {
        assert_eq!(stream.next().await.unwrap().id, "1");
    }
    assert_eq!(rig.store.receivers(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_outlasts_an_absence_of_the_database() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[]).await;
    let mut stream = Stream::open(&rig, &login, &[]).await;
    rig.store.away(true);
    let away = async {
        for _ in 0..9 {
            rig.wait(secs(1)).await;
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        event = stream.next() => panic!("{event:?}"),
        () = away => {}
    }
    rig.store.away(false);
    worker.event(&code("A")).await;
    let (event, _) = rig.until(stream.next()).await;
    assert_eq!(event.unwrap().id, "1");
}

#[tokio::test(start_paused = true)]
async fn a_database_that_is_away_is_said_so() {
    let rig = Rig::new();
    let login = rig.create().await;
    rig.store.away(true);
    for path in ["", "/events", "/code.png"] {
        let reply = rig.get(&login.path(path)).await;
        assert_eq!(reply.problem(), problem(503, "store_unreachable", ""));
        assert_eq!(reply.headers["retry-after"], "2");
        assert!(!reply.text().contains("password"));
    }
    let reply = rig.delete(&login.path("")).await;
    assert_eq!(reply.status, 503);
}
