//! Certificate authorities: from the system, the environment and the settings.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use qrlogin::Error;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, TrustAnchor};
use rustls::{ClientConfig, RootCertStore};

/// The largest file that is read, in bytes; bundles of systems have about 200 KB.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// The most files of a directory that are read.
const MAX_FILES: usize = 4096;
/// The last line of a certificate in PEM.
const END: &str = "-----END CERTIFICATE-----";

/// The variables of OpenSSL, which replace the system's own store.
const OPENSSL: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];
/// Variables with authorities that are trusted besides.
const OTHERS: [&str; 3] = [
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
];

/// Parsed certificates of authorities.
pub(crate) type Anchors = Vec<TrustAnchor<'static>>;

/// The usable certificates: one or more in PEM, or one in DER. Unusable ones among them are
/// skipped, since bundles of hundreds may contain some.
///
/// # Errors
/// [`Error::Setting`] with this name if none is usable.
pub(crate) fn read(name: &'static str, bytes: &[u8]) -> Result<Anchors, Error> {
    // The byte order mark that editors on Windows write.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let pieces = text.split_inclusive(END);
    let parsed = pieces.filter_map(|piece| CertificateDer::from_pem_slice(piece.as_bytes()).ok());
    let usable = anchors(parsed);
    if !usable.is_empty() {
        return Ok(usable);
    }
    let usable = anchors([CertificateDer::from(bytes.to_vec())]);
    if !usable.is_empty() {
        return Ok(usable);
    }
    let problem = match text.contains(END) {
        true => "holds a damaged certificate and no usable one: give the authority as a PEM file",
        false => "holds no certificate: give a PEM file with `BEGIN CERTIFICATE`",
    };
    Err(Error::setting(name, problem))
}

/// The usable certificates.
fn anchors(certificates: impl IntoIterator<Item = CertificateDer<'static>>) -> Anchors {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(certificates);
    store.roots
}

/// Reads a regular file of at most 16 MiB. Reading a pipe could block, and a device may have no
/// end.
///
/// # Errors
/// The file is not regular, is longer, or cannot be read.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let invalid = |problem| Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
    if !path.metadata()?.is_file() {
        return invalid("it is not a regular file");
    }
    let mut content = Vec::new();
    let read = File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut content)?;
    match read as u64 > MAX_FILE {
        true => invalid("it is over 16 MiB long"),
        false => Ok(content),
    }
}

/// The authorities of the system and the environment, cached while the variables stay the same: a
/// store has hundreds of files.
///
/// # Errors
/// [`Error::Setting`] if a variable names a file that cannot be read, or without a usable
/// certificate.
pub(crate) fn of_environment() -> Result<Anchors, Error> {
    static KEPT: Mutex<Option<(Named, Anchors)>> = Mutex::new(None);
    let named = named(std::env::var_os::<&str>);
    // The value is only ever replaced whole, so a poisoned lock does no harm.
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, anchors)) = &*kept
        && *of == named
    {
        return Ok(anchors.clone());
    }
    let anchors = of_variables(&named)?;
    *kept = Some((named, anchors.clone()));
    Ok(anchors)
}

/// The variables that are set, and their values.
type Named = Vec<(&'static str, OsString)>;

fn named(var: impl Fn(&'static str) -> Option<OsString>) -> Named {
    let named = |name| {
        let value = var(name).filter(|value| !value.is_empty())?;
        Some((name, value))
    };
    OPENSSL
        .into_iter()
        .chain(OTHERS)
        .filter_map(named)
        .collect()
}

fn of_variables(named: &Named) -> Result<Anchors, Error> {
    let mut all = Anchors::new();
    if !named.iter().any(|(name, _)| OPENSSL.contains(name)) {
        all.extend_from_slice(of_system());
    }
    // Usually several variables name the same file.
    let mut seen = HashSet::new();
    for (name, value) in named {
        let path = Path::new(value);
        if *name == "SSL_CERT_DIR" {
            // As in OpenSSL, a missing directory is no error.
            for path in std::env::split_paths(value) {
                all.extend(of_directory(&path, &mut seen));
            }
        } else if path.is_dir() {
            all.extend(of_directory(path, &mut seen));
        } else if is_new(path, &mut seen) {
            all.extend(of_file(name, path)?);
        }
    }
    Ok(all)
}

/// Whether this file has not been read yet, under this or another path.
fn is_new(path: &Path, seen: &mut HashSet<PathBuf>) -> bool {
    seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
}

/// The system's own store, read once. A store that cannot be read counts as empty.
///
/// With OpenSSL's variables set, `rustls-native-certs` would read their files, even a pipe, instead
/// of the store.
pub(crate) fn of_system() -> &'static [TrustAnchor<'static>] {
    static STORE: OnceLock<Anchors> = OnceLock::new();
    if OPENSSL.iter().any(|name| std::env::var_os(name).is_some()) {
        return &[];
    }
    STORE.get_or_init(|| anchors(rustls_native_certs::load_native_certs().certs))
}

fn of_file(name: &'static str, path: &Path) -> Result<Anchors, Error> {
    let content = read_file(path).map_err(|error| {
        let cause: Cow<'static, str> = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".into(),
            _ => error.to_string().into(),
        };
        let problem = format!("the file cannot be read ({cause}): name a PEM file, or unset it");
        Error::setting(name, problem)
    })?;
    read(name, &content)
}

fn of_directory(path: &Path, seen: &mut HashSet<PathBuf>) -> Anchors {
    let files = std::fs::read_dir(path).into_iter().flatten().flatten();
    let paths = files.take(MAX_FILES).map(|file| file.path());
    paths
        .filter(|path| is_new(path, seen))
        .filter_map(|path| read("directory", &read_file(&path).ok()?).ok())
        .flatten()
        .collect()
}

/// TLS that trusts Mozilla's authorities and these.
///
/// # Errors
/// [`Error::Setting`] if rustls supports no protocol version; with the features of this crate it
/// does.
pub(crate) fn tls(authorities: Anchors) -> Result<Arc<ClientConfig>, Error> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    roots.roots.extend(authorities);
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::setting("tls", "has no usable protocol version"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(tls))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: &str = "-----BEGIN CERTIFICATE-----\nb2Rk\n-----END CERTIFICATE-----\n";

    /// A new authority, since Mozilla's are not available as PEM.
    fn pem() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.self_signed(&key).unwrap().pem()
    }

    fn from(variables: &[(&'static str, &Path)]) -> Result<Anchors, Error> {
        // Set, so that the machine's own store is not read.
        let none = ("SSL_CERT_DIR", Path::new("/nowhere"));
        let variables = [variables, &[none]].concat();
        of_variables(&named(|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.as_os_str().to_owned())
        }))
    }

    fn file(content: impl AsRef<[u8]>) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        file
    }

    #[test]
    fn a_damaged_certificate_of_a_bundle_is_skipped() {
        let bundle = format!("# a bundle\n{ODD}{}{ODD}{}", pem(), pem());
        assert_eq!(read("x", bundle.as_bytes()).unwrap().len(), 2);
    }

    #[test]
    fn a_byte_order_mark_is_ignored() {
        let marked = format!("\u{feff}{}", pem());
        assert_eq!(read("x", marked.as_bytes()).unwrap().len(), 1);
    }

    #[test]
    fn a_certificate_may_be_in_der() {
        let pem = pem();
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        assert_eq!(read("x", &der).unwrap().len(), 1);
    }

    #[test]
    fn every_variable_adds_its_authorities() {
        for name in [
            "SSL_CERT_FILE",
            "CURL_CA_BUNDLE",
            "REQUESTS_CA_BUNDLE",
            "NODE_EXTRA_CA_CERTS",
        ] {
            let file = file(pem());
            assert_eq!(from(&[(name, file.path())]).unwrap().len(), 1, "{name}");
        }
    }

    #[test]
    fn a_file_that_two_variables_name_is_read_once() {
        let file = file(pem());
        let same = [
            ("SSL_CERT_FILE", file.path()),
            ("CURL_CA_BUNDLE", file.path()),
        ];
        assert_eq!(from(&same).unwrap().len(), 1);
    }

    #[test]
    fn a_directory_adds_the_authorities_of_its_files() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("a.pem"), pem()).unwrap();
        std::fs::write(directory.path().join("b.txt"), "no certificate").unwrap();
        for name in ["SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"] {
            let found = from(&[(name, directory.path())]).unwrap();
            assert_eq!(found.len(), 1, "{name}");
        }
    }

    #[test]
    fn an_unusable_file_is_an_error_that_names_the_variable() {
        let useless = file("no certificate");
        for path in [
            useless.path(),
            Path::new("/nowhere/ca.pem"),
            Path::new("/dev/zero"),
        ] {
            let error = from(&[("CURL_CA_BUNDLE", path)]).unwrap_err().to_string();
            assert!(error.contains("CURL_CA_BUNDLE"), "{error}");
        }
    }

    #[test]
    fn only_a_regular_file_below_the_limit_is_read() {
        let large = tempfile::NamedTempFile::new().unwrap();
        large.as_file().set_len(MAX_FILE + 1).unwrap();
        assert!(read_file(large.path()).is_err());
        assert!(read_file(Path::new("/dev/zero")).is_err());
        assert!(read_file(Path::new("/")).is_err());
    }
}
