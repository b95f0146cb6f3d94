//! `GET` and `DELETE /v1/logins/{id}`.

use qrlogin::{Error, Image, Scanner};
use qrlogin_test_support::{START, secs};
use serde_json::{Value, json};

use crate::rig::Rig;
use crate::worker::{EXPIRES, code, event, input};

async fn view(events: &[Value]) -> Value {
    let rig = Rig::new();
    let (login, _worker) = rig.login(events).await;
    rig.get(&login.path("")).await.json()
}

#[tokio::test(start_paused = true)]
async fn a_new_login_is_starting() {
    let rig = Rig::new();
    let login = rig.create().await;
    let expected = json!({
        "id": login.id, "flow": "bilibili-web", "state": "running", "stage": "starting",
        "created_at": START.as_millis(), "expires_at": (START + secs(3600)).as_millis(),
        "last_event": 0, "has_result": false, "redeemed": false,
    });
    assert_eq!(rig.get(&login.path("")).await.json(), expected);
}

#[tokio::test(start_paused = true)]
async fn the_code_is_shown_with_its_text() {
    let view = view(&[code("https://a.example/1")]).await;
    assert_eq!(view["stage"], "code");
    let expected = json!({
        "payload": "https://a.example/1", "scan_with": "the app", "rotated": false,
        "expires_at": EXPIRES.as_millis(),
    });
    assert_eq!(view["code"], expected);
}

#[tokio::test(start_paused = true)]
async fn a_scan_keeps_the_code_and_shows_the_user() {
    let png = Image::new(b"\x89PNG\r\n\x1a\n".to_vec());
    let scanner = Scanner::new(Some(png)).name("Ann");
    let view = view(&[code("A"), event("scanned", &scanner)]).await;
    assert_eq!(
        (&view["stage"], &view["code"]["payload"]),
        (&json!("scanned"), &json!("A"))
    );
    let expected = json!({"name": "Ann", "avatar": "data:image/png;base64,iVBORw0KGgo="});
    assert_eq!(view["scanner"], expected);
}

#[tokio::test(start_paused = true)]
async fn a_picture_of_an_unknown_kind_is_left_out() {
    let svg = Image::new(b"<svg onload=alert(1)>".to_vec());
    let view = view(&[event("scanned", &Scanner::new(Some(svg)))]).await;
    assert_eq!(view["scanner"], json!({}));
}

#[tokio::test(start_paused = true)]
async fn a_renewed_code_forgets_the_scan() {
    let scanned = event("scanned", &Scanner::default());
    let view = view(&[code("A"), scanned, code("B")]).await;
    assert_eq!(
        (&view["stage"], &view["scanner"]),
        (&json!("code"), &Value::Null)
    );
    assert_eq!(view["code"]["payload"], "B");
}

#[tokio::test(start_paused = true)]
async fn input_is_wanted_until_the_next_event() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[code("A"), input(true)]).await;
    let view = rig.get(&login.path("")).await.json();
    assert_eq!(view["stage"], "input_wanted");
    assert_eq!(
        view["input"],
        json!({"what": "the number on the phone", "again": true})
    );
    worker.event(&json!({"type": "confirmed"})).await;
    let view = rig.get(&login.path("")).await.json();
    assert_eq!(
        (&view["stage"], &view["input"]),
        (&json!("confirmed"), &Value::Null)
    );
    assert_eq!(view["code"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_done_login_has_a_result_to_redeem() {
    let rig = Rig::new();
    let login = rig.done().await;
    let view = rig.get(&login.path("")).await.json();
    assert_eq!(
        (&view["state"], &view["stage"]),
        (&json!("done"), &json!("done"))
    );
    assert_eq!(
        (&view["has_result"], &view["redeemed"]),
        (&json!(true), &json!(false))
    );
}

#[tokio::test(start_paused = true)]
async fn a_failed_login_says_why_and_what_to_do() {
    let rig = Rig::new();
    let (login, mut worker) = rig.login(&[code("A")]).await;
    worker.fail(&Error::Expired).await;
    let view = rig.get(&login.path("")).await.json();
    assert_eq!(
        (&view["state"], &view["stage"]),
        (&json!("failed"), &json!("failed"))
    );
    let expected = json!({
        "kind": "expired", "advice": "new_code", "message": Error::Expired.to_string(),
        "advice_text": Error::Expired.advice().to_string(),
    });
    assert_eq!((&view["error"], &view["code"]), (&expected, &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn a_running_login_is_cancelled() {
    let rig = Rig::new();
    let (login, _worker) = rig.login(&[code("A")]).await;
    assert_eq!(rig.delete(&login.path("")).await.status, 204);
    let view = rig.get(&login.path("")).await.json();
    assert_eq!(
        (&view["state"], &view["stage"]),
        (&json!("cancelled"), &json!("cancelled"))
    );
    assert_eq!(view["last_event"], 2);
}

#[tokio::test(start_paused = true)]
async fn cancelling_an_ended_login_leaves_it_as_it_is() {
    let rig = Rig::new();
    let login = rig.done().await;
    let before = rig.get(&login.path("")).await.json();
    assert_eq!(rig.delete(&login.path("")).await.status, 204);
    assert_eq!(rig.get(&login.path("")).await.json(), before);
}

#[tokio::test(start_paused = true)]
async fn a_swept_login_is_no_login() {
    let rig = Rig::new();
    let login = rig.create().await;
    rig.wait(secs(3601)).await;
    rig.sweep().await;
    assert_eq!(rig.get(&login.path("")).await.status, 404);
}
