//! `POST` and `DELETE /v1/logins/{id}/credential`: who gets it, and how often.

use qrlogin::Error;
use qrlogin_test_support::secs;
use serde_json::json;

use crate::rig::{Created, Reply, Rig, problem, request};
use crate::worker::{code, credential};

async fn redeem(rig: &Rig, login: &Created, secret: &str) -> Reply {
    let body = json!({"secret": secret});
    rig.post(&login.path("/credential"), &body).await
}

async fn remove(rig: &Rig, login: &Created, secret: &str) -> Reply {
    let headers = [("redemption-secret", secret)];
    let request = request("DELETE", &login.path("/credential"), &headers, None);
    rig.send(request).await
}

#[tokio::test(start_paused = true)]
async fn the_secret_redeems_the_credential() {
    let rig = Rig::new();
    let login = rig.done().await;
    let reply = redeem(&rig, &login, &login.secret).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["credential"], credential());
    let view = rig.get(&login.path("")).await.json();
    assert_eq!(view["redeemed"], true);
}

#[tokio::test(start_paused = true)]
async fn the_secret_can_come_in_the_header() {
    let rig = Rig::new();
    let login = rig.done().await;
    let path = login.path("/credential");
    let headers = [("redemption-secret", login.secret.as_str())];
    let reply = rig.send(request("POST", &path, &headers, None)).await;
    assert_eq!(
        (reply.status, &reply.json()["credential"]),
        (200, &credential())
    );
    let body = json!({"secret": "another"});
    let reply = rig
        .send(request("POST", &path, &headers, Some(&body)))
        .await;
    assert_eq!(reply.problem(), problem(422, "invalid_field", "secret"));
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_secret_is_refused() {
    let rig = Rig::new();
    let login = rig.done().await;
    for body in [None, Some(json!({}))] {
        let path = login.path("/credential");
        let reply = rig.send(request("POST", &path, &[], body.as_ref())).await;
        assert_eq!(reply.problem(), problem(422, "invalid_field", "secret"));
    }
}

#[tokio::test(start_paused = true)]
async fn another_secret_gets_nothing_at_any_time() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    let other = rig.create().await.secret;
    let wrong = problem(403, "wrong_secret", "");
    assert_eq!(redeem(&rig, &login, &other).await.problem(), wrong);
    worker.done().await;
    assert_eq!(redeem(&rig, &login, &other).await.problem(), wrong);
    assert_eq!(remove(&rig, &login, &other).await.problem(), wrong);
    assert_eq!(redeem(&rig, &login, &login.secret).await.status, 200);
    assert_eq!(redeem(&rig, &login, &other).await.problem(), wrong);
}

#[tokio::test(start_paused = true)]
async fn before_the_end_there_is_no_credential() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A")]).await;
    let pending = problem(409, "pending", "");
    assert_eq!(redeem(&rig, &login, &login.secret).await.problem(), pending);
    assert_eq!(remove(&rig, &login, &login.secret).await.problem(), pending);
}

#[tokio::test(start_paused = true)]
async fn a_failed_or_cancelled_login_has_no_credential() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    worker.fail(&Error::Denied).await;
    let reply = redeem(&rig, &login, &login.secret).await;
    assert_eq!(reply.problem(), problem(409, "login_failed", ""));
    let login = rig.create().await;
    rig.delete(&login.path("")).await;
    let reply = redeem(&rig, &login, &login.secret).await;
    assert_eq!(reply.problem(), problem(409, "login_cancelled", ""));
}

#[tokio::test(start_paused = true)]
async fn the_credential_can_be_fetched_again_for_two_minutes() {
    let rig = Rig::new();
    let login = rig.done().await;
    let first = redeem(&rig, &login, &login.secret).await;
    rig.wait(secs(119)).await;
    let again = redeem(&rig, &login, &login.secret).await;
    assert_eq!(first.json(), again.json());
    rig.wait(secs(1)).await;
    let reply = redeem(&rig, &login, &login.secret).await;
    assert_eq!(reply.problem(), problem(410, "gone", ""));
}

#[tokio::test(start_paused = true)]
async fn a_removed_credential_is_gone() {
    let rig = Rig::new();
    let login = rig.done().await;
    redeem(&rig, &login, &login.secret).await;
    assert_eq!(remove(&rig, &login, &login.secret).await.status, 204);
    assert_eq!(remove(&rig, &login, &login.secret).await.status, 204);
    let reply = redeem(&rig, &login, &login.secret).await;
    assert_eq!(reply.problem(), problem(410, "gone", ""));
    let view = rig.get(&login.path("")).await.json();
    assert_eq!(
        (&view["has_result"], &view["redeemed"]),
        (&json!(false), &json!(true))
    );
}

#[tokio::test(start_paused = true)]
async fn a_credential_is_not_removed_before_it_was_redeemed() {
    let rig = Rig::new();
    let login = rig.done().await;
    let reply = remove(&rig, &login, &login.secret).await;
    assert_eq!(reply.problem(), problem(409, "not_redeemed", ""));
    assert_eq!(redeem(&rig, &login, &login.secret).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_removal_takes_the_secret_from_the_body_as_well() {
    let rig = Rig::new();
    let login = rig.done().await;
    redeem(&rig, &login, &login.secret).await;
    let body = json!({"secret": login.secret});
    let request = request("DELETE", &login.path("/credential"), &[], Some(&body));
    assert_eq!(rig.send(request).await.status, 204);
}

#[tokio::test(start_paused = true)]
async fn a_secret_in_a_url_is_refused() {
    let rig = Rig::new();
    let login = rig.done().await;
    for name in ["secret", "Secret", "redemption_secret", "%73ecret"] {
        let path = login.path(&format!("/credential?{name}={}", login.secret));
        let reply = rig.send(request("POST", &path, &[], None)).await;
        let (status, kind, _) = reply.problem();
        assert_eq!((status, kind.as_str()), (400, "secret_in_url"));
        assert!(!reply.text().contains(&login.secret));
    }
}
