//! Logs in at Bilibili with the bundled transport.
//!
//! ```text
//! cargo run -p qrlogin-ureq --example blocking [ORIGIN]
//! ```
//!
//! `ORIGIN` sends everything to a simulator at `http://127.0.0.1:PORT`. Ctrl-C cancels.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;

use qrcode::render::unicode::Dense1x2;
use qrlogin::{Event, Login, bilibili};
use qrlogin_ureq::{Config, DriveError, Session, TransportError, UreqTransport};

fn main() -> Result<(), Box<dyn Error>> {
    let mut config = Config::new();
    if let Some(origin) = std::env::args().nth(1) {
        config = config.reroute(&origin)?;
    }
    let login = Login::new(bilibili::Web::new(), qrlogin_ureq::seed()?);
    let mut session = Session::new(login, UreqTransport::new(config)?);
    let canceller = session.canceller();
    ctrlc::set_handler(move || canceller.cancel())?;

    match session.run(show) {
        Ok(credential) => {
            let names: Vec<_> = credential.cookies.iter().map(|c| c.name.as_str()).collect();
            println!("logged in; got the cookies {}", names.join(", "));
            Ok(())
        }
        Err(DriveError::Cancelled) => {
            println!("cancelled");
            Ok(())
        }
        Err(error) => {
            explain(&error);
            std::process::exit(1);
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
