//! A flow against the simulator, in process and on virtual time.

use std::time::Duration;

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Call, Credential, Error, Event, Failure, Flow, Response, Settings, Step};
use qrlogin_simulator::{Scenario, Simulator};

use super::{START, seed};

/// A login of a flow in a simulated world.
pub struct Simulated {
    pub flow: BoxFlow,
    pub simulator: Simulator,
    pub now: qrlogin::Timestamp,
    pub events: Vec<Event>,
    /// Names and times of all calls.
    pub calls: Vec<(&'static str, qrlogin::Timestamp)>,
}

/// The flow of this name with its default settings, or with those that follow the name, such as
/// `115-gateway image=true`.
pub fn flow(name: &str) -> BoxFlow {
    flow_of(name, &Options::default())
}

/// The same with these options.
pub fn flow_of(name: &str, options: &Options) -> BoxFlow {
    let mut words = name.split(' ');
    let id = words.next().unwrap_or_default();
    let settings = words.map(|word| word.split_once('=').expect("name=value"));
    flow_with(id, &settings.collect(), options)
}

pub fn flow_with(id: &str, settings: &Settings, options: &Options) -> BoxFlow {
    let info = flows::find(id).expect("a known flow");
    info.login(&completed(id, settings), seed(), options)
        .expect("good settings")
}

/// The settings with something for those that there is no login without.
pub fn completed(id: &str, settings: &Settings) -> Settings {
    let info = flows::find(id).expect("a known flow");
    let needed = info.settings.iter().filter(|setting| setting.required);
    needed.fold(settings.clone(), |settings, setting| {
        match settings.get(setting.name) {
            Some(_) => settings,
            None => settings.with(setting.name, "100195123"),
        }
    })
}

/// A scenario of these settings, one `name=value` a line.
pub fn scenario(settings: &str) -> Scenario {
    match settings.parse() {
        Ok(scenario) => scenario,
        Err(error) => panic!("{error}"),
    }
}

impl Simulated {
    pub fn new(flow: BoxFlow, scenario: Scenario) -> Self {
        Self {
            flow,
            simulator: Simulator::new(scenario),
            now: START,
            events: Vec::new(),
            calls: Vec::new(),
        }
    }

    /// Makes a call in the simulated world; time passes meanwhile.
    pub fn send(&mut self, call: Call) -> Result<Response, Failure> {
        self.calls.push((call.name, self.now));
        let give_up = self.now + call.timeout;
        let (when, outcome) =
            self.simulator
                .exchange(self.now.as_millis(), call.request, give_up.as_millis());
        self.now = self.now.max(qrlogin::Timestamp::from_millis(when));
        outcome.map_err(|failure| Failure::from(std::io::Error::from(failure)))
    }

    /// Runs the login to its end.
    pub fn run(&mut self) -> Result<Credential, Error> {
        for _ in 0..10_000 {
            match self.flow.poll(self.now)? {
                Step::Send(call) => {
                    let outcome = self.send(call);
                    self.flow.handle(self.now, outcome);
                }
                Step::Wait(until) => self.now = until,
                Step::Event(event) => self.events.push(event),
                Step::Done(credential) => return Ok(credential),
                _ => panic!("an unknown step"),
            }
        }
        panic!("ten thousand steps without an end");
    }

    pub fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(super::kind_of).collect()
    }

    /// The values that the simulator has really issued, and the credentials as JSON that must hold
    /// them.
    pub fn assert_genuine(&self, credential: &Credential) {
        self.assert_genuine_but_for(credential, &[]);
    }

    /// The same, with some of what was issued left out. The number that LeanCloud gives a player is
    /// no credential.
    pub fn assert_genuine_but_for(&self, credential: &Credential, left_out: &[&str]) {
        // A cookie from a URL is as genuine as one from a header, though its encoding differs.
        let decoded = |text: &str| {
            let bytes = text.replace("%2C", ",").replace("%2A", "*");
            serde_json::to_string(&bytes).expect("JSON")
        };
        let json = decoded(&serde_json::to_string(credential).expect("JSON"));
        let issued = self.simulator.issued();
        let issued = issued.last().expect("something was issued");
        assert_eq!(issued.service.name(), credential.flow());
        let values = issued.values.iter();
        let is_left_out = |name: &str| name == "objectId" || left_out.contains(&name);
        for (name, value) in values.filter(|(name, _)| !is_left_out(name)) {
            let value = decoded(value);
            assert!(
                json.contains(value.trim_matches('"')),
                "{name} is not among the credentials of {}",
                credential.flow()
            );
        }
    }

    pub fn elapsed(&self) -> Duration {
        self.now - START
    }
}

/// Runs a flow with its default settings in this scenario.
pub fn run(id: &str, settings: &str) -> (Simulated, Result<Credential, Error>) {
    let mut world = Simulated::new(flow(id), scenario(settings));
    let outcome = world.run();
    (world, outcome)
}
