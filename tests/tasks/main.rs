//! Tasks after a login, at the simulated services and on virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod any_flow;
mod bilibili_tv;
mod bilibili_web;
mod bilibili_web_refresh;
mod others;

use qrlogin::tasks::{self, Checked, LoggedOut, Refreshed};
use qrlogin::{Credential, Error, Event, Flow, Login, Provider, Snapshot, Step};
use qrlogin_test_support::{Simulated, flow, scenario, seed};

/// A finished login in this scenario.
fn logged_in(id: &str, lines: &str) -> (Simulated, Credential) {
    let mut world = Simulated::new(flow(id), scenario(lines));
    let credential = world.run().expect("a login");
    world.calls.clear();
    (world, credential)
}

/// Runs a task to its end.
fn run<C>(world: &mut Simulated, mut task: impl Flow<Credential = C>) -> Result<C, Error> {
    for _ in 0..1000 {
        match task.poll(world.now())? {
            Step::Send(call) => {
                let outcome = world.send(call);
                task.handle(world.now(), outcome);
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Event(Event::Retrying { .. }) => {}
            Step::Done(outcome) => return Ok(outcome),
            step => panic!("a step of a login: {step:?}"),
        }
    }
    panic!("a thousand steps without an end");
}

/// Runs a task to its end, each step in another process.
fn run_resumed<P: Provider>(world: &mut Simulated, task: P) -> Result<P::Credential, Error> {
    let mut task = Login::new(task, seed());
    for _ in 0..1000 {
        let snapshot = task.snapshot().unwrap().to_json();
        task = Login::resume(&Snapshot::from_json(&snapshot).unwrap()).unwrap();
        match task.poll(world.now())? {
            Step::Send(call) => {
                let outcome = world.send(call);
                task.handle(world.now(), outcome);
            }
            Step::Wait(until) => world.wait_until(until),
            Step::Event(_) => {}
            Step::Done(outcome) => return Ok(outcome),
            step => panic!("{step:?}"),
        }
    }
    panic!("a thousand steps without an end");
}

fn check(world: &mut Simulated, credential: &Credential) -> Result<Checked, Error> {
    run(world, tasks::check(credential, seed()).unwrap())
}

fn refresh(world: &mut Simulated, credential: &Credential, force: bool) -> Refreshing {
    run(world, tasks::refresh(credential, force, seed()).unwrap())
}

type Refreshing = Result<Refreshed<Credential>, Error>;

fn log_out(world: &mut Simulated, credential: &Credential) -> Result<LoggedOut, Error> {
    run(world, tasks::logout(credential, seed()).unwrap())
}

/// The new credentials of a refresh.
fn new(outcome: Refreshing) -> Credential {
    match outcome {
        Ok(Refreshed::New(credential)) => credential,
        Ok(_) => panic!("not due"),
        Err(error) => panic!("{error}"),
    }
}

/// The code of a refusal.
fn refused(outcome: &Result<Checked, Error>) -> &str {
    match outcome {
        Ok(Checked::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

/// The code and advice of a task's error.
fn rejected<C>(outcome: Result<C, Error>) -> (String, String) {
    match outcome.err() {
        Some(Error::Rejected { code, advice, .. }) => (code, advice.key().to_owned()),
        other => panic!("{other:?}"),
    }
}

/// Changes settings of the scenario after the login.
fn set(world: &mut Simulated, lines: &str) {
    for line in lines.lines() {
        let (name, value) = line.split_once('=').unwrap();
        let scenario = world.simulator_mut().scenario_mut();
        scenario.set(name.trim(), value.trim()).unwrap();
    }
}

fn clear_faults(world: &mut Simulated) {
    world.simulator_mut().scenario_mut().faults.clear();
}

fn names(world: &Simulated) -> Vec<&'static str> {
    world.calls.iter().map(|(name, _)| *name).collect()
}
