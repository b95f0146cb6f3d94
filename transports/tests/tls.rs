//! Certificates and TLS for the canned server, and the tests about them.

use std::net::TcpStream;
use std::sync::Arc;

use qrlogin::Failure;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::script::get;
use super::server::{Answer, Seen, Server};
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
        answer: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static,
    ) -> Self {
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
        let config = Arc::new(config);
        let server = Server::over(answer, move |stream: TcpStream| {
            let connection = ServerConnection::new(config.clone()).ok()?;
            Some(StreamOwned::new(connection, stream))
        });
        Self {
            server,
            ca: ca.pem(),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.server.address)
    }
}

#[test]
fn a_certificate_of_an_unknown_authority_is_a_tls_failure() {
    let server = TlsServer::start(&["127.0.0.1"], |_, _| Answer::ok("never"));
    let outcome = exchange(Config::new().no_proxy(), get(server.url("/")));
    assert_eq!(outcome.unwrap_err(), Failure::Tls);
    assert_eq!(server.server.seen().len(), 0);
}

#[test]
fn an_extra_authority_is_trusted() {
    let server = TlsServer::start(&["127.0.0.1"], |_, _| Answer::ok("hello"));
    let config = Config::new()
        .no_proxy()
        .extra_ca(server.ca.as_bytes())
        .unwrap();
    let reply = exchange(config, get(server.url("/"))).unwrap();
    assert_eq!(reply.body(), b"hello");
}

#[test]
fn a_certificate_for_another_host_is_a_tls_failure() {
    let server = TlsServer::start(&["example.com"], |_, _| Answer::ok("never"));
    let config = Config::new()
        .no_proxy()
        .extra_ca(server.ca.as_bytes())
        .unwrap();
    let outcome = exchange(config, get(server.url("/")));
    assert_eq!(outcome.unwrap_err(), Failure::Tls);
}

#[test]
fn a_server_that_does_not_speak_tls_is_a_tls_failure() {
    let server = Server::over(
        |_, _| Answer::silence(),
        |mut stream: TcpStream| {
            use std::io::{Read, Write};
            let _hello = stream.read(&mut [0; 4096]);
            let _sent = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            None::<TcpStream>
        },
    );
    let url = format!("https://{}/", server.address);
    let outcome = exchange(Config::new().no_proxy(), get(url));
    assert_eq!(outcome.unwrap_err(), Failure::Tls);
}
