//! A gateway whose logins are played by hand, to try a client of `/v1` or the page step by step.
//!
//! ```text
//! cargo run -p qrlogin-gateway --example by_hand -- 127.0.0.1:8116 [KEY]
//! ```
//!
//! It prints its address. Each line that it reads is an event of the newest login, as JSON:
//! `{"type":"scanned","avatar":null}`; with `{"type":"done","credential":{…}}` the login succeeds.
//! Each input of a user is printed as `answer TEXT`. With a key (`qrlg_` and 43 characters), `/v1`
//! wants it as a bearer token.
#![allow(clippy::print_stdout, reason = "an example")]

use std::collections::VecDeque;
use std::error::Error;
use std::io::BufRead as _;
use std::sync::Arc;
use std::time::Duration;

use qrlogin_gateway::access::ApiKey;
use qrlogin_gateway::seal::{Purpose, SealingKeys};
use qrlogin_gateway::store::Sqlite;
use qrlogin_gateway::store::{Claimed, Store, Then, WorkerId, Write, Written};
use qrlogin_gateway::{Gateway, Logins, Upstream};
use qrlogin_tokio::{Config, HyperTransport};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const LEASE: Duration = Duration::from_secs(60 * 60);
const PAUSE: Duration = Duration::from_millis(50);

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or("127.0.0.1:0".to_owned());
    let store: Arc<dyn Store> = Arc::new(Sqlite::in_memory()?);
    if let Some(key) = arguments.next() {
        let key = ApiKey::parse(&key).ok_or("not a key")?;
        store.add_key("by_hand", &key.hash()).await?;
    }
    let keys = SealingKeys::new([7; 32]);
    let upstream = Upstream::new(HyperTransport::new(Config::new().no_proxy())?);
    let logins = Logins::new(Arc::clone(&store), keys.clone());
    let router = Gateway::new(upstream).logins(logins).into_router();
    let listener = TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let worker = store.register(LEASE).await?;
    let mut player = Player {
        store,
        keys,
        worker,
        logins: VecDeque::new(),
    };
    player.play(lines()).await
}

/// The lines of standard input.
fn lines() -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

struct Player {
    store: Arc<dyn Store>,
    keys: SealingKeys,
    worker: WorkerId,
    /// The newest is the first.
    logins: VecDeque<Claimed>,
}

impl Player {
    async fn play(&mut self, mut lines: mpsc::UnboundedReceiver<String>) -> Outcome<()> {
        loop {
            match tokio::time::timeout(PAUSE, lines.recv()).await {
                Ok(Some(line)) => self.happen(serde_json::from_str(&line)?).await?,
                Ok(None) => return Ok(()),
                Err(_) => self.print_answers().await?,
            }
        }
    }

    /// Stores what has happened.
    async fn happen(&mut self, mut event: Value) -> Outcome<()> {
        while self.claim().await? == 0 && self.logins.is_empty() {
            tokio::time::sleep(PAUSE).await;
        }
        let login = self.logins.front_mut().ok_or("no login")?;
        let credential = event.as_object_mut().and_then(|it| it.remove("credential"));
        let purpose = Purpose::Event(login.last_event + 1);
        let sealed = self.keys.seal(purpose, &login.id, &event)?;
        let kind = event
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let then = match (kind, credential) {
            ("done", Some(credential)) => {
                Then::Done(self.keys.seal(Purpose::Result, &login.id, &credential)?)
            }
            ("failed", _) => Then::Failed,
            _ => Then::Running(login.snapshot.clone()),
        };
        let write = Write {
            id: login.id.clone(),
            version: login.version,
            events: vec![sealed],
            then,
        };
        match self.store.save(self.worker, vec![write]).await?.first() {
            Some(Written::Stored(version)) => {
                login.version = *version;
                login.last_event += 1;
                println!("stored {kind}");
            }
            _ => println!("lost"),
        }
        Ok(())
    }

    /// Takes new logins. How many there were.
    async fn claim(&mut self) -> Outcome<usize> {
        let claimed = self.store.claim(self.worker, 100).await?;
        let count = claimed.len();
        for login in claimed {
            self.logins.push_front(login);
        }
        Ok(count)
    }

    async fn print_answers(&mut self) -> Outcome<()> {
        for (id, answer) in self.store.answers(self.worker).await? {
            let text: String = self.keys.open(Purpose::Answer, &id, &answer)?;
            println!("answer {text}");
            // A write takes the answer.
            let Some(login) = self.logins.iter_mut().find(|login| login.id == id) else {
                continue;
            };
            let write = Write {
                id,
                version: login.version,
                events: vec![],
                then: Then::Running(login.snapshot.clone()),
            };
            if let Some(Written::Stored(version)) =
                self.store.save(self.worker, vec![write]).await?.first()
            {
                login.version = *version;
            }
        }
        Ok(())
    }
}
