//! A login with no driver at all: the loop of the crate's front page, with a simulated service in place of
//! the network and a clock that is turned by hand.
//!
//! ```sh
//! cargo run --example bare_loop
//! ```

#![allow(clippy::print_stdout, reason = "an example for the terminal")]

use std::error::Error;

use qrlogin::{Event, Failure, Flow, Login, Seed, Step, Timestamp, bilibili};
use qrlogin_simulator::{Scenario, Simulator};

fn main() -> Result<(), Box<dyn Error>> {
    let mut service = Simulator::new("person = scan@5s confirm@9s".parse::<Scenario>()?);
    let mut now = Timestamp::from_secs(1_800_000_000);
    let mut flow = Login::new(bilibili::Web::new(), Seed::new([7; 16]));

    let credential = loop {
        match flow.poll(now)? {
            Step::Send(call) => {
                let give_up = now + call.timeout;
                let (at, reply) =
                    service.exchange(now.as_millis(), call.request, give_up.as_millis());
                now = Timestamp::from_millis(at);
                // The time-out is no trouble where a service holds a poll until something happens.
                let reply = reply.map_err(|failure| match failure {
                    qrlogin_simulator::Failure::TimedOut => Failure::Timeout,
                    _ => Failure::Io,
                });
                flow.handle(now, reply);
            }
            Step::Wait(until) => now = until,
            Step::Event(Event::Code(code)) => println!("scan with {}", code.scan_with),
            Step::Event(event) => println!("{event:?}"),
            Step::Done(credential) => break credential,
            _ => {}
        }
    };
    println!("logged in, {} cookies", credential.cookies.len());
    Ok(())
}
