//! Where logins and keys are kept.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::BaseStrategy as _;
use qrlogin::Secret;
use qrlogin_gateway::store::{Postgres, Sqlite, Store, StoreError};

use crate::exit::CliError;
use crate::messages;
use crate::text::printable;

/// The name of the database in the data folder.
const FILE: &str = "gateway.sqlite";

/// Where a store is.
pub(in crate::commands) enum Place {
    /// In memory, for a demo.
    Memory,
    /// A file; whether it is the one by default.
    File(PathBuf, bool),
    /// A database of PostgreSQL, by its address.
    Postgres(Secret),
}

impl Place {
    /// The place of `--store`, or the one by default.
    ///
    /// # Errors
    /// The option is of another form, or there is no folder for data.
    pub(in crate::commands) fn of(
        option: Option<&Secret>,
        is_demo: bool,
    ) -> Result<Self, CliError> {
        let Some(option) = option else {
            return match is_demo {
                true => Ok(Self::Memory),
                false => Ok(Self::File(folder()?.join(FILE), true)),
            };
        };
        let text = option.expose();
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::File(path.into(), false)),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(option.clone())),
            _ => Err(CliError::usage(
                messages::no_store(),
                messages::store_form(),
            )),
        }
    }

    /// The option for a command, as far as it may be shown.
    pub(super) fn option(&self) -> String {
        match self {
            Self::Memory | Self::File(_, true) => String::new(),
            Self::File(path, false) => format!(" --store sqlite:{}", path.display()),
            Self::Postgres(_) => " --store postgres://…".to_owned(),
        }
    }
}

impl fmt::Display for Place {
    /// Without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => messages::in_memory().fmt(f),
            Self::File(path, _) => f.write_str(printable(&path.display().to_string()).as_ref()),
            Self::Postgres(_) => messages::in_postgres().fmt(f),
        }
    }
}

/// The folder for data: that of the systemd unit, or of the user.
///
/// # Errors
/// There is none, or it cannot be made.
fn folder() -> Result<PathBuf, CliError> {
    let unit = std::env::var_os("STATE_DIRECTORY").filter(|path| !path.is_empty());
    let path = match unit {
        Some(path) => PathBuf::from(path),
        None => match etcetera::choose_base_strategy() {
            Ok(folders) => folders.data_dir().join("qrlogin"),
            Err(error) => {
                let failure = CliError::usage(messages::no_data_folder(), messages::name_a_store());
                return Err(failure.because(Some(&error)));
            }
        },
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&path).map_err(|error| {
        let message = messages::folder_not_made(path.display());
        CliError::usage(message, messages::name_a_store()).because(Some(&error))
    })?;
    Ok(path)
}

/// Opens the store of a gateway.
///
/// # Errors
/// It cannot be opened, or another gateway has its file open.
pub(super) async fn open(place: &Place) -> Result<Arc<dyn Store>, CliError> {
    open_with(place, Sqlite::open).await
}

/// Opens the store for its keys, also while a gateway has it open.
///
/// # Errors
/// It cannot be opened.
pub(in crate::commands) async fn open_for_keys(place: &Place) -> Result<Arc<dyn Store>, CliError> {
    open_with(place, Sqlite::open_for_keys).await
}

async fn open_with(
    place: &Place,
    file: fn(&Path) -> Result<Sqlite, StoreError>,
) -> Result<Arc<dyn Store>, CliError> {
    let opened: Result<Arc<dyn Store>, StoreError> = match place {
        Place::Memory => Sqlite::in_memory().map(|store| Arc::new(store) as Arc<dyn Store>),
        Place::File(path, _) => file(path).map(|store| Arc::new(store) as Arc<dyn Store>),
        Place::Postgres(url) => match Postgres::connect(url.expose()).await {
            Ok(store) => Ok(Arc::new(store)),
            Err(error) => Err(error),
        },
    };
    opened.map_err(|error| unusable(place, &error))
}

/// The store does not answer, or refuses.
pub(in crate::commands) fn unusable(place: &Place, error: &StoreError) -> CliError {
    let message = messages::store_unusable(place);
    CliError::usage(message, messages::check_store()).because(Some(error))
}

/// The worker has ended, since the store refused it or what it had learnt could not be stored.
pub(super) fn worker_failed(place: &Place, error: &StoreError) -> CliError {
    let message = messages::worker_failed(place);
    CliError::output(message, messages::check_database()).because(Some(error))
}
