//! Which drawing of a code fits where.

use super::form::Form;
use super::line::Line;
use super::qr::{Matrix, QUIET_ZONES};
use super::terminal::Terminal;
use crate::args::QrMode;

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
    /// Modules of white around it.
    pub(super) quiet: usize,
    pub(super) layout: Layout,
    pub(super) caption: Caption,
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
    /// Above the code, part of which may be out of sight: it was insisted on, or can be scrolled to.
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
        let fitting = forms.iter().find_map(|form| self.with(*form));
        fitting.or_else(|| self.cut(*forms.last()?))
    }

    /// A form that does not fit, if it is to be drawn all the same.
    fn cut(&self, form: Form) -> Option<Plan> {
        let [.., quiet] = QUIET_ZONES;
        let (columns, _) = form.size(&self.code.with_quiet_zone(quiet));
        // Nothing is rewritten on a dumb terminal, so one can scroll there.
        let can_scroll = self.terminal.dumb && columns <= self.terminal.columns;
        (self.mode != QrMode::Auto || can_scroll).then(|| Plan {
            form,
            quiet,
            layout: Layout::Cut,
            caption: (self.caption)(form),
        })
    }

    /// Columns and lines in which a form can be seen whole.
    pub(super) fn needs(&self, form: Form) -> (usize, usize) {
        let [.., quiet] = QUIET_ZONES;
        let (columns, lines) = form.size(&self.code.with_quiet_zone(quiet));
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
            // Coloured blanks were read from nearly every terminal and viewer, half blocks from half of them.
            QrMode::Auto => {
                let half = terminal.has_blocks().then_some(Form::Half);
                full.into_iter().chain(half).collect()
            }
        }
    }

    /// A form with the largest quiet zone that fits.
    fn with(&self, form: Form) -> Option<Plan> {
        let caption = (self.caption)(form);
        let fitting = |layout: fn(&Self, (usize, usize), &Caption) -> Fitting| {
            QUIET_ZONES.into_iter().find_map(|quiet| {
                let size = form.size(&self.code.with_quiet_zone(quiet));
                let (layout, caption) = layout(self, size, &caption)?;
                Some(Plan {
                    form,
                    quiet,
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
mod tests {
    use super::super::terminal::Charset;
    use super::*;

    /// Version 2: 25 modules a side.
    const TEXT: &str = "https://example.com/";

    const fn terminal(columns: usize, lines: usize) -> Terminal {
        Terminal {
            is_terminal: true,
            dumb: false,
            columns,
            lines: Some(lines),
            square: 2,
            charset: Charset::Utf8,
            wide_blocks: false,
            shared_by_data: false,
        }
    }

    const fn log(charset: Charset) -> Terminal {
        Terminal {
            is_terminal: false,
            lines: None,
            charset,
            ..terminal(80, 0)
        }
    }

    /// The plan with two lines of links and one that has to be seen.
    fn plan_for(text: &str, mode: QrMode, terminal: Terminal) -> Option<(Form, usize, Layout)> {
        let caption = |_| Caption {
            said: Vec::new(),
            links: vec![Line::plain("link"); 2],
            lines: vec![Line::heading("heading")],
        };
        let wish = Wish {
            code: &Matrix::new(text).unwrap(),
            mode,
            terminal,
            caption: &caption,
        };
        let plan = wish.plan()?;
        Some((plan.form, plan.quiet, plan.layout))
    }

    fn plan(mode: QrMode, terminal: Terminal) -> Option<(Form, usize, Layout)> {
        plan_for(TEXT, mode, terminal)
    }

    #[test]
    fn the_quiet_zone_shrinks_before_the_form_changes() {
        let auto = |columns, lines| plan(QrMode::Auto, terminal(columns, lines));
        let full = |quiet| Some((Form::Full(2), quiet, Layout::Above));
        assert_eq!(auto(66, 37), full(4));
        assert_eq!(auto(65, 37), full(2));
        assert_eq!(auto(66, 36), full(2));
        assert_eq!(auto(57, 37), full(1));
        assert_eq!(auto(66, 31), full(1));
        assert_eq!(auto(53, 37), Some((Form::Half, 4, Layout::Above)));
    }

    #[test]
    fn text_goes_beside_the_code_where_it_has_no_room_above() {
        let beside = |column| Layout::Beside(column);
        let auto = |columns, lines| plan(QrMode::Auto, terminal(columns, lines));
        assert_eq!(auto(87, 30), Some((Form::Full(2), 2, beside(59))));
        assert_eq!(auto(80, 15), Some((Form::Half, 2, beside(30))));
        assert_eq!(auto(80, 14), Some((Form::Half, 1, beside(28))));
        assert_eq!(auto(80, 13), None);
    }

    #[test]
    fn links_scroll_away_where_there_is_no_other_way() {
        let low = plan(QrMode::Auto, terminal(33, 17));
        assert_eq!(low, Some((Form::Half, 2, Layout::Scrolled)));
        assert_eq!(plan(QrMode::Auto, terminal(33, 15)), None);
    }

    #[test]
    fn nothing_goes_beside_a_code_where_data_would_go_over_it() {
        let shared = Terminal {
            shared_by_data: true,
            ..terminal(80, 15)
        };
        assert_eq!(plan(QrMode::Auto, shared), None);
    }

    #[test]
    fn a_form_that_is_insisted_on_is_drawn_without_room() {
        let cut = |mode| plan(mode, terminal(20, 10));
        assert_eq!(cut(QrMode::Full), Some((Form::Full(2), 1, Layout::Cut)));
        assert_eq!(cut(QrMode::Half), Some((Form::Half, 1, Layout::Cut)));
        assert_eq!(cut(QrMode::Auto), None);
        assert_eq!(cut(QrMode::None), None);
    }

    #[test]
    fn half_blocks_are_drawn_where_they_are_half_blocks() {
        let with = |charset, wide_blocks| {
            let terminal = Terminal {
                charset,
                wide_blocks,
                ..terminal(50, 40)
            };
            plan(QrMode::Auto, terminal).map(|(form, ..)| form)
        };
        assert_eq!(with(Charset::Utf8, false), Some(Form::Half));
        assert_eq!(with(Charset::Utf8, true), None);
        assert_eq!(with(Charset::Unknown, false), None);
        assert_eq!(with(Charset::Other, false), None);
    }

    #[test]
    fn a_log_gets_what_fits_80_columns() {
        // Version 7: 45 modules a side.
        let long = "x".repeat(150);
        let form = |text, charset| {
            let plan = plan_for(text, QrMode::Auto, log(charset));
            plan.map(|(form, ..)| form)
        };
        for charset in [Charset::Utf8, Charset::Unknown, Charset::Other] {
            assert_eq!(form(TEXT, charset), Some(Form::Full(2)));
        }
        assert_eq!(form(&long, Charset::Utf8), Some(Form::Half));
        assert_eq!(form(&long, Charset::Unknown), Some(Form::Half));
        assert_eq!(form(&long, Charset::Other), None);
    }

    #[test]
    fn a_dumb_terminal_gets_no_colours_and_can_scroll() {
        let with = |lines, charset| {
            let terminal = Terminal {
                dumb: true,
                charset,
                ..terminal(80, lines)
            };
            plan(QrMode::Auto, terminal).map(|(form, ..)| form)
        };
        assert_eq!(with(40, Charset::Utf8), Some(Form::PlainFull));
        assert_eq!(with(20, Charset::Unknown), Some(Form::PlainHalf));
        assert_eq!(with(10, Charset::Utf8), Some(Form::PlainHalf));
        assert_eq!(with(40, Charset::Other), Some(Form::Ascii));
    }

    #[test]
    fn three_columns_a_module_give_way_to_two() {
        let tall = |columns| {
            let terminal = Terminal {
                square: 3,
                ..terminal(columns, 60)
            };
            plan(QrMode::Auto, terminal).map(|(form, ..)| form)
        };
        assert_eq!(tall(99), Some(Form::Full(3)));
        assert_eq!(tall(80), Some(Form::Full(2)));
    }
}
