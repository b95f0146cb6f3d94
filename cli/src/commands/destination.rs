//! Where the credentials of a login go, and in which format: checked before the first request.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use qrlogin::Credential;
use qrlogin::export::Format;
use qrlogin::flows::FlowInfo;
use serde_json::{Value, json};

use super::credential_text::warnings;
use crate::args::{FormArgs, LoginArgs, StoreKind};
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::output::{self, Stdout};
use crate::profiles::{Name, Place, shown};
use crate::save::{self, Target};
use crate::show::Reporter;

/// Where the credentials of a login go.
pub(super) enum Destination {
    Stdout,
    File(Target),
    Profile(Place),
}

impl Destination {
    pub(super) fn path(&self) -> Option<&Path> {
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
