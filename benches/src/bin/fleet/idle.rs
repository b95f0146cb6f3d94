//! A flow that costs next to nothing: what remains is the cost of waking it.

use std::time::Duration;

use qrlogin::Timestamp;
use qrlogin::http::{Request, Uri};
use qrlogin::{Call, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot, Step};

/// Polls a host at an interval, forever.
pub struct Idle {
    due: Timestamp,
    is_sent: bool,
}

const INTERVAL: Duration = Duration::from_secs(2);

impl Idle {
    pub fn new() -> Self {
        Self {
            due: Timestamp::default(),
            is_sent: false,
        }
    }
}

impl Flow for Idle {
    type Credential = ();

    fn id(&self) -> &'static str {
        "idle"
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<()>, Error> {
        if now < self.due {
            return Ok(Step::Wait(self.due));
        }
        self.is_sent = true;
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = URI.with(Uri::clone);
        Ok(Step::Send(Call::new(
            "poll",
            request,
            Duration::from_secs(60),
        )))
    }

    fn handle(&mut self, now: Timestamp, _: Result<Response, Failure>) {
        if std::mem::take(&mut self.is_sent) {
            self.due = now + INTERVAL;
        }
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        Err(Error::Finished)
    }

    fn code(&self) -> Option<QrCode> {
        None
    }

    fn input(&self) -> Option<InputWanted> {
        None
    }

    fn answer(&mut self, _: Timestamp, _: &Secret) -> bool {
        false
    }
}

thread_local! {
    static URI: Uri = Uri::from_static("https://service.example/poll");
}
