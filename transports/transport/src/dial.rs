//! The order in which the addresses of a host are tried (RFC 8305, "happy eyeballs").

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// How long an attempt is alone before the next address is tried beside it: that of RFC 8305.
pub const STAGGER: Duration = Duration::from_millis(250);

/// These addresses, those of both families in turn; the first one stays the first.
pub fn in_turn(addresses: impl IntoIterator<Item = SocketAddr>) -> Vec<SocketAddr> {
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

/// Which of two failed attempts says more: one that a host answered, before one that left this
/// machine nowhere.
pub fn telling(old: Option<io::Error>, new: io::Error) -> io::Error {
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
    fn the_families_take_turns() {
        let resolved = addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "1.1.1.2:1"]);
        let expected = addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "1.1.1.2:1", "[::3]:1"]);
        assert_eq!(in_turn(resolved), expected);
    }

    #[test]
    fn an_answer_says_more_than_no_way() {
        let [refused, nowhere] = [
            io::ErrorKind::ConnectionRefused,
            io::ErrorKind::NetworkUnreachable,
        ];
        let of =
            |old: io::ErrorKind, new: io::ErrorKind| telling(Some(old.into()), new.into()).kind();
        assert_eq!(of(refused, nowhere), refused);
        assert_eq!(of(nowhere, refused), refused);
    }
}
