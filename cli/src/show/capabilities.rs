//! What the terminal can show, for `qrlogin doctor`.

use super::form::Form;
use super::plan::{Caption, Layout, Request};
use super::qr::Matrix;
use super::terminal::{Charset, Terminal};
use crate::args::QrMode;

/// The length of the longest text among the codes of the flows, that of bilibili-web, in bytes.
const LONGEST: usize = 150;

/// The properties of standard error.
pub(crate) struct Capabilities {
    pub(crate) is_terminal: bool,
    pub(crate) is_utf8: bool,
    pub(crate) columns: usize,
    pub(crate) lines: Option<usize>,
    pub(crate) fit: Fit,
    /// The columns and lines for the form that scans best.
    pub(crate) needs: (usize, usize),
}

/// How the largest code of all flows is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// In the form that scans nearly everywhere.
    Whole,
    /// In half blocks, which some fonts draw with gaps.
    Half,
    /// Without colours.
    Plain,
    /// Not at all, or not whole.
    None,
}

/// The properties of standard error, and how the largest code is drawn there.
pub(crate) fn capabilities() -> Capabilities {
    of(Terminal::stderr(false))
}

fn of(terminal: Terminal) -> Capabilities {
    let caption = |_| Caption::default();
    let code = Matrix::new(&"x".repeat(LONGEST));
    let request = code.as_ref().map(|code| Request {
        code,
        mode: QrMode::Auto,
        terminal,
        caption: &caption,
    });
    let plan = request.as_ref().and_then(Request::plan);
    let plan = plan.filter(|plan| plan.layout != Layout::Cut);
    let needs = request.map(|request| request.needs(Form::Full(terminal.square)));
    Capabilities {
        is_terminal: terminal.is_terminal,
        is_utf8: terminal.charset == Charset::Utf8,
        columns: terminal.columns,
        lines: terminal.lines,
        fit: match plan.map(|plan| plan.form) {
            Some(Form::Full(_)) => Fit::Whole,
            Some(Form::Half) => Fit::Half,
            Some(_) => Fit::Plain,
            None => Fit::None,
        },
        needs: needs.unwrap_or_default(),
    }
}
