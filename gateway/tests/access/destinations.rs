//! No requests on others' behalf.

use std::sync::Arc;
use std::time::Duration;

use qrlogin::http::Request;
use qrlogin::{Call, Failure};
use qrlogin_gateway::access::{Access, AllowedHosts};
use qrlogin_gateway::seal::SealingKeys;
use qrlogin_gateway::{Gateway, Logins, Upstream};
use qrlogin_tokio::{Config, HyperTransport, Transport, TransportError};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::rig::*;

fn hosts(entries: &[&str]) -> AllowedHosts {
    let entries = entries.iter();
    entries.fold(AllowedHosts::new(), |hosts, entry| {
        hosts.allow(entry).unwrap()
    })
}

fn connects(hosts: &AllowedHosts, host: &str, address: &str) -> bool {
    hosts.connects(host, address.parse().unwrap())
}

#[test]
fn only_addresses_of_the_public_internet_are_connected_to() {
    let hosts = hosts(&["phi.example"]);
    for address in [
        "127.0.0.1:443",
        "10.0.0.1:443",
        "172.31.0.1:443",
        "192.168.1.1:443",
        "169.254.169.254:443",
        "100.100.100.200:443",
        "0.0.0.0:443",
        "224.0.0.1:443",
        "255.255.255.255:443",
        "192.0.0.192:443",
        "198.18.0.1:443",
        "[::1]:443",
        "[::]:443",
        "[::ffff:127.0.0.1]:443",
        "[::127.0.0.1]:443",
        "[64:ff9b::7f00:1]:443",
        "[2002:7f00:1::]:443",
        "[2001::1]:443",
        "[fe80::1]:443",
        "[fd00:ec2::254]:443",
        "[ff02::1]:443",
    ] {
        assert!(!connects(&hosts, "phi.example", address), "{address}");
    }
    for address in [
        "1.1.1.1:443",
        "[2606:4700::1111]:443",
        "[64:ff9b::101:101]:443",
    ] {
        assert!(connects(&hosts, "phi.example", address), "{address}");
        assert!(connects(&hosts, "any.example", address), "{address}");
    }
}

#[test]
fn other_addresses_need_an_entry_that_says_so() {
    let hosts = hosts(&["nas.local:8080+private", "192.168.1.5:8081", "[fd00::1]:80"]);
    assert!(connects(&hosts, "NAS.local", "192.168.1.4:8080"));
    assert!(!connects(&hosts, "nas.local", "192.168.1.4:22"));
    assert!(connects(&hosts, "192.168.1.5", "192.168.1.5:8081"));
    assert!(!connects(&hosts, "evil.example", "192.168.1.5:8081"));
    assert!(connects(&hosts, "fd00::1", "[fd00::1]:80"));
}

#[test]
fn a_named_server_has_to_be_an_entry_with_its_port() {
    let hosts = hosts(&["phi.example", "hook.example:8443", "127.0.0.1:8080"]);
    for (value, is_allowed) in [
        ("https://phi.example", true),
        ("https://PHI.example/base?x", true),
        ("https://user:pw@phi.example", true),
        ("phi.example", true),
        ("https://phi.example:8443", false),
        ("https://hook.example:8443/x", true),
        ("https://hook.example", false),
        ("https://phi.example.evil.example", false),
        ("https://phi.example@evil.example", false),
        ("ftp://phi.example", false),
        ("http://127.1:8080", true),
        ("http://localhost:8080", false),
        ("", false),
    ] {
        assert_eq!(hosts.names(value), is_allowed, "{value}");
    }
    for entry in ["", "https://phi.example", "a:0", "a:x", "*.example/"] {
        assert!(AllowedHosts::new().allow(entry).is_err(), "{entry}");
    }
}

#[tokio::test]
async fn settings_and_webhooks_are_refused_unless_listed() {
    let hosts = hosts(&["phi.example"]);
    let store = store();
    let logins = Logins::new(Arc::clone(&store), SealingKeys::new([7; 32]))
        .allow(move |value| hosts.names(value));
    let upstream = Upstream::new(HyperTransport::new(Config::new().no_proxy()).unwrap());
    let gateway = Gateway::new(upstream).logins(logins).access(Access::new());
    let rig = Rig {
        store,
        router: gateway.into_router(),
    };
    let phi_api =
        |base_url: &str| json!({"flow": "phi-api", "settings": {"base_url": base_url}}).to_string();
    let hook = |url: &str| json!({"flow": "bilibili-web", "webhook": url}).to_string();
    for (body, status) in [
        (phi_api("https://phi.example"), 201),
        (phi_api("https://evil.example"), 422),
        (hook("https://phi.example/hook"), 201),
        (hook("http://169.254.169.254/"), 422),
    ] {
        let answer = rig.send_body(post("/v1/logins"), &body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.body);
    }
}

/// A server that counts its connections, and its port.
async fn server() -> (u16, Arc<std::sync::atomic::AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let mut buffer = [0; 1024];
            let _ = stream.read(&mut buffer).await;
            let answer = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\
                content-length: 0\r\nconnection: close\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (port, count)
}

fn call(url: &str) -> Call {
    let request = Request::get(url).body(Vec::new()).unwrap();
    Call::new("test", request, Duration::from_secs(5))
}

#[tokio::test]
async fn a_name_that_leads_to_the_loopback_is_not_connected_to() {
    let (port, count) = server().await;
    let hosts = hosts(&[&format!("localhost:{port}")]);
    let config = Config::new().no_proxy();
    let rule = move |host: &str, address| hosts.connects(host, address);
    let mut transport = HyperTransport::new(config.connect_only(rule)).unwrap();
    for host in ["localhost", "127.0.0.1", "[::ffff:7f00:1]"] {
        let sent = transport
            .send(call(&format!("http://{host}:{port}/")))
            .await;
        let error = sent.unwrap_err();
        assert_eq!(error.failure(), Failure::Other, "{error}");
        assert!(error.to_string().contains("not allowed"), "{error}");
    }
    assert_eq!(count.load(std::sync::atomic::Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_entry_that_says_private_is_connected_to_and_not_redirected() {
    let (port, count) = server().await;
    let hosts = hosts(&[&format!("localhost:{port}+private")]);
    let config = Config::new().no_proxy();
    let rule = move |host: &str, address| hosts.connects(host, address);
    let mut transport = HyperTransport::new(config.connect_only(rule)).unwrap();
    let sent = transport
        .send(call(&format!("http://localhost:{port}/")))
        .await;
    assert_eq!(sent.unwrap().status(), 302);
    assert_eq!(count.load(std::sync::atomic::Ordering::SeqCst), 1);
}
