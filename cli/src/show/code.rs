//! A code with its text, and how both are drawn.

use std::io::Write;

use qrlogin::{QrCode, Timestamp};

use super::form::Form;
use super::image::Image;
use super::line::Line;
use super::plan::{Caption, Layout, Plan, Request};
use super::qr::Matrix;
use super::screen::Screen;
use super::terminal::Terminal;
use crate::args::{CodeArgs, QrMode};
use crate::messages::{self, Text};
use crate::text::printable;

/// A code to show.
pub(super) struct Shown {
    pub(super) code: QrCode,
    /// `None` if the text is too long for a code.
    pub(super) matrix: Option<Matrix>,
    /// The path of its picture.
    pub(super) picture: Option<String>,
    /// What else was done with it.
    pub(super) notes: Vec<Text>,
    /// Lines printed before it.
    pub(super) earlier: Vec<Line>,
    /// The line that says that it replaces an expired code.
    pub(super) renewal: Option<Text>,
}

impl Shown {
    /// Plans the drawing for a terminal, with this line about the end of the code.
    pub(super) fn plan(
        &self,
        args: &CodeArgs,
        terminal: &Terminal,
        end: Option<&str>,
    ) -> Result<Plan, Caption> {
        let undrawn = |hint: Option<Text>| Caption {
            earlier: Vec::new(),
            ..self.caption(false, hint, end)
        };
        let Some(code) = &self.matrix else {
            return Err(undrawn(Some(messages::too_long_for_a_code())));
        };
        let plain = |form| self.caption(true, hint(form, args, terminal, None), end);
        let request = Request {
            code,
            mode: args.qr,
            terminal: *terminal,
            caption: &plain,
        };
        let larger = request.needs(Form::Full(terminal.square));
        let hinted = |form| self.caption(true, hint(form, args, terminal, Some(larger)), end);
        let hinted = Request {
            caption: &hinted,
            ..request
        };
        let Some(mut plan) = hinted.plan() else {
            return Err(undrawn(too_small(&hinted)));
        };
        if plan.layout == Layout::Cut {
            plan.caption = self.caption(true, too_small(&hinted), end);
        }
        Ok(plan)
    }

    /// The code as a picture in the terminal with `--image`, if that is possible.
    pub(super) fn image(
        &self,
        args: &CodeArgs,
        terminal: &Terminal,
        end: Option<&str>,
    ) -> Option<(Caption, Image)> {
        let (protocol, code) = (args.image?, self.matrix.as_ref()?);
        let caption = self.caption(true, None, end);
        // Text replaces a picture that cannot be made.
        let image = Image::for_terminal(protocol, code, terminal, &caption)?.ok()?;
        Some((caption, image))
    }

    /// Draws it as a picture below its text.
    pub(super) fn draw_image<W: Write>(caption: &Caption, image: &Image, screen: &mut Screen<W>) {
        screen.leave();
        caption.above().for_each(|line| screen.print(line));
        screen.below(&[image.text().to_owned()]);
    }

    fn caption(&self, drawn: bool, hint: Option<Text>, end: Option<&str>) -> Caption {
        let scan_with = messages::of_core(&self.code.scan_with).map(printable);
        let mut links = Vec::new();
        if let Some(renewal) = &self.renewal {
            links.extend(["", renewal.as_str()].map(Line::plain));
        }
        links.extend(self.links(drawn).into_iter().map(Line::plain));
        if let Some(path) = &self.picture {
            let text = messages::picture_at(path);
            links.push(Line::plain(text));
        }
        links.extend(self.notes.iter().cloned().map(Line::plain));
        let notice = self.code.notice.as_deref();
        let notice = notice.map(|notice| Line::warning(&messages::of_core(notice).map(printable)));
        let hint = hint.map(|hint| Line::aside(messages::note(hint)));
        let end = end.map(Line::plain);
        let heading = Line::heading(messages::scan_with(scan_with));
        let lines = notice.into_iter().chain(hint).chain(end).chain([heading]);
        Caption {
            earlier: self.earlier.clone(),
            links,
            lines: lines.collect(),
        }
    }

    /// The link in the code, and without a drawing that of the service's picture.
    fn links(&self, drawn: bool) -> Vec<Text> {
        let payload = printable(self.code.payload.expose());
        let mut lines = vec![messages::link(payload)];
        if let Some(code) = &self.code.user_code {
            let code = printable(code.expose());
            lines.push(match &self.code.verification_uri {
                Some(uri) => messages::user_code_at(code, printable(uri)),
                None => messages::user_code(code),
            });
        }
        if let (false, Some(url)) = (drawn, &self.code.image_url) {
            let url = printable(url.expose());
            lines.push(messages::image_at(url));
        }
        lines
    }

    /// Draws the code.
    pub(super) fn draw<W: Write>(
        &self,
        plan: &Result<Plan, Caption>,
        invert: bool,
        terminal: &Terminal,
        screen: &mut Screen<W>,
    ) {
        let plan = match plan {
            Ok(plan) => plan,
            Err(caption) => {
                screen.leave();
                let lines = caption.beside();
                lines.iter().for_each(|line| screen.print(line));
                return;
            }
        };
        let matrix = self.matrix.iter();
        let code = matrix.map(|matrix| plan.quiet.around(matrix));
        let code: Vec<String> = code
            .flat_map(|code| plan.form.lines(&code, invert))
            .collect();
        if let (Layout::Beside(column), Some(lines)) = (plan.layout, terminal.lines) {
            let size = (terminal.columns, lines);
            screen.beside(&code, column, size, &plan.caption.beside());
        } else {
            screen.leave();
            plan.caption.above().for_each(|line| screen.print(line));
            screen.below(&code);
        }
    }
}

/// The hint for a code that does not scan in this form.
fn hint(
    form: Form,
    args: &CodeArgs,
    terminal: &Terminal,
    larger: Option<(usize, usize)>,
) -> Option<Text> {
    let help = match (form, larger) {
        _ if args.qr != QrMode::Auto => return None,
        (Form::PlainFull | Form::PlainHalf | Form::Ascii, _) => messages::qr_file_or_invert(),
        _ if !terminal.is_terminal => messages::qr_file_or_utf8(),
        (Form::Half, Some((columns, lines))) => messages::enlarge_or_qr_file(columns, lines),
        _ => return None,
    };
    Some(messages::does_not_scan(help))
}

/// Why the code is not drawn, or not whole; `None` with `--qr none`.
fn too_small(request: &Request<'_>) -> Option<Text> {
    let (columns, lines) = request.needs(request.smallest()?);
    let Terminal {
        columns: wide,
        lines: high,
        ..
    } = request.terminal;
    Some(match high {
        Some(high) => messages::window_too_small(wide, high, columns, lines),
        None => messages::too_few_columns(columns, wide),
    })
}

/// Minutes and seconds left, such as `2:59`.
pub(crate) fn time_left(until: Timestamp, now: Timestamp) -> String {
    let seconds = (until - now).as_millis().div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_cannot_control_the_terminal() {
        let payload = "https://a/\u{1b}]0;x\u{7}";
        let shown = Shown {
            code: QrCode::new(payload.into(), "it", Timestamp::default()),
            matrix: None,
            picture: None,
            notes: Vec::new(),
            earlier: Vec::new(),
            renewal: None,
        };
        assert_eq!(shown.links(true), ["Link: https://a/\u{fffd}]0;x\u{fffd}"]);
    }

    #[test]
    fn the_time_left_is_in_minutes_and_seconds() {
        let at = Timestamp::from_secs;
        assert_eq!(time_left(at(180), at(0)), "3:00");
        assert_eq!(time_left(at(69), at(0)), "1:09");
        assert_eq!(time_left(at(5), at(9)), "0:00");
    }
}
