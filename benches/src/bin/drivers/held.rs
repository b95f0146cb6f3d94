//! Resident memory of held polls: the server replies to `generate` and never to a poll.

use std::process::Command;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use qrlogin_tokio::HyperTransport;
use qrlogin_ureq::{Config, UreqTransport};
use tokio::runtime::Runtime;

use crate::contestants::{HyperClient, default_agent, hyper_client, hyper_poll, runtime};
use crate::flow::{login, poll};
use crate::server::Server;

/// How long the polls have to reach the server; less than their time-out.
const SETTLED: Duration = Duration::from_secs(3);

/// The table, each figure from a process of its own.
pub fn table(polls: usize) {
    println!("{polls} held polls of bilibili-web\n");
    println!("| | resident KB of a held poll |");
    println!("|---|---|");
    for (name, meaning) in [
        ("thread", "a thread that sleeps"),
        ("ureq", "qrlogin-ureq, a thread each"),
        ("ureq-bare", "ureq with its defaults, a thread each"),
        ("tokio", "qrlogin-tokio, a task each"),
        ("hyper-bare", "hyper-util with its defaults, a task each"),
    ] {
        let program = std::env::current_exe().unwrap();
        let polls = polls.to_string();
        let output = Command::new(program).args(["held", &polls, name]).output();
        let output = String::from_utf8(output.unwrap().stdout).unwrap();
        println!("| {meaning} | {} |", output.trim_end());
    }
}

/// Prints the figure of one contestant and ends the process.
pub fn print(name: &str, polls: usize) {
    let server = Server::start(&["hold"]);
    let runtime = runtime();
    let clients = Clients::new(&server.origin);
    let start = |polls: usize| {
        for _ in 0..polls {
            hold(name, &server.origin, &clients, &runtime);
        }
        runtime.block_on(async { tokio::time::sleep(SETTLED).await });
    };
    // The first polls initialize what all share.
    start(4);
    let before = resident_bytes();
    start(polls);
    let each = (resident_bytes() - before) as f64 / polls as f64;
    println!("{:.1}", each / 1024.0);
    drop(server);
    std::process::exit(0);
}

/// What a program creates once and clones for each login.
struct Clients {
    ureq: UreqTransport,
    tokio: HyperTransport,
    ureq_bare: ureq::Agent,
    hyper_bare: HyperClient,
}

impl Clients {
    fn new(origin: &str) -> Self {
        let config = || Config::new().reroute(origin).unwrap();
        Self {
            ureq: UreqTransport::new(config()).unwrap(),
            tokio: HyperTransport::new(config()).unwrap(),
            ureq_bare: default_agent(128 * 1024),
            hyper_bare: hyper_client(),
        }
    }
}

fn hold(name: &str, origin: &str, clients: &Clients, runtime: &Runtime) {
    match name {
        "thread" => drop(thread::spawn(thread::park)),
        "ureq" => {
            let mut session = qrlogin_ureq::Session::new(login(0), clients.ureq.clone());
            thread::spawn(move || session.run(|_| {}).map(drop).map_err(drop));
        }
        "ureq-bare" => {
            let request = poll(origin).map(|_| ());
            let agent = clients.ureq_bare.clone();
            thread::spawn(move || agent.run(request).map(drop).map_err(drop));
        }
        "tokio" => {
            let mut session = qrlogin_tokio::Session::new(login(0), clients.tokio.clone());
            runtime.spawn(async move { session.run(|_| {}).await.map(drop).map_err(drop) });
        }
        "hyper-bare" => {
            let request = poll(origin).map(|body| Full::new(Bytes::from(body)));
            let client = clients.hyper_bare.clone();
            runtime.spawn(async move { hyper_poll(&client, request).await });
        }
        _ => panic!("no contestant {name}"),
    }
}

/// Linux's account; 0 where there is none.
fn resident_bytes() -> i64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split_whitespace().nth(1);
    let pages = pages.and_then(|pages| pages.parse::<i64>().ok());
    pages.unwrap_or(0) * 4096
}
