//! Recordings of tasks after a login.

use qrlogin::{BoxFlow, Credential, Error, Flow, Step};
use qrlogin_recordings::{PublicNames, Recorder};

use super::Simulated;
use super::tasks::{Ended, TaskUnderTest};

/// A task that was recorded to its end.
pub struct RecordedTask {
    pub recorder: Recorder<BoxFlow<Ended>>,
    pub world: Simulated,
    /// The credentials that the task was for.
    pub credential: Credential,
    pub outcome: Result<Ended, Error>,
}

/// Records a task in the scenario of its entry and these settings, with a fault after the login.
pub fn record_task(task: &TaskUnderTest, lines: &str, fault: Option<&str>) -> RecordedTask {
    let (mut world, credential) = task.begun(lines);
    if let Some(fault) = fault {
        let scenario = world.simulator_mut().scenario_mut();
        scenario.set("fault.1", fault).expect("a fault");
    }
    let names = PublicNames::of_flow(task.flow().id).expect("a flow of qrlogin");
    let mut recorder = Recorder::new(task.of(&credential), names);
    let outcome = loop {
        match recorder.poll(world.now()) {
            Ok(Step::Send(call)) => {
                let outcome = world.send(call);
                recorder.handle(world.now(), outcome);
            }
            Ok(Step::Wait(until)) => world.wait_until(until),
            Ok(Step::Event(_)) => {}
            Ok(Step::Done(ended)) => break Ok(ended),
            Ok(_) => panic!("an unknown step"),
            Err(error) => break Err(error),
        }
    };
    RecordedTask {
        recorder,
        world,
        credential,
        outcome,
    }
}
