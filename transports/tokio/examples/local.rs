//! A login with an async client whose futures are not `Send`, on one thread: the loop of `qrlogin`
//! awaits the client, without a session. Here the client is a simulated service; a browser's
//! `fetch` is used in the same way.
//!
//! ```sh
//! cargo run -p qrlogin-tokio --example local
//! ```

#![allow(clippy::print_stdout, reason = "an example for the terminal")]

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;
use std::time::Duration;

use qrlogin::{Call, Event, Failure, Flow, Login, Response, Step, Timestamp, bilibili};
use qrlogin_simulator::{Scenario, Simulator};
use tokio::task::LocalSet;
use tokio::time::{Instant, sleep, timeout};

/// A client that stays on its thread.
#[derive(Clone)]
struct Client {
    service: Rc<RefCell<Simulator>>,
    begun: Instant,
}

impl Client {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_800_000_000) + self.begun.elapsed()
    }

    async fn send(&self, call: Call) -> Result<Response, Failure> {
        let (sent, give_up) = (
            self.now().as_millis(),
            (self.now() + call.timeout).as_millis(),
        );
        let exchanged = self
            .service
            .borrow_mut()
            .exchange(sent, call.request, give_up);
        let (answered, reply) = exchanged;
        sleep(Duration::from_millis(answered - sent)).await;
        reply.map_err(|failure| match failure {
            qrlogin_simulator::Failure::TimedOut => Failure::Timeout,
            _ => Failure::Io,
        })
    }
}

async fn log_in(client: Client) -> Result<bilibili::WebCredential, qrlogin::Error> {
    let seed = qrlogin_tokio::seed().map_err(|_| qrlogin::Error::Transport(Failure::Other))?;
    let mut flow = Login::new(bilibili::Web::new(), seed);
    loop {
        match flow.poll(client.now())? {
            Step::Send(call) => {
                // A session applies the time-out; without one the loop does.
                let limit = call.timeout;
                let reply = timeout(limit, client.send(call)).await;
                flow.handle(client.now(), reply.unwrap_or(Err(Failure::Timeout)));
            }
            // At most a second, so that the login resumes at once after the machine was suspended.
            Step::Wait(until) => sleep((until - client.now()).min(Duration::from_secs(1))).await,
            Step::Event(Event::Code(code)) => println!("scan with {}", code.scan_with),
            Step::Event(event) => println!("{}", event.kind()),
            Step::Done(credential) => return Ok(credential),
            _ => sleep(Duration::from_secs(1)).await,
        }
    }
}

// The time is virtual: the example ends at once.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn Error>> {
    let scenario = "person = scan@5s confirm@9s".parse::<Scenario>()?;
    let client = Client {
        service: Rc::new(RefCell::new(Simulator::new(scenario))),
        begun: Instant::now(),
    };
    let tasks = LocalSet::new();
    let login = tasks.spawn_local(log_in(client));
    let credential = tasks.run_until(login).await??;
    println!("logged in, {} cookies", credential.cookies.len());
    Ok(())
}
