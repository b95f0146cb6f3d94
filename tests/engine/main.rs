//! The engine: what it does for every service, shown with a service made up for the purpose.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod cadence;
mod calls;
mod clock;
mod confirmation;
mod deadline;
mod events;
mod input;
mod patience;
mod renewals;
mod repeated;
mod retries;
mod rotation;
mod snapshot;
mod task;

use std::time::Duration;

use qrlogin::{
    Call, Context, Error, Failure, Flow, InputWanted, Login, Next, Policy, Provider, QrCode,
    Request, Response, Scanner, Secret, SnapshotError, Step, Timestamp,
};
use qrlogin_test_support::{Came, Rig, START, ms, reply, reply_with, secs, seed};
use serde::{Deserialize, Serialize};

/// A service whose answers say what they mean: `show`, `wait`, `same`, `scanned`, `slow`, `slower`
/// (an interval of 20 s), `type` and `retype` (input), `go`, `spend` (the next call is made once),
/// `busy` (try again), `overloaded`, `bound`, `done`, `expired`, `denied`; anything else is
/// malformed.
#[derive(Serialize, Deserialize)]
struct Toy;

#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Start,
    Wait,
    /// With what the user has typed.
    Typed(Secret),
    Redeem,
    Spend,
}

const LIFETIME: Duration = Duration::from_secs(100);
const INTERVAL: Duration = Duration::from_secs(2);

impl Provider for Toy {
    // No service can have this name.
    const ID: &'static str = "toy of the engine's tests";
    type Stage = Stage;
    type Credential = Secret;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        let (name, path) = match stage {
            Stage::Start => ("start", "start"),
            Stage::Wait => ("poll", "poll"),
            Stage::Typed(_) => ("typed", "typed"),
            Stage::Redeem => ("redeem", "redeem"),
            Stage::Spend => ("spend", "spend"),
        };
        let body = match stage {
            Stage::Typed(text) => text.expose().as_bytes().to_vec(),
            _ => cx.now().as_millis().to_string().into_bytes(),
        };
        let mut request = Request::new(body);
        *request.uri_mut() = format!("https://toy.example/{path}").parse().unwrap();
        Ok(Call::new(name, request, Duration::from_secs(30)))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Secret>, Error> {
        Ok(match reply.body().as_slice() {
            show if show.starts_with(b"show") => {
                let payload = String::from_utf8_lossy(show).into_owned();
                let code = QrCode::new(payload.into(), "anything", cx.now() + LIFETIME);
                Next::Show(code, Stage::Wait)
            }
            b"overloaded" => Next::Busy(stage.clone(), Error::unavailable(998)),
            b"wait" => Next::Pending(Stage::Wait, None),
            // Against the contract of `Next::Unchanged`, so that a test sees which reply is read.
            b"same" if reply.headers().contains_key("x-toy") => Next::Done("secret".into()),
            b"same" => Next::Unchanged(None),
            b"scanned" => Next::Pending(Stage::Wait, Some(Scanner::default())),
            b"slow" => Next::SlowDown(Stage::Wait, None),
            b"slower" => Next::SlowDown(Stage::Wait, Some(Duration::from_secs(20))),
            b"type" => Next::Input(InputWanted::new("the number"), Stage::Wait),
            b"retype" => Next::Input(InputWanted::new("the number").again(), Stage::Wait),
            b"go" => Next::Go(Stage::Redeem),
            b"spend" => Next::Go(Stage::Spend),
            b"busy" => Next::Retry(stage.clone(), Error::unavailable(999)),
            b"done" => Next::Done("secret".into()),
            b"expired" => return Err(Error::Expired),
            b"denied" => return Err(Error::Denied),
            b"bound" => return Err(Error::AlreadyBound),
            _ => return Err(Error::malformed("toy")),
        })
    }

    fn policy(&self, stage: &Stage) -> Policy {
        let policy = Policy::new(INTERVAL);
        match stage {
            Stage::Wait => policy.long_poll(),
            Stage::Spend => policy.once(),
            _ => policy,
        }
    }

    fn answered(&self, _: &Stage, input: &Secret) -> Stage {
        Stage::Typed(input.clone())
    }
}

fn toy() -> Login<Toy> {
    Login::new(Toy, seed())
}

/// A login whose code is on show.
fn shown() -> Rig<Login<Toy>> {
    let mut rig = Rig::new(toy());
    rig.ok("show");
    rig
}
