//! A worker that dies at any moment of a login.

use qrlogin_gateway::store::State;
use qrlogin_test_support::{FLOWS, ms, secs};

use crate::rig::Rig;

/// The kinds of error with which a login may end when a reply that comes once was lost.
const TYPED: [&str; 6] = [
    "expired",
    "rejected",
    "malformed",
    "incomplete",
    "denied",
    "not_found",
];

#[tokio::test(start_paused = true)]
async fn after_a_crash_a_login_succeeds_or_ends_with_an_error() {
    let mut succeeded = 0;
    let mut failed = 0;
    for flow in FLOWS {
        for moment in 0..14 {
            let mut rig = Rig::new("person = scan@2s confirm@4s");
            let first = rig.worker(secs(6));
            let variant = flow.default_variant();
            let id = rig.login(flow.id, &variant.settings()).await;
            tokio::time::sleep(ms(moment * 380)).await;
            first.kill().await;
            let _second = rig.worker(secs(6));
            let record = rig.end(&id).await;
            let events = rig.events(&id).await;
            if record.state == State::Done {
                let result = rig.result(&id).await;
                assert!(variant.is_complete(&result), "{} at {moment}", flow.id);
                succeeded += 1;
            } else {
                let error = events.last().unwrap()["error"]["error"].as_str().unwrap();
                assert!(TYPED.contains(&error), "{} at {moment}: {error}", flow.id);
                failed += 1;
            }
        }
    }
    assert!(
        succeeded > failed * 4,
        "{succeeded} succeeded, {failed} failed"
    );
}
