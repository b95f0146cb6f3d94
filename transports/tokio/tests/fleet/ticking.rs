//! A flow that polls a host at a fixed interval, and a transport that records the calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qrlogin::{Call, Error, Event, Failure, Flow, InputWanted, QrCode, Response, Scanner};
use qrlogin::{Secret, Snapshot, Step, Timestamp};
use tokio::time::{Instant, sleep};

use qrlogin_test_support::paused::Answering;

/// Polls a host so often, emits an event after each response, and returns its name.
pub struct Ticking {
    pub name: usize,
    /// How often it was polled.
    pub polled: u32,
    /// How often it was compacted.
    pub compacted: u32,
    host: &'static str,
    interval: Duration,
    polls_left: u32,
    due: Timestamp,
    is_sent: bool,
    has_event: bool,
    emits: bool,
    wants_input: bool,
    failed: Option<Failure>,
    gives_up: bool,
    has_ended: bool,
}

impl Ticking {
    pub fn new(name: usize, host: &'static str, interval: Duration, polls: u32) -> Self {
        Self {
            name,
            polled: 0,
            compacted: 0,
            host,
            interval,
            polls_left: polls,
            due: Timestamp::default(),
            is_sent: false,
            has_event: false,
            emits: false,
            wants_input: false,
            failed: None,
            gives_up: false,
            has_ended: false,
        }
    }

    /// Emits an event after each response.
    pub fn emitting(mut self) -> Self {
        self.emits = true;
        self
    }

    /// Waits for input first.
    pub fn wanting_input(mut self) -> Self {
        self.wants_input = true;
        self
    }

    /// Ends with an error at the first failure.
    pub fn giving_up(mut self) -> Self {
        self.gives_up = true;
        self
    }

    fn request(&self) -> Call {
        let uri = format!("https://{}/{}", self.host, self.name);
        let request = qrlogin::http::Request::get(uri).body(Vec::new()).unwrap();
        Call::new("poll", request, Duration::from_secs(60))
    }
}

impl Flow for Ticking {
    type Credential = usize;

    fn id(&self) -> &'static str {
        "ticking"
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<usize>, Error> {
        self.polled += 1;
        if self.has_ended {
            return Err(Error::Finished);
        }
        if self.wants_input {
            return Ok(Step::Wait(now + Duration::from_secs(3600)));
        }
        if std::mem::take(&mut self.has_event) && self.emits {
            return Ok(Step::Event(Event::Scanned(Scanner::default())));
        }
        if let Some(failure) = self.failed.take()
            && self.gives_up
        {
            self.has_ended = true;
            return Err(Error::Transport(failure));
        }
        if self.polls_left == 0 {
            self.has_ended = true;
            return Ok(Step::Done(self.name));
        }
        if now < self.due {
            return Ok(Step::Wait(self.due));
        }
        self.is_sent = true;
        Ok(Step::Send(self.request()))
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        if std::mem::take(&mut self.is_sent) {
            self.failed = outcome.err();
            self.polls_left -= 1;
            self.due = now + self.interval;
            self.has_event = true;
        }
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        Err(Error::Finished)
    }

    fn code(&self) -> Option<QrCode> {
        None
    }

    fn input(&self) -> Option<InputWanted> {
        self.wants_input.then(|| InputWanted::new("a word"))
    }

    fn answer(&mut self, _: Timestamp, _: &Secret) -> bool {
        std::mem::take(&mut self.wants_input)
    }

    fn compact(&mut self) {
        self.compacted += 1;
    }
}

/// What a transport has seen.
#[derive(Default)]
pub struct Seen {
    /// When each call started, and its address.
    pub calls: Vec<(Instant, String)>,
    /// How many are in flight, in all and for each host.
    pub open: usize,
    pub most_open: usize,
    pub open_at: HashMap<String, usize>,
    pub most_open_at: HashMap<String, usize>,
}

/// Ends the account of a call, also if it is dropped.
struct Open(Arc<Mutex<Seen>>, String);

impl Drop for Open {
    fn drop(&mut self) {
        let mut seen = self.0.lock().unwrap();
        seen.open -= 1;
        *seen.open_at.get_mut(&self.1).unwrap() -= 1;
    }
}

/// A transport whose calls to a host take this long.
pub fn taking(
    time: impl Fn(&str) -> Duration + Send + 'static,
) -> (Arc<Mutex<Seen>>, impl FnMut(Call) -> Answering + Send) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let record = seen.clone();
    let transport = move |call: Call| -> Answering {
        let host = call.request.uri().host().unwrap().to_owned();
        let time = time(&host);
        let mut seen = record.lock().unwrap();
        let address = call.request.uri().to_string();
        seen.calls.push((Instant::now(), address));
        seen.open += 1;
        seen.most_open = seen.most_open.max(seen.open);
        let open = seen.open_at.entry(host.clone()).or_default();
        *open += 1;
        let open = *open;
        let most = seen.most_open_at.entry(host.clone()).or_default();
        *most = open.max(*most);
        drop(seen);
        let open = Open(record.clone(), host);
        Box::pin(async move {
            sleep(time).await;
            drop(open);
            Ok(Response::default())
        })
    };
    (seen, transport)
}
