//! The settings of a flow, from whichever options they come.

use std::path::Path;

use qrlogin::{Secret, Settings};

use crate::args::LoginArgs;
use crate::exit::Failure;
use crate::output::printable;
use crate::read_file;

/// What every setting with the address of a server ends with.
const ADDRESS: &str = "_url";

/// The settings that were given. Whether the flow has them is for the flow itself to say.
///
/// # Errors
/// One of them cannot be read, is given twice, or names a server in a demo, which has its own.
pub(super) fn given(args: &LoginArgs) -> Result<Settings, Failure> {
    let options = &args.flow_settings;
    let mut given: Vec<(String, Secret)> = Vec::new();
    given.extend(
        options
            .base_url
            .clone()
            .map(|url| ("base_url".to_owned(), url)),
    );
    let texts = [("app", &options.app), ("region", &options.region)];
    for (name, text) in texts {
        given.extend(text.as_deref().map(|text| (name.to_owned(), text.into())));
    }
    for setting in &options.set {
        given.push(parse_setting(setting)?);
    }
    let mut settings = Settings::new();
    for (name, value) in given {
        if settings.get(&name).is_some() {
            let message = format!("{}: given twice", setting_option(&name));
            return Err(Failure::usage(message, "give each setting once"));
        }
        if args.demo && name.ends_with(ADDRESS) {
            let message = format!("{}: cannot be used with --demo", setting_option(&name));
            let advice = "leave one of them out: in a demo the servers are simulated";
            return Err(Failure::usage(message, advice));
        }
        settings = settings.with(name, value);
    }
    Ok(settings)
}

/// `NAME=VALUE`, `NAME=@FILE`, or `NAME=@-` for standard input. The messages leave out the value,
/// which may be a secret.
///
/// # Errors
/// It is of another form, or the file cannot be read.
pub(super) fn parse_setting(text: &Secret) -> Result<(String, Secret), Failure> {
    let named = text.expose().split_once('=');
    let (name, value) = named.filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
        Failure::usage(
            "--set: not of the form NAME=VALUE",
            "write it like --set lang=en_US",
        )
    })?;
    let name = printable(&name.replace('-', "_"));
    let Some(path) = value.strip_prefix('@') else {
        return Ok((name, value.into()));
    };
    match read_file::text_or_input(Path::new(path), read_file::SMALL) {
        Ok(value) => Ok((name, value.trim_end_matches(['\r', '\n']).into())),
        Err(error) => {
            let message = format!("--set {name}: the file cannot be read");
            let advice = "name a text file after the @";
            Err(Failure::usage(message, advice).because(Some(&error)))
        }
    }
}

/// How a setting is spelt among the options of `qrlogin login`.
pub(super) fn setting_option(name: &str) -> String {
    match name {
        "base_url" => "--base-url".to_owned(),
        "app" | "region" => format!("--{name}"),
        _ => format!("--set {name}"),
    }
}
