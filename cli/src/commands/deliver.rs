//! Prints or saves the credentials.

use std::io::IsTerminal as _;

use qrlogin::flows::FlowInfo;
use qrlogin::{Credential, Warning, export};
use serde_json::{Value, json};

use crate::args::{CredentialArgs, Format, LoginArgs};
use crate::exit::CliError;
use crate::messages;
use crate::output::{self, Stdout};
use crate::save::{Target, rescued};
use crate::show::Reporter;
use crate::text::printable;

/// Checks the format before the login.
///
/// # Errors
/// The flow's credentials cannot have this format.
pub(super) fn check_format(info: &FlowInfo, args: &LoginArgs) -> Result<(), CliError> {
    let (format, credentials) = (args.credentials.format, &args.credentials);
    let refuse = |problem: String| {
        let message = messages::no_format(format.name(), problem);
        Err(CliError::usage(message, messages::use_json()))
    };
    if format != Format::Netscape && !credentials.netscape.is_empty() {
        let message = messages::netscape_without_format();
        Err(CliError::usage(message, messages::add_format_netscape()))
    } else if format == Format::Json {
        Ok(())
    } else if !info.cookies {
        refuse(messages::no_cookies_from(info.id))
    } else if credentials.json && credentials.file().is_none() {
        refuse(messages::format_needs_out())
    } else {
        Ok(())
    }
}

/// Says before the scan what the format keeps, since the rest needs another login.
pub(super) fn announce_format(info: &FlowInfo, args: &LoginArgs, reporter: &mut Reporter<'_>) {
    let format = args.credentials.format;
    if format != Format::Json {
        let (format, yields) = (format.name(), info.yields);
        reporter.say(&messages::keeps_cookies_only(format, yields));
    }
}

/// Checks standard output if the credentials go there; warns if it is the null device.
///
/// # Errors
/// Standard output is closed.
pub(super) fn check_stdout(
    target: Option<&Target>,
    reporter: &mut Reporter<'_>,
) -> Result<(), CliError> {
    match output::stdout() {
        _ if target.is_some() => Ok(()),
        Stdout::Open => Ok(()),
        Stdout::Null => {
            reporter.warn(&messages::stdout_is_null());
            Ok(())
        }
        Stdout::Closed => Err(CliError::usage(
            messages::stdout_closed(),
            messages::save_or_discard(),
        )),
    }
}

/// Saves or prints the credentials. If that fails, they go to standard output or another file.
///
/// # Errors
/// The credentials could not be written to their place.
pub(super) fn deliver(
    credential: &Credential,
    args: &LoginArgs,
    target: Option<&Target>,
    reporter: &mut Reporter<'_>,
) -> Result<(), CliError> {
    for warning in credential.warnings() {
        reporter.warn(&messages::lacking(&warning));
    }
    let json = args.credentials.json;
    if json && target.is_none() {
        reporter.say(&messages::logged_in());
        let fields = json!({ "credential": credential, "warnings": warnings(credential) });
        let written = reporter.last_line(fields);
        return written.map_err(|closed| unprinted(credential, closed));
    }
    let text = match text(credential, &args.credentials) {
        Ok(text) => text,
        Err(failure) => return Err(print_instead(credential, json, target, failure)),
    };
    let left_out = credential.left_out(args.credentials.format.form());
    if !left_out.is_empty() {
        reporter.warn(&lost(&left_out, args));
    }
    let Some(target) = target else {
        return print(&text, credential, reporter);
    };
    let path = target.path().display().to_string();
    if let Err(error) = target.write(text.as_bytes()) {
        let message = messages::logged_in_not_saved(printable(&path));
        let advice = messages::on_stdout_instead();
        let failure = CliError::output(message, advice).because(Some(&error));
        return Err(print_instead(credential, json, Some(target), failure));
    }
    reporter.say(&messages::saved(printable(&path)));
    if json {
        reporter.last_line(json!({
            "flow": credential.flow(),
            "saved_to": path,
            "format": args.credentials.format.name(),
            "left_out": left_out,
            "warnings": warnings(credential),
        }))?;
    }
    Ok(())
}

/// Prints the credentials. Only a terminal gets a final line feed: a program that reads a header
/// may refuse it.
fn print(text: &str, credential: &Credential, reporter: &mut Reporter<'_>) -> Result<(), CliError> {
    let is_terminal = std::io::stdout().is_terminal();
    reporter.say(&match is_terminal {
        true => messages::logged_in_secret(),
        false => messages::logged_in(),
    });
    let line_feed = match is_terminal && !text.ends_with('\n') {
        true => "\n",
        false => "",
    };
    output::write(&format!("{text}{line_feed}")).map_err(|closed| unprinted(credential, closed))
}

/// The credentials in their format: a header without, all others with a final line feed.
///
/// # Errors
/// There are no cookies for this format.
fn text(credential: &Credential, args: &CredentialArgs) -> Result<String, CliError> {
    if args.format == Format::Json {
        return json_text(credential);
    }
    let text = credential.export_with(args.format.form(), args.netscape());
    let text = text.map_err(|_| {
        let advice = messages::on_stdout_as_json();
        CliError::output(messages::no_cookies_to_format(), advice)
    })?;
    Ok(text.expose().to_owned())
}

/// The credentials as JSON with a final line feed.
///
/// # Errors
/// They cannot be serialized.
pub(super) fn json_text(credential: &Credential) -> Result<String, CliError> {
    let text = credential
        .export(export::Format::Json)
        .map_err(|_| CliError::output(messages::not_json(), messages::report_internal()))?;
    Ok(format!("{}\n", text.expose()))
}

/// The warnings about these credentials for the JSON line: kind, message and the kind's fields.
pub(super) fn warnings(credential: &Credential) -> Vec<Value> {
    let line = |warning: &Warning| {
        let mut line = json!(warning);
        if let Some(line) = line.as_object_mut() {
            line.insert("message".to_owned(), messages::lacking(warning).into());
        }
        line
    };
    credential.warnings().iter().map(line).collect()
}

/// The warning about the fields that the format cannot hold.
fn lost(left_out: &[String], args: &LoginArgs) -> String {
    let (names, format) = (left_out.join(", "), args.credentials.format.name());
    messages::left_out(format, names)
}

/// Prints the credentials that could not be saved, or writes them to another file; with `--json`
/// they are in the last line.
fn print_instead(
    credential: &Credential,
    json: bool,
    target: Option<&Target>,
    mut failure: CliError,
) -> CliError {
    let rescued = |failure| {
        let saved = rescued(failure, credential, target.map(Target::path));
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
