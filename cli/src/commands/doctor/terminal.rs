//! Standard error, on which codes are drawn.

use super::Check;
use crate::messages;
use crate::show::{Fit, capabilities};

const NAME: &str = "terminal";

pub(super) fn check() -> Check {
    let found = capabilities();
    if !found.is_terminal {
        return Check::skipped(NAME, messages::doctor_no_terminal());
    }
    let charset = match found.is_utf8 {
        true => "UTF-8".into(),
        false => messages::no_utf8_locale(),
    };
    let size = format!("{}x{}", found.columns, found.lines.unwrap_or_default());
    let about = messages::terminal_is(size, charset);
    let (columns, lines) = found.needs;
    match found.fit {
        Fit::Whole => Check::good(NAME, about),
        Fit::Half => {
            let message = messages::and(about, messages::codes_are_half_blocks());
            let remedy = messages::enlarge_or_qr_file(columns, lines);
            Check::warning(NAME, message, remedy)
        }
        Fit::Plain => {
            let message = messages::and(about, messages::codes_have_no_colours());
            Check::warning(NAME, message, messages::set_term_or_qr_file())
        }
        Fit::None => {
            let message = messages::and(about, messages::codes_do_not_fit());
            Check::failed(NAME, message, messages::enlarge_or_qr_file(columns, lines))
        }
    }
}
