//! Where the credentials go.

use std::io::IsTerminal as _;

use qrlogin::flows::FlowInfo;
use qrlogin::{Credential, export};
use serde_json::json;

use crate::args::{Format, LoginArgs};
use crate::exit::Failure;
use crate::messages;
use crate::output::{self, Reader, printable};
use crate::save::Target;
use crate::show::Reporter;

/// Whether the credentials will have this form, as far as that is known before the login.
///
/// # Errors
/// They cannot have it.
pub(super) fn check_format(info: &FlowInfo, args: &LoginArgs) -> Result<(), Failure> {
    let (format, credentials) = (args.credentials.format, &args.credentials);
    let refuse = |problem: String| {
        let message = messages::no_format(format.name(), problem);
        Err(Failure::usage(message, messages::use_json()))
    };
    if format == Format::Json {
        Ok(())
    } else if !info.cookies {
        refuse(messages::no_cookies_from(info.id))
    } else if credentials.json && credentials.file().is_none() {
        refuse(messages::format_needs_out())
    } else {
        Ok(())
    }
}

/// Whether somebody gets the credentials that are to go to standard output.
///
/// # Errors
/// It is closed. That it leads to the null device on purpose is told with a warning.
pub(super) fn check_reader(
    target: Option<&Target>,
    reporter: &mut Reporter<'_>,
) -> Result<(), Failure> {
    match output::reader() {
        _ if target.is_some() => Ok(()),
        Reader::There => Ok(()),
        Reader::Unwanted => {
            reporter.warn(&messages::stdout_is_null());
            Ok(())
        }
        Reader::Missing => Err(Failure::usage(
            messages::stdout_closed(),
            messages::save_or_discard(),
        )),
    }
}

/// Saves or prints the credentials. Whatever happens, they are not lost while standard output is there.
///
/// # Errors
/// They could not be written where they should go.
pub(super) fn deliver(
    credential: &Credential,
    args: &LoginArgs,
    target: Option<&Target>,
    reporter: &mut Reporter<'_>,
) -> Result<(), Failure> {
    for remark in remarks(credential) {
        reporter.warn(&remark);
    }
    let (json, format) = (args.credentials.json, args.credentials.format);
    if json && target.is_none() {
        reporter.say(&messages::logged_in());
        let fields = json!({ "credential": credential });
        return reporter.last_line(fields).map_err(Failure::lost);
    }
    let text = match text(credential, format) {
        Ok(text) => text,
        Err(failure) => return Err(instead(credential, json, failure)),
    };
    let Some(target) = target else {
        reporter.say(&match std::io::stdout().is_terminal() {
            true => messages::logged_in_secret(),
            false => messages::logged_in(),
        });
        return output::write(&text).map_err(Failure::lost);
    };
    let path = target.path().display().to_string();
    if let Err(error) = target.write(text.as_bytes()) {
        let message = messages::logged_in_not_saved(printable(&path));
        let advice = messages::on_stdout_instead();
        let failure = Failure::output(message, advice).because(Some(&error));
        return Err(instead(credential, json, failure));
    }
    reporter.say(&messages::saved(printable(&path)));
    if json {
        let (flow, format) = (credential.flow(), format.name());
        reporter.last_line(json!({ "flow": flow, "saved_to": path, "format": format }))?;
    }
    Ok(())
}

/// The credentials as text with a final line feed.
///
/// # Errors
/// There are no cookies for this form.
pub(super) fn text(credential: &Credential, format: Format) -> Result<String, Failure> {
    let format = match format {
        Format::Json => export::Format::Json,
        Format::Header => export::Format::Header,
        Format::Netscape => export::Format::Netscape,
    };
    let text = credential.export(format).map_err(|_| {
        let advice = messages::on_stdout_as_json();
        Failure::output(messages::no_cookies_to_format(), advice)
    })?;
    let text = text.expose();
    let line_feed = if text.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{text}{line_feed}"))
}

/// Puts the credentials on standard output after all; with `--json` the last line has them.
fn instead(credential: &Credential, json: bool, mut failure: Failure) -> Failure {
    if output::reader() != Reader::There {
        return Failure::lost(failure);
    }
    if json {
        failure.credential = Some(Box::new(credential.clone()));
        return failure;
    }
    let printed = text(credential, Format::Json).and_then(|text| output::write(&text));
    printed.map_or_else(Failure::lost, |()| failure)
}

/// What is not an error, but will be missed later.
fn remarks(credential: &Credential) -> Vec<String> {
    match credential {
        Credential::Pan115Gateway(credential) if credential.kid.is_none() => {
            vec![messages::no_kid()]
        }
        Credential::BilibiliWeb(credential) if credential.refresh_token.is_none() => {
            vec![messages::no_refresh_token()]
        }
        _ => Vec::new(),
    }
}
