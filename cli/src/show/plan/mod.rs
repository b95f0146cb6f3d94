//! Chooses the drawing of a code for a terminal.

use super::form::Form;
use super::line::Line;
use super::qr::Matrix;
use super::terminal::Terminal;
use crate::args::QrMode;

/// Quiet zones, the best first. The standard requires four modules. In tests, decoders also read
/// codes on a screen with two and with one, but few with none.
const ZONES: [Quiet; 3] = [Quiet::Zone(4), Quiet::Zone(2), SMALLEST];
const SMALLEST: Quiet = Quiet::Zone(1);

/// The fewest columns of the text beside the code.
const BESIDE: usize = 20;

/// Lines beside the code for an empty line, a message and the status.
pub(super) const MESSAGE_LINES: usize = 5;

/// The text of a code.
#[derive(Clone, Debug, Default)]
pub(super) struct Caption {
    /// Lines printed before the first code, which the alternate screen would hide.
    pub(super) earlier: Vec<Line>,
    /// Links, which may scroll away before the code does.
    pub(super) links: Vec<Line>,
    /// Lines that must be visible together with the code.
    pub(super) lines: Vec<Line>,
}

/// How a code is shown.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) form: Form,
    pub(super) quiet: Quiet,
    pub(super) layout: Layout,
    pub(super) caption: Caption,
}

/// The white around a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quiet {
    /// This many modules on each side.
    Zone(usize),
    /// One module, and none below.
    OpenBelow,
}

/// Where the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Above the code, all visible.
    Above,
    /// Beside the code, on the alternate screen, from this column on.
    Beside(usize),
    /// Above the code, with the links scrolled away.
    Scrolled,
    /// Above the code, part of which may be scrolled away: the form was requested, or the user can
    /// scroll.
    Cut,
}

/// The requirements of a drawing.
pub(super) struct Request<'a> {
    pub(super) code: &'a Matrix,
    pub(super) mode: QrMode,
    pub(super) terminal: Terminal,
    /// The text for a form.
    pub(super) caption: &'a dyn Fn(Form) -> Caption,
}

/// A layout in which the code fits, and the text that is shown with it.
type Fitting = Option<(Layout, Caption)>;

impl Request<'_> {
    /// The best drawing that fits; `None` if none does, or with `--qr none`.
    pub(super) fn plan(&self) -> Option<Plan> {
        let forms = self.forms();
        let with = |quiet: &[Quiet]| forms.iter().find_map(|form| self.with(*form, quiet));
        let fitting = with(&ZONES).or_else(|| with(&[Quiet::OpenBelow]));
        fitting.or_else(|| self.cut(*forms.last()?))
    }

    /// The plan for a form that does not fit, if it is drawn nevertheless.
    fn cut(&self, form: Form) -> Option<Plan> {
        let (columns, _) = form.size(&SMALLEST.around(self.code));
        // On a dumb terminal nothing is rewritten, so the user can scroll.
        let can_scroll = self.terminal.dumb && columns <= self.terminal.columns;
        (self.mode != QrMode::Auto || can_scroll).then(|| Plan {
            form,
            quiet: SMALLEST,
            layout: Layout::Cut,
            caption: (self.caption)(form),
        })
    }

    /// The columns and lines for a form to be visible whole.
    pub(super) fn needs(&self, form: Form) -> (usize, usize) {
        let (columns, lines) = form.size(&SMALLEST.around(self.code));
        (
            columns,
            lines + height(&(self.caption)(form).lines, columns) + 1,
        )
    }

    /// The smallest form for this terminal.
    pub(super) fn smallest(&self) -> Option<Form> {
        self.forms().last().copied()
    }

    /// The forms for this terminal, the best first.
    fn forms(&self) -> Vec<Form> {
        let terminal = &self.terminal;
        let full = [Form::Full(terminal.square), Form::Full(2)];
        match self.mode {
            QrMode::None => Vec::new(),
            QrMode::Full => full.to_vec(),
            QrMode::Half => vec![Form::Half],
            QrMode::Utf8 => vec![Form::PlainFull, Form::PlainHalf],
            QrMode::Ascii => vec![Form::Ascii],
            QrMode::Auto if terminal.dumb => match terminal.has_blocks() {
                true => vec![Form::PlainFull, Form::PlainHalf],
                false => vec![Form::Ascii],
            },
            // In tests, coloured spaces were read from nearly every terminal and viewer, half
            // blocks from half of them.
            QrMode::Auto => {
                let half = terminal.has_blocks().then_some(Form::Half);
                full.into_iter().chain(half).collect()
            }
        }
    }

    /// A form with the first of these quiet zones that fits.
    fn with(&self, form: Form, quiet: &[Quiet]) -> Option<Plan> {
        let caption = (self.caption)(form);
        let fitting = |layout: fn(&Self, (usize, usize), &Caption) -> Fitting| {
            quiet.iter().find_map(|quiet| {
                let size = form.size(&quiet.around(self.code));
                let (layout, caption) = layout(self, size, &caption)?;
                Some(Plan {
                    form,
                    quiet: *quiet,
                    layout,
                    caption,
                })
            })
        };
        fitting(Self::above)
            .or_else(|| fitting(Self::beside))
            .or_else(|| fitting(Self::scrolled))
    }

    fn above(&self, size: (usize, usize), caption: &Caption) -> Fitting {
        let links = height(&caption.links, self.terminal.columns);
        self.has_room(size, links, caption)
            .then(|| (Layout::Above, caption.clone()))
    }

    fn scrolled(&self, size: (usize, usize), caption: &Caption) -> Fitting {
        self.has_room(size, 0, caption)
            .then(|| (Layout::Scrolled, caption.clone()))
    }

    /// Whether the code, these links, the caption's lines and the status fit.
    fn has_room(&self, size: (usize, usize), links: usize, caption: &Caption) -> bool {
        let columns = self.terminal.columns;
        let lines = size.1 + links + height(&caption.lines, columns) + 1;
        size.0 <= columns && self.terminal.lines.is_none_or(|high| lines <= high)
    }

    /// Without enough space, drops the earlier lines, then the links.
    fn beside(&self, size: (usize, usize), caption: &Caption) -> Fitting {
        let high = self.terminal.lines.filter(|_| self.terminal.live())?;
        let column = size.0 + 1;
        let columns = self.terminal.columns.checked_sub(column)?;
        if self.terminal.shared_by_data || columns < BESIDE || size.1 > high {
            return None;
        }
        let fits = |caption: &Caption| {
            let lines = caption.beside();
            let taken: usize = lines.iter().map(|line| line.wrapped(columns).len()).sum();
            taken + MESSAGE_LINES <= high
        };
        let mut caption = caption.clone();
        if !fits(&caption) {
            caption.earlier.clear();
        }
        if !fits(&caption) {
            caption.links.clear();
        }
        fits(&caption).then_some((Layout::Beside(column), caption))
    }
}

impl Quiet {
    /// The code with this quiet zone.
    pub(super) fn around(self, code: &Matrix) -> Matrix {
        match self {
            Self::Zone(modules) => code.with_quiet_zone(modules),
            Self::OpenBelow => code.with_quiet_zone(1).open_below(),
        }
    }
}

impl Caption {
    /// The lines above a code.
    pub(super) fn above(&self) -> impl Iterator<Item = &Line> {
        self.links.iter().chain(&self.lines)
    }

    /// The lines of the screen that the text above a code takes.
    pub(super) fn height(&self, columns: usize) -> usize {
        self.above().map(|line| line.height(columns)).sum()
    }

    /// The lines beside a code: first the heading, which is the last line above one.
    pub(super) fn beside(&self) -> Vec<Line> {
        let mut lines = self.lines.clone();
        let heading = lines.pop();
        let parts = [&self.earlier[..], heading.as_slice(), &lines, &self.links];
        parts.concat()
    }
}

fn height(lines: &[Line], columns: usize) -> usize {
    lines.iter().map(|line| line.height(columns)).sum()
}

#[cfg(test)]
mod tests;
