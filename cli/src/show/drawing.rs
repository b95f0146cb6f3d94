//! When the code is drawn, and in which form.

use std::time::Duration;

use qrlogin::Timestamp;

use super::code::Shown;
use super::plan::Layout;
use super::status::{SLOW, Waiting};
use super::terminal::Terminal;
use super::{Reporter, now};

impl Reporter<'_> {
    /// Draws the code again if the terminal's size has changed and the drawing would differ.
    pub(super) fn redraw(&mut self) {
        if self.waiting != Waiting::Input
            && self.drawn.0 != Terminal::stderr(self.args.credentials.json)
        {
            self.draw(false);
        }
    }

    /// Draws the code: always with `force`, otherwise only if the form or the place changes.
    pub(super) fn draw(&mut self, force: bool) {
        let Some(shown) = &self.shown else {
            return;
        };
        let terminal = Terminal::stderr(self.args.credentials.json);
        let end = (!self.args.credentials.quiet).then(|| self.deadline.end(now()));
        let code = &self.args.code;
        if force && let Some((caption, image)) = shown.image(code, &terminal, end.as_deref()) {
            Shown::draw_image(&caption, &image, &mut self.screen);
            self.interval = Duration::ZERO;
            self.status_from = Timestamp::default();
            self.note = None;
            self.drawn = (terminal, None);
            self.is_image = true;
            return;
        }
        if self.is_image && !force {
            // The terminal keeps the picture.
            self.drawn.0 = terminal;
            return;
        }
        self.is_image = false;
        let plan = shown.plan(code, &terminal, end.as_deref());
        let form = plan.as_ref().map(|plan| plan.form).ok();
        if force || self.screen.is_beside() || form != self.drawn.1 {
            shown.draw(&plan, code.invert, &terminal, &mut self.screen);
            let layout = plan.map(|plan| plan.layout);
            self.interval = match layout {
                Ok(Layout::Scrolled | Layout::Cut) => SLOW,
                _ => Duration::ZERO,
            };
            self.status_from = now() + self.interval;
            self.note = None;
        }
        self.drawn = (terminal, form);
    }
}
