//! `POST /v1/logins`.

use std::time::Duration;

use qrlogin::flows::Options;
use qrlogin::{Flow as _, Settings, Snapshot};
use qrlogin_gateway::seal::Purpose;
use qrlogin_gateway::store::{LoginId, Store};
use qrlogin_test_support::flow_with;
use serde_json::{Value, json};

use crate::rig::{Created, Reply, Rig, problem, request};

async fn with_key(rig: &Rig, key: &str, body: &Value) -> Reply {
    let headers = [("idempotency-key", key)];
    rig.send(request("POST", "/v1/logins", &headers, Some(body)))
        .await
}

#[tokio::test(start_paused = true)]
async fn a_login_is_created_at_its_location() {
    let rig = Rig::new();
    let reply = rig
        .post("/v1/logins", &json!({"flow": "bilibili-web"}))
        .await;
    assert_eq!(reply.status, 201);
    let created = Created::of(&reply);
    assert_eq!(reply.headers["location"], created.path("").as_str());
    assert_eq!(
        rig.get(&created.path("")).await.json(),
        reply.json()["login"]
    );
}

#[tokio::test(start_paused = true)]
async fn ids_and_secrets_are_long_and_differ() {
    let rig = Rig::new();
    let (one, other) = (rig.create().await, rig.create().await);
    assert_ne!((&one.id, &one.secret), (&other.id, &other.secret));
    assert_eq!((one.id.len(), one.secret.len()), (22, 43));
}

/// A snapshot without its seed.
fn seedless(snapshot: &Snapshot) -> Value {
    let snapshot: Value = serde_json::from_str(&snapshot.to_json()).unwrap();
    let login = snapshot["login"].as_str().unwrap();
    let mut login: Value = serde_json::from_str(login).unwrap();
    let state = login[1].as_object_mut().unwrap();
    assert!(state.remove("seed").is_some());
    login
}

#[tokio::test(start_paused = true)]
async fn the_worker_gets_the_login_that_was_wanted() {
    let rig = Rig::new();
    let body = json!({
        "flow": "taptap", "settings": {"region": "china"}, "renewals": 3, "patience": 77,
    });
    assert_eq!(rig.post("/v1/logins", &body).await.status, 201);
    let options = Options::new().renewals(3);
    let options = options.give_up_after(Duration::from_secs(77));
    let settings = Settings::new().with("region", "china");
    let wanted = flow_with("taptap", &settings, &options).snapshot().unwrap();
    let snapshot = rig.worker().await.snapshot();
    assert_eq!(seedless(&snapshot), seedless(&wanted));
}

#[tokio::test(start_paused = true)]
async fn each_login_has_a_seed_of_its_own() {
    let rig = Rig::new();
    let mut snapshots = vec![];
    for _ in 0..2 {
        rig.create().await;
        snapshots.push(rig.worker().await.snapshot().to_json());
    }
    assert_ne!(snapshots[0], snapshots[1]);
}

#[tokio::test(start_paused = true)]
async fn the_webhook_is_kept_for_the_end() {
    let rig = Rig::with(|logins| logins.allow(|_| true));
    let body = json!({"flow": "bilibili-web", "webhook": "https://hook.example/1"});
    let login = Created::of(&rig.post("/v1/logins", &body).await);
    rig.worker().await.done().await;
    let retry = Duration::from_secs(60);
    let due = rig.store.deliveries(10, retry).await.unwrap();
    let id = LoginId::parse(&login.id).unwrap();
    let url: String = rig
        .keys
        .open(Purpose::Webhook, &id, &due[0].webhook)
        .unwrap();
    assert_eq!(url, "https://hook.example/1");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_flow_is_refused() {
    let rig = Rig::new();
    let reply = rig.post("/v1/logins", &json!({"flow": "nope"})).await;
    assert_eq!(reply.problem(), problem(422, "invalid_field", "flow"));
    assert!(
        reply.json()["detail"]
            .as_str()
            .unwrap()
            .contains("bilibili-web")
    );
}

#[tokio::test(start_paused = true)]
async fn a_setting_that_cannot_be_used_is_named() {
    let rig = Rig::new();
    for (settings, field) in [
        (json!({"region": "mars"}), "settings.region"),
        (json!({"regoin": "china"}), "settings.regoin"),
    ] {
        let body = json!({"flow": "taptap", "settings": settings});
        let reply = rig.post("/v1/logins", &body).await;
        assert_eq!(reply.problem(), problem(422, "setting", field));
        assert_eq!(reply.json()["advice"], "fix_setting");
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_required_setting_is_named() {
    let rig = Rig::new();
    let reply = rig.post("/v1/logins", &json!({"flow": "115-open"})).await;
    let (status, kind, field) = reply.problem();
    assert_eq!((status, kind.as_str()), (422, "setting"));
    assert!(field.unwrap().starts_with("settings."));
}

#[tokio::test(start_paused = true)]
async fn limits_are_said() {
    let rig = Rig::with(|logins| logins.max_renewals(2).max_patience(Duration::from_secs(60)));
    let limits = rig.get("/v1/limits").await;
    assert_eq!(
        (limits.status, limits.json()["webhooks"].clone()),
        (200, true.into())
    );
    let rig = Rig::with(|logins| {
        let logins = logins.max_renewals(2).without_webhooks();
        logins
            .max_patience(Duration::from_secs(60))
            .keep(Duration::from_secs(90))
    });
    let limits = rig.get("/v1/limits").await.json();
    let said = json!({"renewals": 2, "patience": 60, "keep": 90, "webhooks": false});
    assert_eq!(limits, said);
}

#[tokio::test(start_paused = true)]
async fn limits_are_kept() {
    let rig = Rig::with(|logins| logins.max_renewals(2).max_patience(Duration::from_secs(60)));
    for (name, good, bad) in [("renewals", 2, 3), ("patience", 60, 61), ("patience", 1, 0)] {
        let reply = rig
            .post("/v1/logins", &json!({"flow": "bilibili-web", name: bad}))
            .await;
        assert_eq!(reply.problem(), problem(422, "invalid_field", name));
        let reply = rig
            .post("/v1/logins", &json!({"flow": "bilibili-web", name: good}))
            .await;
        assert_eq!(reply.status, 201);
    }
}

#[tokio::test(start_paused = true)]
async fn hosts_are_refused_unless_allowed() {
    let body = json!({"flow": "phi-api", "settings": {"base_url": "https://10.0.0.1/"}});
    let reply = Rig::new().post("/v1/logins", &body).await;
    let refused = problem(422, "destination_refused", "settings.base_url");
    assert_eq!(reply.problem(), refused);
    let rig = Rig::with(|logins| logins.allow(|value| value == "https://10.0.0.1/"));
    assert_eq!(rig.post("/v1/logins", &body).await.status, 201);
}

#[tokio::test(start_paused = true)]
async fn webhooks_are_refused_unless_allowed() {
    let body = |url: &str| json!({"flow": "bilibili-web", "webhook": url});
    let rig = Rig::with(|logins| logins.allow(|value| value.starts_with("https://ok.example/")));
    let reply = rig
        .post("/v1/logins", &body("https://other.example/"))
        .await;
    assert_eq!(
        reply.problem(),
        problem(422, "destination_refused", "webhook")
    );
    for text in [
        "ftp://ok.example/",
        "ok.example",
        "https://",
        "javascript:1",
    ] {
        let reply = rig.post("/v1/logins", &body(text)).await;
        assert_eq!(
            reply.problem(),
            problem(422, "invalid_field", "webhook"),
            "{text}"
        );
    }
    let reply = rig
        .post("/v1/logins", &body("https://ok.example/done"))
        .await;
    assert_eq!(reply.status, 201);
}

#[tokio::test(start_paused = true)]
async fn no_setting_of_a_host_is_forgotten() {
    let reply = Rig::new().get("/v1/flows").await.json();
    for flow in reply.as_array().unwrap() {
        for setting in flow["settings"].as_array().unwrap() {
            let help = setting["help"].as_str().unwrap();
            let is_list = !setting["values"].as_array().unwrap().is_empty();
            let is_host = ["host", "address", "server"]
                .iter()
                .any(|word| help.contains(word));
            // Pictures that the service loads, not the gateway.
            let is_host = is_host && setting["name"] != "avatar";
            assert_eq!(setting["names_host"], is_host && !is_list, "{setting}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_repeated_request_returns_the_same_login() {
    let rig = Rig::new();
    let body = json!({"flow": "taptap", "settings": {"region": "china"}, "renewals": 1});
    let first = with_key(&rig, "key-1", &body).await;
    // The same content in another order, with a default written out.
    let again = json!({"renewals": 1, "patience": null, "settings": {"region": "china"},
        "flow": "taptap"});
    let second = with_key(&rig, "key-1", &again).await;
    assert_eq!((first.status, second.status), (201, 200));
    let (one, other) = (Created::of(&first), Created::of(&second));
    assert_eq!((one.id, one.secret), (other.id, other.secret));
    assert_eq!(first.headers["location"], second.headers["location"]);
}

#[tokio::test(start_paused = true)]
async fn another_request_with_the_same_key_is_a_conflict() {
    let rig = Rig::new();
    with_key(&rig, "key-1", &json!({"flow": "taptap"})).await;
    let reply = with_key(&rig, "key-1", &json!({"flow": "taptap", "renewals": 1})).await;
    let conflict = problem(409, "idempotency_conflict", "Idempotency-Key");
    assert_eq!(reply.problem(), conflict);
}

#[tokio::test(start_paused = true)]
async fn owners_have_their_own_idempotency_keys() {
    let rig = Rig::new();
    let body = json!({"flow": "taptap"});
    let headers = [("idempotency-key", "key-1")];
    let send = async |owner| {
        let request = request("POST", "/v1/logins", &headers, Some(&body));
        rig.send_as(owner, request).await
    };
    assert_eq!((send("a").await.status, send("b").await.status), (201, 201));
}

#[tokio::test(start_paused = true)]
async fn unusable_idempotency_keys_are_refused() {
    let rig = Rig::new();
    for key in ["", "a b", &"k".repeat(256)] {
        let reply = with_key(&rig, key, &json!({"flow": "taptap"})).await;
        let refused = problem(400, "bad_request", "Idempotency-Key");
        assert_eq!(reply.problem(), refused);
    }
}
