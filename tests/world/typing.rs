//! The user types what the service wants: the number that the phone shows.

use qrlogin::{Flow, Secret, Timestamp};

use super::life::{Life, Verdict};

/// The longest time in ms that a user usually takes.
const USUAL: u64 = 15_000;

impl Life<'_> {
    /// The login is silent until `until` because input is wanted: the user types it before that,
    /// or does not.
    pub fn wait_for_input(&mut self, now: u64, until: Timestamp) -> Verdict {
        let until = until.as_millis();
        let Some(code) = self.memory.shown.as_ref().filter(|code| code.asked) else {
            return Err("input is wanted without its event".to_owned());
        };
        let end = code.deadline;
        if self.memory.own.of(until) > end {
            return Err("silent beyond the end of the code".to_owned());
        }
        if until <= now {
            return Err(format!("a silence that ended {} ms ago", now - until));
        }
        let takes = match self.random.between(0, 9) {
            0 => self.random.between(0, 400_000),
            _ => self.random.between(0, USUAL),
        };
        let is_typed = takes < until - now;
        self.now += takes.min(until - now);
        let wrong = is_typed && self.random.chance(200);
        self.transcript.add(
            self.now,
            format_args!("typed: {is_typed}, wrong: {wrong}, after {takes} ms"),
        );
        if is_typed {
            self.type_in(wrong)?;
        }
        Ok(())
    }

    fn type_in(&mut self, wrong: bool) -> Verdict {
        let index = self.memory.shown.as_ref().map_or(0, |code| code.index);
        let codes = self.network.simulator.codes();
        let number = match codes[index].number.as_deref() {
            Some(number) if !wrong => Secret::from(number),
            Some(_) => Secret::from("0"),
            None => return Err("the phone shows no number".to_owned()),
        };
        let now = Timestamp::from_millis(self.read());
        self.restart_if_planned();
        if !self.flow.answer(now, &number) {
            return Err("the input was not taken".to_owned());
        }
        if self.flow.input().is_some() || self.flow.answer(now, &number) {
            return Err("input is wanted after it was given".to_owned());
        }
        self.tally
            .fault(if wrong { "wrong input" } else { "input" });
        if let Some(code) = &mut self.memory.shown {
            code.asked = false;
        }
        if let Some(handled) = &mut self.memory.handled {
            handled.typed = true;
        }
        Ok(())
    }
}
