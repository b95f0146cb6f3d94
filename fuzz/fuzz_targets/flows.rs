#![no_main]
//! Every flow with arbitrary outcomes and times: a simulated service in any of its variants, any
//! user, any network and any clock. The ten rules of the contract (see `Flow`):
//!
//! 1. 2. 4. 9. 10. A second login, which is polled twice, gets stray outcomes and is resumed from
//!    its snapshots, does the same to the byte (see [`Twins`]).
//! 3. No event between a call and its outcome; a code again only after a renewal, "scanned" and
//!    "confirmed" once for each.
//! 5. A wait is for the future and short, with any clock.
//! 6. A login that expires has polled after the deadline, and a failed connection does not end one
//!    whose code is on show.
//! 7. Nothing panics. A call takes memory in proportion to the answer, and a snapshot does not
//!    grow.
//! 8. Credentials are complete, and those of an undisturbed service are the ones that were issued.
//!
//! And every login ends. The flow's numbers from 200 on are tasks after a login: of them hold the
//! same rules, they show no code, a token is spent once, and the outcome of an undisturbed service
//! is true.
//!
//! Seeds need not be texts: an empty input is an undisturbed login.

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use qrlogin::flows::{self, Options};
use qrlogin::{Error, Event, Failure, Step, Timestamp};
use qrlogin_fuzz::fate::{Clock, Fate};
use qrlogin_fuzz::memory::Counting;
use qrlogin_fuzz::rules::check_words;
use qrlogin_fuzz::twins::{Trial, Twins};
use qrlogin_fuzz::world::{task, variant, variants};
use qrlogin_simulator::{Act, Millis, Scenario, Script, When};
use qrlogin_test_support::tasks::{TaskUnderTest, is_refusal};
use qrlogin_test_support::{FlowUnderTest, World, holds_issued};
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    flow: u8,
    renewals: u8,
    patience_secs: Option<u8>,
    /// Settings of the scenario and their values, by number.
    variants: Vec<(u8, u8)>,
    /// What the user does with each code, and after how many seconds; `None` for the default.
    person: Option<Vec<Vec<(u8, u8)>>>,
    turns: Vec<Turn<'a>>,
}

#[derive(Arbitrary, Debug)]
struct Turn<'a> {
    fate: Fate<'a>,
    clock: Clock,
    trial: u8,
}

/// The events since the last code.
#[derive(Default)]
struct Seen {
    codes: u32,
    scanned: bool,
    confirmed: bool,
    deadline: Option<Timestamp>,
}

fuzz_target!(|input: Input<'_>| {
    if let Some(task) = task(input.flow.into()) {
        return run_task(task, &input);
    }
    let renewals = u32::from(input.renewals % 3);
    let patience = input
        .patience_secs
        .map(|secs| Duration::from_secs(secs.into()));
    let mut options = Options::new().renewals(renewals);
    options.give_up_after = patience;
    let variant = variant(input.flow.into());
    let mut twins = Twins::new(|| variant.login(&options), flows::resume);
    let mut world = World::new(scenario(&input, variant.flow));
    let mut turns = input.turns.iter();

    let (mut skew, mut steady, mut undisturbed) = (0_i128, true, true);
    let limit = patience.map(|patience| world.now() + patience);
    let (mut seen, mut trial, mut sent, mut last) = (Seen::default(), Trial::default(), None, None);
    for _ in 0..6_000 {
        let now = read(world.now(), skew);
        match twins.poll(now, trial) {
            Ok(Step::Send(call)) => {
                let sent_at = *sent.get_or_insert(now);
                let uri = call.request.uri();
                assert!(uri.scheme().is_some() && uri.host().is_some_and(|host| !host.is_empty()));
                assert!((Duration::from_secs(1)..=Duration::from_secs(60)).contains(&call.timeout));
                let mut outcome = world.send(call);
                if let Some(turn) = turns.next() {
                    undisturbed &= matches!(turn.fate, Fate::Genuine | Fate::Failed(_));
                    outcome = turn.fate.apply(outcome);
                    steady &= matches!(turn.clock, Clock::Steady(_));
                    skew = turn.clock.skew(world.now(), skew);
                    if let Clock::Steady(ms) = turn.clock {
                        world.wait(Duration::from_millis(ms.into()));
                    }
                    trial = Trial(turn.trial);
                }
                let now = read(world.now(), skew);
                let ends = [seen.deadline, limit].into_iter().flatten().min();
                let on_show = twins.code().is_some() && ends.is_some_and(|end| sent_at < end);
                let in_time = on_show && limit.is_none_or(|limit| now < limit);
                last = Some((sent_at, ends, outcome.as_ref().err().copied(), in_time));
                twins.handle(now, outcome, trial);
                sent = None;
            }
            Ok(Step::Wait(until)) => {
                let wait = until - now;
                if twins.input().is_some() {
                    // Silent to the end of the code, unless the user types.
                    assert!(until > now, "a silence that is over");
                    let code = world.simulator().codes().pop();
                    let number = code.and_then(|code| code.number);
                    let choice = turns.next().map_or(0, |turn| turn.trial % 4);
                    match (number, choice) {
                        (Some(number), 0 | 1) => twins.answer(now, &number.into()),
                        (_, 2) => twins.answer(now, &"0".into()),
                        _ => world.wait(wait),
                    }
                    continue;
                }
                assert!(
                    until > now && wait <= Duration::from_secs(135),
                    "a wait of {wait:?}"
                );
                world.wait(wait);
            }
            Ok(Step::Event(event)) => {
                assert!(sent.is_none(), "an event between a call and its outcome");
                seen.record(&event, renewals);
            }
            Ok(Step::Done(credential)) => {
                assert!(seen.confirmed && variant.is_complete(&credential));
                // Of the profile, only what is there has to be genuine.
                let optional = ["openid", "unionid", "name", "avatar", "gender"];
                if undisturbed {
                    let held = holds_issued(&credential, world.simulator(), &optional);
                    held.expect("the credentials that were issued");
                }
                return;
            }
            Ok(step) => panic!("an unknown step: {step:?}"),
            Err(error) => {
                check_words(&error);
                assert_ne!(error, Error::Finished, "the end came without an outcome");
                if let (true, Some((sent, ends, Some(failure), in_time))) = (steady, last) {
                    assert!(!in_time, "{failure:?} ended it before its time: {error}");
                    let asked = ends.is_some_and(|end| sent >= end) || failure != Failure::Timeout;
                    assert!(
                        asked || error != Error::Expired,
                        "not asked after the deadline"
                    );
                }
                return;
            }
        }
    }
    panic!("no end after 6000 steps");
});

/// A task after an undisturbed login.
fn run_task(task: &TaskUnderTest, input: &Input<'_>) {
    let (mut world, credential) = task.begun("");
    set_variants(input, world.simulator_mut().scenario_mut());
    let mut twins = Twins::new(|| task.of(&credential), task.resume);
    let mut turns = input.turns.iter();
    let (mut skew, mut undisturbed, mut spent) = (0_i128, input.variants.is_empty(), 0);
    let mut trial = Trial::default();
    for _ in 0..1_000 {
        let now = read(world.now(), skew);
        assert!(twins.code().is_none() && twins.input().is_none());
        match twins.poll(now, trial) {
            Ok(Step::Send(call)) => {
                assert!(task.flow().hosts.allow(call.request.uri()), "{call:?}");
                spent += u8::from(task.spends.is_some_and(|(name, _)| name == call.name));
                assert!(spent < 2, "a token is spent twice");
                let mut outcome = world.send(call);
                if let Some(turn) = turns.next() {
                    undisturbed &= matches!(turn.fate, Fate::Genuine | Fate::Failed(_));
                    outcome = turn.fate.apply(outcome);
                    skew = turn.clock.skew(world.now(), skew);
                    trial = Trial(turn.trial);
                }
                twins.handle(read(world.now(), skew), outcome, trial);
            }
            Ok(Step::Wait(until)) => {
                let wait = until - now;
                assert!(
                    until > now && wait <= Duration::from_secs(60),
                    "a wait of {wait:?}"
                );
                world.wait(wait);
            }
            Ok(Step::Event(event)) => assert_eq!(event.kind(), "retrying"),
            Ok(Step::Done(ended)) => {
                if undisturbed {
                    let judged = task.judge(&ended, &credential, world.simulator());
                    judged.expect("a true outcome");
                }
                return;
            }
            Ok(step) => panic!("an unknown step: {step:?}"),
            Err(error) => {
                check_words(&error);
                assert!(!undisturbed || !is_refusal(&error), "refused: {error}");
                return;
            }
        }
    }
    panic!("no end after 1000 steps");
}

impl Seen {
    fn record(&mut self, event: &Event, renewals: u32) {
        match event {
            Event::Code(code) => {
                let codes = self.codes + 1;
                assert!(codes <= renewals + 1, "{codes} codes");
                let deadline = Some(code.expires_at);
                *self = Self {
                    codes,
                    deadline,
                    ..Self::default()
                };
            }
            Event::Scanned(_) => {
                assert!(self.codes > 0 && !std::mem::replace(&mut self.scanned, true))
            }
            Event::Confirmed => {
                assert!(self.codes > 0 && !std::mem::replace(&mut self.confirmed, true))
            }
            Event::InputWanted(_) => assert!(self.codes > 0),
            Event::Retrying { attempt, .. } => assert!(*attempt > 0),
            _ => panic!("an unknown event"),
        }
    }
}

/// The caller's clock.
fn read(now: Timestamp, skew: i128) -> Timestamp {
    let ms = (i128::from(now.as_millis()) + skew).clamp(0, u64::MAX.into());
    Timestamp::from_millis(u64::try_from(ms).unwrap_or_default())
}

fn set_variants(input: &Input<'_>, scenario: &mut Scenario) {
    for (setting, value) in input.variants.iter().take(8) {
        let (name, values) = &variants()[usize::from(*setting) % variants().len()];
        let _ = scenario.set(name, &values[usize::from(*value) % values.len()]);
    }
}

fn scenario(input: &Input<'_>, flow: &FlowUnderTest) -> Scenario {
    const ACTS: [Act; 4] = [Act::Scan, Act::Confirm, Act::Deny, Act::Cancel];
    let mut scenario: Scenario = flow.short_life().parse().expect("a scenario");
    set_variants(input, &mut scenario);
    if let Some(scripts) = &input.person {
        let script = |steps: &Vec<(u8, u8)>| {
            steps
                .iter()
                .take(8)
                .fold(Script::expiring(), |script, (act, secs)| {
                    let after = When::After(Millis::seconds(u64::from(*secs)));
                    script.then(ACTS[usize::from(*act) % ACTS.len()], after)
                })
        };
        scenario.person.scripts = scripts.iter().take(3).map(script).collect();
    }
    scenario
}
