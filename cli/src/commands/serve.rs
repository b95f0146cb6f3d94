//! `qrlogin serve`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use qrlogin_gateway::access::Access;
use qrlogin_gateway::{Gateway, Upstream};
use qrlogin_simulator::{Scenario, Server};
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::Notify;

use super::{network, plain};
use crate::args::{self, ServeArgs};
use crate::demo::{self, ANY_PORT};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output;
use crate::run::Transport;
use crate::shutdown;

pub(crate) fn serve(args: ServeArgs) -> Exit {
    plain(run(args))
}

fn run(mut args: ServeArgs) -> Result<(), CliError> {
    if !args.listen.ip().is_loopback() {
        let message = messages::not_loopback(args.listen);
        return Err(CliError::usage(message, messages::serve_behind_a_server()));
    }
    let demo = match args.demo {
        true => Some(demo::start(Scenario::default(), ANY_PORT, None)?),
        false => None,
    };
    args.network.transport = args::Transport::Async;
    let origin = demo.as_ref().map(Server::origin);
    let Transport::Async(transport) = network::transport(&args.network, None, origin)? else {
        return Err(CliError::interrupted());
    };
    let names = args.host.iter();
    let access = names.fold(Access::new(), |access, name| access.allow_host(name));
    let gateway = Gateway::new(Upstream::new(transport)).phi_api(args.phi_api.style());
    let gateway = gateway.access(access);
    let stop = Arc::new(Notify::new());
    let stopped = stop.clone();
    shutdown::listen(move || stop.notify_one())?;
    // The requests under way are finished; a second interrupt ends the program.
    shutdown::finish_gracefully();
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        CliError::output(messages::no_runtime(), messages::check_limits()).because(Some(&error))
    })?;
    runtime.block_on(async {
        let listener = listen(args.listen).await?;
        let failed = |error| cannot_listen(args.listen, &error);
        let origin = format!("http://{}", listener.local_addr().map_err(failed)?);
        output::write(&format!("{origin}\n"))?;
        let mut usage = messages::gateway_listens(&origin);
        usage.push('\n');
        // If standard error is closed, the gateway serves on.
        let _ = std::io::stderr().write_all(usage.as_bytes());
        let served = gateway.serve(listener, async move { stopped.notified().await });
        served.await.map_err(failed)
    })
}

async fn listen(address: SocketAddr) -> Result<TcpListener, CliError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| cannot_listen(address, &error))
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> CliError {
    let message = messages::gateway_cannot_listen(address);
    CliError::usage(message, messages::listen_elsewhere()).because(Some(error))
}
