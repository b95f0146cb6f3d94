//! `qrlogin export`.

use std::io::{self, IsTerminal as _};

use qrlogin::export::{ExportError, Format};
use qrlogin::flows;

use super::super::{credential_text, destination};
use super::report;
use crate::args::ExportArgs;
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output;
use crate::profiles::{Store, shown};
use crate::save::{self, Target, same_place};
use crate::show::Screen;

pub(crate) fn export(args: &ExportArgs) -> Exit {
    report(run(args), false)
}

fn run(args: &ExportArgs) -> Result<(), CliError> {
    let (profile, path) = Store::of_user()?.find(&args.name)?.usable()?;
    if let Some(info) = flows::find(&profile.flow) {
        destination::check_form(info, &args.form)?;
    }
    let target = match args.file() {
        Some(out) if same_place(out, &path) => {
            return Err(CliError::usage(
                messages::out_is_profile(),
                messages::own_names(),
            ));
        }
        Some(out) => Some(Target::check(&save::OUT, out, args.force)?),
        None => None,
    };
    let mut screen = Screen::stderr();
    if target.is_none() {
        if args.out.is_none() && io::stdout().is_terminal() {
            let message = messages::export_at_terminal();
            return Err(CliError::usage(message, messages::out_or_dash()));
        }
        destination::check_stdout(|text| screen.warning(text))?;
    }
    let (credential, format) = (&profile.credential, args.form.format);
    let text = match format {
        Format::Json => credential_text::json_text(credential)?,
        _ => {
            let text = credential.export_with(format, args.form.options());
            let text = text.map_err(|error| {
                let message = match error {
                    ExportError::Flow { .. } => messages::no_cookies_in(&args.name, format.name()),
                    error => {
                        messages::profile_no_format(&args.name, messages::export_problem(&error))
                    }
                };
                CliError::usage(message, messages::use_json())
            })?;
            text.expose().to_owned()
        }
    };
    let left_out = credential.left_out(format);
    if !left_out.is_empty() {
        screen.warning(&messages::not_in_format(format.name(), left_out.join(", ")));
    }
    let Some(target) = target else {
        return output::write(&credential_text::ended(&text));
    };
    target.write(text.as_bytes()).map_err(|error| {
        let message = messages::not_written(shown(target.path()));
        CliError::output(message, messages::writable_directory()).because(Some(&error))
    })?;
    screen.line(&messages::exported(&args.name, shown(target.path())));
    Ok(())
}
