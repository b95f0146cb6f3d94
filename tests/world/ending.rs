//! How a login may end: success is genuine, and a failure comes only when no retry is left.

use qrlogin::{Credential, Error};
use qrlogin_simulator::Simulator;
use qrlogin_test_support::FlowUnderTest;

use super::judge::Judge;
use super::memory::{FEWEST_FAILURES, HandledCall, Memory};
use super::network::Quality;
use super::user::Phase;

/// The grace period after the confirmation, in ms, in which transport failures do not count.
const GRACE_PERIOD: u64 = 60_000;

/// A code is not renewed with less time than this before the caller's limit, in ms.
const WORTH_RENEWING: u64 = 10_000;

impl Judge {
    /// The login succeeds.
    pub fn done(
        &self,
        memory: &Memory,
        simulator: &Simulator,
        now: u64,
        credential: &Credential,
    ) -> Result<(), String> {
        if !self.good {
            return Err("done, though the variant cannot lead to success".to_owned());
        }
        let Some(code) = memory
            .shown
            .as_ref()
            .filter(|code| code.confirmed.is_some())
        else {
            return Err("done before it was confirmed".to_owned());
        };
        let (decision, _) = self.fate(simulator, code.index).decision(now);
        if decision != Phase::Confirmed {
            return Err(format!("done, but the user's decision is {decision:?}"));
        }
        let handle = &simulator.codes()[code.index].handle;
        // A gateway's entry comes after that of the service behind it.
        let issued = simulator.issued().iter();
        let issued = issued.rev().find(|issued| issued.handle == *handle);
        let Some(issued) = issued else {
            return Err("done, but nothing was issued for this code".to_owned());
        };
        if credential.flow() != issued.service.name() {
            return Err("credentials of another flow".to_owned());
        }
        (self.flow.genuine)(credential, issued)
    }

    /// The login renews its code, which it takes for expired.
    pub fn renewal(&self, memory: &mut Memory, simulator: &Simulator) -> Result<(), String> {
        let verdict = self.may_end(memory, simulator, &Error::Expired);
        memory.shown = None;
        verdict
    }

    /// The login ends with an error, which it may only if no retry and no renewal is left.
    pub fn failed(
        &self,
        memory: &Memory,
        simulator: &Simulator,
        error: &Error,
    ) -> Result<(), String> {
        self.may_end(memory, simulator, error)?;
        let asked = memory.shown.as_ref().is_some_and(|code| code.asked);
        let last = match &memory.handled {
            // The code has ended while input was wanted.
            Some(_) if asked => memory.own.now(),
            Some(handled) => handled.at,
            None => 0,
        };
        let patient = memory
            .limit
            .is_none_or(|limit| last + WORTH_RENEWING <= limit);
        if *error == Error::Expired && patient && memory.codes <= self.renewals {
            return Err("expired with renewals left".to_owned());
        }
        Ok(())
    }

    fn may_end(&self, memory: &Memory, simulator: &Simulator, error: &Error) -> Result<(), String> {
        let Some(last) = memory.calls.last() else {
            return Err("an end before the first answer".to_owned());
        };
        if !self.good {
            return Ok(());
        }
        let failures = memory.failures().count();
        let Some(code) = &memory.shown else {
            let past_limit = memory.limit.is_some_and(|limit| limit <= memory.own.now());
            return match failures {
                FEWEST_FAILURES.. => Ok(()),
                0 if past_limit && *error == Error::Expired => Ok(()),
                1.. if past_limit || last.tls => Ok(()),
                count => Err(format!("an end without a code after {count} failures")),
            };
        };
        if self.lost.contains(&code.index) {
            return Ok(());
        }
        // Input was wanted to the end of the code, so that no poll was sent.
        if code.asked && *error == Error::Expired && memory.own.now() >= code.deadline {
            return Ok(());
        }
        let fate = self.fate(simulator, code.index);
        if self.cancel_ends_code && fate.ever_refused() {
            return Ok(());
        }
        let after_deadline = last.sent >= code.deadline;
        let answered = matches!(
            last.quality,
            Quality::Intact | Quality::Held | Quality::Malformed
        );
        let phase = last.acted.map(|at| fate.phase(at));
        let refused = answered && last.acted.is_some_and(|at| fate.refused(at));
        let refused_as_expired = refused && self.flow.service.denied_as_expired;
        let said = |what: Error| *error == what || last.quality == Quality::Malformed;
        match error {
            // The service said so; the body may have been cut.
            _ if answered && phase == Some(Phase::Expired) && said(Error::Expired) => return Ok(()),
            Error::Denied if refused => return Ok(()),
            Error::Expired if refused_as_expired => return Ok(()),
            // A malformed response may have carried the credentials.
            Error::Malformed { .. }
                if (answered && phase == Some(Phase::Expired) || refused_as_expired)
                    && memory.malformed_before_last() =>
            {
                return Ok(());
            }
            // The same if the last poll was held to its time-out.
            Error::Malformed { .. }
                if after_deadline
                    && was_held(self.flow, last)
                    && memory.malformed_before_last() =>
            {
                return Ok(());
            }
            // The last poll found no confirmation.
            Error::Expired if after_deadline && last_poll_found_nothing(self.flow, last, phase) => {
                return Ok(());
            }
            _ => {}
        }
        // The caller's limit is past, and the last poll was sent after it.
        let handled = memory.handled.as_ref().map_or(0, |handled| handled.at);
        let past_limit = memory.limit.is_some_and(|limit| limit <= handled);
        if after_deadline && past_limit && failures > 0 {
            return Ok(());
        }
        // Network failures alone end no login before its deadline.
        let network = |call: &HandledCall| matches!(call.quality, Quality::Lost | Quality::Busy);
        let waiting = code.confirmed.is_none();
        if waiting && !after_deadline && memory.failures().all(network) {
            return Err(format!(
                "ended before the deadline after {} network failures",
                failures
            ));
        }
        // Nor do they within the grace period.
        let fresh = code.confirmed.is_some_and(|at| handled < at + GRACE_PERIOD);
        if fresh && memory.failures().all(network) {
            return Err(format!(
                "ended by {failures} network failures within a minute of the confirmation"
            ));
        }
        if failures >= FEWEST_FAILURES {
            return Ok(());
        }
        Err(format!(
            "ended after {} failures in a row; the code is {phase:?} at the service, the last call was sent {} ms {} the deadline and came back {:?}",
            failures,
            last.sent.abs_diff(code.deadline),
            if after_deadline { "after" } else { "before" },
            last.quality,
        ))
    }
}

/// Whether the last poll said "not yet", or got no response from a service that holds polls until
/// something happens.
fn last_poll_found_nothing(flow: &FlowUnderTest, last: &HandledCall, phase: Option<Phase>) -> bool {
    match last.quality {
        Quality::Intact | Quality::Malformed => last.too_fast || phase != Some(Phase::Confirmed),
        Quality::Held | Quality::Lost => was_held(flow, last),
        Quality::Busy => last.too_fast,
    }
}

/// Whether the service held the poll, to its time-out or, behind a slow body, to that of the call.
fn was_held(flow: &FlowUnderTest, last: &HandledCall) -> bool {
    match last.quality {
        Quality::Held => true,
        Quality::Lost => flow.calls.long_poll && last.timed_out,
        _ => false,
    }
}
