//! What an operator sees of a gateway, and what every answer has.

use std::sync::{Arc, Mutex};

use qrlogin_gateway::Worker;
use qrlogin_gateway::access::Access;
use qrlogin_gateway::seal::{Purpose, SealingKeys};
use qrlogin_gateway::store::{LoginId, NewLogin};
use serde_json::Value;

use crate::rig::*;

/// Lines that were written.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<Value>>>);

impl Lines {
    fn sink(&self) -> impl Fn(&str) + Send + Sync + 'static {
        let lines = self.clone();
        move |line| {
            let line = serde_json::from_str(line).unwrap();
            lines.0.lock().unwrap().push(line);
        }
    }

    fn all(&self) -> Vec<Value> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn every_answer_has_security_headers() {
    let rig = Rig::new(Access::new());
    let outside = get(FLOWS).header("origin", "https://evil.example");
    for request in [
        get(FLOWS),
        get("/nothing"),
        get("/healthz"),
        outside,
        post(START),
    ] {
        let answer = rig.send(request).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(!answer.header("cache-control").is_empty());
        assert!(!answer.header("content-security-policy").is_empty());
    }
    let page = rig.send(get("/")).await;
    assert!(
        page.header("content-security-policy")
            .contains("script-src")
    );
}

#[tokio::test]
async fn acts_on_logins_are_in_the_audit_without_secrets() {
    let lines = Lines::default();
    let rig = Rig::new(Access::new().audit(lines.sink()));
    let key = rig.key("one").await;
    let body = "{\"flow\":\"bilibili-web\"}";
    let created = rig.send_body(keyed(post("/v1/logins"), &key), body).await;
    let path = created.header("location").to_owned();
    rig.send(keyed(get(&path), &key)).await;
    let credential = format!("{path}/credential");
    let secret = "{\"secret\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}";
    rig.send_body(keyed(post(&credential), &key), secret).await;
    rig.send(keyed(axum::http::Request::delete(&path), &key))
        .await;
    rig.send(get(FLOWS).header("authorization", "Bearer hidden"))
        .await;
    let lines = lines.all();
    let acts: Vec<_> = lines
        .iter()
        .map(|line| line["action"].as_str().unwrap())
        .collect();
    assert_eq!(acts, ["create", "redeem", "cancel", "key_refused"]);
    let login = path.rsplit('/').next().unwrap();
    for line in &lines[..3] {
        assert_eq!(
            (&line["key"], &line["login"]),
            (&"one".into(), &login.into())
        );
        assert_eq!(line["flow"], "bilibili-web");
    }
    assert_eq!(lines[0]["outcome"], 201);
    let text = serde_json::to_string(&lines).unwrap();
    assert!(!text.contains("hidden") && !text.contains("AAECAw") && !text.contains("qrlg_"));
}

#[tokio::test]
async fn the_log_has_routes_and_no_queries() {
    let lines = Lines::default();
    let rig = Rig::new(Access::new().log(lines.sink()));
    rig.send(get("/v1/logins/AAAAAAAAAAAAAAAAAAAAAA?after=hidden"))
        .await;
    rig.send(get("/hidden?hidden")).await;
    let lines = lines.all();
    assert_eq!(lines[0]["route"], "/v1/logins/{id}");
    assert_eq!(
        (&lines[1]["route"], &lines[1]["status"]),
        (&"none".into(), &404.into())
    );
    assert!(!serde_json::to_string(&lines).unwrap().contains("hidden"));
}

#[tokio::test]
async fn a_process_is_ready_if_its_worker_has_a_lease() {
    let store = store();
    let transport = |_: qrlogin::Call| std::future::pending::<Result<_, Down>>();
    let worker = Worker::new(Arc::clone(&store), SealingKeys::new([7; 32]), transport);
    let gateway = gateway(&store, Access::new()).worker(worker.stats());
    let rig = Rig {
        store,
        router: gateway.into_router(),
    };
    // A balancer asks by address.
    let probe = |path| get(path).header("host", "10.0.0.7:8116");
    let ready = rig.send(probe("/readyz")).await;
    assert_eq!(
        (ready.status, &*ready.body),
        (503, "{\"store\":true,\"worker\":false}")
    );
    assert_eq!(rig.send(probe("/healthz")).await.status, 200);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stopped = async {
        let _ = stopped.await;
    };
    let task = tokio::spawn(worker.run(stopped));
    while rig.send(probe("/readyz")).await.status != 200 {
        tokio::task::yield_now().await;
    }
    let metrics = rig.send(get("/metrics")).await;
    assert!(
        metrics.body.contains("qrlogin_lease_valid 1"),
        "{}",
        metrics.body
    );
    stop.send(()).unwrap();
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn metrics_count_logins_by_flow_and_outcome() {
    let store = store();
    let transport = |_: qrlogin::Call| std::future::pending::<Result<_, Down>>();
    let worker = Worker::new(Arc::clone(&store), SealingKeys::new([7; 32]), transport);
    let (stats, access) = (worker.stats(), Access::new());
    let router = gateway(&store, access)
        .worker(Arc::clone(&stats))
        .into_router();
    let rig = Rig { store, router };
    let create = |flow: &str| {
        let body = format!("{{\"flow\":\"{flow}\"}}");
        let rig = &rig;
        async move { rig.send_body(post("/v1/logins"), &body).await }
    };
    create("taptap").await;
    let cancelled = create("115").await.header("location").to_owned();
    rig.send(axum::http::Request::delete(&cancelled)).await;
    // One that no worker can open.
    rig.store.create(damaged("bilibili-web")).await.unwrap();
    let task = tokio::spawn(worker.run(std::future::pending()));
    while stats.ended().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    let metrics = rig.send(get("/metrics")).await.body;
    for line in [
        "qrlogin_logins_started_total{flow=\"115\"} 1",
        "qrlogin_logins_started_total{flow=\"taptap\"} 1",
        "qrlogin_logins_ended_total{flow=\"bilibili-web\",outcome=\"snapshot\"} 1",
        "qrlogin_logins_ended_total{flow=\"115\",outcome=\"cancelled\"} 1",
        "qrlogin_owned_logins 1",
        "qrlogin_refused_writes_total 0",
        "qrlogin_longest_storing_seconds ",
        "qrlogin_storing_seconds_total ",
    ] {
        let has = |it: &str| it == line || (line.ends_with(' ') && it.starts_with(line));
        assert!(metrics.lines().any(has), "{line}: {metrics}");
    }
    task.abort();
}

/// A login whose state was sealed with another key.
fn damaged(flow: &str) -> NewLogin {
    let id = LoginId::new([9; 16]);
    let sealed = SealingKeys::new([8; 32]).seal(Purpose::Snapshot, &id, &"anything");
    NewLogin {
        owner: String::new(),
        flow: flow.to_owned(),
        snapshot: sealed.unwrap(),
        secret: [0; 32],
        idempotency: None,
        webhook: None,
        keep: std::time::Duration::from_secs(60),
        id,
    }
}

#[tokio::test]
async fn metrics_count_requests_and_need_a_key_where_keys_are() {
    let rig = Rig::new(Access::new());
    rig.send(get(FLOWS)).await;
    rig.send(
        axum::http::Request::builder()
            .method("MADE-UP")
            .uri("/made-up"),
    )
    .await;
    let metrics = rig.send(get("/metrics")).await;
    assert!(
        metrics
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    let line = "qrlogin_requests_total{method=\"GET\",route=\"/v1/flows\",status=\"200\"} 1";
    assert!(metrics.body.contains(line), "{}", metrics.body);
    assert!(
        !metrics.body.to_lowercase().contains("made-up"),
        "{}",
        metrics.body
    );
    assert!(metrics.body.ends_with("# EOF\n"));
    let key = rig.key("one").await;
    assert_eq!(rig.send(get("/metrics")).await.status, 401);
    assert_eq!(rig.send(keyed(get("/metrics"), &key)).await.status, 200);
}
