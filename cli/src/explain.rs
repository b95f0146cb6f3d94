//! An error of a login in one line: what could not be reached, and why.

use std::error::Error as StdError;
use std::io;

use qrlogin::{Error, Failure};

use crate::messages;
use crate::output::printable;

/// The error in words; `source` is what the transport says of its last call.
///
/// All that is known of the host and of the reason is in the texts of that chain: a transport that
/// says more in its types is to be read here.
pub(crate) fn explain(error: &Error, source: Option<&(dyn StdError + 'static)>) -> String {
    let Error::Transport(failure) = error else {
        return messages::ended(error);
    };
    let chain: Vec<_> = std::iter::successors(source, |&error| error.source()).collect();
    let texts: Vec<_> = chain.iter().map(ToString::to_string).collect();
    let host = texts.iter().find_map(|text| host(text));
    let host = host.map_or_else(messages::the_service, printable);
    let failure = match failure {
        // The client names the proxy's part in it.
        Failure::Connect if texts.iter().any(|text| is_of_proxy(text)) => Failure::Proxy,
        failure => *failure,
    };
    messages::unanswered(failure, &host, reason(failure, &chain, &texts))
}

/// The host of the call that failed.
fn host(text: &str) -> Option<&str> {
    text.strip_prefix("the call to ")?.strip_suffix(" failed")
}

fn is_of_proxy(text: &str) -> bool {
    ["tunnel error", "socks error"]
        .iter()
        .any(|part| text.to_lowercase().starts_with(part))
}

/// Why, as exactly as it is known: by the kind of the innermost I/O error, by what clients are
/// known to say, or by the failure alone, if that says more than the message.
fn reason(
    failure: Failure,
    chain: &[&(dyn StdError + 'static)],
    texts: &[String],
) -> Option<String> {
    let mut kinds = chain.iter().rev().filter_map(|error| error.downcast_ref());
    if let Some(reason) = kinds.find_map(|error: &io::Error| by_kind(error.kind())) {
        return Some(reason);
    }
    let text = texts.join(" ").to_lowercase();
    let known = KNOWN.iter().find(|(part, _)| text.contains(part));
    match (known, failure) {
        (Some((_, reason)), _) => Some(reason()),
        (None, Failure::Timeout) => Some(messages::slow()),
        (None, Failure::BodyTooLarge) => Some(messages::too_long()),
        (None, Failure::Tls) => Some(messages::handshake_failed()),
        (None, _) => None,
    }
}

fn by_kind(kind: io::ErrorKind) -> Option<String> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::ConnectionRefused => messages::refused(),
        Kind::TimedOut | Kind::WouldBlock => messages::slow(),
        Kind::NetworkUnreachable => messages::network_unreachable(),
        Kind::HostUnreachable => messages::host_unreachable(),
        Kind::ConnectionReset => messages::reset(),
        Kind::UnexpectedEof | Kind::BrokenPipe | Kind::ConnectionAborted => {
            messages::closed_early()
        }
        _ => return None,
    })
}

type Reason = fn() -> String;

/// What the clients, the system's resolver and the TLS library say, in lower case.
const KNOWN: [(&str, Reason); 16] = [
    ("connection refused", messages::refused),
    ("lookup address", messages::name_unknown),
    ("name or service not known", messages::name_unknown),
    ("host not found", messages::name_unknown),
    ("dns error", messages::name_unknown),
    ("unknownissuer", messages::certificate_untrusted),
    ("notvalidforname", messages::certificate_of_another),
    ("not valid for name", messages::certificate_of_another),
    ("expired", messages::certificate_expired),
    ("notvalidyet", messages::certificate_expired),
    ("network is unreachable", messages::network_unreachable),
    ("no route to host", messages::host_unreachable),
    ("connection reset", messages::reset),
    ("timed out", messages::slow),
    ("timeout", messages::slow),
    ("unexpected end of file", messages::closed_early),
];

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    /// Texts from the outside in.
    #[derive(Debug)]
    struct Chain(&'static str, Option<Box<Chain>>);

    impl Chain {
        fn of(texts: &[&'static str]) -> Option<Box<Self>> {
            let (first, rest) = texts.split_first()?;
            Some(Box::new(Self(first, Self::of(rest))))
        }
    }

    impl fmt::Display for Chain {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Chain {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            let source = self.1.as_deref()?;
            Some(source)
        }
    }

    fn explained(failure: Failure, texts: &[&'static str]) -> String {
        let chain = Chain::of(texts);
        let source = chain.as_deref().map(|chain| chain as _);
        explain(&Error::Transport(failure), source)
    }

    #[test]
    fn a_failed_connection_names_the_host_and_the_reason() {
        for (reason, last) in [
            (
                "connection refused",
                "io: Connection refused (os error 111)",
            ),
            (
                "host name not found",
                "failed to lookup address information: Name or service not known",
            ),
            ("timed out", "timeout: global"),
        ] {
            let texts = ["the call to passport.example failed", last];
            assert_eq!(
                explained(Failure::Connect, &texts),
                format!("could not connect to passport.example: {reason}")
            );
        }
    }

    #[test]
    fn an_untrusted_certificate_is_said_in_plain_words() {
        let texts = [
            "the call to h failed",
            "invalid peer certificate: UnknownIssuer",
        ];
        let text = explained(Failure::Tls, &texts);
        assert!(text.ends_with(&messages::certificate_untrusted()), "{text}");
    }

    #[test]
    fn a_proxy_that_the_client_blames_is_blamed() {
        let texts = [
            "the call to h failed",
            "tunnel error: failed",
            "Connection refused",
        ];
        let text = explained(Failure::Connect, &texts);
        assert_eq!(
            text,
            "could not connect through the proxy: connection refused"
        );
    }

    #[test]
    fn the_kind_of_an_io_error_counts_before_its_words() {
        let error = io::Error::from(io::ErrorKind::ConnectionReset);
        let text = explain(&Error::Transport(Failure::Io), Some(&error));
        assert_eq!(
            text,
            "the connection to the service broke: connection reset"
        );
    }

    #[test]
    fn an_unknown_reason_is_that_of_the_failure() {
        for failure in [Failure::Timeout, Failure::Tls, Failure::Io, Failure::Other] {
            let text = explained(failure, &["odd: http://me:secret@h"]);
            assert!(!text.contains("odd") && !text.contains("secret"), "{text}");
        }
    }
}
