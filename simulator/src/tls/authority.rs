//! The certificate authority and its certificates, valid for strict verifiers (RFC 5280).

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const DAY: Duration = Duration::from_secs(86_400);
/// How long before its creation a certificate becomes valid, for clients whose clocks are behind.
const BEFORE: Duration = DAY;
/// How long the authority is valid.
const CA_LIFE: Duration = Duration::from_secs(365 * 86_400);
/// How long a host's certificate is valid.
const LIFE: Duration = Duration::from_secs(7 * 86_400);
/// The age at which a host's certificate is replaced.
pub(super) const RENEW_AFTER: Duration = DAY;

/// A certificate authority with its key in memory.
pub(super) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    /// A new authority.
    pub(super) fn new(now: SystemTime) -> io::Result<Self> {
        let mut params = valid(now, CA_LIFE);
        params.distinguished_name.push(
            DnType::CommonName,
            "qrlogin simulator, throw-away authority",
        );
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let issuer = CertifiedIssuer::self_signed(params, key).map_err(io::Error::other)?;
        let pem = issuer.pem();
        Ok(Self { issuer, pem })
    }

    /// Its certificate.
    pub(super) fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for a host (lower case; an IPv6 address in brackets), ready for handshakes:
    /// TLS 1.2 and 1.3, HTTP/1.1.
    pub(super) fn certify(&self, host: &str, now: SystemTime) -> io::Result<ServerConfig> {
        let mut params = valid(now, LIFE);
        // Long host names do not fit here; verifiers read the alternative names.
        params
            .distinguished_name
            .push(DnType::CommonName, "qrlogin simulator");
        let name = match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName(host.try_into().map_err(io::Error::other)?),
        };
        params.subject_alt_names = vec![name];
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params
            .signed_by(&key, &self.issuer)
            .map_err(io::Error::other)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder
                    .with_no_client_auth()
                    .with_single_cert(vec![certificate.der().clone()], key)
            })
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// Parameters with a validity period around now.
fn valid(now: SystemTime, life: Duration) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    let epoch = date_time_ymd(1970, 1, 1);
    // Certificates have no times after the year 9999.
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = now.clamp(BEFORE, Duration::from_secs(253_000_000_000));
    params.not_before = epoch + (now - BEFORE);
    params.not_after = epoch + (now + life);
    params
}
