//! The help of a command in Chinese: the parser's own layout has English headings, and it wraps at
//! spaces only.

use std::fmt::Write as _;

use clap::{Arg, Command};
use textwrap::core::display_width;

use super::zh::chinese;
use crate::show::wrap::wrap;

/// The most columns of a line, as in English.
const WIDEST: usize = 100;
/// The most columns of an option beside its text.
const BESIDE: usize = 34;
/// The columns before the text of an option that is below it.
const INDENT: usize = 10;

/// The help of a built command: with `long` that of `--help`, else that of `-h`.
pub(super) fn help(command: &Command, long: bool) -> String {
    let mut text = String::new();
    let about = command.get_long_about().filter(|_| long);
    if let Some(about) = about.or(command.get_about()) {
        paragraphs(&mut text, &chinese(&about.to_string()), 0);
        text.push('\n');
    }
    // The results of writing are dropped, since writing to a string cannot fail.
    let _ = writeln!(text, "{}{}", heading("用法"), usage(command));
    commands(&mut text, command);
    let hidden = |arg: &Arg| match long {
        true => arg.is_hide_set() || arg.is_hide_long_help_set(),
        false => arg.is_hide_set() || arg.is_hide_short_help_set(),
    };
    let shown = |arg: &&Arg| !hidden(arg);
    let args: Vec<_> = command.get_arguments().filter(shown).collect();
    for (title, of_title) in sections(&args) {
        let _ = writeln!(text, "\n{}", heading(&title));
        list(&mut text, &of_title, long);
    }
    let after = super::zh::after(path(command).as_str(), long);
    if let Some(after) = after {
        text.push('\n');
        paragraphs(&mut text, &after, 0);
    }
    text
}

/// The names of a built command without that of the program.
pub(super) fn path(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or_default();
    let path = name.strip_prefix("qrlogin").unwrap_or(name);
    path.trim().to_owned()
}

fn heading(title: &str) -> String {
    format!("\x1b[1;4m{title}：\x1b[0m")
}

fn usage(command: &Command) -> String {
    let mut command = command.clone();
    let text = command.render_usage().to_string();
    let text = text.strip_prefix("Usage: ").unwrap_or(&text);
    let text = text.replace("[OPTIONS]", "[选项]");
    match command.has_subcommands() {
        true => text
            .replace("[COMMAND]", "[命令]")
            .replace("<COMMAND>", "<命令>"),
        false => text,
    }
}

fn commands(text: &mut String, command: &Command) {
    let shown: Vec<_> = command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set())
        .map(|sub| {
            let about = sub.get_about().map(ToString::to_string);
            (
                sub.get_name().to_owned(),
                chinese(&about.unwrap_or_default()),
            )
        })
        .collect();
    if !shown.is_empty() {
        let _ = writeln!(text, "\n{}", heading("命令"));
        columns(text, &shown);
    }
}

/// The arguments by their headings, in the order of the parser's help.
fn sections<'a>(args: &[&'a Arg]) -> Vec<(String, Vec<&'a Arg>)> {
    let title = |arg: &Arg| match arg.get_help_heading() {
        Some(heading) => chinese(heading),
        None if arg.is_positional() => "参数".to_owned(),
        None => "选项".to_owned(),
    };
    let mut titles = vec!["参数".to_owned(), "选项".to_owned()];
    for arg in args {
        let title = title(arg);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let section = |wanted: String| {
        let args = args.iter().copied();
        let args: Vec<_> = args.filter(|arg| title(arg) == wanted).collect();
        (!args.is_empty()).then_some((wanted, args))
    };
    titles.into_iter().filter_map(section).collect()
}

fn list(text: &mut String, args: &[&Arg], long: bool) {
    if !long {
        let rows: Vec<_> = args.iter().map(|arg| (spec(arg), short(arg))).collect();
        columns(text, &rows);
        return;
    }
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "  \x1b[1m{}\x1b[0m", spec(arg));
        let help = arg.get_long_help().or(arg.get_help());
        paragraphs(
            text,
            &chinese(&help.map(ToString::to_string).unwrap_or_default()),
            INDENT,
        );
        let values = arg.get_possible_values();
        let described = values.iter().any(|value| value.get_help().is_some());
        if described && !arg.is_hide_possible_values_set() {
            let _ = writeln!(text, "\n{}可选值：", " ".repeat(INDENT));
            for value in values.iter().filter(|value| !value.is_hide_set()) {
                let help = value
                    .get_help()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                let line = format!("- {}：{}", value.get_name(), chinese(&help));
                hanging(text, &line, INDENT, INDENT + 2);
            }
        }
        let notes = notes(arg, !described);
        if !notes.is_empty() {
            text.push('\n');
            paragraphs(text, &notes, INDENT);
        }
    }
}

/// The option with its value, such as `-o, --out <FILE>`.
fn spec(arg: &Arg) -> String {
    match (arg.get_short(), arg.get_long()) {
        _ if arg.is_positional() => arg.to_string(),
        (Some(short), Some(_)) => format!("-{short}, {arg}"),
        (Some(_), None) => arg.to_string(),
        (None, _) => format!("    {arg}"),
    }
}

/// The text of an option for `-h`, in one line.
fn short(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let (help, notes) = (chinese(&help), notes(arg, true));
    match notes.is_empty() {
        true => help,
        false => format!("{help} {notes}"),
    }
}

/// The default, the variable and, with `values`, the possible values.
fn notes(arg: &Arg, values: bool) -> String {
    let mut notes = Vec::new();
    if !arg.get_action().takes_values() {
        return String::new();
    }
    if let Some(variable) = arg.get_env().filter(|_| !arg.is_hide_env_set()) {
        notes.push(format!("[环境变量：{}]", variable.to_string_lossy()));
    }
    let defaults = arg.get_default_values();
    if !defaults.is_empty() && !arg.is_hide_default_value_set() {
        let defaults: Vec<_> = defaults
            .iter()
            .map(|value| value.to_string_lossy())
            .collect();
        notes.push(format!("[默认值：{}]", defaults.join(", ")));
    }
    let possible = arg.get_possible_values();
    if values && !possible.is_empty() && !arg.is_hide_possible_values_set() {
        let shown = possible.iter().filter(|value| !value.is_hide_set());
        let names: Vec<_> = shown.map(|value| value.get_name()).collect();
        notes.push(format!("[可选值：{}]", names.join(", ")));
    }
    notes.join(" ")
}

/// Names and their texts in two columns.
fn columns(text: &mut String, rows: &[(String, String)]) {
    let wide = rows.iter().map(|(name, _)| display_width(name));
    let widest = wide.filter(|wide| *wide <= BESIDE).max().unwrap_or(BESIDE);
    let column = widest + 4;
    for (name, help) in rows {
        let room = column.saturating_sub(display_width(name) + 2);
        let beside = display_width(name) <= BESIDE;
        let _ = write!(text, "  \x1b[1m{name}\x1b[0m");
        let lines = wrap(help, width().saturating_sub(column));
        for (index, line) in lines.iter().enumerate() {
            let before = match index {
                0 if beside => " ".repeat(room),
                0 => format!("\n{}", " ".repeat(column)),
                _ => " ".repeat(column),
            };
            let _ = writeln!(text, "{before}{line}");
        }
    }
}

/// Paragraphs and lines of a text, wrapped; those that begin with a space stay as they are.
fn paragraphs(text: &mut String, content: &str, indent: usize) {
    for line in content.lines() {
        match line.is_empty() {
            true => text.push('\n'),
            false if line.starts_with(' ') => {
                let _ = writeln!(text, "{}{line}", " ".repeat(indent));
            }
            false => hanging(text, line, indent, indent),
        }
    }
}

fn hanging(text: &mut String, line: &str, first: usize, next: usize) {
    let lines = wrap(line, width().saturating_sub(next));
    for (index, line) in lines.iter().enumerate() {
        let indent = if index == 0 { first } else { next };
        let _ = writeln!(text, "{}{line}", " ".repeat(indent));
    }
}

/// The columns of the terminal; without one, the most.
fn width() -> usize {
    let size = terminal_size::terminal_size();
    size.map_or(WIDEST, |(columns, _)| usize::from(columns.0).min(WIDEST))
}
