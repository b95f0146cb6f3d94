//! The hosts that are called without the proxy (`no_proxy`).

use std::net::IpAddr;

/// Whether an entry of `no_proxy` covers this host, written as in a URI.
pub(super) fn covers_any(list: &str, host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    let mut entries = list.split(|c: char| c == ',' || c.is_whitespace());
    entries.any(|entry| covers(entry, host))
}

/// Whether an entry of `no_proxy` covers this host: `*`, an address, a network such as
/// `10.0.0.0/8`, or a domain with all hosts below it, with or without a leading dot.
fn covers(entry: &str, host: &str) -> bool {
    if let Ok(address) = host.parse::<IpAddr>() {
        return entry == "*" || covers_address(entry, address).unwrap_or(false);
    }
    let domain = entry.trim_start_matches('*').trim_start_matches('.');
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    entry == "*"
        || !domain.is_empty()
            && host
                .strip_suffix(&domain)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn covers_address(entry: &str, address: IpAddr) -> Option<bool> {
    let (network, length) = match entry.split_once('/') {
        Some((network, length)) => (network, Some(length.parse::<u32>().ok()?)),
        None => (entry, None),
    };
    // Both as 128 bits; an IPv4 address takes the highest 32.
    let (network, address, bits) = match (network.trim_matches(['[', ']']).parse().ok()?, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => (
            u128::from(network.to_bits()) << 96,
            u128::from(address.to_bits()) << 96,
            32,
        ),
        (IpAddr::V6(network), IpAddr::V6(address)) => (network.to_bits(), address.to_bits(), 128),
        _ => return None,
    };
    let length = length.unwrap_or(bits).min(bits);
    let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
    Some(network & mask == address & mask)
}
