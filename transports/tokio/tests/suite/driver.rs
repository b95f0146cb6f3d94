//! Runs a script with this crate, for the common tests of both drivers.

use qrlogin::{Call, Event, Flow};
pub use qrlogin_tokio::{
    CallError, Config, DriveError, HyperTransport, MAX_BODY, Progress, Session, seed,
};
use tokio::runtime;

use crate::support::script::{Outcome, Script};

type Ended<C> = Result<C, DriveError<CallError>>;

pub fn transport(config: Config) -> HyperTransport {
    HyperTransport::new(config).unwrap()
}

pub fn run(config: Config, script: Script) -> Ended<Vec<Outcome>> {
    finish(&mut Session::new(script, transport(config)), |_| {})
}

pub fn exchange(config: Config, call: Call) -> Outcome {
    run(config, Script::new().call(call)).unwrap().remove(0)
}

pub fn finish<F: Flow>(
    session: &mut Session<F, HyperTransport>,
    on_event: impl FnMut(Event),
) -> Ended<F::Credential> {
    block_on(session.run(on_event))
}

pub fn events_until_input<F: Flow>(session: &mut Session<F, HyperTransport>) {
    block_on(async {
        while !matches!(
            session.next().await.unwrap(),
            Progress::Event(Event::InputWanted(_))
        ) {}
    });
}

pub fn events_until_code<F: Flow>(session: &mut Session<F, HyperTransport>) {
    block_on(async {
        while !matches!(
            session.next().await.unwrap(),
            Progress::Event(Event::Code(_))
        ) {}
    });
}

pub fn block_on<A: Future>(future: A) -> A::Output {
    let mut runtime = runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}
