//! The judge of ends: a success is genuine, and a failure comes only when nothing more could be
//! done.

use qrlogin::{Credential, Error};
use qrlogin_simulator::Simulator;
use qrlogin_test_support::FlowUnderTest;

use super::judge::Judge;
use super::memory::{Memory, Past};
use super::network::Quality;
use super::person::Phase;

/// So many troubles in a row may end a login, and no fewer.
const ENOUGH: usize = 3;

/// How long failed connections are borne after the confirmation, in ms.
const FRESH: u64 = 60_000;

/// A new code is not asked for when the caller's patience ends sooner than in so many ms.
const WORTH_A_CODE: u64 = 10_000;

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
            return Err("done, though the service never lets anybody in".to_owned());
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
            return Err(format!("done, but the person's decision is {decision:?}"));
        }
        let handle = &simulator.codes()[code.index].handle;
        // A gateway's own comes after that of the service behind it.
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

    /// The login begins anew, having taken its code for dead.
    pub fn renewal(&self, memory: &mut Memory, simulator: &Simulator) -> Result<(), String> {
        let verdict = self.may_end(memory, simulator, &Error::Expired);
        memory.shown = None;
        verdict
    }

    /// The login ends with an error: only if nothing more could be done.
    pub fn failed(
        &self,
        memory: &Memory,
        simulator: &Simulator,
        error: &Error,
    ) -> Result<(), String> {
        self.may_end(memory, simulator, error)?;
        let last = memory.handled.as_ref().map_or(0, |handled| handled.at);
        let patient = memory
            .limit
            .is_none_or(|limit| last + WORTH_A_CODE <= limit);
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
        let troubles = memory.troubles().count();
        let Some(code) = &memory.shown else {
            let impatient = memory.limit.is_some_and(|limit| limit <= memory.own.now());
            return match troubles {
                ENOUGH.. => Ok(()),
                0 if impatient && *error == Error::Expired => Ok(()),
                1.. if impatient || last.tls => Ok(()),
                count => Err(format!("an end without a code after {count} troubles")),
            };
        };
        if self.lost.contains(&code.index) {
            return Ok(());
        }
        let fate = self.fate(simulator, code.index);
        if self.cancel_ends_code && fate.ever_refused() {
            return Ok(());
        }
        let after_deadline = last.sent >= code.deadline;
        let answered = matches!(
            last.quality,
            Quality::Intact | Quality::Held | Quality::Spoilt
        );
        let phase = last.acted.map(|at| fate.phase(at));
        let refused = answered && last.acted.is_some_and(|at| fate.refused(at));
        let said = |what: Error| *error == what || last.quality == Quality::Spoilt;
        match error {
            // The service said so, perhaps in words that were cut.
            _ if answered && phase == Some(Phase::Expired) && said(Error::Expired) => return Ok(()),
            Error::Denied if refused => return Ok(()),
            Error::Expired if refused && self.flow.service.denied_as_expired => return Ok(()),
            // An answer that could not be read may have had the credentials in it.
            Error::Malformed { .. }
                if answered && phase == Some(Phase::Expired) && memory.spoilt_before_last() =>
            {
                return Ok(());
            }
            // Nobody had confirmed when it was asked for the last time.
            Error::Expired if after_deadline && asked_in_vain(self.flow, last, phase) => {
                return Ok(());
            }
            _ => {}
        }
        // The caller's patience has ended, and the service was asked once more.
        let handled = memory.handled.as_ref().map_or(0, |handled| handled.at);
        let impatient = memory.limit.is_some_and(|limit| limit <= handled);
        if after_deadline && impatient && troubles > 0 {
            return Ok(());
        }
        // The network alone ends no login before its deadline.
        let network = |call: &Past| matches!(call.quality, Quality::Lost | Quality::Busy);
        let waiting = code.confirmed.is_none();
        if waiting && !after_deadline && memory.troubles().all(network) {
            return Err(format!(
                "ended before the deadline after {} network troubles",
                troubles
            ));
        }
        // Nor does it within a minute of the confirmation.
        let fresh = code.confirmed.is_some_and(|at| handled < at + FRESH);
        if fresh && memory.troubles().all(network) {
            return Err(format!(
                "ended by {troubles} network troubles within a minute of the confirmation"
            ));
        }
        if troubles >= ENOUGH {
            return Ok(());
        }
        Err(format!(
            "ended after {} troubles in a row; the code is {phase:?} at the service, the last call was sent {} ms {} the deadline and came back {:?}",
            troubles,
            last.sent.abs_diff(code.deadline),
            if after_deadline { "after" } else { "before" },
            last.quality,
        ))
    }
}

/// Whether the last question was answered with "not yet", or not at all by a service that answers
/// only when there is something to tell.
fn asked_in_vain(flow: &FlowUnderTest, last: &Past, phase: Option<Phase>) -> bool {
    match last.quality {
        Quality::Intact | Quality::Spoilt => last.too_fast || phase != Some(Phase::Confirmed),
        Quality::Held => true,
        Quality::Lost => flow.calls.long_poll && last.timed_out,
        Quality::Busy => false,
    }
}
