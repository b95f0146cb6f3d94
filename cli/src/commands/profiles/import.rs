//! `qrlogin import`.

use qrlogin::export::Format;
use qrlogin::flows;
use qrlogin::import::{self, Imported, Options};

use super::{of_profile, print, report};
use crate::args::ImportArgs;
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::profiles::{Name, Problem, Profile, Store, shown};
use crate::read_file;
use crate::show::Screen;

pub(crate) fn import(args: &ImportArgs) -> Exit {
    report(run(args), args.json)
}

fn run(args: &ImportArgs) -> Result<(), CliError> {
    let file = match args.file.to_str() {
        Some("-") => messages::standard_input(),
        _ => shown(&args.file).into(),
    };
    let text = read_file::text_or_input(&args.file, read_file::SMALL).map_err(|error| {
        let message = messages::cannot_read(&file);
        CliError::usage(message, messages::use_importable()).because(Some(&error))
    })?;
    let own = match args.format {
        None | Some(Format::Json) => Profile::parse(&text),
        Some(_) => Err(Problem::NoProfile),
    };
    let (profile, imported) = match own {
        Ok(profile) => {
            check_flow(args, &profile, &file)?;
            (profile, None)
        }
        Err(Problem::NoProfile) => {
            let imported = read(args, &text, &file)?;
            let profile = Profile::new(imported.credential.clone());
            (profile, Some(imported))
        }
        Err(problem) => return Err(problem.refuse(&file)),
    };
    let name = args.profile.clone();
    let name = name.unwrap_or_else(|| Name::of_flow(profile.credential.flow()));
    let path = Store::of_user()?.put(&name, &profile, args.store, args.force)?;
    let left_out = imported.as_ref().map(|it| it.left_out.clone());
    let left_out = left_out.unwrap_or_default();
    let format = imported.map_or(Format::Json, |it| it.format);
    let mut screen = Screen::stderr();
    if !left_out.is_empty() {
        screen.warning(&messages::not_imported(left_out.join(", ")));
    }
    for warning in profile.credential.warnings() {
        screen.warning(&messages::lacking(&warning));
    }
    if args.json {
        let path = path.display().to_string();
        let mut object = of_profile(&name.to_string(), &path, &profile);
        if let Some(object) = object.as_object_mut() {
            object.insert("format".to_owned(), format.name().into());
            object.insert("left_out".to_owned(), left_out.into());
        }
        return print(object);
    }
    let flow = profile.credential.flow();
    screen.line(&match format {
        Format::Json => messages::imported(file, &name),
        format => messages::imported_as(file, format.name(), flow, &name),
    });
    Ok(())
}

/// Refuses a profile of another flow than that of `--flow`.
fn check_flow(args: &ImportArgs, profile: &Profile, file: &str) -> Result<(), CliError> {
    match &args.flow {
        Some(flow) if *flow != profile.flow => {
            let message = messages::nothing_to_import(file, Format::Json, flow);
            Err(CliError::usage(message, messages::drop_flow()))
        }
        _ => Ok(()),
    }
}

/// The credentials of another program, or those without a profile around them. The messages contain
/// no value of the file.
///
/// # Errors
/// The text is something else, or incomplete.
fn read(args: &ImportArgs, text: &str, file: &str) -> Result<Imported, CliError> {
    let mut options = Options::new();
    options.format = args.format;
    options.flow = args
        .flow
        .as_deref()
        .and_then(|flow| Some(flows::find(flow)?.id));
    import::import(text, options).map_err(|error| {
        let (message, advice) = messages::import_problem(&error, file);
        CliError::usage(message, advice)
    })
}
