//! A login against the simulator, in process and on virtual time.

use std::time::Duration;

use qrlogin::flows::{self, Options};
use qrlogin::{
    BoxFlow, Call, Credential, Error, Event, Failure, Flow, Response, Settings, Snapshot, Step,
    Timestamp,
};
use qrlogin_simulator::{Scenario, Simulator, VirtualClient};

use crate::{FLOWS, START, holds_issued, seed};

/// The simulated services, and the time in their world.
#[derive(Debug)]
pub struct World(VirtualClient);

impl World {
    /// The services of this scenario at [`START`].
    pub fn new(scenario: Scenario) -> Self {
        Self(VirtualClient::new(scenario, START.as_millis()))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.now_ms())
    }

    /// Sends a call; time passes until its outcome.
    pub fn send(&mut self, call: Call) -> Result<Response, Failure> {
        self.0.send(call.request, call.timeout).map_err(to_failure)
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Duration) {
        self.0.wait(time);
    }

    /// Lets time pass to this moment, unless it is past.
    pub fn wait_until(&mut self, at: Timestamp) {
        self.0.wait_until(at.as_millis());
    }

    /// What was issued and logged.
    pub fn simulator(&self) -> &Simulator {
        self.0.simulator()
    }

    /// To act as the user or to change the scenario.
    pub fn simulator_mut(&mut self) -> &mut Simulator {
        self.0.simulator_mut()
    }
}

/// A failure as a transport reports it to a flow.
pub fn to_failure(failure: qrlogin_simulator::Failure) -> Failure {
    Failure::from(std::io::Error::from(failure))
}

/// A login at the simulated services.
pub struct Simulated {
    /// The login.
    pub flow: BoxFlow,
    world: World,
    /// Every event so far.
    pub events: Vec<Event>,
    /// Names and times of all calls.
    pub calls: Vec<(&'static str, Timestamp)>,
}

impl Simulated {
    /// A login that has not begun.
    pub fn new(flow: BoxFlow, scenario: Scenario) -> Self {
        Self {
            flow,
            world: World::new(scenario),
            events: Vec::new(),
            calls: Vec::new(),
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// The time since the login began.
    pub fn elapsed(&self) -> Duration {
        self.now() - START
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Duration) {
        self.world.wait(time);
    }

    /// Lets time pass to this moment, unless it is past.
    pub fn wait_until(&mut self, at: Timestamp) {
        self.world.wait_until(at);
    }

    /// What was issued and logged.
    pub fn simulator(&self) -> &Simulator {
        self.world.simulator()
    }

    /// The simulator alone.
    pub fn into_simulator(self) -> Simulator {
        self.world.0.into_simulator()
    }

    /// To act as the user or to change the scenario.
    pub fn simulator_mut(&mut self) -> &mut Simulator {
        self.world.simulator_mut()
    }

    /// Polls the login at the time that it is.
    ///
    /// # Errors
    /// The error that the login ends with.
    pub fn poll(&mut self) -> Result<Step<Credential>, Error> {
        self.flow.poll(self.now())
    }

    /// Sends a call; the outcome is for the test to hand to the login.
    pub fn send(&mut self, call: Call) -> Result<Response, Failure> {
        self.calls.push((call.name, self.now()));
        self.world.send(call)
    }

    /// Sends a call and hands its outcome to the login.
    pub fn exchange(&mut self, call: Call) {
        let outcome = self.send(call);
        self.flow.handle(self.now(), outcome);
    }

    /// Does what a step wants; the credentials if that was the last one.
    pub fn follow(&mut self, step: Step<Credential>) -> Option<Credential> {
        match step {
            Step::Send(call) => self.exchange(call),
            Step::Wait(until) => self.wait_until(until),
            Step::Event(event) => {
                let wants_input = matches!(event, Event::InputWanted(_));
                self.events.push(event);
                if wants_input {
                    self.type_number();
                }
            }
            Step::Done(credential) => return Some(credential),
            _ => panic!("an unknown step"),
        }
        None
    }

    /// Types the number that the phone shows, as the user would.
    pub fn type_number(&mut self) {
        let codes = self.simulator().codes();
        let number = codes.last().and_then(|code| code.number.as_deref());
        let number = number.expect("a number on the phone").into();
        assert!(self.flow.answer(self.now(), &number), "no input is wanted");
    }

    /// Goes on from a snapshot, as another process would.
    pub fn resume(&mut self) {
        let json = self.flow.snapshot().expect("not at its end").to_json();
        let snapshot = Snapshot::from_json(&json).expect("its own snapshot");
        self.flow = flows::resume(&snapshot).expect("its own login");
    }

    /// Runs the login to its end.
    ///
    /// # Errors
    /// The error that the login ends with.
    pub fn run(&mut self) -> Result<Credential, Error> {
        for _ in 0..10_000 {
            let step = self.poll()?;
            if let Some(credential) = self.follow(step) {
                return Ok(credential);
            }
        }
        panic!("ten thousand steps without an end");
    }

    /// The kinds of all events in order.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.events.iter().map(Event::kind).collect()
    }

    /// The credentials hold every value that the simulator has issued.
    pub fn assert_genuine(&self, credential: &Credential) {
        self.assert_genuine_except(credential, &[]);
    }

    /// The same, except the values of these names.
    pub fn assert_genuine_except(&self, credential: &Credential, left_out: &[&str]) {
        if let Err(problem) = holds_issued(credential, self.simulator(), left_out) {
            panic!("{problem}");
        }
    }
}

/// The flow of this name with its default settings, or with those that follow the name, such as
/// `115-gateway image=true`.
pub fn flow(name: &str) -> BoxFlow {
    flow_of(name, &Options::default())
}

/// The same with these options.
pub fn flow_of(name: &str, options: &Options) -> BoxFlow {
    let (id, settings) = name.split_once(' ').unwrap_or((name, ""));
    flow_with(id, &to_settings(settings), options)
}

/// Settings of a flow from words `name=value`.
pub(crate) fn to_settings(words: &str) -> Settings {
    let words = words.split_whitespace();
    let settings = words.map(|word| word.split_once('=').expect("name=value"));
    settings.collect()
}

/// The flow of this name with these settings and options, and a value for each setting that is
/// required.
pub fn flow_with(id: &str, settings: &Settings, options: &Options) -> BoxFlow {
    let info = flows::find(id).expect("a known flow");
    info.login(&completed(id, settings), seed(), options)
        .expect("good settings")
}

/// The settings with a value for each one that is required.
pub fn completed(id: &str, settings: &Settings) -> Settings {
    let info = flows::find(id).expect("a known flow");
    let under_test = FLOWS.iter().find(|flow| flow.id == id);
    let values = under_test.expect("in the table").required;
    let value = |name| values.iter().find(|(of, _)| *of == name);
    let required = info.settings.iter().filter(|setting| setting.required);
    required.fold(settings.clone(), |settings, setting| {
        match settings.get(setting.name) {
            Some(_) => settings,
            None => {
                let (name, value) = value(setting.name).expect("a value in the table");
                settings.with(*name, *value)
            }
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

/// Runs a flow with its default settings in this scenario.
pub fn run(id: &str, settings: &str) -> (Simulated, Result<Credential, Error>) {
    let mut login = Simulated::new(flow(id), scenario(settings));
    let outcome = login.run();
    (login, outcome)
}
