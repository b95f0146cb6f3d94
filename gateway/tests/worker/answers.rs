//! Answers of users, and what follows.

use qrlogin::flows::Options;
use qrlogin::{Seed, Settings};
use qrlogin_gateway::store::{LoginId, State};
use qrlogin_test_support::secs;

use crate::process::Process;
use crate::rig::Rig;
use crate::typed::{FLOWS, RIGHT};

async fn login(rig: &mut Rig) -> LoginId {
    let seed = Seed::new([1; 16]);
    let flow = FLOWS[0].login(&Settings::new(), seed, &Options::new());
    rig.add(flow.unwrap()).await
}

fn worker(rig: &Rig) -> Process {
    rig.worker_with(|worker| worker.lease(secs(6)).flows(&FLOWS))
}

#[tokio::test(start_paused = true)]
async fn an_answer_reaches_its_login() {
    let mut rig = Rig::new("");
    let _worker = worker(&rig);
    let id = login(&mut rig).await;
    rig.event(&id, "input_wanted").await;
    rig.answer(&id, RIGHT).await;
    assert_eq!(rig.end(&id).await.state, State::Done);
    let kinds = rig.kinds(&id).await;
    assert_eq!(kinds, ["code", "input_wanted", "confirmed", "done"]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_answer_is_asked_for_again() {
    let mut rig = Rig::new("");
    let _worker = worker(&rig);
    let id = login(&mut rig).await;
    rig.event(&id, "input_wanted").await;
    rig.answer(&id, "4321").await;
    tokio::time::sleep(secs(5)).await;
    assert_eq!(rig.events(&id).await[2]["again"], true);
    // The first answer is not handed in again.
    assert_eq!(rig.kinds(&id).await.len(), 3);
    rig.answer(&id, RIGHT).await;
    assert_eq!(rig.end(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn an_answer_outlives_the_worker_that_took_it() {
    let mut rig = Rig::new("");
    let first = worker(&rig);
    let id = login(&mut rig).await;
    rig.event(&id, "input_wanted").await;
    rig.lose_reply(rig.calls().len() + 1);
    rig.answer(&id, RIGHT).await;
    rig.lost.notified().await;
    assert_eq!(rig.calls().last().unwrap().name, "verify");
    first.kill().await;
    let _second = worker(&rig);
    assert_eq!(rig.end(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn an_answer_whose_report_was_missed_is_found() {
    let mut rig = Rig::new("");
    rig.store.fall_silent();
    let _worker = worker(&rig);
    let id = login(&mut rig).await;
    rig.event(&id, "input_wanted").await;
    rig.answer(&id, RIGHT).await;
    rig.store.overrun();
    assert_eq!(rig.end(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn an_answer_waits_for_a_database_that_is_away() {
    let mut rig = Rig::new("");
    let _worker = worker(&rig);
    let id = login(&mut rig).await;
    rig.event(&id, "input_wanted").await;
    rig.store.lose_answers(true);
    // It is stored, though the store does not say so.
    assert!(rig.try_answer(&id, RIGHT).await.is_err());
    tokio::time::sleep(secs(3)).await;
    rig.store.lose_answers(false);
    assert_eq!(rig.end(&id).await.state, State::Done);
}

#[tokio::test(start_paused = true)]
async fn a_login_of_an_unknown_flow_ends_with_an_error() {
    let mut rig = Rig::new("");
    let _worker = rig.worker(secs(6));
    let id = login(&mut rig).await;
    assert_eq!(rig.end(&id).await.state, State::Failed);
    assert_eq!(rig.error(&id).await, "snapshot");
}

#[tokio::test(start_paused = true)]
async fn a_ticket_that_was_used_is_not_used_again() {
    let mut rig = Rig::new("");
    let first = worker(&rig);
    let id = login(&mut rig).await;
    rig.event(&id, "input_wanted").await;
    // The answer's, the first ticket's, and that of the second, which is lost.
    rig.lose_reply(rig.calls().len() + 3);
    rig.answer(&id, RIGHT).await;
    rig.lost.notified().await;
    // What the first ticket gave is stored.
    tokio::time::sleep(secs(1)).await;
    first.kill().await;
    let _second = worker(&rig);
    assert_eq!(rig.end(&id).await.state, State::Done);
    let calls = rig.calls_of(1);
    let uris: Vec<_> = calls.iter().map(|call| call.uri.as_str()).collect();
    assert_eq!(uris, ["https://typed.example/ticket?2"]);
}
