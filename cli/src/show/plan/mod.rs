//! Which drawing of a code fits where.

use super::form::Form;
use super::line::Line;
use super::qr::Matrix;
use super::terminal::Terminal;
use crate::args::QrMode;

/// Quiet zones, the best first. The standard wants four modules; decoders were seen to read a code
/// on a screen with two and with one as well, and few of them with none.
const ZONES: [Quiet; 3] = [Quiet::Zone(4), Quiet::Zone(2), SMALLEST];
const SMALLEST: Quiet = Quiet::Zone(1);

/// Columns that text beside the code needs at least.
const BESIDE: usize = 20;

/// Lines beside the code for what happens: an empty one, a message and the status.
pub(super) const HAPPENING: usize = 5;

/// Text that is shown with a code.
#[derive(Clone, Debug, Default)]
pub(super) struct Caption {
    /// What was said before the first code and would be out of sight beside it.
    pub(super) said: Vec<Line>,
    /// The link and the like, which may scroll out of sight before the code does.
    pub(super) links: Vec<Line>,
    /// What has to be seen together with the code.
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
    /// So many modules.
    Zone(usize),
    /// One module, and none below.
    OpenBelow,
}

/// Where the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Above the code, and all of it can be seen.
    Above,
    /// Beside the code, on the alternate screen, from this column on.
    Beside(usize),
    /// Above the code, and the links have scrolled out of sight.
    Scrolled,
    /// Above the code, part of which may be out of sight: the form was requested, or one can scroll
    /// to.
    Cut,
}

/// What the drawing has to be.
pub(super) struct Wish<'a> {
    pub(super) code: &'a Matrix,
    pub(super) mode: QrMode,
    pub(super) terminal: Terminal,
    /// The text for a form.
    pub(super) caption: &'a dyn Fn(Form) -> Caption,
}

/// A layout in which a code fits, and what of the text is shown with it.
type Fitting = Option<(Layout, Caption)>;

impl Wish<'_> {
    /// The best drawing that fits; `None` if none does, or none is wanted.
    pub(super) fn plan(&self) -> Option<Plan> {
        let forms = self.forms();
        let with = |quiet: &[Quiet]| forms.iter().find_map(|form| self.with(*form, quiet));
        let fitting = with(&ZONES).or_else(|| with(&[Quiet::OpenBelow]));
        fitting.or_else(|| self.cut(*forms.last()?))
    }

    /// A form that does not fit, if it is to be drawn all the same.
    fn cut(&self, form: Form) -> Option<Plan> {
        let (columns, _) = form.size(&SMALLEST.around(self.code));
        // Nothing is rewritten on a dumb terminal, so one can scroll there.
        let can_scroll = self.terminal.dumb && columns <= self.terminal.columns;
        (self.mode != QrMode::Auto || can_scroll).then(|| Plan {
            form,
            quiet: SMALLEST,
            layout: Layout::Cut,
            caption: (self.caption)(form),
        })
    }

    /// Columns and lines in which a form can be seen whole.
    pub(super) fn needs(&self, form: Form) -> (usize, usize) {
        let (columns, lines) = form.size(&SMALLEST.around(self.code));
        (
            columns,
            lines + height(&(self.caption)(form).lines, columns) + 1,
        )
    }

    /// The smallest form that would be drawn here if there were room for it.
    pub(super) fn smallest(&self) -> Option<Form> {
        self.forms().last().copied()
    }

    /// The forms that can be drawn here, the best first.
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
            // Coloured blanks were read from nearly every terminal and viewer, half blocks from
            // half of them.
            QrMode::Auto => {
                let half = terminal.has_blocks().then_some(Form::Half);
                full.into_iter().chain(half).collect()
            }
        }
    }

    /// A form with the first of these that fits around it.
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

    /// Whether there is room for the code, these lines, those of the caption and the status.
    fn has_room(&self, size: (usize, usize), links: usize, caption: &Caption) -> bool {
        let columns = self.terminal.columns;
        let lines = size.1 + links + height(&caption.lines, columns) + 1;
        size.0 <= columns && self.terminal.lines.is_none_or(|high| lines <= high)
    }

    /// What was said before is left out if there is no room for it, then the links.
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
            taken + HAPPENING <= high
        };
        let mut caption = caption.clone();
        if !fits(&caption) {
            caption.said.clear();
        }
        if !fits(&caption) {
            caption.links.clear();
        }
        fits(&caption).then_some((Layout::Beside(column), caption))
    }
}

impl Quiet {
    /// The code with this around it.
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

    /// The lines beside a code: the heading, which is the last of the lines above one, comes first.
    pub(super) fn beside(&self) -> Vec<Line> {
        let mut lines = self.lines.clone();
        let heading = lines.pop();
        let parts = [&self.said[..], heading.as_slice(), &lines, &self.links];
        parts.concat()
    }
}

fn height(lines: &[Line], columns: usize) -> usize {
    lines.iter().map(|line| line.height(columns)).sum()
}

#[cfg(test)]
mod tests;
