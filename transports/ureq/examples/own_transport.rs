//! Logs in at Bilibili with an HTTP client of the program: here a `ureq::Agent`.
//!
//! ```text
//! cargo run -p qrlogin-ureq --example own_transport [ORIGIN]
//! ```
//!
//! `ORIGIN` sends everything to a simulator at `http://127.0.0.1:PORT`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;

use qrlogin::{Call, Event, Login, Response, bilibili};
use qrlogin_ureq::reroute::{loopback, reroute};
use qrlogin_ureq::{MAX_BODY, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let origin = std::env::args().nth(1);
    let origin = origin.map(|origin| loopback(&origin)).transpose()?;
    let config = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("")
        .accept("");
    let agent = config.build().new_agent();

    // The whole transport: the call has the request and the time-out. Errors of ureq are classified
    // (no connection, TLS, time-out), which decides about retries and the advice. For another
    // client see `Transport`.
    let transport = |mut call: Call| -> Result<Response, ureq::Error> {
        if let Some(origin) = &origin {
            reroute(&mut call.request, origin)?;
        }
        let request = agent.configure_request(call.request);
        let request = request.timeout_global(Some(call.timeout)).build();
        let (head, mut body) = agent.run(request)?.into_parts();
        let body = body.with_config().limit(MAX_BODY as u64).read_to_vec()?;
        Ok(Response::from_parts(head, body))
    };

    let login = Login::new(bilibili::Web::new(), qrlogin_ureq::seed()?);
    let outcome = Session::new(login, transport).run(|event| match event {
        Event::Code(code) => println!("scan this as a QR code: {}", code.payload.expose()),
        Event::Scanned(_) => println!("scanned; now confirm on the phone"),
        _ => {}
    });
    match outcome {
        Ok(credential) => {
            let names: Vec<_> = credential.cookies.iter().map(|c| c.name.as_str()).collect();
            println!("logged in; got the cookies {}", names.join(", "));
            Ok(())
        }
        Err(error) => {
            let advice = error.advice().map(|advice| format!("; {advice}"));
            eprintln!("{error}{}", advice.unwrap_or_default());
            std::process::exit(1);
        }
    }
}
