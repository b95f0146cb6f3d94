//! `qrlogin serve`.

mod options;
mod rules;
mod sealing;
mod store;

use std::io::Write as _;
use std::net::SocketAddr;

use qrlogin_gateway::{Gateway, Logins, Upstream, Webhooks, Worker};
use qrlogin_simulator::{Scenario, Server};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::{network, plain};
use crate::args::{self, ServeArgs};
use crate::demo::{self, ANY_PORT, GATEWAY};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output;
use crate::run::Transport;
use crate::shutdown;

pub(super) use options::with_file;
pub(super) use store::{Place, open_for_keys, unusable};

pub(crate) fn serve(args: ServeArgs) -> Exit {
    plain(run(args))
}

fn run(mut args: ServeArgs) -> Result<(), CliError> {
    let options = with_file(args.options, args.config.as_deref())?;
    let listen = options.listen.unwrap_or(GATEWAY);
    let exposure = rules::Exposure::of(&options, listen, args.demo);
    let access = rules::access(&options, exposure)?;
    let hosts = rules::allowed_hosts(&options)?;
    let place = Place::of(options.store.as_ref(), args.demo)?;
    let keys = sealing::keys(&options, &place)?;
    let webhook_secret = sealing::webhook_secret(&options)?;
    let demo = match args.demo {
        true => Some(demo::start(Scenario::default(), ANY_PORT, None)?),
        false => None,
    };
    args.network.transport = args::Transport::Async;
    let origin = demo.as_ref().map(Server::origin);
    let allowed = hosts.clone();
    let transport = network::guarded(&args.network, origin, move |host, address| {
        allowed.connects(host, address)
    })?;
    let Transport::Async(transport) = transport else {
        return Err(CliError::interrupted());
    };
    let (stop, stopped) = watch::channel(false);
    let ends = StopAtEnd(stop.clone());
    shutdown::listen(move || {
        stop.send_replace(true);
    })?;
    // The requests under way are finished; a second interrupt ends the program.
    shutdown::finish_gracefully();
    runtime()?.block_on(async {
        let store = store::open(&place).await?;
        if exposure.needs_key() {
            rules::check_keys(&*store, listen, &place).await?;
        }
        let worker = Worker::new(store.clone(), keys.clone(), transport.clone());
        let stats = worker.stats();
        let webhooks = webhook_secret
            .map(|secret| Webhooks::new(store.clone(), keys.clone(), transport.clone(), secret));
        let mut logins = Logins::new(store, keys).allow(move |value| hosts.names(value));
        if webhooks.is_none() {
            logins = logins.without_webhooks();
        }
        let style = options.phi_api.unwrap_or(args::PhiApiStyle::Documented);
        let pan115 = options.pan115.unwrap_or(args::Pan115Style::Documented);
        let gateway = Gateway::new(Upstream::new(transport))
            .phi_api(style.style())
            .pan115(pan115.style())
            .logins(logins)
            .worker(stats)
            .access(access);
        let listener = bind(listen).await?;
        let failed = |error| cannot_listen(listen, &error);
        let origin = format!("http://{}", listener.local_addr().map_err(failed)?);
        let work = worker.run(until(stopped.clone()));
        let working = tokio::spawn(async move {
            let _ends = ends;
            work.await
        });
        if let Some(webhooks) = webhooks {
            tokio::spawn(webhooks.run(until(stopped.clone())));
        }
        output::write(&format!("{origin}\n"))?;
        say(&messages::gateway_listens(&origin));
        say(&messages::gateway_keeps(&place));
        let served = gateway.serve(listener, until(stopped)).await;
        // The worker stores what it has learnt, and gives its logins back.
        let worked = working.await;
        served.map_err(failed)?;
        match worked {
            Ok(worked) => worked.map_err(|error| store::worker_failed(&place, &error)),
            Err(_) => Err(CliError::internal()),
        }
    })
}

/// Stops the rest of the gateway when a worker ends, also by a panic: without one no login goes on,
/// and the supervisor of the process starts it again.
struct StopAtEnd(watch::Sender<bool>);

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        self.0.send_replace(true);
    }
}

/// Waits for the end.
async fn until(mut stopped: watch::Receiver<bool>) {
    // Its sender ends with the program.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// The runtime of a command.
pub(super) fn runtime() -> Result<Runtime, CliError> {
    let runtime = Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| {
        CliError::output(messages::no_runtime(), messages::check_limits()).because(Some(&error))
    })
}

/// Writes a line to standard error. If that is closed, the gateway serves on.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

async fn bind(address: SocketAddr) -> Result<TcpListener, CliError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| cannot_listen(address, &error))
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> CliError {
    let message = messages::gateway_cannot_listen(address);
    CliError::usage(message, messages::listen_elsewhere()).because(Some(error))
}
