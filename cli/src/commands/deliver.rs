//! Where the credentials go.

use std::io::IsTerminal as _;

use qrlogin::flows::FlowInfo;
use qrlogin::{Credential, export};
use serde_json::json;

use crate::args::{Format, LoginArgs};
use crate::exit::Failure;
use crate::output::{self, Reader, printable};
use crate::save::{Target, rescued};
use crate::show::Reporter;

/// Whether the credentials will have this form, as far as that is known before the login.
///
/// # Errors
/// They cannot have it.
pub(super) fn check_format(info: &FlowInfo, args: &LoginArgs) -> Result<(), Failure> {
    let (format, credentials) = (args.credentials.format, &args.credentials);
    let refuse = |problem: String| {
        let message = format!("--format {}: {problem}", format.name());
        Err(Failure::usage(
            message,
            "leave it out, or use --format json",
        ))
    };
    if format == Format::Json {
        Ok(())
    } else if !info.cookies {
        refuse(format!("{} yields no cookies", info.id))
    } else if credentials.json && credentials.file().is_none() {
        refuse("with --json it is for the file of --out, and there is none".to_owned())
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
            reporter.warn("standard output is the null device: the credentials will be lost, unless you use --out FILE");
            Ok(())
        }
        Reader::Missing => Err(Failure::usage(
            "standard output is closed, so the credentials would be lost",
            "save them with --out FILE, or throw them away on purpose with >/dev/null",
        )),
    }
}

/// Saves or prints the credentials. They are not lost while there is any place for them.
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
        reporter.warn(remark);
    }
    let (json, format) = (args.credentials.json, args.credentials.format);
    if json && target.is_none() {
        reporter.say("Logged in.");
        let fields = json!({ "credential": credential });
        let told = reporter.last_line(fields);
        return told.map_err(|closed| unprinted(credential, closed));
    }
    let text = match text(credential, format) {
        Ok(text) => text,
        Err(failure) => return Err(instead(credential, json, target, failure)),
    };
    let Some(target) = target else {
        reporter.say(if std::io::stdout().is_terminal() {
            "Logged in. What follows is as good as your password: keep it to yourself."
        } else {
            "Logged in."
        });
        return output::write(&text).map_err(|closed| unprinted(credential, closed));
    };
    let path = target.path().display().to_string();
    if let Err(error) = target.write(text.as_bytes()) {
        let message = format!("logged in, but {} could not be written", printable(&path));
        let advice = "the credentials are on standard output instead: keep them";
        let failure = Failure::output(message, advice).because(Some(&error));
        return Err(instead(credential, json, Some(target), failure));
    }
    reporter.say(&format!(
        "Logged in. The credentials are in {}",
        printable(&path)
    ));
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
        let advice = "the credentials are on standard output as JSON instead: keep them";
        Failure::output("logged in, but there are no cookies for --format", advice)
    })?;
    let text = text.expose();
    let line_feed = if text.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{text}{line_feed}"))
}

/// Puts the credentials on standard output after all, or in another file; with `--json` the last
/// line has them.
fn instead(
    credential: &Credential,
    json: bool,
    target: Option<&Target>,
    mut failure: Failure,
) -> Failure {
    let rescued = |failure| {
        let saved = rescued(failure, credential, target.map(Target::path));
        saved.unwrap_or_else(Failure::lost)
    };
    if output::reader() != Reader::There {
        return rescued(failure);
    }
    if json {
        failure.credential = Some(Box::new(credential.clone()));
        return failure;
    }
    let printed = text(credential, Format::Json).and_then(|text| output::write(&text));
    match printed {
        Ok(()) => failure,
        Err(_) => rescued(failure),
    }
}

/// Standard output was closed, or is full, when the credentials came: they are in another file.
fn unprinted(credential: &Credential, closed: Failure) -> Failure {
    let message = "logged in, but standard output cannot be written".to_owned();
    let failure = Failure { message, ..closed };
    rescued(failure, credential, None).unwrap_or_else(Failure::lost)
}

/// What is not an error, but will be missed later.
fn remarks(credential: &Credential) -> Vec<&'static str> {
    match credential {
        Credential::Pan115Gateway(credential) if credential.kid.is_none() => vec![
            "the gateway passed on no KID, which 115 has wanted since December 2024: the cookies may be refused",
        ],
        Credential::BilibiliWeb(credential) if credential.refresh_token.is_none() => {
            vec!["there was no refresh token: the cookies cannot be renewed without a new login"]
        }
        _ => Vec::new(),
    }
}
