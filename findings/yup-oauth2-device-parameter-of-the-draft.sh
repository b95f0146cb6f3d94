#!/usr/bin/env bash
# Behaviour: yup-oauth2 (Rust) has a builder method for the grant type of its device flow, and by it sends the
# grant type of RFC 8628 (3.4). The device code still goes out as `code`, the name of the draft that Google
# once had, and never as `device_code`, the only name of the RFC: no server of the standard can take the poll.
# The link with the code in it, `verification_uri_complete`, is read by nothing: its type has no field for it,
# so a program cannot make a QR code of a login that the server has prepared for one.
# Version: yup-oauth2 12.1.2, Rust 1.95. The replies come from a server on the loopback.
# Output seen:
#   start: client_id=c&scope=email
#   given to the program: https://id.example/device and WDJB-MJHT
#   poll: client_id=c&client_secret=s&code=d-1&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "poll"
version = "0.1.0"
edition = "2024"
[dependencies]
tokio = { version = "1", features = ["macros", "rt"] }
yup-oauth2 = { version = "=12.1.2", default-features = false, features = ["hyper-rustls", "ring"] }
[workspace]
TOML
cat >src/main.rs <<'RUST'
use std::future::Future;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use yup_oauth2::authenticator_delegate::{DeviceAuthResponse, DeviceFlowDelegate};
use yup_oauth2::{ApplicationSecret, DeviceFlowAuthenticator};

struct Show(Arc<Mutex<Vec<String>>>);

impl DeviceFlowDelegate for Show {
    fn present_user_code<'a>(
        &'a self,
        reply: &'a DeviceAuthResponse,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        let line = format!("given to the program: {} and {}", reply.verification_uri, reply.user_code);
        self.0.lock().unwrap().push(line);
        Box::pin(async {})
    }
}

fn serve(listener: TcpListener, seen: Arc<Mutex<Vec<String>>>) {
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let (mut request, mut buffer) = (String::new(), [0; 4096]);
        let body = loop {
            let count = stream.read(&mut buffer).unwrap();
            request.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
            if let Some((head, body)) = request.split_once("\r\n\r\n") {
                let head = head.to_lowercase();
                let length = head.split_once("content-length: ").unwrap().1;
                if body.len() >= length.lines().next().unwrap().parse().unwrap() {
                    break body.to_owned();
                }
            }
        };
        let (name, reply) = match request.starts_with("POST /device") {
            true => ("start", r#"{"device_code":"d-1","user_code":"WDJB-MJHT","verification_uri":"https://id.example/device","verification_uri_complete":"https://id.example/device?user_code=WDJB-MJHT","expires_in":900,"interval":1}"#),
            false => ("poll", r#"{"access_token":"a","token_type":"bearer","expires_in":3600}"#),
        };
        seen.lock().unwrap().push(format!("{name}: {body}"));
        let length = reply.len();
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{reply}").unwrap();
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    std::thread::spawn({
        let seen = seen.clone();
        move || serve(listener, seen)
    });
    let secret = ApplicationSecret {
        client_id: "c".to_owned(),
        client_secret: "s".to_owned(),
        token_uri: format!("{origin}/token"),
        ..Default::default()
    };
    let login = DeviceFlowAuthenticator::builder(secret)
        .device_code_url(format!("{origin}/device"))
        .grant_type("urn:ietf:params:oauth:grant-type:device_code")
        .flow_delegate(Box::new(Show(seen.clone())))
        .build()
        .await
        .unwrap();
    login.token(&["email"]).await.unwrap();
    let seen = seen.lock().unwrap();
    let expected = [
        "start: client_id=c&scope=email",
        "given to the program: https://id.example/device and WDJB-MJHT",
        "poll: client_id=c&client_secret=s&code=d-1&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code",
    ];
    seen.iter().for_each(|line| println!("{line}"));
    std::process::exit(i32::from(*seen != expected));
}
RUST
cargo run --quiet
