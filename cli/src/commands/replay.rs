//! `qrlogin replay`.

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Credential, Error, Event, Seed, Settings};
use qrlogin_recordings::Replay;
use qrlogin_recordings::har::Har;
use qrlogin_recordings::replay::{DriftKind, Lack, Replayed};
use serde_json::json;

use super::deliver;
use super::recording;
use super::settings::parse_setting;
use crate::args::ReplayArgs;
use crate::exit::{Exit, Failure};
use crate::messages;
use crate::output::{self, printable};
use crate::show::Screen;

/// It decides over pauses only, and none is waited for.
const ANY_SEED: Seed = Seed::new([0; 16]);
/// How many unreadable entries are named.
const MOST_NAMED: usize = 20;

pub(crate) fn replay(args: &ReplayArgs) -> Exit {
    let Err(failure) = run(args) else {
        return Exit::Done;
    };
    if args.json {
        // If standard output is closed, standard error has the same.
        let _ = output::write_json(&failure.line());
    }
    if !failure.quiet {
        Screen::stderr().failure(&failure);
    }
    failure.exit
}

fn run(args: &ReplayArgs) -> Result<(), Failure> {
    let replay = read(args)?;
    let flow = flow(&replay, args)?;
    let mut told = Ok(());
    let tell = |event: &Event| {
        if told.is_ok() {
            told = show(event, args);
        }
    };
    let replayed = match args.exact {
        true => replay.run_exact_with(flow, tell),
        false => replay.run_with(flow, tell),
    };
    told?;
    end(replayed.map_err(Failure::drift)?, replay.har(), args)
}

fn read(args: &ReplayArgs) -> Result<Replay, Failure> {
    let replay = Replay::of(recording::read(&args.file)?);
    let ignored = args.ignore.iter().cloned();
    Ok(ignored.fold(replay, Replay::ignoring))
}

/// The recorded flow, or the one that was named.
fn flow(replay: &Replay, args: &ReplayArgs) -> Result<BoxFlow, Failure> {
    let unusable = |error| Failure::setting(error, |name| format!("--set {name}"));
    let Some(id) = &args.flow else {
        let flow = replay.login().ok_or_else(|| {
            let advice = match args.exact {
                true => messages::add_flow_not_exact(),
                false => messages::add_flow(),
            };
            Failure::usage(messages::flow_not_stated(), advice)
        })?;
        return flow.map_err(unusable);
    };
    let info = flows::find(id)
        .ok_or_else(|| Failure::usage(messages::no_flow(id), messages::list_flows()))?;
    let settings = args.set.iter().map(parse_setting);
    let settings: Settings = settings
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .collect();
    let login = |renewals| {
        let options = Options::new().renewals(renewals);
        info.login(&settings, ANY_SEED, &options).map_err(unusable)
    };
    login(renewals(replay, login(u32::MAX)?))
}

/// How many new codes the other client requested: a recording may end with a code that expired.
fn renewals(replay: &Replay, patient: BoxFlow) -> u32 {
    let mut codes = 0_u32;
    let replayed = replay.run_with(patient, |event| {
        codes += u32::from(matches!(event, Event::Code(_)));
    });
    match replayed {
        Err(drift) if drift.kind == DriftKind::Unrecorded => codes.saturating_sub(1),
        _ => u32::MAX,
    }
}

fn show(event: &Event, args: &ReplayArgs) -> Result<(), Failure> {
    if args.json {
        return output::write_json(&json!(event));
    }
    let text = match event {
        Event::Retrying { cause, attempt } => {
            printable(&format!(": {} ({attempt})", messages::ended(cause)))
        }
        _ => String::new(),
    };
    output::write(&format!("{}{text}\n", event.kind()))
}

/// The recorded login's own end.
fn end(replayed: Replayed<Credential>, har: &Har, args: &ReplayArgs) -> Result<(), Failure> {
    if !args.json {
        passed_over(&replayed, har);
    }
    let credential = replayed.outcome.map_err(Failure::login)?;
    if let Some(lack @ Lack::Cookies) = replayed.lacks
        && credential.cookies().is_empty()
    {
        return Err(without_cookies(lack));
    }
    match args.json {
        true => output::write_json(&json!({
            "event": "credential",
            "credential": credential,
            "warnings": deliver::warnings(&credential),
        })),
        false => output::write("done\n"),
    }
}

/// Says which entries had no part in the login.
fn passed_over(replayed: &Replayed<Credential>, har: &Har) {
    let mut screen = Screen::stderr();
    match replayed.skipped.len() {
        0 => {}
        1 => screen.aside(&messages::entry_skipped()),
        count => screen.aside(&messages::entries_skipped(count)),
    }
    for unreadable in har.unreadable().iter().take(MOST_NAMED) {
        screen.aside(&printable(&messages::entry_unreadable(unreadable)));
    }
    if let more @ 1.. = har.unreadable().len().saturating_sub(MOST_NAMED) {
        screen.aside(&messages::entries_unreadable(more));
    }
}

/// The login went to its end, but its cookies are not in the recording: these are no credentials.
fn without_cookies(lack: Lack) -> Failure {
    let missing = vec!["cookies".to_owned()];
    let failure = Failure::login(Error::Incomplete { missing });
    Failure {
        message: messages::recording_lacks(lack),
        advice: lack.advice().to_owned(),
        ..failure
    }
}
