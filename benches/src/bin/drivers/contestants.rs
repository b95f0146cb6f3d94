//! The contestants: the drivers with the login of bilibili-web, and other loops with its polls.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use qrlogin::{Call, Error, Response, http};
use qrlogin_tokio::HyperTransport;
use qrlogin_ureq::{Config, DriveError, MAX_BODY, UreqTransport};
use tokio::runtime::Runtime;
use tokio::time::timeout;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use crate::flow::{Clock, login, poll};
use crate::replies;

/// The time-out of a poll.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often a login's code is renewed in a run, and how many requests that makes.
const RENEWALS: u32 = 9;
pub const REQUESTS: u64 = 900;

/// A transport that counts its calls for the clock.
struct Counted<T>(T, Clock);

impl qrlogin_ureq::Transport for Counted<UreqTransport> {
    type Error = qrlogin_ureq::CallError;

    fn send(&mut self, call: Call) -> Result<Response, Self::Error> {
        self.1.called();
        self.0.send(call)
    }

    fn interrupter(&self) -> Option<Box<dyn Fn() + Send + Sync>> {
        self.0.interrupter()
    }
}

impl qrlogin_tokio::Transport for Counted<HyperTransport> {
    type Error = qrlogin_tokio::CallError;

    fn send(
        &mut self,
        call: Call,
    ) -> impl Future<Output = Result<Response, Self::Error>> + Send + 'static {
        self.1.called();
        self.0.send(call)
    }
}

/// Makes the requests of a run on a new client.
pub fn run(name: &str, origin: &str) {
    match name {
        "ureq" => ureq_session(origin),
        "ureq-bare" => ureq_bare(agent(16 * 1024), origin),
        // Its resolver starts a thread for each request with a time-out.
        "ureq-default" => ureq_bare(default_agent(16 * 1024), origin),
        "tokio" => tokio_session(origin),
        "hyper-bare" => runtime().block_on(hyper_bare(origin)),
        "reqwest" => runtime().block_on(reqwest_polls(origin)),
        _ => panic!("no contestant {name}"),
    }
}

pub fn runtime() -> Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap()
}

fn ureq_session(origin: &str) {
    let clock = Clock::new();
    let transport = UreqTransport::new(Config::new().reroute(origin).unwrap()).unwrap();
    let reading = clock.clone();
    let ended = qrlogin_ureq::Session::new(login(RENEWALS), Counted(transport, clock.clone()))
        .with_clock(move || reading.read())
        .run(|_| {});
    assert!(matches!(ended, Err(DriveError::Login(Error::Expired))));
    assert_eq!(clock.calls(), REQUESTS);
}

fn tokio_session(origin: &str) {
    let clock = Clock::new();
    let transport = HyperTransport::new(Config::new().reroute(origin).unwrap()).unwrap();
    let reading = clock.clone();
    let transport = Counted(transport, clock.clone());
    let mut session =
        qrlogin_tokio::Session::new(login(RENEWALS), transport).with_clock(move || reading.read());
    let ended = runtime().block_on(session.run(|_| {}));
    assert!(matches!(ended, Err(DriveError::Login(Error::Expired))));
    assert_eq!(clock.calls(), REQUESTS);
}

/// The only address that is resolved.
#[derive(Debug)]
struct Loopback;

impl Resolver for Loopback {
    fn resolve(
        &self,
        uri: &http::Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        addresses.push(([127, 0, 0, 1], uri.port_u16().unwrap_or(80)).into());
        Ok(addresses)
    }
}

/// An agent with ureq's own connector and a resolver that costs nothing, as that of
/// `UreqTransport`.
fn agent(buffer: usize) -> ureq::Agent {
    let config = default_agent(buffer).config().clone();
    ureq::Agent::with_parts(config, DefaultConnector::new(), Loopback)
}

/// An agent with all parts of ureq's own.
pub fn default_agent(buffer: usize) -> ureq::Agent {
    ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("")
        .accept("")
        .accept_encoding("")
        .input_buffer_size(buffer)
        .output_buffer_size(buffer)
        .proxy(None)
        .build()
        .new_agent()
}

fn ureq_bare(agent: ureq::Agent, origin: &str) {
    let request = poll(origin);
    for _ in 0..REQUESTS {
        let request = agent.configure_request(request.clone().map(|_| ()));
        let request = request.timeout_global(Some(TIMEOUT));
        let (_, mut body) = agent.run(request.build()).unwrap().into_parts();
        let body = body.with_config().limit(MAX_BODY as u64).read_to_vec();
        check(&body.unwrap());
    }
}

pub type HyperClient = Client<HttpConnector, Full<Bytes>>;

pub fn hyper_client() -> HyperClient {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

pub async fn hyper_poll(client: &HyperClient, request: http::Request<Full<Bytes>>) -> Bytes {
    let call = async {
        let reply = client.request(request).await.unwrap();
        reply.into_body().collect().await.unwrap().to_bytes()
    };
    timeout(TIMEOUT, call).await.unwrap()
}

async fn hyper_bare(origin: &str) {
    let client = hyper_client();
    let request = poll(origin).map(|body| Full::new(Bytes::from(body)));
    for _ in 0..REQUESTS {
        check(&hyper_poll(&client, request.clone()).await);
    }
}

/// As programs write it: the address and the headers of each poll, and the reply as JSON.
async fn reqwest_polls(origin: &str) {
    let client = reqwest::Client::builder().timeout(TIMEOUT).no_proxy();
    let client = client.build().unwrap();
    let headers = poll(origin).headers().clone();
    let address = format!("{origin}/x/passport-login/web/qrcode/poll");
    let parameters = [
        ("qrcode_key", "00112233445566778899aabbccddeeff"),
        ("source", "main-fe-header"),
    ];
    for _ in 0..REQUESTS {
        let request = client.get(&address).query(&parameters);
        let reply = request.headers(headers.clone()).send().await.unwrap();
        let reply: serde_json::Value = reply.json().await.unwrap();
        assert_eq!(reply["data"]["code"], 86101);
    }
}

fn check(body: &[u8]) {
    assert_eq!(body.len(), replies::WEB_PENDING.1.len());
}
