//! The address of the database, and how it is connected to.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::StoreError;

/// The time for one connection.
const CONNECT: Duration = Duration::from_secs(5);
/// After this time without an answer of the other machine a connection has ended.
const DEAD: Duration = Duration::from_secs(20);

/// What an address says.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Address {
    /// Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`.
    ///
    /// # Errors
    /// [`StoreError::Refused`], which does not repeat the address.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let (url, root) = without_root(url)?;
        let mut config: Config = url.parse().map_err(|_| refused("cannot be read"))?;
        // Encryption without knowing with whom would be none: it is verified or off.
        if config.get_ssl_mode() == SslMode::Prefer {
            config.ssl_mode(SslMode::Disable);
        }
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(refused("names no host"));
        }
        if config.get_application_name().is_none() {
            config.application_name("qrlogin");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        config.keepalives_idle(DEAD / 4);
        config.keepalives_interval(DEAD / 4);
        config.keepalives_retries(3);
        config.tcp_user_timeout(DEAD);
        let roots = match config.get_ssl_mode() {
            SslMode::Disable => RootCertStore::empty(),
            _ => roots(root.as_deref())?,
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| StoreError::Refused(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            config,
            tls: MakeRustlsConnect::new(tls),
        })
    }

    /// The hosts and the database, without user and password.
    pub(super) fn place(&self) -> String {
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.display().to_string(),
        });
        let hosts: Vec<String> = hosts.collect();
        let database = self.config.get_dbname().unwrap_or_default();
        format!("{}/{database}", hosts.join(","))
    }
}

fn refused(problem: &str) -> StoreError {
    StoreError::Refused(format!("the address of the database {problem}"))
}

/// Takes the parameters of libpq that the client does not know out of the address: `sslrootcert`,
/// and `sslmode=verify-full`, which is what `require` means here.
fn without_root(url: &str) -> Result<(String, Option<String>), StoreError> {
    let Some((base, query)) = url.split_once('?') else {
        return Ok((url.to_owned(), None));
    };
    let mut root = None;
    let mut rest = Vec::new();
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslrootcert", path)) => {
                let path = percent_encoding::percent_decode_str(path).decode_utf8();
                root = Some(path.map_err(|_| refused("cannot be read"))?.into_owned());
            }
            Some(("sslmode", "verify-full")) => rest.push("sslmode=require"),
            _ => rest.push(pair),
        }
    }
    Ok((format!("{base}?{}", rest.join("&")), root))
}

/// The authorities of this file, or those of the system.
fn roots(file: Option<&str>) -> Result<RootCertStore, StoreError> {
    let unusable = |problem: String| StoreError::Refused(format!("sslrootcert: {problem}"));
    let certificates: Vec<CertificateDer<'static>> = match file {
        Some(path) => {
            let file = File::open(Path::new(path)).map_err(|error| unusable(error.to_string()))?;
            let read = CertificateDer::pem_reader_iter(BufReader::new(file));
            let read = read.collect::<Result<_, _>>();
            read.map_err(|_| unusable("the file holds no certificates in PEM".to_owned()))?
        }
        None => rustls_native_certs::load_native_certs().certs,
    };
    let mut roots = RootCertStore::empty();
    let (usable, _) = roots.add_parsable_certificates(certificates);
    match usable {
        0 => Err(unusable(
            "there is no certificate of an authority".to_owned(),
        )),
        _ => Ok(roots),
    }
}
