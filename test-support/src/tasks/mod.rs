//! The table of tasks after a login, with all that tests have to know of each.

mod table;

use qrlogin::tasks::{self, Checked, LoggedOut, NoTask, Refreshed};
use qrlogin::{Advice, BoxFlow, Credential, Error, Flow, Mapped, Seed, Snapshot, Step};
use qrlogin_simulator::Simulator;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{FlowUnderTest, Simulated, find, flow, holds_issued, scenario, secs, seed};
pub use table::TASKS;

/// What a task does. A confirmation is a flow of its own, though no kind of `tasks::Kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `tasks::check`.
    Check,
    /// `tasks::refresh`.
    Refresh,
    /// `tasks::confirm`.
    Confirm,
    /// `tasks::logout`.
    Logout,
}

/// How a task of any kind ends without an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant, reason = "short-lived, in tests")]
pub enum Ended {
    /// A check.
    Checked(Checked),
    /// A refresh.
    Refreshed(Refreshed<Credential>),
    /// A confirmation, with what is to be saved.
    Confirmed(Box<Credential>),
    /// A logout.
    LoggedOut(LoggedOut),
}

/// How a test makes the service refuse the credentials.
#[derive(Clone, Copy, Debug)]
pub enum Revoke {
    /// By the task that logs out.
    Logout,
    /// Another value of this field of the credentials.
    Field(&'static str, &'static str),
    /// By a setting of the scenario.
    Scenario(&'static str),
    /// The service never says it.
    Never,
}

/// An entry of the table: a task with the login that its credentials come from. Each field is
/// required.
#[derive(Debug)]
pub struct TaskUnderTest {
    /// The name of its tests.
    pub name: &'static str,
    /// The name of the task's flow, such as `bilibili-web.check`.
    pub id: &'static str,
    /// What it does.
    pub action: Action,
    /// The login whose credentials it is for: the flow and its settings.
    pub login: &'static str,
    /// Settings of the scenario, one a line, without which there is no such task or it does not do
    /// all that it can.
    pub scenario: &'static str,
    /// Whether a refresh is forced.
    pub forced: bool,
    /// The calls of an undisturbed run, by `Call::name`.
    pub calls: &'static [&'static str],
    /// The call that spends a token, by `Call::name` and by the simulator's name; `None` if each
    /// call can be repeated.
    pub spends: Option<(&'static str, &'static str)>,
    /// The names of values that the simulator issues and that a refresh does not fetch.
    pub not_fetched: &'static [&'static str],
    /// How the service comes to refuse the credentials.
    pub revoke: Revoke,
    /// The task from a snapshot.
    pub resume: fn(&Snapshot) -> Result<BoxFlow<Ended>, Error>,
}

/// The entry of this name.
pub fn task(name: &str) -> &'static TaskUnderTest {
    let mut all = TASKS.iter();
    let found = all.find(|task| task.name == name);
    found.expect("a task of the table")
}

impl TaskUnderTest {
    /// The flow whose credentials it is for.
    pub fn flow(&self) -> &'static FlowUnderTest {
        let (flow, _) = self.login.split_once(' ').unwrap_or((self.login, ""));
        find(flow).expect("a flow of the table")
    }

    /// A finished login in this scenario an hour ago, and the credentials that the task is for.
    pub fn begun(&self, lines: &str) -> (Simulated, Credential) {
        let lines = format!("{}\n{lines}", self.scenario);
        let mut world = Simulated::new(flow(self.login), scenario(lines.trim()));
        let mut credential = world.run().expect("a login");
        world.wait(secs(3_600));
        if self.action == Action::Confirm {
            let refresh = tasks::refresh(&credential, true, seed()).expect("a refresh");
            match finish(&mut world, refresh) {
                Ok(Refreshed::New(new)) => credential = new,
                _ => panic!("no refresh to confirm"),
            }
        }
        world.calls.clear();
        (world, credential)
    }

    /// The task.
    ///
    /// # Errors
    /// Why there is none.
    pub fn make(&self, credential: &Credential, seed: Seed) -> Result<BoxFlow<Ended>, NoTask> {
        Ok(match self.action {
            Action::Check => boxed(tasks::check(credential, seed)?, Ended::Checked),
            Action::Refresh => {
                let refresh = tasks::refresh(credential, self.forced, seed)?;
                boxed(refresh, Ended::Refreshed)
            }
            Action::Confirm => {
                let confirm = tasks::confirm(credential, seed);
                let confirm = confirm.ok_or(NoTask::Lacks("unconfirmed"))?;
                boxed(confirm, |new| Ended::Confirmed(Box::new(new)))
            }
            Action::Logout => boxed(tasks::logout(credential, seed)?, Ended::LoggedOut),
        })
    }

    /// The task with the seed of tests.
    pub fn of(&self, credential: &Credential) -> BoxFlow<Ended> {
        self.make(credential, seed()).expect("a task")
    }

    /// Goes on from a snapshot, as another process would.
    pub fn resumed(&self, task: &BoxFlow<Ended>) -> BoxFlow<Ended> {
        let json = task.snapshot().expect("not at its end").to_json();
        let snapshot = Snapshot::from_json(&json).expect("its own snapshot");
        (self.resume)(&snapshot).expect("its own task")
    }

    /// Makes the service refuse these credentials from now on; the credentials that it refuses, or
    /// `None` if it never does.
    pub fn revoked(&self, world: &mut Simulated, credential: &Credential) -> Option<Credential> {
        match self.revoke {
            Revoke::Logout => {
                let logout = tasks::logout(credential, seed()).expect("a logout");
                finish(world, logout).expect("a logout without faults");
            }
            Revoke::Field(name, value) => {
                let mut json = serde_json::to_value(credential).expect("JSON");
                let field = json.get_mut(name).expect("a field of the credentials");
                *field = Value::from(value);
                return Some(serde_json::from_value(json).expect("the same credentials"));
            }
            Revoke::Scenario(line) => {
                let (name, value) = line.split_once('=').expect("name=value");
                let scenario = world.simulator_mut().scenario_mut();
                scenario.set(name.trim(), value.trim()).expect("a setting");
            }
            Revoke::Never => return None,
        }
        Some(credential.clone())
    }

    /// Whether the outcome is true of credentials that the service accepts.
    ///
    /// # Errors
    /// What is false of it.
    pub fn judge(
        &self,
        ended: &Ended,
        old: &Credential,
        simulator: &Simulator,
    ) -> Result<(), String> {
        let same = |account| account == old.account();
        match ended {
            Ended::Checked(Checked::Valid { account, .. }) => {
                let id = |account: &Option<qrlogin::Account>| Some(account.as_ref()?.id.clone());
                let (named, own) = (id(account), id(&old.account()));
                match named.is_none() || own.is_none() || named == own {
                    true => Ok(()),
                    false => Err("valid for another account".to_owned()),
                }
            }
            Ended::Checked(_) => Err("refused, but the service accepts it".to_owned()),
            Ended::Refreshed(Refreshed::New(new)) => {
                let settings = crate::simulated::to_settings(self.settings());
                if !(self.flow().is_complete)(new, &settings) {
                    return Err("a value is missing".to_owned());
                }
                if !same(new.account()) {
                    return Err("credentials of another account".to_owned());
                }
                holds_issued(new, simulator, self.not_fetched)
            }
            Ended::Refreshed(_) if self.forced => Err("not due, but forced".to_owned()),
            Ended::Refreshed(_) => Err("not due, but the service says that it is".to_owned()),
            Ended::Confirmed(new) => match **new == confirmed(old) {
                true => Ok(()),
                false => Err("the confirmation has changed other fields".to_owned()),
            },
            Ended::LoggedOut(_) => Ok(()),
        }
    }

    fn settings(&self) -> &'static str {
        self.login.split_once(' ').map_or("", |(_, words)| words)
    }

    /// How often the call that spends a token has come to the service, without so many entries of
    /// the log before the task.
    pub fn times_spent(&self, simulator: &Simulator, before: usize) -> usize {
        let Some((_, call)) = self.spends else {
            return 0;
        };
        let log = simulator.log().iter().skip(before);
        log.filter(|entry| entry.call == call).count()
    }
}

/// Whether an error says that the service refuses the credentials: all others leave that open.
pub fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Rejected { advice, .. } if *advice == Advice::START_AGAIN)
}

/// The same credentials without a refresh to confirm.
fn confirmed(credential: &Credential) -> Credential {
    match credential.clone() {
        Credential::BilibiliWeb(mut it) => {
            it.unconfirmed = None;
            it.into()
        }
        other => other,
    }
}

fn boxed<C: 'static>(task: BoxFlow<C>, ended: fn(C) -> Ended) -> BoxFlow<Ended> {
    Box::new(Mapped::new(task, ended))
}

/// Runs a task to its end.
///
/// # Errors
/// The error that it ends with.
pub fn finish<C>(world: &mut Simulated, mut task: impl Flow<Credential = C>) -> Result<C, Error> {
    for _ in 0..1_000 {
        match task.poll(world.now())? {
            Step::Send(call) => {
                let outcome = world.send(call);
                task.handle(world.now(), outcome);
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Event(event) => assert_eq!(event.kind(), "retrying", "an event of a login"),
            Step::Done(outcome) => return Ok(outcome),
            step => panic!("an unknown step: {step:?}"),
        }
    }
    panic!("a thousand steps without an end");
}
