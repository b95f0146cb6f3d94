//! The simulated services as a transport on tokio's paused time.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qrlogin::{Call, Failure, Response, Timestamp};
use qrlogin_simulator::{Progress, Scenario, Simulator};

use tokio::time::{Instant, sleep};

use crate::{START, to_failure};

/// A call that is being answered.
pub type Answering = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send>>;

/// A clock that follows tokio's.
pub fn clock() -> impl Fn() -> Timestamp + Clone + Send + Sync + 'static {
    let begun = Instant::now();
    move || START + begun.elapsed()
}

/// Services that several fleets or workers can share.
#[derive(Clone, Debug)]
pub struct PausedWorld {
    /// The services.
    pub simulator: Arc<Mutex<Simulator>>,
}

impl PausedWorld {
    /// Services in this scenario.
    pub fn new(scenario: &str) -> Self {
        let scenario: Scenario = scenario.parse().expect("a scenario that exists");
        Self {
            simulator: Arc::new(Mutex::new(Simulator::new(scenario))),
        }
    }

    /// Each call takes 20 ms and the time for which the service holds it.
    pub fn transport(
        &self,
        now: impl Fn() -> Timestamp + Clone + Send + Sync + 'static,
    ) -> impl FnMut(Call) -> Answering + Send + 'static {
        let simulator = self.simulator.clone();
        move |call| {
            let (simulator, now) = (simulator.clone(), now.clone());
            Box::pin(async move {
                sleep(Duration::from_millis(20)).await;
                let give_up = (now() + call.timeout).as_millis();
                let begun = now().as_millis();
                let exchange = simulator
                    .lock()
                    .expect("no panic while it was locked")
                    .begin(begun, call.request);
                loop {
                    let ms = now().as_millis();
                    let progress = simulator
                        .lock()
                        .expect("no panic while it was locked")
                        .poll(ms, &exchange);
                    let (until, outcome) = match progress {
                        Progress::Ready(delivery) => {
                            let (until, outcome) = delivery.received(ms, give_up.max(ms));
                            (until, Some(outcome.map_err(to_failure)))
                        }
                        Progress::Held { until_ms, .. } => (until_ms, None),
                        Progress::Gone => return Err(Failure::Io),
                    };
                    sleep(Duration::from_millis(until.saturating_sub(ms).min(60_000))).await;
                    if let Some(outcome) = outcome {
                        return outcome;
                    }
                }
            })
        }
    }
}
