//! Whether the end of a task is true.

use qrlogin::tasks::{Checked, LoggedOut, Refreshed};
use qrlogin::{Credential, Error, Flow, Seed, Step, Timestamp};
use qrlogin_simulator::Simulator;
use qrlogin_test_support::tasks::{Ended, TaskUnderTest, is_refusal};
use qrlogin_test_support::to_failure;

use super::life::Memory;

/// The simulator's notes of requests that had no effect at their service.
const WITHOUT_EFFECT: [&str; 5] = [
    "cut-before",
    "hang",
    "status",
    "empty",
    "nothing to confirm",
];

/// Judges the end of a task.
pub struct Judge<'a> {
    pub task: &'static TaskUnderTest,
    pub credential: &'a Credential,
    pub is_revoked: bool,
    pub is_due: bool,
    /// Whether the caller's clock may be set meanwhile.
    pub is_clock_set: bool,
    /// How many entries the simulator's log had before the task.
    pub logged: usize,
}

impl Judge<'_> {
    pub fn done(
        &self,
        ended: &Ended,
        simulator: &mut Simulator,
        now: u64,
        unseen: bool,
    ) -> Result<(), String> {
        match ended {
            Ended::Checked(Checked::Refused { .. }) => says(self.is_revoked, "refused"),
            // The service can say so of a refresh token that it would refuse.
            Ended::Refreshed(Refreshed::NotDue) => says(!self.is_due, "not due"),
            Ended::LoggedOut(out) => {
                let could = match out {
                    LoggedOut::Now => !self.is_revoked,
                    _ => self.is_revoked || self.acted("logout", simulator),
                };
                says(could, "logged out")?;
                says(!self.is_accepted(simulator, now), "logged out")
            }
            ended => {
                says(!self.is_revoked, "success")?;
                let judged = self.task.judge(ended, self.credential, simulator);
                // A site has set a newer cookie in a response that the task does not know.
                if !(unseen && self.task.id == "steam.refresh") {
                    judged?;
                }
                match ended {
                    Ended::Confirmed(_) => {
                        says(self.acted("confirm-refresh", simulator), "confirmed")
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    /// Whether a call has come to the service and done what it is for.
    fn acted(&self, call: &str, simulator: &Simulator) -> bool {
        let without_effect = |note: &&str| WITHOUT_EFFECT.contains(note);
        let mut log = simulator.log().iter().skip(self.logged);
        log.any(|entry| entry.call == call && !entry.notes.iter().any(without_effect))
    }

    /// Whether the service accepts the credentials now, by a check without faults.
    fn is_accepted(&self, simulator: &mut Simulator, mut now: u64) -> bool {
        simulator.scenario_mut().faults.clear();
        let mut check = qrlogin::tasks::check(self.credential, Seed::new([1; 16])).unwrap();
        loop {
            let at = Timestamp::from_millis(now);
            match check.poll(at).unwrap() {
                Step::Send(call) => {
                    let (when, outcome) = simulator.exchange(now, call.request, now + 10_000);
                    now = now.max(when);
                    check.handle(Timestamp::from_millis(now), outcome.map_err(to_failure));
                }
                Step::Done(checked) => return checked.is_valid(),
                step => panic!("{step:?}"),
            }
        }
    }

    /// `unseen`: whether a call has arrived whose outcome the task does not know, because its
    /// process has ended.
    pub fn failed(&self, error: &Error, memory: &Memory, unseen: bool) -> Result<(), String> {
        if is_refusal(error) && !self.is_revoked && !unseen {
            return Err(format!("refused, but the service accepts it: {error}"));
        }
        let by_single_call = memory.spent && !memory.is_answered;
        // By a page that is not the service's own, which is final.
        let is_foreign = matches!(error, Error::Intercepted { .. } | Error::Blocked { .. })
            && memory.failed_in_a_row > 0;
        let excused = self.is_revoked || unseen || by_single_call || is_foreign;
        let count = match self.task.id {
            // The call of one site fails for good, and those of the other sites follow.
            "steam.refresh" => memory.longest_row,
            // Another server's empty response to the logout is as good as the service's.
            "wechat-web.logout" => memory.failed,
            _ => memory.failed_in_a_row,
        };
        // A signature of a clock that was set is refused, and the repetition is another one.
        let excused = excused || self.is_clock_set && self.task.id == "taptap.check";
        if !excused && count < 3 {
            return Err(format!("{error} after {count} failed calls in a row"));
        }
        Ok(())
    }
}

fn says(is_true: bool, what: &str) -> Result<(), String> {
    match is_true {
        true => Ok(()),
        false => Err(format!("{what}, which is not so")),
    }
}
