//! The server as a proxy: it terminates tunnels and plain requests to the services' own hosts, and
//! forwards nothing.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http::header::{HOST, HeaderValue};
use http::uri::Authority;
use http::{Method, Request, Response, Uri, Version};
use hyper::body::Incoming;
use hyper::ext::ReasonPhrase;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, BufReader};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::body::WireBody;
use super::connection::{self, Cut, TIMEOUT};
use crate::incoming::is_loopback;
use crate::reply::reply;
use crate::scenario::HeaderCase;
use crate::simulator::Simulator;
use crate::tls::Tls;

/// The first byte of a TLS connection: a record with a part of the handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

/// What all connections of a server share.
pub(super) struct Shared {
    pub(super) simulator: Arc<Mutex<Simulator>>,
    /// Without it the server is no proxy.
    pub(super) tls: Option<Tls>,
    pub(super) address: SocketAddr,
}

/// Serves a connection that a client made.
pub(super) async fn serve(
    io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    shared: Arc<Shared>,
) {
    let service = service_fn(|request| respond(request, Arc::clone(&shared)));
    let served = http(&shared)
        .serve_connection(TokioIo::new(io), service)
        .with_upgrades()
        .await;
    // Disconnecting clients and the faults end connections with an error.
    drop(served);
}

fn http(shared: &Shared) -> http1::Builder {
    let case = connection::lock(&shared.simulator)
        .scenario()
        .bilibili_web
        .header_case;
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(TIMEOUT)
        .title_case_headers(case == HeaderCase::Mixed);
    builder
}

/// Responds to requests for this server itself, and acts as the proxy for others.
async fn respond(
    mut request: Request<Incoming>,
    shared: Arc<Shared>,
) -> Result<Response<WireBody>, Cut> {
    let tunnel = request.method() == Method::CONNECT;
    if let Some(problem) = wrong_host(&request) {
        return Ok(text(400, problem));
    }
    let target = target(request.uri(), tunnel);
    let (Some(tls), Some((host, port))) = (&shared.tls, target) else {
        let problem = match shared.tls {
            _ if !tunnel => {
                return connection::respond(request, Arc::clone(&shared.simulator)).await;
            }
            None => text(
                501,
                "This simulator is no proxy: start it with TLS (qrlogin simulate --tls).\n",
            ),
            Some(_) => text(400, "A tunnel leads to HOST:PORT.\n"),
        };
        return Ok(problem);
    };
    let itself = is_loopback(&host) && port == shared.address.port();
    if !tunnel && itself {
        return connection::respond(request, Arc::clone(&shared.simulator)).await;
    }
    if !tls.serves(&host, port) {
        connection::refused(
            &shared.simulator,
            request.method(),
            format!("{host}:{port}"),
        );
        return Ok(refusal(&host, port));
    }
    if !tunnel {
        speak_for(&host, &mut request);
        return connection::respond(request, Arc::clone(&shared.simulator)).await;
    }
    let Ok(config) = tls.config(&host) else {
        return Ok(text(500, "No certificate can be made for this host.\n"));
    };
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        // Clients may disconnect, or not trust the certificate.
        drop(inside(upgrade, host, config, shared).await);
    });
    Ok(text(200, ""))
}

/// Serves a tunnel to this host: HTTPS, or plain HTTP.
async fn inside(
    upgrade: OnUpgrade,
    host: String,
    config: Arc<ServerConfig>,
    shared: Arc<Shared>,
) -> io::Result<()> {
    let upgraded = timeout(TIMEOUT, upgrade).await?.map_err(io::Error::other)?;
    let mut io = BufReader::new(TokioIo::new(upgraded));
    let service =
        service_fn(|request| respond_inside(request, &host, Arc::clone(&shared.simulator)));
    let http = http(&shared);
    let begin = timeout(TIMEOUT, io.fill_buf()).await??;
    let served = if begin.first() == Some(&HANDSHAKE) {
        let io = timeout(TIMEOUT, TlsAcceptor::from(config).accept(io)).await??;
        http.serve_connection(TokioIo::new(io), service).await
    } else {
        http.serve_connection(TokioIo::new(io), service).await
    };
    served.map_err(io::Error::other)
}

/// Responds to a request in a tunnel. It must be for the tunnel's host.
async fn respond_inside(
    mut request: Request<Incoming>,
    host: &str,
    simulator: Arc<Mutex<Simulator>>,
) -> Result<Response<WireBody>, Cut> {
    if let Some(problem) = wrong_host(&request) {
        return Ok(text(400, problem));
    }
    if named(&request).is_some_and(|named| !named.eq_ignore_ascii_case(host)) {
        let problem =
            format!("This connection leads to {host}, the request is for another host.\n");
        return Ok(text(421, &problem));
    }
    speak_for(host, &mut request);
    connection::respond(request, simulator).await
}

/// The host and port of an address that has them. That of a tunnel has to name its port (RFC 9110,
/// 9.3.6).
fn target(uri: &Uri, tunnel: bool) -> Option<(String, u16)> {
    let default = match uri.scheme_str() {
        _ if tunnel => None,
        Some("https") | None => Some(443),
        Some(_) => Some(80),
    };
    let authority = uri.authority()?;
    let port = authority.port_u16().or(default)?;
    Some((authority.host().to_ascii_lowercase(), port))
}

/// What is wrong with the `Host` of a request: it must occur once (RFC 9112, 3.2). `CONNECT` may
/// lack it.
fn wrong_host(request: &Request<Incoming>) -> Option<&'static str> {
    match request.headers().get_all(HOST).iter().count() {
        0 if request.version() == Version::HTTP_11 && request.method() != Method::CONNECT => {
            Some("The request has no Host header.\n")
        }
        0 | 1 => None,
        _ => Some("The request has more than one Host header.\n"),
    }
}

/// The host that a request names.
fn named(request: &Request<Incoming>) -> Option<String> {
    if let Some(host) = request.uri().host() {
        return Some(host.to_owned());
    }
    let header = request.headers().get(HOST)?;
    let authority = Authority::try_from(header.as_bytes()).ok();
    Some(authority.map_or_else(String::new, |authority| authority.host().to_owned()))
}

/// The target of a request outranks its `Host` (RFC 9112, 3.2.2).
fn speak_for(host: &str, request: &mut Request<Incoming>) {
    if let Ok(host) = HeaderValue::from_str(host) {
        request.headers_mut().insert(HOST, host);
    }
}

/// The reason is also in the status line: many clients show no more of a proxy's response.
fn refusal(host: &str, port: u16) -> Response<WireBody> {
    let body = format!(
        "{host}:{port} is not simulated, and nothing is passed on to the real network.\n\
         A server of your own can be named: qrlogin simulate --tls --gateway HOST\n"
    );
    let mut response = text(403, &body);
    response
        .extensions_mut()
        .insert(ReasonPhrase::from_static(b"Not simulated here"));
    response
}

fn text(status: u16, body: &str) -> Response<WireBody> {
    reply(status, "text/plain; charset=utf-8", body).map(WireBody::whole)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::time::Instant;

    use super::*;
    use crate::scenario::Scenario;

    /// How long a connection stays open after a client has sent only these bytes.
    async fn lives(said: &[&[u8]]) -> Duration {
        let shared = Arc::new(Shared {
            simulator: Arc::new(Mutex::new(Simulator::new(Scenario::default()))),
            tls: Some(Tls::new().unwrap()),
            address: ([127, 0, 0, 1], 8115).into(),
        });
        let (mut client, server) = tokio::io::duplex(1 << 16);
        tokio::spawn(serve(server, shared));
        let began = Instant::now();
        for words in said {
            client.write_all(words).await.unwrap();
        }
        let mut answers = Vec::new();
        let ended = timeout(Duration::from_secs(3600), client.read_to_end(&mut answers));
        drop(ended.await.unwrap());
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn an_unfinished_head_or_handshake_ends_the_connection() {
        const TUNNEL: &[u8] = b"CONNECT wx.qq.com:443 HTTP/1.1\r\n\r\n";
        let said: [&[&[u8]]; 5] = [
            &[b"GET / HTTP/1.1\r\nhost: wx"],
            &[b"POST /_sim/scan HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nhandle"],
            &[TUNNEL],
            &[TUNNEL, b"GET / HTTP/1.1\r\nhost: wx"],
            // A handshake record with a greater declared length.
            &[TUNNEL, &[HANDSHAKE, 3, 1, 1, 0, 1]],
        ];
        for said in said {
            let lived = lives(said).await;
            assert!(
                lived >= TIMEOUT && lived < TIMEOUT * 2,
                "{said:?} {lived:?}"
            );
        }
    }
}
