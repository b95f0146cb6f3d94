//! The order in which the addresses of a host are tried (RFC 8305, "happy eyeballs").

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// The delay before the next address is tried in parallel: the Connection Attempt Delay of
/// RFC 8305.
pub const STAGGER: Duration = Duration::from_millis(250);

/// The addresses with both families alternating; the first one stays first.
pub fn interleaved(addresses: impl IntoIterator<Item = SocketAddr>) -> Vec<SocketAddr> {
    let addresses: Vec<_> = addresses.into_iter().collect();
    let first = addresses.first().map(SocketAddr::is_ipv6);
    let (same, other): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| Some(address.is_ipv6()) == first);
    let length = same.len().max(other.len());
    let (mut same, mut other) = (same.into_iter(), other.into_iter());
    (0..length)
        .flat_map(|_| [same.next(), other.next()])
        .flatten()
        .collect()
}

/// The more informative error of two failed attempts: one from a host that was reached rather than
/// one for lack of a route.
pub fn more_informative(old: Option<io::Error>, new: io::Error) -> io::Error {
    use io::ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkUnreachable};

    let nowhere = matches!(
        new.kind(),
        AddrNotAvailable | HostUnreachable | NetworkUnreachable
    );
    match old {
        Some(old) if nowhere => old,
        _ => new,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn the_address_families_alternate() {
        let resolved = addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "1.1.1.2:1"]);
        let expected = addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "1.1.1.2:1", "[::3]:1"]);
        assert_eq!(interleaved(resolved), expected);
    }

    #[test]
    fn a_refusal_is_preferred_to_a_missing_route() {
        let [refused, nowhere] = [
            io::ErrorKind::ConnectionRefused,
            io::ErrorKind::NetworkUnreachable,
        ];
        let of = |old: io::ErrorKind, new: io::ErrorKind| {
            more_informative(Some(old.into()), new.into()).kind()
        };
        assert_eq!(of(refused, nowhere), refused);
        assert_eq!(of(nowhere, refused), refused);
    }
}
