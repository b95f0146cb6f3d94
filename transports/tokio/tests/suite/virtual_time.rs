//! Sessions on tokio's paused time.

use std::time::Duration;

use qrlogin::{Call, Failure, Response, Timestamp};
use tokio::time::Instant;

use crate::driver::Session;
use crate::support::script::Script;

#[tokio::test(start_paused = true)]
async fn a_wait_of_an_hour_takes_no_time() {
    const START: Timestamp = Timestamp::from_secs(1_800_000_000);
    const HOUR: Duration = Duration::from_secs(3600);
    let begun = Instant::now();
    let transport = |_: Call| async { Ok::<Response, Failure>(Response::default()) };
    Session::new(Script::new().wait_until(START + HOUR), transport)
        .with_clock(move || START + begun.elapsed())
        .run(|_| {})
        .await
        .unwrap();
    assert_eq!(begun.elapsed(), HOUR);
}
