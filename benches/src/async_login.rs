//! The same login as an `async fn` on tokio's paused clock: how one would write it without a state
//! machine, and how one would test it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::runtime::Runtime;
use tokio::time::{self, sleep, timeout};

use crate::count;
use crate::logins::Sample;
use crate::replies::{WEB_PENDING, WEB_STARTED};

/// The answer of the service, as an HTTP client gives it.
async fn get(url: &str, reply: &str) -> Vec<u8> {
    black_box(url);
    reply.as_bytes().to_vec()
}

async fn login() -> u32 {
    let start = "https://passport.bilibili.com/x/passport-login/web/qrcode/generate";
    let body: Value = serde_json::from_slice(&get(start, WEB_STARTED.1).await).unwrap();
    let key = body["data"]["qrcode_key"].as_str().unwrap().to_owned();
    let mut requests = 1;
    let polls = async {
        loop {
            let url = format!(
                "https://passport.bilibili.com/x/passport-login/web/qrcode/poll?qrcode_key={key}"
            );
            let body: Value = serde_json::from_slice(&get(&url, WEB_PENDING.1).await).unwrap();
            requests += 1;
            if body["data"]["code"] != 86101 {
                break;
            }
            sleep(Duration::from_secs(2)).await;
        }
    };
    let _expired = timeout(Duration::from_secs(180), polls).await;
    requests
}

/// The clock is paused: it jumps to the next timer whenever nothing runs.
pub fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap()
}

pub fn whole_login(runtime: &Runtime) -> Sample {
    let _ = time::Instant::now;
    let (allocated, begun) = (count::allocations(), Instant::now());
    let requests = runtime.block_on(login());
    assert!((90..=92).contains(&requests), "{requests} requests");
    Sample {
        nanoseconds: begun.elapsed().as_nanos() as f64,
        allocations: (count::allocations() - allocated) as f64,
    }
}
