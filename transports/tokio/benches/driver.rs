//! What a session costs besides the HTTP itself: the same calls by a bare loop over the same client with a
//! request made once, and by a session.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use divan::Bencher;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use qrlogin::{Call, Error, Failure, Flow, Request, Response, Snapshot, Step, Timestamp};
use qrlogin_tokio::{Config, HyperTransport, Session};
use tokio::time::timeout;

/// Calls in one iteration.
const CALLS: usize = 100;
const BODY: &str = r#"{"code":0,"message":"OK","ttl":1,"data":{"url":"","refresh_token":"","timestamp":0,"code":86101,"message":"not scanned"}}"#;

fn main() {
    divan::main();
}

/// A server that gives the same answer on and on; its address.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || {
                stream.set_nodelay(true).unwrap();
                let mut request = [0; 4096];
                while stream.read(&mut request).is_ok_and(|n| n > 0) {
                    stream.write_all(answer.as_bytes()).unwrap();
                }
            });
        }
    });
    format!("http://{address}/poll")
}

fn request(url: &str) -> Request {
    qrlogin::http::Request::get(url)
        .header("user-agent", "bench")
        .header("referer", "https://www.example.com/")
        .body(Vec::new())
        .unwrap()
}

/// As simple as a flow can be: the same request again and again.
struct Same {
    request: Request,
    left: usize,
}

impl Flow for Same {
    type Credential = ();

    fn poll(&mut self, _: Timestamp) -> Result<Step<()>, Error> {
        if self.left == 0 {
            return Ok(Step::Done(()));
        }
        let timeout = Duration::from_secs(10);
        Ok(Step::Send(Call::new("poll", self.request.clone(), timeout)))
    }

    fn handle(&mut self, _: Timestamp, outcome: Result<Response, Failure>) {
        assert_eq!(outcome.unwrap().body().len(), BODY.len());
        self.left -= 1;
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        Err(Error::Finished)
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap()
}

#[divan::bench]
fn bare_loop(bencher: Bencher<'_, '_>) {
    let request = request(&server()).map(|body| Full::new(Bytes::from(body)));
    let client = Client::builder(TokioExecutor::new()).build_http();
    let runtime = runtime();
    bencher.bench_local(|| {
        runtime.block_on(async {
            for _ in 0..CALLS {
                let call = async {
                    let reply = client.request(request.clone()).await.unwrap();
                    reply.into_body().collect().await.unwrap().to_bytes()
                };
                let body = timeout(Duration::from_secs(10), call).await.unwrap();
                assert_eq!(body.len(), BODY.len());
            }
        });
    });
}

#[divan::bench]
fn session(bencher: Bencher<'_, '_>) {
    let request = request(&server());
    let transport = HyperTransport::new(Config::new().no_proxy()).unwrap();
    let runtime = runtime();
    bencher.bench_local(|| {
        let flow = Same {
            request: request.clone(),
            left: CALLS,
        };
        let mut session = Session::new(flow, transport.clone());
        runtime.block_on(session.run(|_| {})).unwrap();
    });
}
