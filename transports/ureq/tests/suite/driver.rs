//! Runs a script with this crate, for the common tests of both drivers.

use qrlogin::{Call, Event, Flow};
pub use qrlogin_ureq::{
    CallError, Config, DriveError, MAX_BODY, Progress, Session, UreqTransport, seed,
};

use crate::support::script::{Outcome, Script};

type Ended<C> = Result<C, DriveError<CallError>>;

pub fn transport(config: Config) -> UreqTransport {
    UreqTransport::new(config).unwrap()
}

pub fn run(config: Config, script: Script) -> Ended<Vec<Outcome>> {
    finish(&mut Session::new(script, transport(config)), |_| {})
}

pub fn exchange(config: Config, call: Call) -> Outcome {
    run(config, Script::new().call(call)).unwrap().remove(0)
}

pub fn finish<F: Flow>(
    session: &mut Session<F, UreqTransport>,
    on_event: impl FnMut(Event),
) -> Ended<F::Credential> {
    session.run(on_event)
}

pub fn events_until_input<F: Flow>(session: &mut Session<F, UreqTransport>) {
    while !matches!(
        session.next().unwrap(),
        Progress::Event(Event::InputWanted(_))
    ) {}
}

pub fn events_until_code<F: Flow>(session: &mut Session<F, UreqTransport>) {
    while !matches!(session.next().unwrap(), Progress::Event(Event::Code(_))) {}
}
