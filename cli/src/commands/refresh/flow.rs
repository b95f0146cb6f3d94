//! A refresh as a flow, so that the drivers run it and keep its time-out.

use qrlogin::pan115::{Open, OpenCredential};
use qrlogin::{
    Credential, Error, Failure, Flow, InputWanted, Provider as _, QrCode, Response, Secret,
    Snapshot, SnapshotError, Step, Timestamp,
};

/// One call for new tokens. It is not repeated: whether the old ones still hold after a lost answer
/// is not known, and that is for the person to be told.
pub(crate) struct RefreshFlow {
    old: OpenCredential,
    state: State,
}

enum State {
    /// The call is to be made.
    Due,
    /// This came of it.
    Answered(Result<OpenCredential, Error>),
    /// That has been told.
    Told,
}

impl RefreshFlow {
    pub(crate) fn new(old: OpenCredential) -> Self {
        Self {
            old,
            state: State::Due,
        }
    }
}

impl Flow for RefreshFlow {
    type Credential = Credential;

    fn poll(&mut self, _now: Timestamp) -> Result<Step<Credential>, Error> {
        match std::mem::replace(&mut self.state, State::Told) {
            State::Due => {
                self.state = State::Due;
                Ok(Step::Send(self.old.refresh()))
            }
            State::Answered(outcome) => outcome.map(|new| Step::Done(new.into())),
            State::Told => Err(Error::Finished),
        }
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        if matches!(self.state, State::Due) {
            let reply = outcome.map_err(Error::from);
            self.state = State::Answered(reply.and_then(|reply| self.old.refreshed(&reply, now)));
        }
    }

    /// There is nothing to be carried elsewhere.
    fn snapshot(&self) -> Result<Snapshot, Error> {
        Err(Error::Snapshot(SnapshotError::Flow))
    }

    fn code(&self) -> Option<QrCode> {
        None
    }

    fn id(&self) -> &'static str {
        Open::ID
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
    fn the_help_says_how_long_an_answer_is_waited_for() {
        let old = r#"{"flow":"115-open","access_token":"a","refresh_token":"b","expires_at":null}"#;
        let Ok(Credential::Pan115Open(old)) = serde_json::from_str(old) else {
            panic!("no credentials")
        };
        let said = format!("(at most {} s)", old.refresh().timeout.as_secs());
        assert!(crate::help::REFRESH_HELP.contains(&said), "{said}");
    }
}
