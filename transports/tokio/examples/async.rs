//! Logs in at Bilibili on tokio, with Ctrl-C in a `select!`.
//!
//! ```text
//! cargo run -p qrlogin-tokio --example async [ORIGIN]
//! ```
//!
//! `ORIGIN` sends everything to a simulator at `http://127.0.0.1:PORT`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;

use qrcode::render::unicode::Dense1x2;
use qrlogin::{Event, Login, bilibili};
use qrlogin_tokio::{Config, DriveError, HyperTransport, Progress, Session, TransportError};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut config = Config::new();
    if let Some(origin) = std::env::args().nth(1) {
        config = config.reroute(&origin)?;
    }
    let login = Login::new(bilibili::Web::new(), qrlogin_tokio::seed()?);
    let mut session = Session::new(login, HyperTransport::new(config)?);

    loop {
        // `next` is cancel-safe: the call in flight continues in the next iteration.
        let progress = tokio::select! {
            progress = session.next() => progress,
            _ = tokio::signal::ctrl_c() => {
                println!("cancelled");
                return Ok(());
            }
        };
        match progress {
            Ok(Progress::Event(event)) => show(event),
            Ok(Progress::Done(credential)) => {
                let names: Vec<_> = credential.cookies.iter().map(|c| c.name.as_str()).collect();
                println!("logged in; got the cookies {}", names.join(", "));
                return Ok(());
            }
            Err(error) => {
                explain(&error);
                std::process::exit(1);
            }
        }
    }
}

/// Prints the error with its sources and its advice.
fn explain<E: TransportError>(error: &DriveError<E>) {
    eprint!("{error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprint!(": {cause}");
        source = cause.source();
    }
    let advice = error.advice().map(|advice| format!("; {advice}"));
    eprintln!("{}", advice.unwrap_or_default());
}

fn show(event: Event) {
    match event {
        Event::Code(code) => {
            match qrcode::QrCode::new(code.payload.expose()) {
                // Draws the light modules, since most terminals are dark.
                Ok(picture) => println!(
                    "{}",
                    picture
                        .render()
                        .dark_color(Dense1x2::Light)
                        .light_color(Dense1x2::Dark)
                        .build()
                ),
                Err(_) => println!("{}", code.payload.expose()),
            }
            println!("scan this with {}", code.scan_with);
        }
        Event::Scanned(_) => println!("scanned; now confirm on the phone"),
        Event::Confirmed => println!("confirmed"),
        Event::Retrying { cause, attempt, .. } => println!("trying again ({attempt}): {cause}"),
        _ => {}
    }
}
