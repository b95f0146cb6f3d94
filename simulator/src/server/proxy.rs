//! The server as a proxy: it terminates tunnels and plain requests to the services' own hosts, and
//! forwards nothing.

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{HOST, HeaderValue, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION};
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

use super::accept::Door;
use super::body::WireBody;
use super::connection::{self, Cut, TIMEOUT};
use super::sessions::Session;
use crate::incoming::is_loopback;
use crate::reply::{header, reply};
use crate::scenario::{HeaderCase, nearest};

/// The first byte of a TLS connection: a record with a part of the handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

/// Serves a connection that a client made.
pub(super) async fn serve(io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, door: Door) {
    let service = service_fn(|request| respond(request, door.clone()));
    let served = http(&door.session)
        .serve_connection(TokioIo::new(io), service)
        .with_upgrades()
        .await;
    // Disconnecting clients and the faults end connections with an error.
    drop(served);
}

fn http(session: &Session) -> http1::Builder {
    let case = connection::lock(&session.simulator)
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
async fn respond(mut request: Request<Incoming>, door: Door) -> Result<Response<WireBody>, Cut> {
    let tunnel = request.method() == Method::CONNECT;
    if let Some(problem) = wrong_host(&request) {
        return Ok(text(400, problem));
    }
    let target = target(request.uri(), tunnel);
    let (Some(tls), Some((host, port))) = (&door.shared.tls, target) else {
        let problem = match door.shared.tls {
            _ if !tunnel => {
                let session = door.session.clone();
                return connection::respond(request, session, door).await;
            }
            None => text(
                501,
                "This simulator is no proxy: start it with TLS (qrlogin simulate --tls).\n",
            ),
            Some(_) => text(400, "A tunnel leads to HOST:PORT.\n"),
        };
        return Ok(problem);
    };
    let session = match named_session(&request, &door) {
        Ok(session) => session,
        Err(problem) => return Ok(*problem),
    };
    request.headers_mut().remove(PROXY_AUTHORIZATION);
    let serves = tls.serves(&host, port);
    // Beyond the loopback the server has any name that leads to it.
    let any_name = !serves && !door.address.ip().is_loopback();
    let itself = port == door.address.port() && (is_loopback(&host) || any_name);
    if !tunnel && itself {
        return connection::respond(request, session, door).await;
    }
    if !serves {
        let address = format!("{host}:{port}");
        connection::refused(&session.simulator, request.method(), address);
        return Ok(refusal(&host, port));
    }
    if !tunnel {
        speak_for(&host, &mut request);
        return connection::respond(request, session, door).await;
    }
    let Ok(config) = tls.config(&host) else {
        return Ok(text(500, "No certificate can be made for this host.\n"));
    };
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        // Clients may disconnect, or not trust the certificate.
        drop(inside(upgrade, host, config, session, door).await);
    });
    Ok(text(200, ""))
}

/// The session that the user name at the proxy chooses; without one, that of the port.
fn named_session(
    request: &Request<Incoming>,
    door: &Door,
) -> Result<Session, Box<Response<WireBody>>> {
    let Some(value) = request.headers().get(PROXY_AUTHORIZATION) else {
        return Ok(door.session.clone());
    };
    let value = value.to_str().unwrap_or_default();
    let user = user_name(value);
    match user.as_deref() {
        Some("") => return Ok(door.session.clone()),
        Some(user) => {
            if let Some((session, _)) = door.shared.sessions.get(user) {
                return Ok(session);
            }
        }
        None => {}
    }
    let problem = match user {
        Some(user) => {
            let names = door.shared.sessions.all().into_iter();
            let names: Vec<_> = names.map(|(session, _)| session.name).collect();
            let near = nearest(&user, names.iter().map(|name| &**name), 3).join("`, `");
            format!("There is no session `{user}`; the nearest are: `{near}`.\n")
        }
        None => "The user name at the proxy is that of a session (Basic).\n".to_owned(),
    };
    let mut response = reply(407, "text/plain; charset=utf-8", problem);
    header(
        &mut response,
        PROXY_AUTHENTICATE,
        "Basic realm=\"name of a session\"",
    );
    let mut response = response.map(WireBody::whole);
    let reason = ReasonPhrase::from_static(b"No such session");
    response.extensions_mut().insert(reason);
    Err(Box::new(response))
}

/// The user name of Basic credentials (RFC 7617).
fn user_name(value: &str) -> Option<String> {
    let (scheme, given) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let given = STANDARD.decode(given.trim()).ok()?;
    let given = String::from_utf8(given).ok()?;
    let (user, _) = given.split_once(':')?;
    Some(user.to_owned())
}

/// Serves a tunnel to this host: HTTPS, or plain HTTP.
async fn inside(
    upgrade: OnUpgrade,
    host: String,
    config: Arc<ServerConfig>,
    session: Session,
    door: Door,
) -> io::Result<()> {
    let upgraded = timeout(TIMEOUT, upgrade).await?.map_err(io::Error::other)?;
    let mut io = BufReader::new(TokioIo::new(upgraded));
    let service = service_fn(|request| respond_inside(request, &host, &session, &door));
    let http = http(&session);
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
    session: &Session,
    door: &Door,
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
    connection::respond(request, session.clone(), door.clone()).await
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
    use std::sync::Mutex;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::time::Instant;

    use super::*;
    use crate::scenario::Scenario;
    use crate::server::accept::Shared;
    use crate::server::access::Access;
    use crate::server::sessions::Sessions;
    use crate::simulator::Simulator;
    use crate::tls::Tls;

    /// How long a connection stays open after a client has sent only these bytes.
    async fn lives(said: &[&[u8]]) -> Duration {
        let address = ([127, 0, 0, 1], 8115).into();
        let simulator = Arc::new(Mutex::new(Simulator::new(Scenario::default())));
        let shared = Arc::new(Shared {
            sessions: Sessions::new(simulator, Scenario::default(), address),
            tls: Some(Tls::new().unwrap()),
            access: Access::default(),
        });
        let door = Door {
            session: shared.sessions.default(),
            address,
            shared,
        };
        let (mut client, server) = tokio::io::duplex(1 << 16);
        tokio::spawn(serve(server, door));
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
