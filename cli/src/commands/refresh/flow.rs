//! A refresh as a flow, so that the drivers run it within its time-out.

use qrlogin::{
    Credential, Error, Failure, Flow, InputWanted, QrCode, Response, Secret, Snapshot,
    SnapshotError, Step, Timestamp,
};

use super::tokens::Tokens;

/// One call for new tokens, without retries: after a lost response it is unknown whether the old
/// tokens are still valid, and the error says so.
pub(super) struct RefreshFlow {
    old: Tokens,
    state: State,
}

enum State {
    /// The call has no response yet.
    Pending,
    /// The outcome, not returned yet.
    Ended(Box<Result<Credential, Error>>),
    /// The outcome has been returned.
    Finished,
}

impl RefreshFlow {
    pub(super) fn new(old: Tokens) -> Self {
        Self {
            old,
            state: State::Pending,
        }
    }
}

impl Flow for RefreshFlow {
    type Credential = Credential;

    fn poll(&mut self, _now: Timestamp) -> Result<Step<Credential>, Error> {
        match std::mem::replace(&mut self.state, State::Finished) {
            State::Pending => {
                self.state = State::Pending;
                Ok(Step::Send(self.old.request()))
            }
            State::Ended(outcome) => (*outcome).map(Step::Done),
            State::Finished => Err(Error::Finished),
        }
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        if matches!(self.state, State::Pending) {
            let reply = outcome.map_err(Error::from);
            let outcome = reply.and_then(|reply| self.old.response(&reply, now));
            self.state = State::Ended(Box::new(outcome));
        }
    }

    /// A refresh cannot be resumed.
    fn snapshot(&self) -> Result<Snapshot, Error> {
        Err(Error::Snapshot(SnapshotError::Flow))
    }

    fn code(&self) -> Option<QrCode> {
        None
    }

    fn id(&self) -> &'static str {
        self.old.flow()
    }

    fn input(&self) -> Option<InputWanted> {
        None
    }

    fn answer(&mut self, _: Timestamp, _: &Secret) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_has_the_time_out_of_the_response() {
        let old = r#"{"flow":"115-open","access_token":"a","refresh_token":"b","expires_at":null}"#;
        let old = Tokens::of(serde_json::from_str(old).unwrap()).unwrap();
        let time_out = format!("(at most {} s)", old.request().timeout.as_secs());
        assert!(crate::help::REFRESH_HELP.contains(&time_out), "{time_out}");
    }
}
