//! Which hosts are used (spec 1.2): several serve the same calls, and the firewall of one may block
//! a call that another one serves (spec 5.4).

/// The hosts for one purpose, the usual one first.
pub(super) struct Hosts(&'static [&'static str]);

/// For the code and its status.
pub(super) const CODE: Hosts = Hosts(&["qrcodeapi.115.com", "hnqrcodeapi.115.com"]);
/// For the login of an app (spec 3.4).
pub(super) const LOGIN: Hosts = Hosts(&[
    "passportapi.115.com",
    "qrcodeapi.115.com",
    "hnpassportapi.115.com",
]);
/// For the calls of the open platform (spec 1.2, 4).
pub(super) const OPEN: Hosts = Hosts(&["passportapi.115.com", "qrcodeapi.115.com"]);

impl Hosts {
    /// The number and the name of the host to use: the `first` one, after a failure the next one.
    pub(super) fn after(&self, first: u8, failures: u32) -> (u8, &'static str) {
        let Self(names) = self;
        let count = u32::try_from(names.len()).unwrap_or(u32::MAX).max(1);
        let number = u32::from(first).wrapping_add(failures) % count;
        let at = usize::try_from(number).unwrap_or_default();
        let name = names.get(at).copied().unwrap_or_default();
        (u8::try_from(number).unwrap_or_default(), name)
    }
}

/// Whether an address of 115 may be shown as a code.
pub(super) fn is_own(host: &str) -> bool {
    host == "115.com" || host.ends_with(".115.com")
}
