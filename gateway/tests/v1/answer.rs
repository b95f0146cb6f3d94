//! `POST /v1/logins/{id}/answer`.

use serde_json::json;

use crate::rig::{Rig, problem};
use crate::worker::{code, input};

#[tokio::test(start_paused = true)]
async fn an_answer_reaches_the_worker() {
    let rig = Rig::new();
    let (login, worker) = rig.login(&[code("A"), input(false)]).await;
    let reply = rig
        .post(&login.path("/answer"), &json!({"text": "42"}))
        .await;
    assert_eq!(reply.status, 202);
    assert_eq!(worker.answers().await, ["42"]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_wanted_is_refused() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    let refused = problem(409, "no_input_wanted", "");
    let answer = json!({"text": "42"});
    let reply = rig.post(&login.path("/answer"), &answer).await;
    assert_eq!(reply.problem(), refused);
    worker.event(&input(false)).await;
    worker.done().await;
    let reply = rig.post(&login.path("/answer"), &answer).await;
    assert_eq!(reply.problem(), refused);
}

#[tokio::test(start_paused = true)]
async fn a_blank_or_endless_answer_is_refused() {
    let rig = Rig::new();
    let (login, worker) = rig.login(&[input(false)]).await;
    for text in ["", " \n", &"x".repeat(257)] {
        let reply = rig
            .post(&login.path("/answer"), &json!({"text": text}))
            .await;
        assert_eq!(reply.problem(), problem(422, "invalid_field", "text"));
    }
    assert!(worker.answers().await.is_empty());
}
