//! What to do about an error.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::providers;

/// The longest key that is read.
const LONGEST_KEY: usize = 64;

/// What to do about an error: a stable [`key`](Advice::key), and as `Display` one sentence for the
/// user.
///
/// The associated constants are advice that fits any service. Advice that belongs to one service
/// stands with that service, such as
/// [`taptap::advice::CHECK_REGION`](crate::taptap::advice::CHECK_REGION). A
/// [`Provider`](crate::Provider) outside this crate defines its own:
///
/// ```
/// use qrlogin::{Advice, Error};
///
/// const RING_THE_BELL: Advice = Advice::new("ring_the_bell", "ring the bell and wait");
///
/// let error = Error::rejected("E7", "the door is locked", RING_THE_BELL);
/// assert_eq!(error.advice().key(), "ring_the_bell");
/// assert_eq!(error.advice().to_string(), "ring the bell and wait");
/// ```
///
/// Two values with the same key are equal. Serialised, an advice is its key alone: nothing that is
/// stored depends on the wording. Read back, it has the text of this build; advice that this crate
/// does not know keeps its key, with [`Advice::SEE_MESSAGE`]'s text.
#[derive(Clone)]
pub struct Advice {
    key: Cow<'static, str>,
    text: &'static str,
}

/// A constant and a line of the list for each advice.
macro_rules! advice {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $text:literal;)*) => {
        impl Advice {
            $($(#[$doc])* pub const $name: Self = Self::new($key, $text);)*
        }

        const CORE: &[Advice] = &[$(Advice::$name),*];
    };
}

advice! {
    /// The code has expired.
    NEW_CODE = "new_code", "start again and scan the new code before it expires";
    /// The login is over.
    START_AGAIN = "start_again", "start a new login";
    /// Earlier credentials stay valid.
    KEEP_CREDENTIALS = "keep_credentials", "use the credentials of the earlier login";
    /// The service is overloaded or down.
    TRY_LATER = "try_later", "the service is having problems: try again in a few minutes";
    /// A firewall or a rate limit has flagged this address.
    WAIT_FOR_UNBLOCK = "wait_for_unblock",
        "wait an hour or use another network: repeated attempts prolong the block";
    /// The service's responses differ from the protocol that this crate knows.
    REPORT_CHANGE = "report_change",
        "the service may have changed: check for a newer version of this program, or report it";
    /// TLS failed.
    CHECK_CERTIFICATES = "check_certificates",
        "check the system clock; behind a proxy that inspects TLS, add its CA certificate";
    /// The server does not know the address.
    CHECK_ADDRESS = "check_address",
        "check the address of the server, or for a newer version of this program";
    /// The network or a firewall responds in the service's place.
    CHECK_PORTAL = "check_portal",
        "open any web page in a browser: the network may require a sign-in first; if not, \
         a firewall blocks the service: wait an hour or use another network";
    /// The proxy failed.
    CHECK_PROXY = "check_proxy", "check the proxy and its settings";
    /// The network failed.
    CHECK_NETWORK = "check_network", "check the network and the proxy settings, then try again";
    /// A setting is wrong.
    FIX_SETTING = "fix_setting", "correct the setting";
    /// The request's signature was rejected.
    CHECK_KEY_PAIR = "check_key_pair",
        "the request signature was rejected: check the key and its secret";
    /// The phone's app is too old.
    UPDATE_APP = "update_app", "update the app on the phone, then scan again";
    /// The account or its environment is not allowed to log in this way.
    ACCOUNT_RESTRICTED = "account_restricted",
        "this account cannot use this kind of login; the service's message says why";
    /// The address of a self-hosted server is wrong, or its version is not supported.
    CHECK_SERVER = "check_server", "check the base URL and the version of that server";
    /// The service wants the account's owner to be verified first.
    VERIFY_ACCOUNT = "verify_account",
        "verify the account in the service's own app or site, then start a new login";
    /// Nothing more precise is known.
    SEE_MESSAGE = "see_message", "see the service's message";
}

impl Advice {
    /// An advice with this key and this sentence.
    ///
    /// The key is snake case: 1 to 64 lower-case letters, digits and underscores of ASCII. One that
    /// is not cannot be read back from JSON. The sentence is lower case, without a full stop.
    pub const fn new(key: &'static str, text: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            text,
        }
    }

    /// The name in snake case, such as `new_code`, as in its JSON. Stable, for logs, scripts and
    /// tables of translated texts.
    ///
    /// ```
    /// use qrlogin::Error;
    ///
    /// assert_eq!(Error::Expired.advice().key(), "new_code");
    /// ```
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The advice of this key, with this build's text if it is one of this crate.
    fn of_key(key: String) -> Option<Self> {
        let is_snake = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
        if key.is_empty() || key.len() > LONGEST_KEY || !key.bytes().all(is_snake) {
            return None;
        }
        let mut known = CORE.iter().chain(providers::advice());
        let known = known.find(|advice| advice.key == key).cloned();
        Some(known.unwrap_or(Self {
            key: Cow::Owned(key),
            text: Self::SEE_MESSAGE.text,
        }))
    }
}

impl PartialEq for Advice {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Advice {}

impl Hash for Advice {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl fmt::Debug for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Advice({})", self.key)
    }
}

impl Serialize for Advice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.key)
    }
}

impl<'de> Deserialize<'de> for Advice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        Self::of_key(key).ok_or_else(|| serde::de::Error::custom("not the key of an advice"))
    }
}
