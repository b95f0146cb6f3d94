//! Every recording of the library over real connections: the events and credentials must be the
//! same as without a driver.

use std::path::{Path, PathBuf};
use std::time::Duration;

use qrlogin::{
    BoxFlow, Credential, Error, Event, Failure, Flow, InputWanted, QrCode, Response, Secret,
    Snapshot, Step, Timestamp,
};
use qrlogin_recordings::Replay;
use qrlogin_recordings::har::Entry;

use super::server::{Reply, Server};
use crate::driver::{Config, Session, finish, transport};

/// The time-out of a call that has timed out in the recording.
const PATIENCE: Duration = Duration::from_millis(80);

fn recordings() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../recordings/tests/recordings");
    let list = |folder: &Path| {
        let files = std::fs::read_dir(folder).unwrap();
        files.map(|file| file.unwrap().path())
    };
    let all = list(&root).flat_map(|folder| list(&folder).collect::<Vec<_>>());
    let mut all: Vec<_> = all.collect();
    all.sort();
    all
}

/// A login on the time of its recording; the driver's clock is ignored.
struct Paced {
    flow: BoxFlow,
    entries: Vec<Entry>,
    next: usize,
    now: Timestamp,
}

impl Paced {
    fn new(flow: BoxFlow, entries: Vec<Entry>) -> Self {
        Self {
            now: entries[0].started,
            flow,
            entries,
            next: 0,
        }
    }
}

impl Flow for Paced {
    type Credential = Credential;

    fn poll(&mut self, _: Timestamp) -> Result<Step<Credential>, Error> {
        loop {
            let entry = self.entries.get(self.next);
            match self.flow.poll(self.now) {
                // Typed when the next call starts; what it is makes no difference to the responses.
                Ok(Step::Wait(until))
                    if self.flow.input().is_some()
                        && entry.is_some_and(|entry| entry.started < until) =>
                {
                    self.now = entry.map_or(self.now, |entry| entry.started);
                    assert!(self.flow.answer(self.now, &"0".into()));
                }
                Ok(Step::Wait(until)) => {
                    self.now = until.max(entry.map_or(until, |entry| entry.started));
                }
                Ok(Step::Send(mut call)) => {
                    let entry = entry.unwrap();
                    if matches!(entry.outcome, Err(Failure::Timeout)) {
                        call.timeout = PATIENCE;
                    }
                    return Ok(Step::Send(call));
                }
                step => return step,
            }
        }
    }

    fn handle(&mut self, _: Timestamp, outcome: Result<Response, Failure>) {
        self.now = self.now + self.entries[self.next].time;
        self.next += 1;
        self.flow.handle(self.now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        self.flow.snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        self.flow.code()
    }

    fn id(&self) -> &'static str {
        self.flow.id()
    }

    fn input(&self) -> Option<InputWanted> {
        self.flow.input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        self.flow.answer(now, text)
    }
}

/// The response as bytes on the wire.
fn answer(entry: &Entry) -> Reply {
    match &entry.outcome {
        Ok(response) => {
            let headers = response.headers().iter();
            let lines: Vec<_> = headers
                .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                .collect();
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            let status = format!("{} Recorded", response.status().as_u16());
            Reply::new(&status, &lines, response.body())
        }
        Err(Failure::Timeout) => Reply::silence(),
        Err(_) => Reply::raw(""),
    }
}

#[test]
fn every_recording_replays_over_real_connections() {
    let mut count = 0;
    for path in recordings() {
        let replay = Replay::from_har(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let Some(login) = replay.login() else {
            continue; // of another client: it is for the library's own tests
        };
        let name = path.display();
        let core = replay.run(replay.login().unwrap().unwrap()).unwrap();
        let entries = replay.har().entries.clone();

        let answers: Vec<_> = entries.iter().map(answer).collect();
        let asked = entries.len();
        let server = Server::in_order(answers);
        let config = Config::new().reroute(&server.url("")).unwrap();
        let mut session = Session::new(Paced::new(login.unwrap(), entries), transport(config));
        let mut events: Vec<Event> = Vec::new();
        let outcome = finish(&mut session, |event| events.push(event));

        assert_eq!(events, core.events, "{name}");
        match (outcome, core.outcome) {
            (Ok(credential), Ok(expected)) => assert_eq!(credential, expected, "{name}"),
            (Err(error), Err(expected)) => {
                assert_eq!(error.login_error(), Some(expected), "{name}");
            }
            (outcome, _) => panic!("{name}: {outcome:?}"),
        }
        assert_eq!(server.seen().len(), asked, "{name}");
        count += 1;
    }
    assert!(count >= 50, "only {count} recordings");
}
