//! The memory that a worker takes for each login that waits, beyond its store.
//!
//! ```text
//! cargo bench -p qrlogin-gateway --bench waiting -- [LOGINS]
//! ```
//!
//! The logins are in a file of SQLite before the first reading. The worker claims them, gets a code
//! for each, stores it, and polls on, over a transport that replies at once.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::fs;
use std::future::{Ready, pending, ready};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use qrlogin::flows::{self, Options};
use qrlogin::{Call, Failure, Response, Seed, Settings};
use qrlogin_gateway::Worker;
use qrlogin_gateway::seal::{Purpose, SealingKeys};
use qrlogin_gateway::store::{LoginId, NewLogin, Sqlite, Store};

type Transport = Box<dyn FnMut(Call) -> Ready<Result<Response, Failure>> + Send>;

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let logins = numbers.next().unwrap_or(10_000);
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let folder = std::env::temp_dir().join(format!("qrlogin-waiting-{}", std::process::id()));
    fs::create_dir(&folder).unwrap();
    runtime.block_on(measure(&folder, logins));
    fs::remove_dir_all(&folder).unwrap();
}

async fn measure(folder: &std::path::Path, logins: usize) {
    let keys = SealingKeys::new([7; 32]);
    let store = Arc::new(Sqlite::open(&folder.join("logins.db")).unwrap());
    // What SQLite and the allocator take for the first logins is not the worker's.
    // Those that are stored together share a commit.
    for numbers in (0..logins).collect::<Vec<_>>().chunks(250) {
        let created = numbers.iter().map(|number| new_login(&keys, *number));
        let created = join_all(created.map(|login| store.create(login))).await;
        assert!(created.iter().all(Result::is_ok));
    }
    let wanted = u64::try_from(logins).unwrap();
    let transport: Transport = Box::new(|call| ready(Ok(reply(&call))));
    let worker = Worker::new(store.clone(), keys, transport).max_logins(logins);
    let stats = worker.stats();
    let before = ["RssAnon:", "VmRSS:"].map(|name| (name, memory(name)));
    let measured = async {
        while stats.owned() < wanted || stats.writes() < wanted {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // Each is polled at least once more.
        tokio::time::sleep(Duration::from_secs(5)).await;
        let (calls, begun, processor) = (stats.calls(), Instant::now(), processor());
        tokio::time::sleep(Duration::from_secs(10)).await;
        let calls = stats.calls() - calls;
        for (name, before) in before {
            let after = memory(name);
            let per_login = (after - before) * 1024 / wanted;
            println!(
                "{logins} waiting logins, {name} {per_login} bytes each ({before} to {after} KiB)"
            );
        }
        let polls = calls * 1000 / u64::try_from(begun.elapsed().as_millis()).unwrap();
        let share = crate::processor() - processor;
        println!("{polls} polls/s in real time, {share} ms of processor time in 10 s");
        println!("{} writes, {} calls in all", stats.writes(), stats.calls());
    };
    tokio::select! {
        ended = worker.run(pending()) => panic!("{ended:?}"),
        () = measured => {}
    }
}

fn new_login(keys: &SealingKeys, number: usize) -> NewLogin {
    let mut random = [0; 16];
    random[..8].copy_from_slice(&number.to_le_bytes());
    let id = LoginId::new(random);
    let info = flows::find("bilibili-web").unwrap();
    let login = info.login(&Settings::new(), Seed::new(random), &Options::new());
    let snapshot = login.unwrap().snapshot().unwrap();
    NewLogin {
        owner: String::new(),
        flow: info.id.to_owned(),
        snapshot: keys.seal(Purpose::Snapshot, &id, &snapshot).unwrap(),
        secret: [0; 32],
        idempotency: None,
        webhook: None,
        keep: Duration::from_secs(3600),
        id,
    }
}

/// The resident memory, in KiB: `VmRSS:` with the pages of files, such as code that runs for the
/// first time and the shared index of SQLite, `RssAnon:` without them.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

/// The processor time of all threads, in milliseconds.
fn processor() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let fields: Vec<&str> = fields.split_whitespace().collect();
    // In hundredths of a second: utime and stime.
    let time = |field: usize| -> u64 { fields[field].parse().unwrap() };
    (time(11) + time(12)) * 10
}

/// As Bilibili replies while no user scans the code.
fn reply(call: &Call) -> Response {
    let body = match call.request.uri().path().ends_with("generate") {
        true => {
            r#"{"code":0,"message":"0","ttl":1,"data":{"url":"https://account.bilibili.com/h5/account-h5/auth/scan-web?navhide=1\u0026callback=close\u0026qrcode_key=00112233445566778899aabbccddeeff\u0026from=main-fe-header","qrcode_key":"00112233445566778899aabbccddeeff"}}"#
        }
        false => {
            r#"{"code":0,"message":"0","ttl":1,"data":{"url":"","refresh_token":"","timestamp":0,"code":86101,"message":"未扫码"}}"#
        }
    };
    Response::new(body.as_bytes().to_vec())
}
