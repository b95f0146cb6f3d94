//! Which hosts are used (spec 1.2): several serve the same calls, and the firewall of one may block
//! a call that another one serves (spec 5.4).

use http::uri::Authority;

/// The hosts for one purpose.
pub(super) struct Hosts<const OTHERS: usize> {
    usual: Authority,
    others: [Authority; OTHERS],
}

/// For the code and its status.
pub(super) static CODE: Hosts<1> = Hosts {
    usual: Authority::from_static("qrcodeapi.115.com"),
    others: [Authority::from_static("hnqrcodeapi.115.com")],
};
/// For the login of an app (spec 3.4).
pub(super) static LOGIN: Hosts<2> = Hosts {
    usual: Authority::from_static("passportapi.115.com"),
    others: [
        Authority::from_static("qrcodeapi.115.com"),
        Authority::from_static("hnpassportapi.115.com"),
    ],
};
/// For the calls of the open platform (spec 1.2, 4).
pub(super) static OPEN: Hosts<1> = Hosts {
    usual: Authority::from_static("passportapi.115.com"),
    others: [Authority::from_static("qrcodeapi.115.com")],
};

impl<const OTHERS: usize> Hosts<OTHERS> {
    /// The number and the name of the host to use: the `first` one, after a failure the next one.
    pub(super) fn after(&self, first: u8, failures: u32) -> (u8, &Authority) {
        let count = u32::try_from(OTHERS).unwrap_or(u32::MAX).saturating_add(1);
        let number = u32::from(first).wrapping_add(failures) % count;
        let at = usize::try_from(number).unwrap_or_default();
        let name = match at.checked_sub(1) {
            Some(at) => self.others.get(at).unwrap_or(&self.usual),
            None => &self.usual,
        };
        (u8::try_from(number).unwrap_or_default(), name)
    }
}

/// Whether an address of 115 may be shown as a code.
pub(super) fn is_own(host: &str) -> bool {
    host == "115.com" || host.ends_with(".115.com")
}
