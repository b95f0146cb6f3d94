//! `qrlogin replay`.

use qrlogin::flows::{self, Options};
use qrlogin::replay::Replayed;
use qrlogin::{BoxFlow, Credential, Event, Replay, Seed, Settings};
use serde_json::json;

use super::settings::parse_setting;
use crate::args::ReplayArgs;
use crate::exit::{Exit, Failure};
use crate::explain::explain;
use crate::messages;
use crate::output::{self, printable};
use crate::show::Screen;

/// It decides over pauses only, and none is waited for.
const ANY_SEED: Seed = Seed::new([0; 16]);

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
    end(replayed.map_err(Failure::drift)?, args)
}

fn read(args: &ReplayArgs) -> Result<Replay, Failure> {
    let name = printable(&args.file.display().to_string());
    let advice = messages::name_a_recording();
    let text = std::fs::read_to_string(&args.file).map_err(|error| {
        Failure::usage(messages::cannot_read(&name), &advice).because(Some(&error))
    })?;
    let replay = Replay::from_har(&text)
        .map_err(|error| Failure::usage(messages::not_a_recording(&name, error), &advice))?;
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
    let options = Options::new().renewals(u32::MAX);
    info.login(&settings, ANY_SEED, &options).map_err(unusable)
}

fn show(event: &Event, args: &ReplayArgs) -> Result<(), Failure> {
    if args.json {
        return output::write_json(&json!(event));
    }
    let text = match event {
        Event::Retrying { cause, attempt } => {
            printable(&format!(": {} ({attempt})", explain(cause, None)))
        }
        _ => String::new(),
    };
    output::write(&format!("{}{text}\n", event.kind()))
}

/// The recorded login's own end.
fn end(replayed: Replayed<Credential>, args: &ReplayArgs) -> Result<(), Failure> {
    if let [_, ..] = replayed.skipped.as_slice()
        && !args.json
    {
        let count = replayed.skipped.len();
        Screen::stderr().aside(&messages::entries_skipped(count));
    }
    let credential = replayed.outcome.map_err(Failure::login)?;
    match args.json {
        true => output::write_json(&json!({ "event": "credential", "credential": credential })),
        false => output::write("done\n"),
    }
}
