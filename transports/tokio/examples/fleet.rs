//! Logins of several services in one task, until all have ended or Ctrl-C stops the fleet.
//!
//! ```text
//! cargo run -p qrlogin-tokio --example fleet [ORIGIN]
//! ```
//!
//! `ORIGIN` sends everything to a simulator at `http://127.0.0.1:PORT`.

#![allow(clippy::print_stdout, reason = "an example for the terminal")]

use std::error::Error;
use std::time::Duration;

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Event, Settings};
use qrlogin_tokio::{Config, Fleet, HyperTransport, Progress};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut config = Config::new();
    if let Some(origin) = std::env::args().nth(1) {
        config = config.reroute(&origin)?;
    }
    let mut fleet = Fleet::<BoxFlow, _>::new(HyperTransport::new(config)?)
        .max_calls(100)
        .min_gap(Duration::from_millis(50));
    for name in ["bilibili-web", "bilibili-tv", "wechat-web"] {
        let info = flows::find(name).ok_or("no such flow")?;
        let login = info.login(&Settings::new(), qrlogin_tokio::seed()?, &Options::new())?;
        println!("{:?} is {name}", fleet.add(login));
    }

    let mut is_stopping = false;
    loop {
        // `next` is cancel-safe: the calls in flight continue in the next iteration.
        let item = tokio::select! {
            item = fleet.next() => item,
            _ = tokio::signal::ctrl_c(), if !is_stopping => {
                is_stopping = true;
                fleet.stop(Duration::from_secs(5));
                continue;
            }
        };
        let Some((id, progress)) = item else { break };
        match progress {
            Ok(Progress::Event(Event::Code(code))) => {
                println!(
                    "{id:?}: scan with {}: {}",
                    code.scan_with,
                    code.payload.expose()
                );
            }
            Ok(Progress::Event(event)) => println!("{id:?}: {}", event.kind()),
            Ok(Progress::Done(credential)) => println!("{id:?}: logged in, {credential:?}"),
            Err(error) => println!("{id:?}: {error}"),
        }
    }
    for (id, snapshot) in fleet.snapshots() {
        // A real program stores it, in a file of mode 0600.
        println!("{id:?}: {} bytes to resume it", snapshot?.to_json().len());
    }
    Ok(())
}
