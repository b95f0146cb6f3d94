//! The address of `--listen`.

use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _};

use crate::messages::{self, Text};
use crate::text::printable;

/// Reads `PORT`, `:PORT`, `ADDRESS:PORT` or `NAME:PORT`. A port alone is one of the loopback; of
/// the addresses of a name, one of the loopback is preferred.
///
/// # Errors
/// The problem, for the parser's message.
pub(crate) fn address(text: &str) -> Result<SocketAddr, Text> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let port = text.strip_prefix(':').unwrap_or(text);
    if !port.contains(':') {
        let port = port.parse().map_err(|_| messages::not_an_address())?;
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    let found = match text.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => text.to_socket_addrs(),
        _ => return Err(messages::not_an_address()),
    };
    let found: Vec<_> = found
        .map_err(|_| messages::no_such_name(printable(text)))?
        .collect();
    let loopback = found.iter().find(|address| address.ip().is_loopback());
    let address = loopback.or(found.first()).copied();
    address.ok_or_else(|| messages::no_such_name(printable(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_is_of_the_loopback() {
        for text in ["8115", ":8115", "127.0.0.1:8115", "localhost:8115"] {
            let address = address(text).map(|address| (address.ip().is_loopback(), address.port()));
            assert_eq!(address, Ok((true, 8115)), "{text}");
        }
    }

    #[test]
    fn an_address_is_taken_as_it_is() {
        for text in ["0.0.0.0:0", "[::]:80", "192.0.2.1:8115"] {
            assert_eq!(address(text).map(|it| it.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn another_form_is_refused() {
        for text in ["", "x", "x:", ":x", "65536", "localhost:99999", "::1:80x"] {
            assert_eq!(address(text), Err(messages::not_an_address()), "{text}");
        }
    }
}
