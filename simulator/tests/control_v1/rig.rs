//! A server and a client of it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use qrlogin_simulator::{Scenario, Server};
use serde_json::Value;

use crate::validate::description;

/// An answer of the API.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The head, in lower case.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{}", self.body))
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The body, after a check of the status.
    pub(crate) fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        match self.body.is_empty() {
            true => Value::Null,
            false => self.json(),
        }
    }

    /// The kind of a failure, its name and the nearest ones.
    pub(crate) fn problem(&self) -> (u16, String, String, Vec<String>) {
        let body = self.json();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let near = body["nearest"].as_array().into_iter().flatten();
        let near = near.map(|near| near.as_str().unwrap().to_owned()).collect();
        (self.status, text("kind"), text("name"), near)
    }
}

/// A server without a person of its own.
pub(crate) fn start() -> Server {
    let scenario = Scenario::default().with("person", "").unwrap();
    Server::start(scenario, ([127, 0, 0, 1], 0).into()).unwrap()
}

/// Sends bytes to `HOST:PORT` and reads to the end of the connection.
pub(crate) fn send(origin: &str, bytes: &str) -> Reply {
    let mut stream = TcpStream::connect(origin.strip_prefix("http://").unwrap()).unwrap();
    let patience = Some(Duration::from_secs(10));
    stream.set_read_timeout(patience).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    Reply {
        status: head.get(9..12).map_or(0, |status| status.parse().unwrap()),
        head: head.to_lowercase(),
        body: body.to_owned(),
    }
}

/// A request with further headers (each with its line end).
pub(crate) fn request(origin: &str, method: &str, path: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\nuser-agent: test\r\n");
    let host = match headers.contains("host:") {
        true => String::new(),
        false => format!("host: {}\r\n", origin.strip_prefix("http://").unwrap()),
    };
    let text = format!("{head}{host}{headers}content-length: {length}\r\n\r\n{body}");
    send(origin, &text)
}

/// A call of the API, whose answer is checked against the description.
pub(crate) fn call_with(
    origin: &str,
    (method, path): (&str, &str),
    headers: &str,
    body: &str,
) -> Reply {
    let path = format!("/_sim/v1{path}");
    let reply = request(origin, method, &path, headers, body);
    description().check(method, &path, &reply);
    reply
}

/// The same with a body of JSON, or none.
pub(crate) fn call(server: &Server, call: (&str, &str), body: &str) -> Reply {
    at(&server.origin(), call, body)
}

/// The same at an origin.
pub(crate) fn at(origin: &str, call: (&str, &str), body: &str) -> Reply {
    let headers = match body.is_empty() {
        true => "",
        false => "content-type: application/json\r\n",
    };
    call_with(origin, call, headers, body)
}

/// A client of Bilibili's web login gets a code; returns its key.
pub(crate) fn new_code(origin: &str) -> String {
    let path = "/passport.bilibili.com/x/passport-login/web/qrcode/generate";
    let reply = request(origin, "GET", path, "", "");
    reply.json()["data"]["qrcode_key"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The code of a poll's response.
pub(crate) fn poll(origin: &str, key: &str) -> i64 {
    let path = "/passport.bilibili.com/x/passport-login/web/qrcode/poll?qrcode_key=";
    let reply = request(origin, "GET", &format!("{path}{key}"), "", "");
    reply.json()["data"]["code"].as_i64().unwrap()
}
