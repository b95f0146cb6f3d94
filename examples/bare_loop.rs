//! A login with no driver at all: the loop of the crate's front page, with a simulated service in
//! place of the network and a clock that is turned by hand.
//!
//! ```sh
//! cargo run --example bare_loop
//! ```

#![allow(clippy::print_stdout, reason = "an example for the terminal")]

use std::error::Error;
use std::io;

use qrlogin::{Event, Failure, Flow, Login, Seed, Step, Timestamp, wechat};
use qrlogin_simulator::{Scenario, VirtualClient};

fn main() -> Result<(), Box<dyn Error>> {
    let scenario: Scenario = "person = scan@5s confirm@9s".parse()?;
    let mut client = VirtualClient::new(scenario, 1_800_000_000_000);
    let mut flow = Login::new(wechat::Web::new(), Seed::new([7; 16]));

    let credential = loop {
        match flow.poll(Timestamp::from_millis(client.now_ms()))? {
            Step::Send(call) => {
                let reply = client.send(call.request, call.timeout);
                // The kind tells a long poll that stayed quiet from a connection that broke.
                let reply = reply.map_err(|failure| Failure::from(io::Error::from(failure)));
                flow.handle(Timestamp::from_millis(client.now_ms()), reply);
            }
            Step::Wait(until) => client.wait_until(until.as_millis()),
            Step::Event(Event::Code(code)) => println!("scan with {}", code.scan_with),
            Step::Event(event) => println!("{event:?}"),
            Step::Done(credential) => break credential,
            _ => {}
        }
    };
    println!("logged in at {}", credential.host);
    Ok(())
}
