//! The API on a socket.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use qrlogin_gateway::seal::SealingKeys;
use qrlogin_gateway::store::Sqlite;
use qrlogin_gateway::{Gateway, Logins, Upstream};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// The answer to a request, as it is so far.
async fn send(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 64 * 1024];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8(answer[..length].to_vec()).unwrap()
}

#[tokio::test]
async fn the_end_of_the_server_ends_streams() {
    let store = Arc::new(Sqlite::in_memory().unwrap());
    let upstream = Upstream::new(|_| ready(Err::<qrlogin::Response, _>(qrlogin::Failure::Connect)));
    let logins = Logins::new(store, SealingKeys::new([7; 32]));
    let gateway = Gateway::new(upstream).logins(logins);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(gateway.serve(listener, async {
        let _ = stopped.await;
    }));

    let mut client = TcpStream::connect(address).await.unwrap();
    let body = r#"{"flow":"taptap"}"#;
    let request = format!(
        "POST /v1/logins HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
        content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = send(&mut client, &request).await;
    let created: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let id = created["id"].as_str().unwrap();
    let request = format!(
        "GET /v1/logins/{id}/events HTTP/1.1\r\nhost: localhost\r\n\
        accept: text/event-stream\r\n\r\n"
    );
    let answer = send(&mut client, &request).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    stop.send(()).unwrap();
    let mut rest = String::new();
    let limit = Duration::from_secs(10);
    let read = tokio::time::timeout(limit, client.read_to_string(&mut rest)).await;
    read.unwrap().unwrap();
    assert_eq!(rest, "0\r\n\r\n");
    tokio::time::timeout(limit, server)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}
