//! A gateway on simulated services, to try a client with: no account and no phone are needed.
//!
//! ```text
//! cargo run -p qrlogin-gateway --example simulated -- 127.0.0.1:8116 'person=scan@5s confirm@9s'
//! ```
//!
//! The first argument is the address (by default any free port of the loopback), the others are
//! settings of the simulator. It prints the address of the gateway, and serves until it is ended.
//! Logins of `/v1` and of the page are kept in memory.
#![allow(clippy::print_stdout, reason = "an example")]

use std::error::Error;
use std::future::pending;
use std::sync::Arc;

use qrlogin_gateway::seal::SealingKeys;
use qrlogin_gateway::store::Sqlite;
use qrlogin_gateway::{Gateway, Logins, Upstream, Worker};
use qrlogin_simulator::{Scenario, Server};
use qrlogin_tokio::{Config, HyperTransport};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or("127.0.0.1:0".to_owned());
    let mut scenario = Scenario::default();
    for argument in arguments {
        let (name, value) = argument.split_once('=').ok_or("settings are name=value")?;
        scenario = scenario.with(name, value)?;
    }
    let services = Server::start(scenario, ([127, 0, 0, 1], 0).into())?;
    let config = Config::new().no_proxy().reroute(&services.origin())?;
    let transport = HyperTransport::new(config)?;
    let (store, keys) = (Arc::new(Sqlite::in_memory()?), SealingKeys::new([7; 32]));
    let worker = Worker::new(store.clone(), keys.clone(), transport.clone());
    tokio::spawn(worker.run(pending()));

    let listener = TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);
    let gateway = Gateway::new(Upstream::new(transport)).logins(Logins::new(store, keys));
    gateway.serve(listener, pending()).await?;
    Ok(())
}
