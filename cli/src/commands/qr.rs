//! `qrlogin qr`.

use std::path::Path;

use super::plain;
use crate::args::{Level, QrArgs, QrFormat, QrMode};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output;
use crate::profiles::shown;
use crate::read_file;
use crate::save::{self, Target};
use crate::show::Standalone;

pub(crate) fn qr(args: &QrArgs) -> Exit {
    plain(run(args))
}

fn run(args: &QrArgs) -> Result<(), CliError> {
    let format = args.out.as_deref().map(|_| format(args)).transpose()?;
    let target = args
        .file()
        .map(|path| Target::check(&save::OUT, path, args.force));
    let target = target.transpose()?;
    let text = text(args)?;
    let code = Standalone::new(&text, args.level).ok_or_else(|| {
        let most = most(args.level);
        let message = messages::qr_text_too_long(text.len(), most);
        CliError::usage(message, messages::shorter_or_level_l())
    })?;
    let Some(format) = format else {
        if args.qr == QrMode::None {
            return Ok(());
        }
        let drawing = code.drawing(args).map_err(|small| {
            let (columns, lines) = small.needs;
            let message = messages::qr_window_too_small(small.has.0, small.has.1, columns, lines);
            CliError::usage(message, messages::enlarge_or_out())
        })?;
        return output::write(&drawing);
    };
    let content = code.file(format, args.invert).map_err(|error| {
        CliError::output(messages::no_picture(error), messages::report_internal())
    })?;
    match target {
        Some(target) => target.write(&content).map_err(|error| {
            let message = messages::not_written(shown(target.path()));
            CliError::output(message, messages::writable_directory()).because(Some(&error))
        }),
        None => output::write_bytes(&content),
    }
}

/// The text of the code.
///
/// # Errors
/// Standard input cannot be read, or there is no text.
fn text(args: &QrArgs) -> Result<String, CliError> {
    let given = args.text.expose();
    let text = if given == "-" {
        let read = read_file::text_or_input(Path::new("-"), read_file::SMALL);
        let mut text = read.map_err(|error| {
            let message = messages::cannot_read(messages::standard_input());
            CliError::usage(message, messages::pipe_a_text()).because(Some(&error))
        })?;
        let end = text
            .trim_end_matches('\n')
            .len()
            .max(text.len().saturating_sub(1));
        text.truncate(end);
        if text.ends_with('\r') {
            text.pop();
        }
        text
    } else {
        given.to_owned()
    };
    match text.is_empty() {
        true => Err(CliError::usage(
            messages::no_text(),
            messages::pipe_a_text(),
        )),
        false => Ok(text),
    }
}

/// The kind of file.
///
/// # Errors
/// The ending is another one.
fn format(args: &QrArgs) -> Result<QrFormat, CliError> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(path) = args.file() else {
        return Ok(QrFormat::Txt);
    };
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("png") => Ok(QrFormat::Png),
        Some("svg") => Ok(QrFormat::Svg),
        Some("txt") => Ok(QrFormat::Txt),
        _ => Err(CliError::usage(
            messages::qr_ending_unknown(shown(path)),
            messages::use_ending_or_format(),
        )),
    }
}

/// The most bytes of a code of version 40.
fn most(level: Level) -> usize {
    match level {
        Level::L => 2953,
        Level::M => 2331,
        Level::Q => 1663,
        Level::H => 1273,
    }
}
