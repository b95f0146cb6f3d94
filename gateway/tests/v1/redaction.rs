//! Where secrets do not show.

use serde_json::json;

use qrlogin_gateway::seal::SealingKeys;
use qrlogin_gateway::store::Sqlite;
use qrlogin_gateway::{Gateway, Logins, Upstream};

use crate::rig::Rig;
use crate::worker::code;

#[tokio::test(start_paused = true)]
async fn debug_shows_no_keys() {
    let store = std::sync::Arc::new(Sqlite::in_memory().unwrap());
    let logins = Logins::new(store, SealingKeys::new([0xab; 32]));
    let upstream = Upstream::new(|_| {
        std::future::ready(Err::<qrlogin::Response, _>(qrlogin::Failure::Connect))
    });
    let text = format!(
        "{logins:?} {:?}",
        Gateway::new(upstream).logins(logins.clone())
    );
    assert!(!text.contains("171") && !text.contains("ab, ab"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn the_store_holds_no_secret_in_the_clear() {
    let rig = Rig::with(|logins| logins.allow(|_| true));
    let body = json!({
        "flow": "phi-api", "settings": {"base_url": "https://user:s3cr3t@a.example"},
        "webhook": "https://hook.example/s3cr3t",
    });
    let reply = rig.post("/v1/logins", &body).await;
    let login = crate::rig::Created::of(&reply);
    let mut worker = rig.worker().await;
    worker.event(&code("s3cr3t-code")).await;
    worker.done().await;
    let store = format!("{:?}", rig.store);
    let record = rig.record(&login).await;
    for text in [store, format!("{record:?}")] {
        assert!(
            !text.contains("s3cr3t") && !text.contains(&login.secret),
            "{text}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_view_has_no_secret_but_the_code() {
    let rig = Rig::new();
    let login = rig.done().await;
    for path in ["", "/events"] {
        let reply = rig.get(&login.path(path)).await;
        for secret in [login.secret.as_str(), "sess-value", "refresh-value"] {
            assert!(!reply.text().contains(secret));
        }
    }
}
