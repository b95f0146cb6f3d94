//! Who may reach the simulator.

use std::path::Path;

use qrlogin::Secret;

use crate::args::SimulateArgs;
use crate::exit::CliError;
use crate::messages;
use crate::read_file;

/// The shortest token.
const LEAST: usize = 16;

/// The token of the control calls. Beyond the loopback there must be one.
///
/// # Errors
/// The address is beyond the loopback without the flag or the token for it; the token is too short,
/// or its file cannot be read.
pub(super) fn token(args: &SimulateArgs) -> Result<Option<Secret>, CliError> {
    let token = args.token.as_ref().map(read).transpose()?;
    let is_remote = !args.listen.ip().is_loopback();
    if is_remote && !args.allow_remote {
        let message = messages::not_loopback(args.listen);
        return Err(CliError::usage(message, messages::allow_remote()));
    }
    if is_remote && token.is_none() {
        let message = messages::remote_without_token();
        return Err(CliError::usage(message, messages::give_token()));
    }
    Ok(token)
}

/// Reads `TOKEN` or `@FILE`. The messages do not contain the token.
fn read(option: &Secret) -> Result<Secret, CliError> {
    let token: Secret = match option.expose().strip_prefix('@') {
        None => option.expose().into(),
        Some(path) => {
            let text = read_file::text_or_input(Path::new(path), read_file::SMALL);
            let text = text.map_err(|error| {
                let advice = messages::token_file_name();
                CliError::usage(messages::token_file(), advice).because(Some(&error))
            })?;
            text.trim().into()
        }
    };
    let text = token.expose();
    if text.chars().count() < LEAST || !text.chars().all(|c| c.is_ascii_graphic()) {
        let message = messages::token_too_short(LEAST);
        return Err(CliError::usage(message, messages::give_token()));
    }
    Ok(token)
}
