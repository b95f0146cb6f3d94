//! The settings of a flow, from all options.

use std::path::Path;

use qrlogin::{Secret, Settings};

use crate::args::LoginArgs;
use crate::exit::CliError;
use crate::messages;
use crate::read_file;
use crate::text::printable;

/// The ending of every setting with the address of a server.
const ADDRESS: &str = "_url";

/// The settings on the command line. The flow checks whether it has them.
///
/// # Errors
/// A setting cannot be read, is given twice, or names a server in a demo, which has its own.
pub(super) fn given(args: &LoginArgs) -> Result<Settings, CliError> {
    let options = &args.flow_settings;
    let own = options.own.iter();
    let mut given: Vec<(String, Secret)> = own
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    for setting in &options.set {
        given.push(parse_setting(setting)?);
    }
    let mut settings = Settings::new();
    for (name, value) in given {
        if settings.get(&name).is_some() {
            let message = messages::given_twice(messages::option(&name));
            return Err(CliError::usage(message, messages::give_once()));
        }
        if args.demo && name.ends_with(ADDRESS) {
            let message = messages::not_in_demo(messages::option(&name));
            return Err(CliError::usage(message, messages::demo_is_simulated()));
        }
        settings = settings.with(name, value);
    }
    Ok(settings)
}

/// The settings, and for what they leave out these defaults. A demo has servers of its own.
///
/// # Errors
/// A default names a file that cannot be read.
pub(super) fn with_defaults(
    settings: Settings,
    defaults: Vec<(&'static str, Secret)>,
    demo: bool,
) -> Result<Settings, CliError> {
    let mut settings = settings;
    for (name, value) in defaults {
        if settings.get(name).is_none() && !(demo && name.ends_with(ADDRESS)) {
            let (name, value) = parse_setting(&format!("{name}={}", value.expose()).into())?;
            settings = settings.with(name, value);
        }
    }
    Ok(settings)
}

/// Parses `NAME=VALUE`, `NAME=@FILE`, or `NAME=@-` for standard input. The messages do not contain
/// the value, which may be a secret.
///
/// # Errors
/// The text has another form, or the file cannot be read.
pub(super) fn parse_setting(text: &Secret) -> Result<(String, Secret), CliError> {
    let named = text.expose().split_once('=');
    let (name, value) = named
        .filter(|(name, _)| !name.is_empty())
        .ok_or_else(|| CliError::usage(messages::set_form(), messages::set_example()))?;
    let name = printable(&name.replace('-', "_"));
    let Some(path) = value.strip_prefix('@') else {
        return Ok((name, value.into()));
    };
    match read_file::text_or_input(Path::new(path), read_file::SMALL) {
        Ok(value) => Ok((name, value.trim_end_matches(['\r', '\n']).into())),
        Err(error) => {
            let (message, hint) = (messages::set_file(&name), messages::set_file_name());
            Err(CliError::usage(message, hint).because(Some(&error)))
        }
    }
}
