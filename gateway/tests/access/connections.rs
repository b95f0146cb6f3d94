//! Connections of a served gateway.

use std::time::{Duration, Instant};

use qrlogin_gateway::access::{Access, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::rig::{FLOWS, gateway, store};

struct Served {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

async fn served(limits: Limits) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let gateway = gateway(&store(), Access::new().limits(limits));
    let stopped = async {
        let _ = stopped.await;
    };
    let task = tokio::spawn(gateway.serve(listener, stopped));
    Served {
        address,
        stop,
        task,
    }
}

impl Served {
    /// What the gateway sends until it closes the connection.
    async fn exchange(&self, sent: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        rest(&mut stream).await
    }
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    // A reset is an end, too.
    let _ = stream.read_to_end(&mut text).await;
    String::from_utf8(text).unwrap()
}

fn request(headers: &str) -> String {
    format!("GET {FLOWS} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{headers}\r\n")
}

#[tokio::test]
async fn a_head_that_does_not_end_is_given_up() {
    let served = served(Limits::new().head_time(Duration::from_millis(300))).await;
    let started = Instant::now();
    let answer = served
        .exchange("GET /v1/flows HTTP/1.1\r\nhost: local")
        .await;
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(started.elapsed() < Duration::from_secs(5));
    let whole = served.exchange(&request("")).await;
    assert!(whole.starts_with("HTTP/1.1 200"), "{whole}");
}

#[tokio::test]
async fn large_heads_and_many_headers_are_refused() {
    let served = served(Limits::new()).await;
    let long = format!("x: {}\r\n", "a".repeat(40_000));
    let many = "x: y\r\n".repeat(150);
    for headers in [long, many] {
        let answer = served.exchange(&request(&headers)).await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[tokio::test]
async fn connections_of_one_address_are_limited() {
    let served = served(Limits::new().per_address(2)).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let kept = request("").replace("close", "keep-alive");
        stream.write_all(kept.as_bytes()).await.unwrap();
        let mut buffer = [0; 12];
        stream.read_exact(&mut buffer).await.unwrap();
        held.push(stream);
    }
    assert_eq!(served.exchange(&request("")).await, "");
    drop(held);
    let answer = loop {
        let answer = served.exchange(&request("")).await;
        if !answer.is_empty() {
            break answer;
        }
    };
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let served = served(Limits::new().connections(1)).await;
    let mut held = TcpStream::connect(served.address).await.unwrap();
    let kept = request("").replace("close", "keep-alive");
    held.write_all(kept.as_bytes()).await.unwrap();
    let mut buffer = [0; 12];
    held.read_exact(&mut buffer).await.unwrap();
    let sent = request("");
    let mut waiting = std::pin::pin!(served.exchange(&sent));
    let early = tokio::time::timeout(Duration::from_millis(200), &mut waiting).await;
    assert!(early.is_err(), "{early:?}");
    drop(held);
    let answer = waiting.await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    let served = served(Limits::new().request_time(Duration::from_millis(300))).await;
    let head = "POST /v1/logins HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    let sent = format!("{head}content-type: application/json\r\ncontent-length: 50\r\n\r\n{{");
    let answer = tokio::time::timeout(Duration::from_secs(5), served.exchange(&sent)).await;
    let answer = answer.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let served = served(Limits::new()).await;
    let head = "POST /v1/logins HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    let head = format!("{head}content-type: application/json\r\n");
    let body = "a".repeat(70_000);
    let sent = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let answer = served.exchange(&sent).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn a_stopped_gateway_finishes_and_ends_streams() {
    let served = served(Limits::new()).await;
    let login = "{\"flow\":\"bilibili-web\"}";
    let create = format!(
        "POST /v1/logins HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{login}",
        login.len()
    );
    let created = served.exchange(&create).await;
    let location = created
        .lines()
        .find_map(|line| line.strip_prefix("location: "));
    let path = location.unwrap().to_owned();
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let sent = format!(
        "GET {path}/events HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n"
    );
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut buffer = [0; 15];
    stream.read_exact(&mut buffer).await.unwrap();
    served.stop.send(()).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), served.task).await;
    ended.unwrap().unwrap().unwrap();
}
