//! What `--open` and `--copy-link` do with a code.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrlogin::QrCode;
use tempfile::TempDir;

use super::picture::Picture;
use super::qr::Matrix;
use super::screen::Screen;
use super::terminal::Terminal;
use crate::args::{CodeArgs, Opened};
use crate::messages::{self, Text};

/// How long an opener may fail.
const OPENER_TIMEOUT: Duration = Duration::from_secs(1);

/// The picture for a viewer, if there is no file of `--qr-file`.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    picture: Option<Temporary>,
}

/// A picture in a folder of its own; both are removed with this value, the picture first.
#[derive(Debug)]
struct Temporary {
    picture: Picture,
    _folder: TempDir,
}

impl Sharing {
    /// Opens and copies as the options say; returns what was done. Failures are warnings: the code
    /// is shown as well.
    pub(super) fn share<W: Write>(
        &mut self,
        args: &CodeArgs,
        code: &QrCode,
        matrix: Option<&Matrix>,
        picture: Option<&Path>,
        terminal: &Terminal,
        screen: &mut Screen<W>,
    ) -> Vec<Text> {
        let mut notes = Vec::new();
        if args.copy_link {
            if terminal.live() {
                screen.unseen(&clipboard(code.payload.expose()));
                notes.push(messages::link_copied());
            } else {
                screen.warning(&messages::no_terminal_to_copy());
            }
        }
        if let Some(what) = args.open {
            let what = what.unwrap_or(match &code.user_code {
                Some(_) => Opened::Link,
                None => Opened::Picture,
            });
            match self.open(what, code, matrix, picture) {
                Ok(note) => notes.push(note),
                Err(problem) => screen.warning(&problem),
            }
        }
        notes
    }

    /// Opens the link or the picture; returns what was done.
    ///
    /// # Errors
    /// Why it was not.
    fn open(
        &mut self,
        what: Opened,
        code: &QrCode,
        matrix: Option<&Matrix>,
        picture: Option<&Path>,
    ) -> Result<Text, Text> {
        if what == Opened::Link {
            let link = code.payload.expose();
            if !is_web(link) {
                return Err(messages::link_not_of_web());
            }
            return open(OsStr::new(link))
                .map(|()| messages::link_opened())
                .map_err(messages::link_not_opened);
        }
        let failed = |error: io::Error| messages::picture_not_opened(messages::of_error(&error));
        let path = match (picture, matrix) {
            (Some(path), _) => path,
            (None, Some(matrix)) => self.temporary(matrix).map_err(failed)?,
            (None, None) => return Err(messages::too_long_for_a_code()),
        };
        // An opener would take a relative path for one of its options.
        let path = std::path::absolute(path).map_err(failed)?;
        open(path.as_os_str()).map_err(failed)?;
        Ok(messages::picture_opened())
    }

    fn temporary(&mut self, matrix: &Matrix) -> io::Result<&Path> {
        if self.picture.is_none() {
            let folder = tempfile::Builder::new().prefix("qrlogin-").tempdir()?;
            let picture = Picture::check(&folder.path().join("code.png"));
            self.picture = Some(Temporary {
                picture: picture.map_err(|failure| io::Error::other(failure.message))?,
                _folder: folder,
            });
        }
        let temporary = self.picture.as_mut().ok_or(io::ErrorKind::NotFound)?;
        temporary.picture.draw(matrix)?;
        Ok(temporary.picture.path())
    }
}

/// Whether a browser opens the link: other schemes start other programs.
fn is_web(link: &str) -> bool {
    let scheme = link
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control();
    matches!(scheme.as_deref(), Some("http" | "https")) && link.chars().all(is_plain)
}

/// Starts the system's opener with this as its only argument. No shell reads it.
fn open(what: &OsStr) -> io::Result<()> {
    #[cfg(not(target_os = "macos"))]
    return open::that_detached_with_timeout(what, OPENER_TIMEOUT);
    #[cfg(target_os = "macos")]
    {
        let _ = OPENER_TIMEOUT;
        open::that_detached(what)
    }
}

/// OSC 52: the terminal puts the text on its clipboard.
fn clipboard(text: &str) -> String {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_of_the_web_are_opened() {
        for link in ["https://a/?b=c#d", "HTTP://a"] {
            assert!(is_web(link), "{link}");
        }
        for link in [
            "file:///etc/passwd",
            "weixin://dl",
            "javascript:alert(1)//https://",
            "https://a/ b",
            "https://a/\u{1b}",
            "-x",
            "",
        ] {
            assert!(!is_web(link), "{link}");
        }
    }

    #[test]
    fn the_clipboard_gets_base64() {
        assert_eq!(clipboard("https://a"), "\x1b]52;c;aHR0cHM6Ly9h\x07");
    }
}
