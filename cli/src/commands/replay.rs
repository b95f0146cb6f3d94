//! `qrlogin replay`.

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Credential, Error, Event, Flow as _, Seed, Settings};
use qrlogin_recordings::Replay;
use qrlogin_recordings::har::Har;
use qrlogin_recordings::replay::{DriftKind, Lack, Replayed};
use serde_json::json;

use super::credential_text;
use super::recording;
use super::settings::parse_setting;
use crate::args::ReplayArgs;
use crate::exit::{CliError, Exit};
use crate::lines::stamped;
use crate::messages;
use crate::output;
use crate::show::Screen;
use crate::text::printable;

/// Any seed will do: it affects only pauses, which a replay skips.
const ANY_SEED: Seed = Seed::new([0; 16]);
/// The most unreadable entries that are listed.
const MOST_NAMED: usize = 20;

pub(crate) fn replay(args: &ReplayArgs) -> Exit {
    let mut id = None;
    let Err(failure) = run(args, &mut id) else {
        return Exit::Done;
    };
    if args.json {
        // If standard output is closed, the error is on standard error alone.
        let _ = output::write_json(&stamped(failure.line(), id));
    }
    if !failure.quiet {
        Screen::stderr().failure(&failure);
    }
    failure.exit
}

/// Replays the login; `id` gets the name of its flow.
fn run(args: &ReplayArgs, id: &mut Option<&'static str>) -> Result<(), CliError> {
    let replay = read(args)?;
    let flow = flow(&replay, args)?;
    *id = Some(flow.id());
    let mut shown = Ok(());
    let on_event = |event: &Event| {
        if shown.is_ok() {
            shown = show(event, *id, args);
        }
    };
    let replayed = match args.exact {
        true => replay.run_exact_with(flow, on_event),
        false => replay.run_with(flow, on_event),
    };
    shown?;
    end(replayed.map_err(CliError::drift)?, replay.har(), args)
}

fn read(args: &ReplayArgs) -> Result<Replay, CliError> {
    let replay = Replay::of(recording::read(&args.file)?);
    let ignored = args.ignore.iter().cloned();
    Ok(ignored.fold(replay, Replay::ignoring))
}

/// The flow in the recording, or that of `--flow`.
fn flow(replay: &Replay, args: &ReplayArgs) -> Result<BoxFlow, CliError> {
    let unusable = |error| CliError::setting(error, |name| format!("--set {name}"));
    let Some(id) = &args.flow else {
        let flow = replay.login().ok_or_else(|| {
            let advice = match args.exact {
                true => messages::add_flow_not_exact(),
                false => messages::add_flow(),
            };
            CliError::usage(messages::flow_not_stated(), advice)
        })?;
        return flow.map_err(unusable);
    };
    let info = flows::find(id)
        .ok_or_else(|| CliError::usage(messages::no_flow(id), messages::list_flows()))?;
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

/// The number of renewals in a foreign recording, which may end with an expired code.
fn renewals(replay: &Replay, flow: BoxFlow) -> u32 {
    let mut codes = 0_u32;
    let replayed = replay.run_with(flow, |event| {
        codes += u32::from(matches!(event, Event::Code(_)));
    });
    match replayed {
        Err(drift) if drift.kind == DriftKind::Unrecorded => codes.saturating_sub(1),
        _ => u32::MAX,
    }
}

fn show(event: &Event, flow: Option<&str>, args: &ReplayArgs) -> Result<(), CliError> {
    if args.json {
        return output::write_json(&stamped(json!(event), flow));
    }
    let text = match event {
        Event::Retrying { cause, attempt, .. } => {
            printable(&format!(": {} ({attempt})", messages::ended(cause)))
        }
        _ => String::new(),
    };
    output::write(&format!("{}{text}\n", event.kind()))
}

/// Reports the end of the recorded login.
fn end(replayed: Replayed<Credential>, har: &Har, args: &ReplayArgs) -> Result<(), CliError> {
    if !args.json {
        list_skipped(&replayed, har);
    }
    let credential = replayed.outcome.map_err(CliError::login)?;
    if let Some(lack @ Lack::Cookies) = replayed.lacks
        && credential.cookies().is_empty()
    {
        return Err(without_cookies(lack));
    }
    match args.json {
        true => output::write_json(&json!({
            "event": "credential",
            "flow": credential.flow(),
            "credential": credential,
            "warnings": credential_text::warnings(&credential),
        })),
        false => output::write("done\n"),
    }
}

/// Lists the entries that were not used by the login.
fn list_skipped(replayed: &Replayed<Credential>, har: &Har) {
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

/// The login succeeded, but the recording has no cookies, so the credentials are incomplete.
fn without_cookies(lack: Lack) -> CliError {
    let missing = vec!["cookies".to_owned()];
    let failure = CliError::login(Error::incomplete(missing));
    CliError {
        message: messages::recording_lacks(messages::of_core(&lack.to_string())),
        advice: messages::of_core(lack.advice()),
        ..failure
    }
}
