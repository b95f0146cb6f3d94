//! Prints or saves the credentials.

use std::io::IsTerminal as _;
use std::path::Path;

use qrlogin::Credential;
use qrlogin::export::Format;
use serde_json::json;

use super::credential_text::{ended, json_text, text, warnings};
use super::destination::Destination;
use crate::args::LoginArgs;
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::output::{self, Stdout};
use crate::profiles::{Place, Profile, account_text, shown};
use crate::save::rescued;
use crate::show::Reporter;
use crate::text::printable;

/// Saves or prints the credentials. If that fails, they go to standard output or another file.
///
/// # Errors
/// The credentials could not be written to their place.
pub(super) fn deliver(
    credential: &Credential,
    args: &LoginArgs,
    destination: &Destination,
    reporter: &mut Reporter<'_>,
) -> Result<(), CliError> {
    for warning in credential.warnings() {
        reporter.warn(&messages::lacking(&warning));
    }
    let json = args.credentials.json;
    if let Destination::Profile(place) = destination {
        return keep(credential, place, json, reporter);
    }
    if json && destination.path().is_none() {
        reporter.say(&messages::logged_in());
        let fields = json!({ "credential": credential, "warnings": warnings(credential) });
        let written = reporter.last_line(fields);
        return written.map_err(|closed| unprinted(credential, closed));
    }
    let text = match text(credential, &args.credentials.form) {
        Ok(text) => text,
        Err(failure) => {
            return Err(print_instead(credential, json, destination.path(), failure));
        }
    };
    let left_out = credential.left_out(args.credentials.form.format);
    if !left_out.is_empty() {
        reporter.warn(&lost(&left_out, args));
    }
    let Destination::File(target) = destination else {
        return print(&text, credential, reporter);
    };
    let path = target.path().display().to_string();
    if let Err(error) = target.write(text.as_bytes()) {
        let message = messages::logged_in_not_saved(printable(&path));
        let advice = messages::on_stdout_instead();
        let failure = CliError::output(message, advice).because(Some(&error));
        return Err(print_instead(
            credential,
            json,
            Some(target.path()),
            failure,
        ));
    }
    let account = credential.account();
    reporter.say(&match account.as_ref().map(account_text) {
        Some(account) => messages::saved_as(account, credential.flow(), printable(&path)),
        None => messages::saved(printable(&path)),
    });
    if json {
        reporter.last_line(json!({
            "flow": credential.flow(),
            "saved_to": path,
            "format": args.credentials.form.format.name(),
            "left_out": left_out,
            "warnings": warnings(credential),
        }))?;
    }
    Ok(())
}

/// Saves the credentials as a profile.
fn keep(
    credential: &Credential,
    place: &Place,
    json: bool,
    reporter: &mut Reporter<'_>,
) -> Result<(), CliError> {
    let instead = |failure| Err(print_instead(credential, json, Some(place.path()), failure));
    let profile = Profile::new(credential.clone());
    let text = profile.stored(place.kind());
    let kept = match text.map(|text| place.save(&profile, &text)) {
        Ok(Ok(kept)) => kept,
        Ok(Err(error)) => return instead(not_saved(place).because(Some(&error))),
        Err(failure) => {
            let mut causes = vec![failure.message];
            causes.extend(failure.causes);
            return instead(CliError {
                causes,
                ..not_saved(place)
            });
        }
    };
    let (flow, account) = (
        credential.flow(),
        profile.account.as_ref().map(account_text),
    );
    let fields = json!({
        "flow": flow,
        "account": profile.account,
        "profile": kept.name.to_string(),
        "saved_to": kept.path.display().to_string(),
        "format": Format::Json.name(),
        "left_out": [],
        "warnings": warnings(credential),
    });
    if let Some(why) = &kept.instead {
        let message = match account {
            Some(account) => messages::saved_beside_as(account, why, &kept.name),
            None => messages::saved_beside(why, &kept.name),
        };
        let hint = messages::use_both_profiles(place.name(), &kept.name);
        return Err(CliError::other_account(message, hint, fields));
    }
    reporter.say(&match account {
        Some(account) => messages::logged_in_as(account, flow, &kept.name),
        None => messages::logged_in_to(flow, &kept.name),
    });
    match json {
        true => reporter.last_line(fields),
        false => Ok(()),
    }
}

/// The profile could not be saved, and the credentials are on standard output.
fn not_saved(place: &Place) -> CliError {
    let message = messages::logged_in_not_saved(shown(place.path()));
    CliError::output(message, messages::on_stdout_instead())
}

/// Prints the credentials. Only a terminal gets a final line feed: a program that reads a header
/// may refuse it.
fn print(text: &str, credential: &Credential, reporter: &mut Reporter<'_>) -> Result<(), CliError> {
    let is_terminal = std::io::stdout().is_terminal();
    reporter.say(&match is_terminal {
        true => messages::logged_in_secret(),
        false => messages::logged_in(),
    });
    output::write(&ended(text)).map_err(|closed| unprinted(credential, closed))
}

/// The warning about the fields that the format cannot hold.
fn lost(left_out: &[String], args: &LoginArgs) -> Text {
    let (names, format) = (left_out.join(", "), args.credentials.form.format.name());
    messages::left_out(format, names)
}

/// Prints the credentials that could not be saved, or writes them to another file; with `--json`
/// they are in the last line.
fn print_instead(
    credential: &Credential,
    json: bool,
    path: Option<&Path>,
    mut failure: CliError,
) -> CliError {
    let rescued = |failure| {
        let saved = rescued(failure, credential, path);
        saved.unwrap_or_else(CliError::lost)
    };
    if output::stdout() != Stdout::Open {
        return rescued(failure);
    }
    if json {
        failure.credential = Some(Box::new(credential.clone()));
        return failure;
    }
    let printed = json_text(credential).and_then(|text| output::write(&text));
    match printed {
        Ok(()) => failure,
        Err(_) => rescued(failure),
    }
}

/// Writes the credentials to another file, since standard output is closed or full.
fn unprinted(credential: &Credential, closed: CliError) -> CliError {
    let message = messages::logged_in_not_printed();
    let failure = CliError { message, ..closed };
    rescued(failure, credential, None).unwrap_or_else(CliError::lost)
}
