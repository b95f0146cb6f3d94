//! `qrlogin config`.

use clap::Command;
use serde_json::{Value, json};
use textwrap::core::display_width;

use super::plain;
use crate::args::ConfigArgs;
use crate::config::{Config, InForce, Origin};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output;
use crate::profiles::shown;
use crate::text::printable;

/// `command` is the command line without the defaults.
pub(crate) fn config(args: &ConfigArgs, config: &Config, command: &Command) -> Exit {
    let values = config.in_force(command);
    plain(match args.json {
        true => json_object(config, &values),
        false => output::write(&text(config, &values)),
    })
}

fn json_object(config: &Config, values: &[InForce]) -> Result<(), CliError> {
    let (path, exists) = config.file();
    let value = |value: &InForce| {
        json!({
            "name": value.name,
            "variable": value.variable,
            "value": value.text,
            "secret": value.is_secret,
            "from": match &value.origin {
                None => "default",
                Some(Origin::Variable(_)) => "variable",
                Some(Origin::File) => "file",
            },
        })
    };
    let values: Vec<Value> = values.iter().map(value).collect();
    output::write_json(&json!({
        "v": 1,
        "file": path.map(|path| path.display().to_string()),
        "exists": exists,
        "values": values,
    }))
}

fn text(config: &Config, values: &[InForce]) -> String {
    let file = match config.file() {
        (Some(path), true) => messages::config_file(shown(path)),
        (Some(path), false) => messages::config_file_absent(shown(path)),
        (None, _) => messages::no_config_folder(),
    };
    let row = |value: &InForce| {
        let text = match (&value.text, value.is_secret) {
            (_, true) => messages::hidden().into(),
            (Some(text), _) => printable(text),
            (None, _) => "-".to_owned(),
        };
        let from = match &value.origin {
            None => messages::by_default().into(),
            Some(Origin::Variable(name)) => name.clone(),
            Some(Origin::File) => messages::from_file().into(),
        };
        [value.name.clone(), text, from]
    };
    let rows: Vec<_> = values.iter().map(row).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| display_width(cell)).max().unwrap_or(0)
    };
    let widths = [width(0), width(1)];
    let line = |[name, text, from]: &[String; 3]| {
        let padded = [name, text].into_iter().zip(widths).map(|(cell, width)| {
            let room = width.saturating_sub(display_width(cell));
            format!("{cell}{}  ", " ".repeat(room))
        });
        format!("{}{from}\n", padded.collect::<String>())
    };
    format!("{file}\n\n{}", rows.iter().map(line).collect::<String>())
}
