//! Which addresses a transport may connect to.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use qrlogin::Failure;

use crate::CallError;

type Rule = dyn Fn(&str, SocketAddr) -> bool + Send + Sync;

/// Which addresses a transport may connect to; by default to all. See `Config::connect_only`.
#[derive(Clone, Default)]
pub struct Admission(Option<Arc<Rule>>);

impl Admission {
    /// Admits what this function returns `true` for, called with the host and one of its addresses.
    pub fn new(rule: impl Fn(&str, SocketAddr) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(rule)))
    }

    /// The admitted ones of a host's addresses. They are what is connected to: the name is not
    /// resolved again.
    ///
    /// # Errors
    /// None of them is admitted.
    pub fn check(
        &self,
        host: &str,
        mut addresses: Vec<SocketAddr>,
    ) -> Result<Vec<SocketAddr>, CallError> {
        let Some(rule) = &self.0 else {
            return Ok(addresses);
        };
        let had_any = !addresses.is_empty();
        addresses.retain(|address| rule(host, *address));
        match had_any && addresses.is_empty() {
            false => Ok(addresses),
            true => Err(CallError::new(Failure::Other, "its address is not allowed")),
        }
    }

    /// The same for a host that a proxy resolves: only an address in place of a name is known here.
    ///
    /// # Errors
    /// The host is an address that is not admitted.
    pub fn check_at_proxy(&self, host: &str, port: u16) -> Result<(), CallError> {
        match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => {
                let address = SocketAddr::new(address, port);
                self.check(host, vec![address]).map(|_| ())
            }
            Err(_) => Ok(()),
        }
    }
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "some" } else { "all" })
    }
}
