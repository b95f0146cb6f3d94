//! The kinds of failures: exit code, meaning and hint. The help of `qrlogin login` and the README
//! contain this table.

use crate::exit::Exit;
use crate::show::wrap::wrap;

/// A row of the table.
pub(crate) struct Kind {
    /// As in the JSON lines.
    pub(crate) name: &'static str,
    pub(crate) exit: Exit,
    pub(crate) means: &'static str,
    pub(crate) to_do: &'static str,
}

/// The kinds of all commands, by exit code.
pub(crate) const KINDS: [Kind; 23] = [
    kind(
        "output",
        Exit::Output,
        "the output could not be written",
        "keep the credentials, which are on standard output or in the file named; free some space",
    ),
    kind(
        "keyring",
        Exit::Output,
        "the keyring of the system could not be used",
        "see the message: unlock it, start it, or use --store file",
    ),
    kind(
        "internal",
        Exit::Output,
        "a bug in qrlogin",
        "report it, without the link in the code",
    ),
    kind(
        "usage",
        Exit::Usage,
        "a wrong option, setting or file; nothing was sent",
        "see the message, and `qrlogin login --help`",
    ),
    kind(
        "exists",
        Exit::Exists,
        "the file to write exists already; nothing was sent",
        "use another name, or --force to replace the file of --out or --profile",
    ),
    kind(
        "other_account",
        Exit::Exists,
        "logged in with another account than that of the profile; saved as a new profile",
        "use the new profile, or replace the old one: the hint has the commands",
    ),
    kind(
        "expired",
        Exit::Expired,
        "not confirmed while the code was valid, or within --timeout",
        "run it again, or use --renew 5; at Bilibili, a declined login looks the same",
    ),
    kind(
        "denied",
        Exit::Denied,
        "declined on the phone",
        "run it again",
    ),
    kind(
        "rejected",
        Exit::Rejected,
        "the service rejected the login, with its code and message",
        "see the message and the hint: the account, an app, a region or a setting",
    ),
    kind(
        "blocked",
        Exit::Blocked,
        "a firewall or a rate limit refused the request (HTTP 401, 403, 405, 412, 429)",
        "wait an hour or use another network; repeated attempts prolong the block",
    ),
    kind(
        "transport",
        Exit::Transport,
        "no connection, no response in time, or the connection broke",
        "check the network, --proxy, and that the server of --base-url is running",
    ),
    kind(
        "tls",
        Exit::Transport,
        "no secure connection: the certificate is not trusted",
        "check the system clock; use --ca-file for a proxy that inspects TLS",
    ),
    kind(
        "unavailable",
        Exit::Transport,
        "the service is having problems (HTTP 408, 5xx)",
        "try again in a few minutes",
    ),
    kind(
        "not_found",
        Exit::Unexpected,
        "the address does not exist (HTTP 404, 410)",
        "check --base-url, or for a newer version of qrlogin",
    ),
    kind(
        "malformed",
        Exit::Unexpected,
        "the response is not what the protocol says",
        "check for a newer version of qrlogin, or report it with a --record file",
    ),
    kind(
        "incomplete",
        Exit::Unexpected,
        "the login was confirmed, but the response lacks required parts",
        "check for a newer version of qrlogin, or report it with a --record file",
    ),
    kind(
        "untrusted",
        Exit::Unexpected,
        "a redirect to a host that is not the service's; it was not followed",
        "check for a newer version of qrlogin, or report it with a --record file",
    ),
    kind(
        "proxy",
        Exit::Proxy,
        "the proxy cannot be reached, or refuses to connect",
        "check --proxy, HTTPS_PROXY and ALL_PROXY, and that the proxy runs",
    ),
    kind(
        "intercepted",
        Exit::Intercepted,
        "a web page (HTTP 200) or a redirect (3xx) instead of the response",
        "a captive portal: open any web page and sign in; a firewall: wait an hour",
    ),
    kind(
        "already_bound",
        Exit::AlreadyBound,
        "nothing new to hand over: the account is bound already",
        "use the credentials of the earlier login",
    ),
    kind(
        "no_input",
        Exit::NoInput,
        "the login needs a line of input, and standard input has ended",
        "run it at a terminal, or write the line to standard input",
    ),
    kind(
        "unchecked",
        Exit::Unchecked,
        "with --if-invalid, the service did not say whether it accepts the credentials; no \
         login was begun",
        "see the message; the credentials of the profile are kept: run it again later",
    ),
    kind(
        "interrupted",
        Exit::Interrupted,
        "cancelled (Ctrl-C, SIGTERM)",
        "run it again",
    ),
];

/// The kinds of `qrlogin replay` alone.
pub(crate) const REPLAY_KINDS: [Kind; 2] = [
    kind(
        "drift",
        Exit::Drift,
        "the login does not match the recording; the message names the entry",
        "if the service has changed, report it with the recording",
    ),
    kind(
        "unfinished",
        Exit::Unfinished,
        "the recording ends before the login does, as after Ctrl-C",
        "record a login that is not interrupted",
    ),
];

const fn kind(name: &'static str, exit: Exit, means: &'static str, to_do: &'static str) -> Kind {
    Kind {
        name,
        exit,
        means,
        to_do,
    }
}

/// The column of the texts in the help, and their width.
const INDENT: usize = 20;
const WIDTH: usize = 60;

/// The table as lines of the help, for terminals of 80 columns, with its texts translated by this
/// function.
pub(crate) fn lines(kinds: &[Kind], translated: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for kind in kinds {
        let mut before = format!("{:>5}  {:<11}  ", kind.exit as u8, kind.name);
        let means = wrap(&translated(kind.means), WIDTH);
        let to_do = wrap(&translated(kind.to_do), WIDTH - 2).into_iter();
        let to_do = to_do.map(|line| format!("  {line}"));
        for line in means.into_iter().chain(to_do) {
            text.push_str(&format!("{before}{line}\n"));
            before = " ".repeat(INDENT);
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use textwrap::core::display_width;

    use super::*;

    #[test]
    fn the_lines_of_the_help_fit_a_terminal() {
        for translated in [str::to_owned, crate::help::chinese] {
            for line in lines(&KINDS, translated).lines() {
                assert!(display_width(line) <= INDENT + WIDTH, "{line}");
            }
        }
    }
}
