//! A minimal flow, its request and its server, for the benchmarks of both drivers.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use qrlogin::{
    Call, Error, Failure, Flow, InputWanted, QrCode, Request, Response, Secret, Snapshot,
};
use qrlogin::{Step, Timestamp};

/// Calls in one iteration.
pub const CALLS: usize = 100;
pub const BODY: &str = r#"{"code":0,"message":"OK","ttl":1,"data":{"url":"","refresh_token":"","timestamp":0,"code":86101,"message":"not scanned"}}"#;

/// Starts a server that always sends the same response; returns its address.
pub fn server() -> String {
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

pub fn request(url: &str) -> Request {
    qrlogin::http::Request::get(url)
        .header("user-agent", "bench")
        .header("referer", "https://www.example.com/")
        .body(Vec::new())
        .unwrap()
}

/// A minimal flow: the same request every time.
pub struct Same {
    request: Request,
    left: usize,
}

impl Same {
    pub fn new(request: Request) -> Self {
        Self {
            request,
            left: CALLS,
        }
    }
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

    fn code(&self) -> Option<QrCode> {
        None
    }

    fn id(&self) -> &'static str {
        "same"
    }

    fn input(&self) -> Option<InputWanted> {
        None
    }

    fn answer(&mut self, _: Timestamp, _: &Secret) -> bool {
        false
    }
}
