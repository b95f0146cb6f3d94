//! The key that seals what is stored.
//!
//! It comes from the file of `--sealing-key`, else from the environment, else from a systemd
//! credential, else for SQLite from the file beside the database, which is made on the first start.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrlogin::Secret;
use qrlogin_gateway::WebhookSecret;
use qrlogin_gateway::seal::SealingKeys;

use super::say;
use super::store::Place;
use crate::args::ServeOptions;
use crate::exit::CliError;
use crate::messages;
use crate::private_file;
use crate::read_file;

/// The key itself.
const VARIABLE: &str = "QRLOGIN_SERVE_SEALING_KEY";
/// An earlier one.
const EARLIER_VARIABLE: &str = "QRLOGIN_SERVE_EARLIER_SEALING_KEY";
/// The folder of a systemd unit's credentials, and their names.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
const CREDENTIAL: &str = "sealing-key";
const EARLIER_CREDENTIAL: &str = "earlier-sealing-key";

/// The keys of a gateway with this store.
///
/// # Errors
/// There is none, or one cannot be used.
pub(super) fn keys(options: &ServeOptions, place: &Place) -> Result<SealingKeys, CliError> {
    let mut keys = SealingKeys::new(current(options, place)?);
    for path in &options.earlier_sealing_key {
        keys = keys.with_earlier(of_file("--earlier-sealing-key", path)?);
    }
    if let Some(text) = variable(EARLIER_VARIABLE) {
        keys = keys.with_earlier(parse(EARLIER_VARIABLE, &text)?);
    }
    if let Some(path) = credential(EARLIER_CREDENTIAL) {
        keys = keys.with_earlier(of_credential(&path)?);
    }
    Ok(keys)
}

fn current(options: &ServeOptions, place: &Place) -> Result<[u8; 32], CliError> {
    if let Some(path) = &options.sealing_key {
        return of_file("--sealing-key", path);
    }
    if let Some(text) = variable(VARIABLE) {
        return parse(VARIABLE, &text);
    }
    if let Some(path) = credential(CREDENTIAL) {
        return of_credential(&path);
    }
    match place {
        Place::Memory => random(),
        Place::File(path, _) => beside(path),
        Place::Postgres(_) => {
            let advice = messages::give_sealing_key();
            Err(CliError::usage(messages::no_sealing_key(), advice))
        }
    }
}

/// The key in the file beside a database; made if there is no such file.
fn beside(database: &Path) -> Result<[u8; 32], CliError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".key");
    let path = PathBuf::from(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return of_file("--sealing-key", &path);
        }
        Err(error) => return Err(not_made(&path, &error)),
    };
    let key = random()?;
    let text = Secret::from(format!("{}\n", STANDARD.encode(key)));
    let written = file.write_all(text.expose().as_bytes());
    if let Err(error) = written.and_then(|()| file.sync_all()) {
        // Half a key would be refused by the next start.
        let _ = std::fs::remove_file(&path);
        return Err(not_made(&path, &error));
    }
    say(&messages::sealing_key_made(path.display()));
    Ok(key)
}

fn not_made(path: &Path, error: &std::io::Error) -> CliError {
    let message = messages::sealing_key_not_made(path.display());
    CliError::usage(message, messages::give_sealing_key()).because(Some(error))
}

/// The key in a file of the operator.
///
/// # Errors
/// The file cannot be read, others can read it, or it holds no key.
fn of_file(option: &str, path: &Path) -> Result<[u8; 32], CliError> {
    parse(option, &private_file::text(option, path)?)
}

/// The secret that signs webhooks, if there is one.
///
/// # Errors
/// The file cannot be read, others can read it, or it holds no secret.
pub(super) fn webhook_secret(options: &ServeOptions) -> Result<Option<WebhookSecret>, CliError> {
    const OPTION: &str = "--webhook-secret";
    let Some(path) = &options.webhook_secret else {
        return Ok(None);
    };
    let text = private_file::text(OPTION, path)?;
    let secret = WebhookSecret::parse(text.expose().trim());
    secret.map(Some).map_err(|error| {
        let message = messages::option_refused(OPTION, messages::of_core(&error.to_string()));
        CliError::usage(message, messages::correct_option(OPTION))
    })
}

/// The key in a credential. Its mode is the service manager's business: with an access list, the
/// group's part of the mode shows that instead.
fn of_credential(path: &Path) -> Result<[u8; 32], CliError> {
    let text = read_file::text(path, read_file::SMALL).map_err(|error| {
        let message = messages::option_unreadable(CREDENTIALS, path.display());
        CliError::usage(message, messages::give_sealing_key()).because(Some(&error))
    })?;
    parse(CREDENTIALS, &text.into())
}

fn parse(source: &str, text: &Secret) -> Result<[u8; 32], CliError> {
    let bytes = STANDARD.decode(text.expose().trim()).ok();
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    key.ok_or_else(|| {
        let message = messages::not_a_sealing_key(source);
        CliError::usage(message, messages::sealing_key_form())
    })
}

fn variable(name: &str) -> Option<Secret> {
    let text = std::env::var(name).ok().filter(|text| !text.is_empty());
    text.map(Secret::from)
}

/// The file of a credential, if the unit has it.
fn credential(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(CREDENTIALS).filter(|path| !path.is_empty())?;
    let path = Path::new(&folder).join(name);
    path.exists().then_some(path)
}

fn random() -> Result<[u8; 32], CliError> {
    let mut key = [0; 32];
    match getrandom::fill(&mut key) {
        Ok(()) => Ok(key),
        Err(error) => {
            let failure = CliError::output(messages::no_randomness(), messages::check_limits());
            Err(failure.because(Some(&error)))
        }
    }
}
