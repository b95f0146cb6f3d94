//! Whether the code can be scanned from terminals with different rendering, and from logs.

mod cells;
mod parse;
mod without_one;

#[cfg(unix)]
mod at_one;
#[cfg(unix)]
mod chinese;
#[cfg(unix)]
mod doctor;
#[cfg(unix)]
mod end;
#[cfg(unix)]
mod images;
#[cfg(unix)]
mod input;
#[cfg(unix)]
mod profiles;
#[cfg(unix)]
mod pty;
#[cfg(unix)]
mod share;

use qrcode::{Color, EcLevel, QrCode};

use cells::Model;

/// Every flow.
fn flows() -> impl Iterator<Item = &'static str> {
    qrlogin_test_support::FLOWS.iter().map(|flow| flow.id)
}

/// The kinds of terminals and fonts that have shown unreadable codes.
fn kinds(columns: usize, lines: usize) -> [(&'static str, Model); 6] {
    let faultless = Model::faultless(columns, Some(lines));
    // Fonts whose block elements are lower than the cell, as in most.
    let gaps = Model {
        gaps: (1, 1),
        ..faultless
    };
    [
        ("faultless", faultless),
        ("gaps", gaps),
        (
            "line height of 1.2",
            Model {
                cell: (4, 10),
                gaps: (1, 1),
                ..faultless
            },
        ),
        (
            "wide blocks",
            Model {
                wide: true,
                ..faultless
            },
        ),
        (
            "no UTF-8",
            Model {
                utf8: false,
                ..faultless
            },
        ),
        (
            "light",
            Model {
                light: true,
                ..gaps
            },
        ),
    ]
}

/// The code as versions up to 0.1.0 drew it: half blocks for dark modules, both colours in one
/// sequence.
fn earlier_drawing(text: &str) -> Vec<u8> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).unwrap();
    let (inner, side) = (code.width(), code.width() + 8);
    let is_dark = |row: usize, column: usize| {
        let inside = (4..inner + 4).contains(&row) && (4..inner + 4).contains(&column);
        inside && code[(column - 4, row - 4)] == Color::Dark
    };
    let mut drawing = String::new();
    for row in (0..side).step_by(2) {
        drawing.push_str("\x1b[38;5;16;48;5;231m");
        for column in 0..side {
            drawing.push(match (is_dark(row, column), is_dark(row + 1, column)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        drawing.push_str("\x1b[0m\r\n");
    }
    drawing.into_bytes()
}

#[test]
fn the_earlier_drawing_fails_in_terminals_with_faults() {
    let text = "https://115.com/scan/dg-9f8a6b6b6b8e4d4fa0b1c2d3e4f5a6b7c8d9e0f1";
    for (kind, model) in kinds(112, 64) {
        let shown = model.show(&earlier_drawing(text));
        match kind {
            "faultless" => assert!(shown.says(text)),
            _ => assert!(shown.is_unreadable(), "{kind}"),
        }
    }
}
