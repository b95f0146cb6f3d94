//! The choice of a drawing.

use super::*;
use crate::show::terminal::Charset;

/// Version 2: 25 modules a side.
const TEXT: &str = "https://example.com/";

const fn terminal(columns: usize, lines: usize) -> Terminal {
    Terminal {
        is_terminal: true,
        dumb: false,
        columns,
        lines: Some(lines),
        square: 2,
        cell: None,
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

/// The plan with two lines of links and one line that must be visible.
fn plan_for(text: &str, mode: QrMode, terminal: Terminal) -> Option<(Form, Quiet, Layout)> {
    let caption = |_| Caption {
        earlier: Vec::new(),
        links: vec![Line::plain("link"); 2],
        lines: vec![Line::heading("heading")],
    };
    let request = Request {
        code: &Matrix::new(text).unwrap(),
        mode,
        terminal,
        caption: &caption,
    };
    let plan = request.plan()?;
    Some((plan.form, plan.quiet, plan.layout))
}

fn plan(mode: QrMode, terminal: Terminal) -> Option<(Form, Quiet, Layout)> {
    plan_for(TEXT, mode, terminal)
}

#[test]
fn the_quiet_zone_shrinks_before_the_form_changes() {
    let auto = |columns, lines| plan(QrMode::Auto, terminal(columns, lines));
    let full = |quiet| Some((Form::Full(2), Quiet::Zone(quiet), Layout::Above));
    assert_eq!(auto(66, 37), full(4));
    assert_eq!(auto(65, 37), full(2));
    assert_eq!(auto(66, 36), full(2));
    assert_eq!(auto(57, 37), full(1));
    assert_eq!(auto(66, 31), full(1));
    assert_eq!(
        auto(53, 37),
        Some((Form::Half, Quiet::Zone(4), Layout::Above))
    );
}

#[test]
fn text_goes_beside_the_code_without_space_above() {
    let beside = |column| Layout::Beside(column);
    let auto = |columns, lines| plan(QrMode::Auto, terminal(columns, lines));
    assert_eq!(
        auto(87, 30),
        Some((Form::Full(2), Quiet::Zone(2), beside(59)))
    );
    assert_eq!(auto(80, 15), Some((Form::Half, Quiet::Zone(2), beside(30))));
    assert_eq!(auto(80, 14), Some((Form::Half, Quiet::Zone(1), beside(28))));
    assert_eq!(
        auto(80, 13),
        Some((Form::Half, Quiet::OpenBelow, beside(28)))
    );
    assert_eq!(auto(80, 12), None);
}

#[test]
fn links_scroll_away_only_without_another_layout() {
    let low = plan(QrMode::Auto, terminal(33, 17));
    assert_eq!(low, Some((Form::Half, Quiet::Zone(2), Layout::Scrolled)));
    let open = Some((Form::Half, Quiet::OpenBelow, Layout::Scrolled));
    assert_eq!(plan(QrMode::Auto, terminal(33, 15)), open);
    assert_eq!(plan(QrMode::Auto, terminal(33, 14)), None);
}

#[test]
fn nothing_goes_beside_a_code_that_data_would_cover() {
    let shared = Terminal {
        shared_by_data: true,
        ..terminal(80, 13)
    };
    assert_eq!(plan(QrMode::Auto, shared), None);
}

#[test]
fn a_requested_form_is_drawn_without_space() {
    let cut = |mode| plan(mode, terminal(20, 10));
    assert_eq!(
        cut(QrMode::Full),
        Some((Form::Full(2), Quiet::Zone(1), Layout::Cut))
    );
    assert_eq!(
        cut(QrMode::Half),
        Some((Form::Half, Quiet::Zone(1), Layout::Cut))
    );
    assert_eq!(cut(QrMode::Auto), None);
    assert_eq!(cut(QrMode::None), None);
}

#[test]
fn half_blocks_are_drawn_only_where_supported() {
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
fn two_columns_a_module_if_three_do_not_fit() {
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
