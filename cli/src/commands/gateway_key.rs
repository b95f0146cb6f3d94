//! `qrlogin gateway-key`.

use qrlogin::Timestamp;
use qrlogin_gateway::access::{ApiKey, is_key_name};
use qrlogin_gateway::store::{Key, Store};

use super::plain;
use super::serve::{Place, open_for_keys, runtime, say, unusable, with_file};
use crate::args::{GatewayKeyArgs, KeyAction, ServeOptions};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output;

pub(crate) fn gateway_key(args: &GatewayKeyArgs) -> Exit {
    plain(run(args))
}

fn run(args: &GatewayKeyArgs) -> Result<(), CliError> {
    let own = ServeOptions {
        store: args.store.clone(),
        ..ServeOptions::default()
    };
    let options = with_file(own, args.config.as_deref())?;
    if let KeyAction::Add { name } = &args.action
        && !is_key_name(name)
    {
        let advice = messages::key_name_form();
        return Err(CliError::usage(messages::not_a_key_name(), advice));
    }
    let place = Place::of(options.store.as_ref(), false)?;
    runtime()?.block_on(async {
        let store = open_for_keys(&place).await?;
        act(&args.action, &*store, &place).await
    })
}

async fn act(action: &KeyAction, store: &dyn Store, place: &Place) -> Result<(), CliError> {
    let failed = |error| unusable(place, &error);
    match action {
        KeyAction::Add { name } => {
            let Some(key) = ApiKey::generate() else {
                let advice = messages::check_limits();
                return Err(CliError::output(messages::no_randomness(), advice));
            };
            if !store.add_key(name, &key.hash()).await.map_err(failed)? {
                let message = messages::key_name_taken(name);
                return Err(CliError::usage(message, messages::other_key_name()));
            }
            say(&messages::key_made(name));
            let written = output::write(&format!("{}\n", key.expose()));
            if written.is_err() {
                // A key that was not shown is of use to no client.
                let _ = store.revoke_key(name).await;
            }
            written
        }
        KeyAction::List => {
            let keys = store.keys().await.map_err(failed)?;
            output::write(&keys.iter().map(line).collect::<String>())
        }
        KeyAction::Revoke { name } => match store.revoke_key(name).await.map_err(failed)? {
            true => {
                say(&messages::key_revoked(name));
                Ok(())
            }
            false => {
                let message = messages::no_such_key(name);
                Err(CliError::usage(message, messages::list_keys()))
            }
        },
    }
}

/// Name, when it was made, and when it was revoked, separated by tabs.
fn line(key: &Key) -> String {
    let time = |at: Timestamp| {
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(at.as_secs());
        humantime::format_rfc3339_seconds(at).to_string()
    };
    let revoked = key.revoked_at.map_or_else(|| "-".to_owned(), time);
    format!("{}\t{}\t{revoked}\n", key.name, time(key.created_at))
}
