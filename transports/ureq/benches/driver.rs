//! What a session costs besides the HTTP itself: the same calls by a bare loop over the same client with a
//! request made once, and by a session.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use divan::Bencher;
use qrlogin::{Call, Error, Failure, Flow, Request, Response, Snapshot, Step, Timestamp};
use qrlogin_ureq::{Config, MAX_BODY, Session, UreqTransport};

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

#[divan::bench]
fn bare_loop(bencher: Bencher<'_, '_>) {
    let request = request(&server());
    let agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("")
        .accept("")
        .accept_encoding("")
        .input_buffer_size(16 * 1024)
        .output_buffer_size(16 * 1024)
        .proxy(None)
        .build()
        .new_agent();
    bencher.bench_local(|| {
        for _ in 0..CALLS {
            let request = agent.configure_request(request.clone().map(|_| ()));
            let request = request.timeout_global(Some(Duration::from_secs(10)));
            let (_, mut body) = agent.run(request.build()).unwrap().into_parts();
            let body = body.with_config().limit(MAX_BODY as u64).read_to_vec();
            assert_eq!(body.unwrap().len(), BODY.len());
        }
    });
}

#[divan::bench]
fn session(bencher: Bencher<'_, '_>) {
    let request = request(&server());
    let transport = UreqTransport::new(Config::new().no_proxy()).unwrap();
    bencher.bench_local(|| {
        let flow = Same {
            request: request.clone(),
            left: CALLS,
        };
        Session::new(flow, transport.clone()).run(|_| {}).unwrap();
    });
}
