//! The hint where a server of the user's own does not respond.

use qrlogin::flows::FlowInfo;
use qrlogin::{Error, Failure, Settings};

use crate::args::LoginArgs;
use crate::exit::CliError;
use crate::messages;

/// Names the server in the hint if it could not be connected to.
pub(super) fn locate_server(
    failure: CliError,
    info: &FlowInfo,
    settings: &Settings,
    args: &LoginArgs,
) -> CliError {
    if failure.detail.as_deref() != Some(&Error::Transport(Failure::Connect)) {
        return failure;
    }
    let server = info.settings.iter().find(|info| info.name == "base_url");
    let hint = match (server, settings.get("base_url")) {
        _ if args.network.reroute.is_some() => messages::start_simulator(),
        (Some(_), None) if args.session.resume.is_some() => messages::server_not_running(),
        (Some(server), None) => messages::name_server(server.default),
        (Some(_), Some(_)) => messages::server_not_running(),
        (None, _) => return failure,
    };
    failure.of_no_server(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command};
    use crate::commands::settings;
    use clap::Parser as _;
    use qrlogin::flows;

    fn args(arguments: &[&str]) -> LoginArgs {
        match Cli::parse_from([&["qrlogin", "login"], arguments].concat()).command {
            Command::Login(args) => *args,
            _ => panic!("no login"),
        }
    }

    #[test]
    fn the_hint_names_an_unreachable_server() {
        let advice = |flow: &str, options: &[&str]| {
            let unreachable = CliError::login(Error::Transport(Failure::Connect));
            let args = args(&[&[flow], options].concat());
            let settings = settings::given(&args).unwrap();
            let info = flows::find(flow).unwrap();
            let failure = locate_server(unreachable, info, &settings, &args);
            (failure.advice_key(), failure.advice)
        };
        let server = |hint| ("check_server".to_owned(), hint);
        let default = messages::name_server("http://localhost:8080");
        assert_eq!(advice("115-gateway", &[]), server(default));
        let own = advice("115-gateway", &["--base-url", "http://h"]);
        assert_eq!(own, server(messages::server_not_running()));
        let rerouted = advice("phi-api", &["--reroute", "http://[::1]:1"]);
        assert_eq!(rerouted, server(messages::start_simulator()));
        assert_eq!(advice("bilibili-web", &[]).0, "check_network");
    }
}
