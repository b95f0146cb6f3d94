//! A terminal made of cells: renders output to pixels, which decoders read.

use super::parse::{Action, Parser};

/// The properties of a terminal and its font.
#[derive(Clone, Copy, Debug)]
pub(super) struct Model {
    pub(super) columns: usize,
    /// `None` for a log, which has no limit.
    pub(super) lines: Option<usize>,
    /// The pixels of a cell.
    pub(super) cell: (usize, usize),
    /// Pixels at the top and the bottom of a cell that block elements do not cover.
    pub(super) gaps: (usize, usize),
    /// Whether characters of ambiguous width take two cells.
    pub(super) wide: bool,
    /// Whether bytes are UTF-8; if not, each is a character.
    pub(super) utf8: bool,
    /// Whether escape sequences are supported.
    pub(super) escapes: bool,
    /// Whether the text is dark and the background light.
    pub(super) light: bool,
}

impl Model {
    /// A terminal of this size without faults.
    pub(super) const fn faultless(columns: usize, lines: Option<usize>) -> Self {
        Self {
            columns,
            lines,
            cell: (4, 8),
            gaps: (0, 0),
            wide: false,
            utf8: true,
            escapes: true,
            light: false,
        }
    }

    /// Renders this output.
    pub(super) fn show(self, output: &[u8]) -> Shown {
        let mut shown = Shown {
            model: self,
            main: Page::default(),
            alternate: None,
            pen: Pen::default(),
            cursor: true,
        };
        for action in Parser::new(self.utf8, self.escapes).actions(output) {
            shown.act(&action);
        }
        shown
    }
}

/// A grey value, or that of the theme.
type Colour = Option<u8>;

#[derive(Clone, Copy, Debug, Default)]
struct Pen {
    foreground: Colour,
    background: Colour,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    glyph: char,
    pen: Pen,
    /// The cells of the glyph; 0 for the second half of a wide one.
    width: usize,
}

const EMPTY: Cell = Cell {
    glyph: ' ',
    pen: Pen {
        foreground: None,
        background: None,
    },
    width: 1,
};

/// All output, and the visible part of it.
#[derive(Debug, Default)]
struct Page {
    rows: Vec<Vec<Cell>>,
    /// The first visible row.
    top: usize,
    row: usize,
    column: usize,
}

/// The state of a terminal.
pub(super) struct Shown {
    model: Model,
    main: Page,
    alternate: Option<Page>,
    pen: Pen,
    cursor: bool,
}

impl Shown {
    fn act(&mut self, action: &Action) {
        let (columns, lines, wide) = (self.model.columns, self.model.lines, self.model.wide);
        match action {
            Action::Print(glyph) => {
                let width = 1 + usize::from(wide && "▀▄█".contains(*glyph) || is_wide(*glyph));
                let cell = Cell {
                    glyph: *glyph,
                    pen: self.pen,
                    width,
                };
                self.page().print(cell, columns, lines);
            }
            Action::LineFeed => self.page().line_feed(lines),
            Action::Return => self.page().column = 0,
            Action::Sequence {
                private,
                parameters,
                end,
            } => {
                self.sequence(*private, parameters, *end);
            }
        }
    }

    fn sequence(&mut self, private: bool, parameters: &[usize], end: char) {
        match (private, end, parameters) {
            (true, 'h', [1049]) => self.alternate = Some(Page::default()),
            (true, 'l', [1049]) => self.alternate = None,
            (true, 'h' | 'l', [25]) => self.cursor = end == 'h',
            (false, 'm', parameters) => self.pen.set(parameters),
            (false, 'H', parameters) => {
                let at = |index: usize| parameters.get(index).map_or(0, |number| number - 1);
                let page = self.page();
                (page.row, page.column) = (page.top + at(0), at(1));
            }
            (false, 'K', [] | [0]) => {
                let page = self.page();
                let column = page.column;
                page.current().truncate(column);
            }
            (false, 'K', [2]) => self.page().current().clear(),
            (false, 'J', [2]) => {
                let page = self.page();
                let top = page.top;
                page.rows.truncate(top);
            }
            _ => {}
        }
    }

    fn page(&mut self) -> &mut Page {
        self.alternate.as_mut().unwrap_or(&mut self.main)
    }

    fn current(&self) -> &Page {
        self.alternate.as_ref().unwrap_or(&self.main)
    }

    /// Whether the alternate screen is shown.
    pub(super) fn is_alternate(&self) -> bool {
        self.alternate.is_some()
    }

    /// Whether the cursor is visible.
    pub(super) fn has_cursor(&self) -> bool {
        self.cursor
    }

    /// The columns of the widest visible row, without spaces at its end.
    pub(super) fn widest(&self) -> usize {
        let page = self.current();
        let rows = page.rows.get(page.top..).unwrap_or_default();
        let width = |row: &Vec<Cell>| row.iter().rposition(|cell| cell.glyph != ' ');
        rows.iter()
            .filter_map(width)
            .max()
            .map_or(0, |last| last + 1)
    }

    /// The visible rows as text.
    pub(super) fn text(&self) -> String {
        let page = self.current();
        let rows = page.rows.get(page.top..).unwrap_or_default();
        let line = |row: &Vec<Cell>| -> String {
            let glyphs = row.iter().filter(|cell| cell.width > 0);
            glyphs.map(|cell| cell.glyph).collect()
        };
        rows.iter().map(|row| line(row) + "\n").collect()
    }

    /// Grey values of the visible part, and the length of a row.
    fn pixels(&self) -> (Vec<u8>, usize) {
        let (width, height) = self.model.cell;
        let page = self.current();
        let high = self.model.lines.unwrap_or(page.rows.len());
        let across = self.model.columns * width;
        let mut pixels = vec![self.theme().1; across * high * height];
        for (row, cells) in page.rows.iter().skip(page.top).take(high).enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                for y in 0..height {
                    let start = (row * height + y) * across + column * width;
                    for x in 0..cell.width * width {
                        if let Some(pixel) =
                            pixels[..(row * height + y + 1) * across].get_mut(start + x)
                        {
                            *pixel = self.pixel(cell, x, y);
                        }
                    }
                }
            }
        }
        (pixels, across)
    }

    fn pixel(&self, cell: &Cell, x: usize, y: usize) -> u8 {
        let (foreground, background) = self.theme();
        let (above, below) = self.model.gaps;
        let height = self.model.cell.1;
        // Fonts draw block elements as high as their own lines, which may be lower than the cell.
        let (top, bottom) = (above, height - below);
        let middle = usize::midpoint(top, bottom);
        let ink = match cell.glyph {
            ' ' => false,
            '█' => (top..bottom).contains(&y),
            '▀' => (top..middle).contains(&y),
            '▄' => (middle..bottom).contains(&y),
            // Thin lines with large gaps.
            '#' => x == 1 || y == 3,
            _ => (1..3).contains(&x) && (2..6).contains(&y),
        };
        match ink {
            true => cell.pen.foreground.unwrap_or(foreground),
            false => cell.pen.background.unwrap_or(background),
        }
    }

    fn theme(&self) -> (u8, u8) {
        if self.model.light { (0, 255) } else { (200, 0) }
    }

    /// The results of two decoders, rqrr and quircs.
    pub(super) fn decoded(&self) -> [Option<String>; 2] {
        let (pixels, across) = self.pixels();
        let height = pixels.len() / across;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(across, height, |x, y| {
            pixels[y * across + x]
        });
        let mut grids = image.detect_grids().into_iter();
        let first = grids.find_map(|grid| Some(grid.decode().ok()?.1));
        let mut decoder = quircs::Quirc::default();
        let mut codes = decoder.identify(across, height, &pixels);
        let second = codes.find_map(|code| {
            let payload = code.ok()?.decode().ok()?.payload;
            String::from_utf8(payload).ok()
        });
        [first, second]
    }

    /// Whether both decoders read this text.
    pub(super) fn says(&self, text: &str) -> bool {
        self.decoded()
            .iter()
            .all(|read| read.as_deref() == Some(text))
    }

    /// Whether no decoder reads anything.
    pub(super) fn is_unreadable(&self) -> bool {
        self.decoded() == [None, None]
    }
}

/// Whether a character of Chinese text takes two cells.
fn is_wide(glyph: char) -> bool {
    matches!(glyph, '\u{2e80}'..='\u{a4cf}' | '\u{ff01}'..='\u{ff60}')
}

impl Page {
    fn current(&mut self) -> &mut Vec<Cell> {
        if self.rows.len() <= self.row {
            self.rows.resize_with(self.row + 1, Vec::new);
        }
        &mut self.rows[self.row]
    }

    fn print(&mut self, cell: Cell, columns: usize, lines: Option<usize>) {
        // A line is broken at the first character that does not fit.
        if self.column + cell.width > columns {
            self.column = 0;
            self.line_feed(lines);
        }
        let column = self.column;
        let row = self.current();
        if row.len() < column + cell.width {
            row.resize(column + cell.width, EMPTY);
        }
        row[column] = cell;
        if cell.width == 2 {
            row[column + 1] = Cell { width: 0, ..cell };
        }
        self.column += cell.width;
    }

    fn line_feed(&mut self, lines: Option<usize>) {
        self.row += 1;
        self.current();
        let first = lines.map_or(0, |lines| (self.row + 1).saturating_sub(lines));
        self.top = self.top.max(first);
    }
}

impl Pen {
    fn set(&mut self, parameters: &[usize]) {
        let grey = |colour: usize| match colour {
            16 => Some(0),
            231 => Some(255),
            _ => None,
        };
        let mut rest = parameters;
        loop {
            rest = match rest {
                [38, 5, colour, rest @ ..] => {
                    self.foreground = grey(*colour);
                    rest
                }
                [48, 5, colour, rest @ ..] => {
                    self.background = grey(*colour);
                    rest
                }
                [0, rest @ ..] => {
                    *self = Self::default();
                    rest
                }
                [_, rest @ ..] => rest,
                [] => return,
            };
        }
    }
}
