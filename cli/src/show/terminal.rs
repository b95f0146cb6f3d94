//! The terminal on which the code is drawn: its properties, from itself and the environment.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};

use terminal_size::{Height, Width, terminal_size_of};

/// The assumed columns of a log, a pipe or a terminal of unknown size.
const USUAL_COLUMNS: usize = 80;

/// The properties of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terminal {
    /// Whether it is a terminal: not a log, a pipe or a container's output.
    pub(crate) is_terminal: bool,
    /// Whether it declares that it supports no escape sequences (`TERM=dumb`).
    pub(crate) dumb: bool,
    pub(crate) columns: usize,
    /// `None` if there is no limit.
    pub(crate) lines: Option<usize>,
    /// Columns that are about as wide as a line is high.
    pub(crate) square: usize,
    /// The pixels of a cell, if the terminal reports them.
    pub(crate) cell: Option<(usize, usize)>,
    pub(crate) charset: Charset,
    /// Whether block elements are known to be two columns wide.
    pub(crate) wide_blocks: bool,
    /// Whether lines of data may be printed on it as well, which would cover the code.
    pub(crate) shared_by_data: bool,
}

/// The encoding of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    /// The environment has no locale, as in many containers.
    Unknown,
    Other,
}

impl Terminal {
    /// Standard error; `json` if JSON lines are written to standard output.
    pub(crate) fn stderr(json: bool) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let size = is_terminal
            .then(|| terminal_size_of(io::stderr()))
            .flatten();
        let cells = if is_terminal {
            cells(io::stderr())
        } else {
            None
        };
        Self {
            shared_by_data: json && io::stdout().is_terminal(),
            ..Self::of(is_terminal, size, cells)
        }
    }

    /// Standard output, on which the code is the data: no text stands beside it.
    pub(crate) fn stdout() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let size = is_terminal
            .then(|| terminal_size_of(io::stdout()))
            .flatten();
        let cells = if is_terminal {
            cells(io::stdout())
        } else {
            None
        };
        Self {
            shared_by_data: true,
            ..Self::of(is_terminal, size, cells)
        }
    }

    fn of(is_terminal: bool, size: Option<(Width, Height)>, cells: Option<Cells>) -> Self {
        let size = size.map(|(columns, lines)| (columns.0.into(), lines.0.into()));
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let locale = locale(variable);
        Self {
            is_terminal,
            dumb: variable("TERM").is_some_and(|term| term == "dumb"),
            columns: size.map_or(USUAL_COLUMNS, |(columns, _)| columns),
            lines: size.map(|(_, lines)| lines),
            square: cells.map_or(2, Cells::square),
            cell: cells.and_then(Cells::pixels),
            charset: Charset::of(locale.as_deref()),
            wide_blocks: is_wide(locale.as_deref(), variable),
            shared_by_data: false,
        }
    }

    /// A terminal without a limit, for tests.
    #[cfg(test)]
    pub(crate) fn plain() -> Self {
        Self::of(true, None, None)
    }

    /// The same without a limit of columns, for a file.
    pub(crate) fn endless(self) -> Self {
        Self {
            columns: usize::MAX,
            lines: None,
            ..self
        }
    }

    /// Whether a part of the screen can be rewritten.
    pub(crate) fn live(&self) -> bool {
        self.is_terminal && !self.dumb
    }

    /// Whether block elements are displayed as such.
    pub(crate) fn has_blocks(&self) -> bool {
        match self.charset {
            Charset::Utf8 => !self.wide_blocks,
            // The viewer of a log is unknown. A terminal without a locale may take the bytes for
            // control characters, but a log is no terminal.
            Charset::Unknown => !self.live(),
            Charset::Other => false,
        }
    }
}

impl Charset {
    /// The encoding of a locale.
    pub(crate) fn of(locale: Option<&str>) -> Self {
        // A Windows console gets its text as UTF-16.
        if cfg!(windows) {
            return Self::Utf8;
        }
        match locale.map(str::to_ascii_lowercase) {
            None => Self::Unknown,
            Some(name) if name.contains("utf-8") || name.contains("utf8") => Self::Utf8,
            Some(_) => Self::Other,
        }
    }
}

/// The locale of characters: POSIX has these three variables in this order.
pub(crate) fn locale(variable: impl Fn(&str) -> Option<OsString>) -> Option<String> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    named.map(|name| name.to_string_lossy().into_owned())
}

/// The width of block elements is ambiguous in Unicode. mintty and Cygwin name a wide one in the
/// locale, VTE had a variable for it, and programs in Go have one. Most terminals do not report it.
fn is_wide(locale: Option<&str>, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    locale.is_some_and(|name| name.ends_with("@cjkwide"))
        || variable("VTE_CJK_WIDTH").is_some_and(|width| width == "wide")
        || variable("RUNEWIDTH_EASTASIAN").is_some_and(|width| width == "1")
}

/// The size of a terminal in cells and in pixels.
#[derive(Clone, Copy, Debug)]
struct Cells {
    columns: u16,
    lines: u16,
    /// Width and height; some terminals report 0.
    pixels: (u16, u16),
}

#[cfg(unix)]
fn cells(terminal: impl std::os::fd::AsFd) -> Option<Cells> {
    let size = rustix::termios::tcgetwinsize(terminal).ok()?;
    Some(Cells {
        columns: size.ws_col,
        lines: size.ws_row,
        pixels: (size.ws_xpixel, size.ws_ypixel),
    })
}

/// Pixels are reported on Unix only.
#[cfg(not(unix))]
fn cells<T>(_terminal: T) -> Option<Cells> {
    None
}

impl Cells {
    /// Columns that are about as wide as a line is high: two, unless the terminal reports other
    /// cells. WeChat's decoder refuses modules that are 1.45 times as high as wide. Cells are
    /// taller than 1:2.5 with many Chinese fonts and with line spacing.
    fn square(self) -> usize {
        let area = |pixels: u16, cells: u16| u32::from(pixels) * u32::from(cells);
        let (width, height) = self.pixels;
        // Twice the height of a cell against five times its width.
        let is_tall = 2 * area(height, self.columns) >= 5 * area(width, self.lines);
        if width > 0 && is_tall { 3 } else { 2 }
    }

    /// The pixels of a cell.
    fn pixels(self) -> Option<(usize, usize)> {
        let part = |pixels: u16, cells: u16| pixels.checked_div(cells).map(usize::from);
        let (width, height) = self.pixels;
        let cell = (part(width, self.columns)?, part(height, self.lines)?);
        (cell.0 > 0 && cell.1 > 0).then_some(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(
        variables: &'a [(&str, &str)],
    ) -> impl Fn(&str) -> Option<OsString> + use<'a> {
        |name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.into())
        }
    }

    #[test]
    #[cfg(not(windows))]
    fn the_first_variable_that_is_set_decides_the_locale() {
        let charset = |variables: &[(&str, &str)]| {
            let locale = locale(environment(variables));
            Charset::of(locale.as_deref())
        };
        assert_eq!(charset(&[("LANG", "zh_CN.UTF-8")]), Charset::Utf8);
        assert_eq!(charset(&[("LC_CTYPE", "UTF-8")]), Charset::Utf8);
        assert_eq!(charset(&[("LANG", "C.utf8")]), Charset::Utf8);
        assert_eq!(charset(&[("LANG", "zh_CN.GBK")]), Charset::Other);
        assert_eq!(charset(&[("LANG", "POSIX")]), Charset::Other);
        assert_eq!(
            charset(&[("LC_ALL", ""), ("LANG", "C.UTF-8")]),
            Charset::Utf8
        );
        let both = [("LC_ALL", "C"), ("LANG", "C.UTF-8")];
        assert_eq!(charset(&both), Charset::Other);
        assert_eq!(charset(&[]), Charset::Unknown);
    }

    #[test]
    fn wide_blocks_are_detected_from_the_environment() {
        let wide = |variables: &[(&str, &str)]| {
            let variable = environment(variables);
            is_wide(locale(&variable).as_deref(), &variable)
        };
        assert!(wide(&[("LANG", "zh_CN.UTF-8@cjkwide")]));
        assert!(wide(&[("VTE_CJK_WIDTH", "wide")]));
        assert!(wide(&[("RUNEWIDTH_EASTASIAN", "1")]));
        assert!(!wide(&[("LANG", "zh_CN.UTF-8")]));
    }

    #[test]
    fn tall_cells_are_detected_by_their_pixels() {
        let square = |width: u16, height: u16| {
            let cells = Cells {
                columns: 80,
                lines: 24,
                pixels: (80 * width, 24 * height),
            };
            cells.square()
        };
        assert_eq!(square(8, 16), 2);
        assert_eq!(square(8, 19), 2);
        assert_eq!(square(8, 20), 3);
        assert_eq!(square(10, 29), 3);
        assert_eq!(square(0, 0), 2);
        assert_eq!(square(8, 8), 2);
    }
}
