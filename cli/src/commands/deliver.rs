//! Prints or saves the credentials.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use qrlogin::export::{ExportError, Format};
use qrlogin::flows::FlowInfo;
use qrlogin::{Credential, Warning};
use serde_json::{Value, json};

use crate::args::{FormArgs, LoginArgs, StoreKind};
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::output::{self, Stdout};
use crate::profiles::{Name, Place, Profile, account_text, shown};
use crate::save::{self, Target, rescued};
use crate::show::Reporter;
use crate::text::printable;

/// Where the credentials of a login go.
pub(super) enum Destination {
    Stdout,
    File(Target),
    Profile(Place),
}

impl Destination {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdout => None,
            Self::File(target) => Some(target.path()),
            Self::Profile(place) => Some(place.path()),
        }
    }

    /// The fields of the line that hooks get: the credentials and where they are.
    pub(super) fn line(&self, credential: &Credential) -> Value {
        let mut line = json!({
            "account": credential.account(),
            "credential": credential,
            "warnings": warnings(credential),
        });
        if let (Some(path), Some(line)) = (self.path(), line.as_object_mut()) {
            line.insert("saved_to".to_owned(), path.display().to_string().into());
        }
        line
    }
}

/// Checks the format before the login.
///
/// # Errors
/// The flow's credentials cannot have this format.
pub(super) fn check_format(info: &FlowInfo, args: &LoginArgs) -> Result<(), CliError> {
    let credentials = &args.credentials;
    check_form(info, &credentials.form)?;
    let format = credentials.form.format;
    let refuse = |problem: Text, hint: Text| {
        let message = messages::no_format(format.name(), problem);
        Err(CliError::usage(message, hint))
    };
    if format == Format::Json {
        Ok(())
    } else if credentials.profile.is_some() {
        refuse(messages::profile_keeps_json(), messages::export_later())
    } else if credentials.json && credentials.file().is_none() {
        refuse(messages::format_needs_out(), messages::use_json())
    } else if is_for_profile(args) {
        refuse(messages::format_at_terminal(), messages::out_or_dash())
    } else {
        Ok(())
    }
}

/// Checks whether credentials of this flow can have this form.
///
/// # Errors
/// They cannot.
pub(super) fn check_form(info: &FlowInfo, form: &FormArgs) -> Result<(), CliError> {
    let format = form.format;
    if format != Format::Netscape && !form.netscape.is_empty() {
        let message = messages::netscape_without_format();
        Err(CliError::usage(message, messages::add_format_netscape()))
    } else if !format.fits(info) {
        let flows = format.flows().join(", ");
        let problem = match is_of_cookies(format) {
            true => messages::no_cookies_from(info.id),
            false => messages::format_of_flows(flows, info.id),
        };
        let message = messages::no_format(format.name(), problem);
        let others = Format::of(info).map(Format::name).collect::<Vec<_>>();
        Err(CliError::usage(
            message,
            messages::use_formats(others.join(", ")),
        ))
    } else {
        Ok(())
    }
}

/// Whether it is for every flow with cookies, and for them alone.
fn is_of_cookies(format: Format) -> bool {
    use Format::{CookieEditor, Header, Netscape, Playwright};

    [Header, Netscape, Playwright, CookieEditor].contains(&format)
}

/// Whether the credentials go to a profile that is not named: at a terminal, where they would be
/// readable on the screen otherwise.
fn is_for_profile(args: &LoginArgs) -> bool {
    let own = &args.credentials;
    let is_elsewhere = own.out.is_some() || own.json || args.demo;
    !is_elsewhere && io::stdout().is_terminal()
}

/// Checks the place for the credentials of this flow.
///
/// # Errors
/// They cannot be written there; nothing was sent.
pub(super) fn destination(
    info: &FlowInfo,
    args: &LoginArgs,
    reporter: &mut Reporter<'_>,
) -> Result<Destination, CliError> {
    let own = &args.credentials;
    if let Some(path) = own.file() {
        let target = Target::check(&save::OUT, path, own.force)?;
        reporter.say(&messages::will_be_in_file(shown(target.path())));
        return Ok(Destination::File(target));
    }
    let name = match &own.profile {
        Some(name) => Some(name.clone()),
        None => is_for_profile(args).then(|| Name::of_flow(info.id)),
    };
    if let Some(name) = name {
        let place = Place::check(name, info.id, own.store, own.force)?;
        let path = shown(place.path());
        reporter.say(&match place.kind() {
            StoreKind::File => messages::will_be_saved(place.name(), path),
            StoreKind::Keyring => messages::will_be_in_keyring(place.name()),
        });
        return Ok(Destination::Profile(place));
    }
    if own.force && own.out.is_none() {
        let message = messages::force_without_place();
        return Err(CliError::usage(message, messages::add_place()));
    }
    if own.store.is_some() {
        let message = messages::store_without_profile();
        return Err(CliError::usage(message, messages::add_profile()));
    }
    check_stdout(|text| reporter.warn(text))?;
    if !args.demo {
        reporter.say(&messages::will_be_printed());
    }
    Ok(Destination::Stdout)
}

/// Says before the scan what the format keeps, since the rest needs another login.
pub(super) fn announce_format(info: &FlowInfo, args: &LoginArgs, reporter: &mut Reporter<'_>) {
    let format = args.credentials.form.format;
    if format != Format::Json {
        let yields = messages::of_core(info.yields);
        reporter.say(&match is_of_cookies(format) {
            true => messages::keeps_cookies_only(format.name(), yields),
            false => messages::keeps_part(format.name(), yields),
        });
    }
}

/// Checks standard output, where the credentials go; warns if they would be lost there, or if other
/// users can read the file that the shell has created.
///
/// # Errors
/// Standard output is closed.
pub(super) fn check_stdout(mut warn: impl FnMut(&str)) -> Result<(), CliError> {
    match output::stdout() {
        Stdout::Open => {}
        Stdout::Null => warn(&messages::stdout_is_null()),
        Stdout::Closed => {
            return Err(CliError::usage(
                messages::stdout_closed(),
                messages::save_or_discard(),
            ));
        }
    }
    if let Some(mode) = output::readable_by_others() {
        warn(&messages::stdout_is_readable(format_args!("{mode:04o}")));
    }
    Ok(())
}

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

/// The text for standard output.
pub(super) fn ended(text: &str) -> String {
    let is_open = io::stdout().is_terminal() && !text.ends_with('\n');
    format!("{text}{}", if is_open { "\n" } else { "" })
}

/// The credentials in their format. A header and a file of one line have no final line feed.
///
/// # Errors
/// There are no cookies for this format.
pub(super) fn text(credential: &Credential, form: &FormArgs) -> Result<String, CliError> {
    if form.format == Format::Json {
        return json_text(credential);
    }
    let text = credential.export_with(form.format, form.options());
    let text = text.map_err(|error| {
        let message = match error {
            ExportError::Flow { .. } => messages::no_cookies_to_format(),
            error => messages::logged_in_no_format(messages::export_problem(&error)),
        };
        CliError::output(message, messages::on_stdout_as_json())
    })?;
    Ok(text.expose().to_owned())
}

/// The credentials as JSON with a final line feed.
///
/// # Errors
/// They cannot be serialized.
pub(super) fn json_text(credential: &Credential) -> Result<String, CliError> {
    let text = credential
        .export(Format::Json)
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
