//! How much one client can use.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::request::Builder;
use qrlogin_gateway::access::{Access, Limits, Rate};

use crate::rig::*;

/// Four requests at once.
fn four() -> Rate {
    Rate::per_second(1)
}

fn of_address(limits: Access) -> Rig {
    Rig::new(limits.limits(Limits::new().address_rate(four())))
}

/// As a server hands on a request of this peer.
fn from(peer: &str, request: Builder) -> Builder {
    let peer: SocketAddr = peer.parse().unwrap();
    request.extension(ConnectInfo(peer))
}

#[tokio::test]
async fn an_address_above_its_rate_has_to_wait() {
    let rig = of_address(Access::new());
    for left in [3, 2, 1, 0] {
        let answer = rig.send(from("192.0.2.1:1", get(FLOWS))).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), "\"address\";q=4;w=4");
        let state = format!("\"address\";r={left};t={}", 4 - left);
        assert_eq!(answer.header("ratelimit"), state);
    }
    let answer = rig.send(from("192.0.2.1:2", get(FLOWS))).await;
    assert_eq!((answer.status, &*answer.kind()), (429, "rate_limited"));
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(answer.header("ratelimit"), "\"address\";r=0;t=1");
    let other = rig.send(from("192.0.2.2:1", get(FLOWS))).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn an_ipv6_network_is_one_address() {
    let rig = of_address(Access::new());
    for host in 1..=4 {
        let peer = format!("[2001:db8:0:1::{host}]:1");
        assert_eq!(rig.send(from(&peer, get(FLOWS))).await.status, 200);
    }
    let same = rig.send(from("[2001:db8:0:1:ffff::]:1", get(FLOWS))).await;
    assert_eq!(same.status, 429);
    let other = rig.send(from("[2001:db8:0:2::1]:1", get(FLOWS))).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn only_a_trusted_proxy_names_its_client() {
    let rig = of_address(Access::new().trust_proxy("10.0.0.0/8").unwrap());
    let sent = |peer, value: &str| from(peer, get(FLOWS)).header("x-forwarded-for", value);
    for number in 1..=4 {
        // What the client itself has sent before is not believed.
        let value = format!("192.0.2.{number}, 198.51.100.7, 10.1.1.1");
        assert_eq!(rig.send(sent("10.0.0.1:1", &value)).await.status, 200);
    }
    let same = rig.send(sent("10.0.0.2:1", "198.51.100.7")).await;
    assert_eq!(same.status, 429);
    let direct = rig.send(sent("198.51.100.7:1", "192.0.2.9")).await;
    assert_eq!(direct.status, 429);
    let other = rig.send(sent("10.0.0.1:1", "198.51.100.8")).await;
    assert_eq!(other.status, 200);
    assert!(Access::new().trust_proxy("proxy.example").is_err());
}

#[tokio::test]
async fn a_key_has_a_rate_whatever_its_address() {
    let rig = Rig::new(Access::new().limits(Limits::new().key_rate(four())));
    let (one, other) = (rig.key("one").await, rig.key("other").await);
    for host in 1..=4 {
        let peer = format!("192.0.2.{host}:1");
        let answer = rig.send(from(&peer, keyed(get(FLOWS), &one))).await;
        assert_eq!(answer.status, 200);
        let policies = answer.headers.get_all("ratelimit-policy").iter();
        assert_eq!(policies.count(), 2);
    }
    let answer = rig.send(keyed(get(FLOWS), &one)).await;
    assert_eq!((answer.status, &*answer.kind()), (429, "rate_limited"));
    assert_eq!(rig.send(keyed(get(FLOWS), &other)).await.status, 200);
}

#[tokio::test]
async fn requests_under_way_of_an_address_are_limited() {
    let rig = Rig::new(Access::new().limits(Limits::new().per_address(1)));
    let created = rig
        .send_body(post("/v1/logins"), "{\"flow\":\"bilibili-web\"}")
        .await;
    let path = format!("{}/events", created.header("location"));
    let stream = || get(&path).header("accept", "text/event-stream");
    let open = rig.open(stream()).await;
    assert_eq!(open.status(), 200);
    let refused = rig.send(get(FLOWS)).await;
    assert_eq!((refused.status, &*refused.kind()), (503, "busy"));
    drop(open);
    assert_eq!(rig.send(get(FLOWS)).await.status, 200);
}

#[tokio::test]
async fn a_request_has_a_time_and_a_stream_has_none() {
    let limits = Limits::new().request_time(Duration::from_millis(400));
    let rig = Rig::new(Access::new().limits(limits));
    let created = rig
        .send_body(post("/v1/logins"), "{\"flow\":\"bilibili-web\"}")
        .await;
    let events = format!("{}/events", created.header("location"));
    let stream = get(&events).header("accept", "text/event-stream");
    let mut stream = rig.open(stream).await.into_body().into_data_stream();
    let answer = rig.send(get(&format!("{events}?wait=60"))).await;
    assert_eq!((answer.status, &*answer.kind()), (408, "timed_out"));
    // The stream is older than the request that has just run out of time.
    let next = futures_util::FutureExt::now_or_never(futures_util::StreamExt::next(&mut stream));
    assert!(next.is_none(), "{next:?}");
}
