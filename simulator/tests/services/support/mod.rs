//! A client on virtual time: its clock moves to the time of each response.

#![allow(
    dead_code,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests fail by panicking, and no test file uses all of this"
)]

use http::Request;
use qrlogin_simulator::{Failure, LogEntry, Scenario, ServiceId, Simulator};
use serde_json::Value;

/// What the tests that run over every service need of one.
pub(crate) struct Subject {
    pub(crate) service: ServiceId,
    /// An address of each call; the client may issue a code for them.
    pub(crate) addresses: fn(&mut Client) -> Vec<String>,
    /// Issues a code and returns the request that polls for it.
    pub(crate) poll_of_new_code: fn(&mut Client) -> Request<Vec<u8>>,
}

/// Lines of addresses.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The start of every test, in Unix milliseconds.
pub(crate) const START: u64 = 1_790_000_000_000;

pub(crate) struct Client {
    pub(crate) simulator: Simulator,
    pub(crate) now: u64,
    /// Its time-out, in milliseconds.
    pub(crate) patience: u64,
    pub(crate) user_agent: &'static str,
}

impl Client {
    /// Against the default scenario with these settings.
    pub(crate) fn new(settings: &[(&str, &str)]) -> Self {
        let mut scenario = Scenario::default();
        for (name, value) in settings {
            scenario
                .set(name, value)
                .unwrap_or_else(|error| panic!("{error}"));
        }
        Self {
            simulator: Simulator::new(scenario),
            now: START,
            patience: 60_000,
            user_agent: "Mozilla/5.0",
        }
    }

    pub(crate) fn wait(&mut self, ms: u64) {
        self.now += ms;
    }

    /// Time since the start.
    pub(crate) fn elapsed(&self) -> u64 {
        self.now - START
    }

    pub(crate) fn try_send(&mut self, mut request: Request<Vec<u8>>) -> Result<Reply, Failure> {
        if !self.user_agent.is_empty() && !request.headers().contains_key("user-agent") {
            request
                .headers_mut()
                .insert("user-agent", self.user_agent.parse().unwrap());
        }
        let (when, result) = self
            .simulator
            .exchange(self.now, request, self.now + self.patience);
        assert!(when >= self.now, "answers come after questions");
        self.now = when;
        result.map(Reply::new)
    }

    pub(crate) fn send(&mut self, request: Request<Vec<u8>>) -> Reply {
        self.try_send(request).expect("an answer")
    }

    pub(crate) fn get(&mut self, url: &str) -> Reply {
        self.send(get(url))
    }

    /// Posts a form.
    pub(crate) fn post_form(&mut self, url: &str, form: &str) -> Reply {
        self.send(post(url, "application/x-www-form-urlencoded", form))
    }

    pub(crate) fn post_json(&mut self, url: &str, body: &str) -> Reply {
        self.send(post(url, "application/json", body))
    }

    /// The value that the last login was issued under this name.
    pub(crate) fn issued(&self, name: &str) -> String {
        let last = self.simulator.issued().last().expect("a finished login");
        last.get(name)
            .unwrap_or_else(|| panic!("no {name} was issued"))
            .to_owned()
    }

    pub(crate) fn last_log(&self) -> &LogEntry {
        self.simulator.log().last().expect("a request")
    }
}

pub(crate) fn get(url: &str) -> Request<Vec<u8>> {
    Request::get(url).body(Vec::new()).unwrap()
}

pub(crate) fn post(url: &str, content_type: &str, body: &str) -> Request<Vec<u8>> {
    Request::post(url)
        .header("content-type", content_type)
        .body(body.as_bytes().to_vec())
        .unwrap()
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn new(response: http::Response<Vec<u8>>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn cookie_lines(&self) -> Vec<&str> {
        self.headers
            .get_all("set-cookie")
            .iter()
            .map(|line| line.to_str().unwrap())
            .collect()
    }

    /// The value of the last `Set-Cookie` of this name.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let start = format!("{name}=");
        let lines = self.cookie_lines();
        let line = lines
            .into_iter()
            .rev()
            .find(|line| line.starts_with(&start))?;
        line[start.len()..].split(';').next()
    }
}
