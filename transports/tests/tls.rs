//! Certificates and TLS for the canned server, and the tests about them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use qrlogin::Failure;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::script::get;
use super::server::{Reply, Seen, Server, read};
use crate::driver::{Config, exchange};

/// An HTTPS server with a certificate of an authority of its own.
pub struct TlsServer {
    pub server: Server,
    /// The authority's certificate, PEM.
    pub ca: String,
}

impl TlsServer {
    /// A server whose certificate is for these names.
    pub fn start(
        names: &[&str],
        answer: impl Fn(usize, &Seen) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let (config, ca) = identity(names);
        let server = Server::over(answer, move |stream| secure(&config, stream));
        Self { server, ca }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.server.address)
    }
}

/// TLS with a certificate for these names, and the authority that signed it, PEM.
pub fn identity(names: &[&str]) -> (Arc<ServerConfig>, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();

    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &ca)
        .unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (Arc::new(config), ca.pem())
}

pub fn secure<S: Read + Write>(
    config: &Arc<ServerConfig>,
    stream: S,
) -> Option<StreamOwned<ServerConnection, S>> {
    let connection = ServerConnection::new(config.clone()).ok()?;
    Some(StreamOwned::new(connection, stream))
}

#[test]
fn a_proxy_may_speak_tls_itself() {
    let (config, ca) = identity(&["127.0.0.1", "service.example"]);
    let proxy = Server::over(
        |_, _| Reply::ok("hello"),
        move |stream: TcpStream| {
            let mut outer = secure(&config, stream)?;
            let asked = read(&mut outer, 0).ok()??;
            assert_eq!(asked.line, "CONNECT service.example:443 HTTP/1.1");
            outer.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
            outer.flush().ok()?;
            // The proxy is also the service behind it.
            secure(&config, outer)
        },
    );
    let config = Config::new().proxy(&format!("https://{}", proxy.address));
    let config = config.unwrap().extra_ca(ca.as_bytes()).unwrap();
    let reply = exchange(config, get("https://service.example/")).unwrap();
    assert_eq!(reply.body(), b"hello");
    assert_eq!(proxy.only().headers, ["host: service.example"]);
}

#[test]
fn a_certificate_of_an_unknown_authority_is_a_tls_failure() {
    let server = TlsServer::start(&["127.0.0.1"], |_, _| Reply::ok("never"));
    let outcome = exchange(Config::new().no_proxy(), get(server.url("/")));
    assert_eq!(outcome.unwrap_err(), Failure::Tls);
    assert_eq!(server.server.seen().len(), 0);
}

#[test]
fn an_extra_authority_is_trusted() {
    let server = TlsServer::start(&["127.0.0.1"], |_, _| Reply::ok("hello"));
    let config = Config::new()
        .no_proxy()
        .extra_ca(server.ca.as_bytes())
        .unwrap();
    let reply = exchange(config, get(server.url("/"))).unwrap();
    assert_eq!(reply.body(), b"hello");
}

#[test]
fn a_certificate_for_another_host_is_a_tls_failure() {
    let server = TlsServer::start(&["example.com"], |_, _| Reply::ok("never"));
    let config = Config::new()
        .no_proxy()
        .extra_ca(server.ca.as_bytes())
        .unwrap();
    let outcome = exchange(config, get(server.url("/")));
    assert_eq!(outcome.unwrap_err(), Failure::Tls);
}

#[test]
fn a_server_without_tls_is_a_tls_failure() {
    let server = Server::over(
        |_, _| Reply::silence(),
        |mut stream: TcpStream| {
            let _hello = stream.read(&mut [0; 4096]);
            let _sent = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            None::<TcpStream>
        },
    );
    let url = format!("https://{}/", server.address);
    let outcome = exchange(Config::new().no_proxy(), get(url));
    assert_eq!(outcome.unwrap_err(), Failure::Tls);
}

/// Python's servers end a connection so; a body with a length or in chunks is cut by it.
#[test]
fn a_body_may_end_with_the_connection() {
    let heads = [
        ("HTTP/1.1 200 OK\r\n\r\nhello", Ok(())),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
            Err(Failure::Io),
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            Err(Failure::Io),
        ),
    ];
    for (bytes, expected) in heads {
        let server = TlsServer::start(&["127.0.0.1"], move |_, _| Reply::raw(bytes));
        let config = Config::new().no_proxy().extra_ca(server.ca.as_bytes());
        let outcome = exchange(config.unwrap(), get(server.url("/")));
        let body = outcome.map(|reply| assert_eq!(reply.body(), b"hello"));
        assert_eq!(body, expected, "{bytes}");
    }
}
