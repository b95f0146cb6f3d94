//! The credentials that can be refreshed.

use qrlogin::oauth::{self, DeviceCredential};
use qrlogin::pan115::{self, OpenCredential};
use qrlogin::{Call, Credential, Error, Provider as _, Response, Timestamp};

/// The flows whose credentials can be refreshed.
pub(super) const FLOWS: [&str; 2] = [pan115::Open::ID, oauth::Device::ID];

/// Credentials that can be refreshed. This is the only place that names such a flow.
#[derive(Clone)]
pub(super) enum Tokens {
    Pan115Open(OpenCredential),
    /// With the call, which there is with a refresh token only.
    Device(Box<(DeviceCredential, Call)>),
}

impl Tokens {
    /// `None` if the credentials cannot be refreshed, or lack the refresh token.
    pub(super) fn of(credential: Credential) -> Option<Self> {
        match credential {
            Credential::Pan115Open(own) if !own.refresh_token.is_empty() => {
                Some(Self::Pan115Open(own))
            }
            Credential::Device(own) => {
                let call = own.refresh()?;
                Some(Self::Device(Box::new((own, call))))
            }
            _ => None,
        }
    }

    /// The name of the flow.
    pub(super) fn flow(&self) -> &'static str {
        match self {
            Self::Pan115Open(_) => pan115::Open::ID,
            Self::Device(..) => oauth::Device::ID,
        }
    }

    /// When the access token expires, if the service says.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        match self {
            Self::Pan115Open(own) => own.expires_at,
            Self::Device(own) => own.0.expires_at,
        }
    }

    /// Whether it is time for a refresh.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        match self {
            Self::Pan115Open(own) => own.is_due(now),
            Self::Device(own) => own.0.is_due(now),
        }
    }

    /// The call for new tokens.
    pub(super) fn request(&self) -> Call {
        match self {
            Self::Pan115Open(own) => own.refresh(),
            Self::Device(own) => own.1.clone(),
        }
    }

    /// The new credentials.
    ///
    /// # Errors
    /// The response does not hold them.
    pub(super) fn response(&self, reply: &Response, now: Timestamp) -> Result<Credential, Error> {
        match self {
            Self::Pan115Open(own) => own.refreshed(reply, now).map(Credential::from),
            Self::Device(own) => own.0.refreshed(reply, now).map(Credential::from),
        }
    }
}
