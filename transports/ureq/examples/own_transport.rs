//! Logs in at Bilibili with an HTTP client of one's own: here a `ureq::Agent` that is there already.
//!
//! ```text
//! cargo run -p qrlogin-ureq --example own_transport [ORIGIN]
//! ```
//!
//! `ORIGIN` sends everything to a simulator at `http://127.0.0.1:PORT`.

#![allow(clippy::print_stdout)]

use std::error::Error;

use qrlogin::http::header::HOST;
use qrlogin::{Call, Event, Login, Response, bilibili};
use qrlogin_ureq::{MAX_BODY, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let origin = std::env::args().nth(1);
    let config = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("")
        .accept("");
    let agent = config.build().new_agent();

    // The whole transport. The flow says what to send and how long to wait.
    let transport = |mut call: Call| -> Result<Response, Box<dyn Error + Send + Sync>> {
        if let Some(origin) = &origin {
            reroute(&mut call, origin)?;
        }
        let request = agent.configure_request(call.request);
        let request = request.timeout_global(Some(call.timeout)).build();
        let (head, mut body) = agent.run(request)?.into_parts();
        let body = body.with_config().limit(MAX_BODY as u64).read_to_vec()?;
        Ok(Response::from_parts(head, body))
    };

    let login = Login::new(bilibili::Web::new(), qrlogin_ureq::seed()?);
    let credential = Session::new(login, transport).run(|event| match event {
        Event::Code(code) => println!("scan this as a QR code: {}", code.payload.expose()),
        Event::Scanned(_) => println!("scanned; now confirm on the phone"),
        _ => {}
    })?;
    let names: Vec<_> = credential.cookies.iter().map(|c| c.name.as_str()).collect();
    println!("logged in; got the cookies {}", names.join(", "));
    Ok(())
}

/// Sends the call to a simulator, which tells services apart by the host.
fn reroute(call: &mut Call, origin: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let uri = call.request.uri().clone();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    *call.request.uri_mut() = format!("{}{path}", origin.trim_end_matches('/')).parse()?;
    let host = uri.host().unwrap_or_default().parse()?;
    call.request.headers_mut().insert(HOST, host);
    Ok(())
}
