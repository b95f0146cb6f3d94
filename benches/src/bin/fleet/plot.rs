//! Line plots as SVG, side by side.

use std::fmt::Write;

/// A plot whose axes begin at zero.
pub struct Panel<'a> {
    pub title: &'a str,
    pub points: &'a [(f64, f64)],
}

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 260.0;
/// The area of the lines within a panel: left, top, right, bottom.
const AREA: [f64; 4] = [56.0, 36.0, 400.0, 214.0];
const TICKS: u32 = 5;

pub fn svg(panels: &[Panel<'_>], x_axis: &str) -> String {
    let width = WIDTH * panels.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"{width}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    for (number, panel) in panels.iter().enumerate() {
        let left = WIDTH * number as f64;
        writeln!(svg, "<g transform=\"translate({left} 0)\">").unwrap();
        draw(&mut svg, panel, x_axis);
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw(svg: &mut String, panel: &Panel<'_>, x_axis: &str) {
    let [left, top, right, bottom] = AREA;
    let ends = panel.points.iter();
    let (x_end, y_end) = ends.fold((0.0_f64, 0.0_f64), |end, point| {
        (end.0.max(point.0), end.1.max(point.1))
    });
    let (x_end, y_end) = (round_up(x_end), round_up(y_end));
    let x = |value: f64| left + (right - left) * value / x_end;
    let y = |value: f64| bottom - (bottom - top) * value / y_end;
    text(svg, left, top - 16.0, "start", panel.title);
    text(svg, (left + right) / 2.0, bottom + 36.0, "middle", x_axis);
    for tick in 0..=TICKS {
        let part = f64::from(tick) / f64::from(TICKS);
        let (at_x, at_y) = (x(x_end * part), y(y_end * part));
        writeln!(
            svg,
            "<path d=\"M{left} {at_y:.1}H{right}M{at_x:.1} {bottom}v4\" stroke=\"#ccc\"/>"
        )
        .unwrap();
        text(svg, at_x, bottom + 18.0, "middle", &label(x_end * part));
        text(svg, left - 6.0, at_y + 4.0, "end", &label(y_end * part));
    }
    let line: Vec<_> = panel
        .points
        .iter()
        .map(|point| format!("{:.1},{:.1}", x(point.0), y(point.1)))
        .collect();
    let line = line.join(" ");
    writeln!(
        svg,
        "<polyline points=\"{line}\" fill=\"none\" stroke=\"#06c\" stroke-width=\"2\"/>"
    )
    .unwrap();
    for (at_x, at_y) in panel.points {
        let (at_x, at_y) = (x(*at_x), y(*at_y));
        writeln!(
            svg,
            "<circle cx=\"{at_x:.1}\" cy=\"{at_y:.1}\" r=\"3.5\" fill=\"#06c\"/>"
        )
        .unwrap();
    }
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    )
    .unwrap();
}

/// The next value of one digit, or one and a half.
fn round_up(value: f64) -> f64 {
    let unit = 10_f64.powf(value.log10().floor());
    let steps = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let step = steps.into_iter().find(|step| step * unit >= value * 0.999);
    step.unwrap_or(10.0) * unit
}

fn label(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}
