//! Recordings of logins against the simulator, and those in `tests/recordings`.

use std::time::Duration;

use qrlogin::flows::{self, Options};
use qrlogin::{
    BoxFlow, Credential, Error, Event, Failure, Flow, Request, Settings, Step, Timestamp,
};
use qrlogin_recordings::{Recorder, Replay};
use qrlogin_simulator::{Scenario, Simulator, VirtualClient};

use super::completed;
use super::{START, seed};

/// A login that was recorded to its end.
pub struct Recorded {
    pub recorder: Recorder<BoxFlow>,
    pub simulator: Simulator,
    pub events: Vec<Event>,
    pub outcome: Result<Credential, Error>,
}

/// Records a login of this flow in this scenario.
pub fn record(id: &str, settings: &Settings, options: &Options, scenario: Scenario) -> Recorded {
    let info = flows::find(id).expect("a known flow");
    let settings = completed(id, settings);
    let mut recorder = Recorder::start(info, &settings, seed(), options).expect("good settings");
    let mut client = VirtualClient::new(scenario, START.as_millis());
    let mut events = Vec::new();
    let now = |client: &VirtualClient| Timestamp::from_millis(client.now_ms());
    let outcome = loop {
        match recorder.poll(now(&client)) {
            Ok(Step::Send(call)) => {
                let outcome = client.send(to_simulator(call.request), call.timeout);
                let outcome =
                    outcome.map_err(|failure| Failure::from(std::io::Error::from(failure)));
                recorder.handle(now(&client), outcome);
            }
            Ok(Step::Wait(until)) => client.wait_until(until.as_millis()),
            Ok(Step::Event(event)) => {
                let wants_input = matches!(event, Event::InputWanted(_));
                events.push(event);
                if wants_input {
                    // The user reads the number on the phone, which takes a moment.
                    client.wait(Duration::from_secs(5));
                    let codes = client.simulator().codes();
                    let number = codes.last().and_then(|code| code.number.as_deref());
                    let number = number.expect("a number on the phone").into();
                    assert!(recorder.answer(now(&client), &number));
                }
            }
            Ok(Step::Done(credential)) => break Ok(credential),
            Ok(_) => panic!("an unknown step"),
            Err(error) => break Err(error),
        }
    };
    Recorded {
        recorder,
        simulator: client.into_simulator(),
        events,
        outcome,
    }
}

/// Sends requests for a self-hosted server to the simulated one on this machine.
fn to_simulator(mut request: Request) -> Request {
    let uri = request.uri();
    if uri
        .host()
        .is_some_and(|host| host.ends_with(".example.net"))
    {
        let rest = uri.path_and_query().map_or("/", |it| it.as_str());
        *request.uri_mut() = format!("http://localhost{rest}").parse().expect("a URL");
    }
    request
}

/// A recording of the folder.
pub fn one(id: &str, name: &str) -> Replay {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/tests/recordings/{id}/{name}.har");
    let text = std::fs::read_to_string(path).expect("a recording");
    Replay::from_har(&text).expect("a recording")
}

/// The flow that was recorded.
pub fn login(replay: &Replay) -> BoxFlow {
    let login = replay.login().expect("a recording of ours");
    login.expect("good settings")
}
