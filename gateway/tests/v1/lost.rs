//! Streams while the store loses its reports, or is away.

use futures_util::future::join_all;
use qrlogin_gateway::store::Store as _;
use qrlogin_test_support::secs;

use crate::rig::{Rig, problem, request};
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
async fn waiting_readers_share_one_read() {
    let rig = Rig::new();
    rig.store.fall_silent();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    let other = rig.create().await;
    let mut streams = vec![];
    for _ in 0..20 {
        let mut stream = Stream::open(&rig, &login, &[]).await;
        assert_eq!(stream.next().await.unwrap().id, "1");
        streams.push(stream);
        streams.push(Stream::open(&rig, &other, &[]).await);
    }
    let before = rig.store.calls();
    let mut waiting = Box::pin(join_all(streams.iter_mut().map(Stream::next)));
    for _ in 0..6 {
        rig.wait(secs(1)).await;
        let pass = async {
            for _ in 0..3 {
                rig.store.inner().now().await.unwrap();
            }
        };
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("an event"),
            () = pass => {}
        }
    }
    assert_eq!(rig.store.calls() - before, 1);
    drop(waiting);
    worker.event(&code("B")).await;
    for stream in streams.iter_mut().step_by(2) {
        assert_eq!(rig.until(stream.next()).await.0.unwrap().id, "2");
    }
}

#[tokio::test(start_paused = true)]
async fn a_reader_of_a_lost_change_wakes_the_others() {
    let rig = Rig::new();
    rig.store.fall_silent();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    let mut early = Stream::open(&rig, &login, &[]).await;
    assert_eq!(early.next().await.unwrap().id, "1");
    worker.event(&code("B")).await;
    let _late = Stream::open(&rig, &login, &[]).await;
    let (event, seconds) = rig.until(early.next()).await;
    assert_eq!((event.unwrap().id.as_str(), seconds), ("2", 0));
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
async fn a_process_without_its_database_runs_and_is_not_ready() {
    let rig = Rig::new();
    for (is_away, status) in [(false, 200), (true, 503)] {
        rig.store.away(is_away);
        let open = async |path| rig.open("", request("GET", path, &[], None)).await;
        assert_eq!(open("/healthz").await.status(), 200);
        let ready = open("/readyz").await;
        assert_eq!(ready.status(), status);
        let body = axum::body::to_bytes(ready.into_body(), 100).await.unwrap();
        let said = format!("{{\"store\":{},\"worker\":true}}", !is_away);
        assert_eq!(body, said.as_bytes());
    }
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
