//! The profile for the credentials of a login.

use std::io;
use std::path::{Path, PathBuf};

use super::{Head, Name, Problem, Profile, Store, account_text, forget, keyring, shown};
use crate::args::StoreKind;
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::save::{self, Lock, Target};

/// How often another run may create or remove the profile just before it is saved.
const TRIES: usize = 10;

/// The place of a profile, checked before the first request.
pub(crate) struct Place {
    store: Store,
    name: Name,
    force: bool,
    path: PathBuf,
    kind: StoreKind,
}

/// A saved profile.
pub(crate) struct Kept {
    pub(crate) name: Name,
    pub(crate) path: PathBuf,
    /// Why it is not the requested profile, if so.
    pub(crate) instead: Option<Text>,
}

impl Place {
    /// Checks that credentials of this flow can be saved as this profile: an existing one must be
    /// of the same flow and of a known account, which is compared later.
    ///
    /// # Errors
    /// They cannot; nothing was changed.
    pub(crate) fn check(
        name: Name,
        flow: &str,
        kind: Option<StoreKind>,
        force: bool,
    ) -> Result<Self, CliError> {
        let store = Store::of_user()?;
        store.create()?;
        let path = store.path(&name);
        let exists = |message| Err(CliError::exists(message, messages::use_other_profile()));
        let there = store.content(&name);
        match &there {
            Some(Err(problem @ Problem::Version(_))) => return Err(problem.refuse(&shown(&path))),
            None => {}
            Some(_) if force => {}
            Some(Err(problem)) => {
                return exists(messages::profile_unusable(shown(&path), problem.message()));
            }
            Some(Ok(old)) if old.flow != flow => {
                return exists(messages::profile_of_other_flow(&name, &old.flow));
            }
            Some(Ok(old)) if old.account.is_none() => {
                return exists(messages::profile_of_unknown_account(&name, flow));
            }
            Some(Ok(_)) => {}
        }
        let own = || there.as_ref()?.as_ref().ok().map(Head::store);
        let kind = kind.or_else(own).unwrap_or(StoreKind::File);
        Target::check(&save::PROFILE, &path, there.is_some())?;
        if kind == StoreKind::Keyring {
            keyring::check().map_err(|error| error.failure())?;
        }
        Ok(Self {
            store,
            name,
            force,
            path,
            kind,
        })
    }

    /// Where the secrets will be.
    pub(crate) fn kind(&self) -> StoreKind {
        self.kind
    }

    pub(crate) fn name(&self) -> &Name {
        &self.name
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Saves a profile. One of another account or flow stays, and so does one that another run is
    /// using; the new profile gets a new name then.
    ///
    /// # Errors
    /// Those of the system; then the old profile is unchanged.
    pub(crate) fn save(&self, new: &Profile, text: &str) -> io::Result<Kept> {
        for _ in 0..TRIES {
            let own = |instead| Kept {
                name: self.name.clone(),
                path: self.path.clone(),
                instead,
            };
            // A link without a target is created there.
            if !self.path.exists() {
                match Target::new_file(&self.path)?.write(text.as_bytes()) {
                    // Another run has just created it.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                    written => return written.map(|()| own(None)),
                }
            }
            let waited = save::retry_until(|| io::ErrorKind::TimedOut.into());
            match Lock::take(&self.path, waited, |error: io::Error| error) {
                Ok(lock) => match self.objection(new) {
                    None => {
                        let old = self.store.content(&self.name);
                        Target::locked(&self.path, lock)?.write(text.as_bytes())?;
                        if let Some(Ok(old)) = old {
                            forget(&old);
                        }
                        return Ok(own(None));
                    }
                    Some(why) => return self.save_beside(text, why),
                },
                // Another run has just removed it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) => break,
            }
        }
        self.save_beside(text, messages::profile_in_use(&self.name))
    }

    /// Why the new profile must not replace the one that is there now.
    fn objection(&self, new: &Profile) -> Option<Text> {
        let name = &self.name;
        match self.store.content(name)? {
            Err(Problem::Version(_)) => Some(messages::profile_changed(name)),
            _ if self.force => None,
            Ok(old) if old.flow == new.flow => match (&old.account, &new.account) {
                (Some(old), Some(new)) if old.id == new.id => None,
                (Some(old), _) => Some(messages::profile_of_other(name, account_text(old))),
                (None, _) => Some(messages::profile_changed(name)),
            },
            _ => Some(messages::profile_changed(name)),
        }
    }

    /// Saves the profile by the next free name.
    fn save_beside(&self, text: &str, why: Text) -> io::Result<Kept> {
        for number in 2..=u32::MAX {
            let name = self.name.numbered(number);
            let path = self.store.path(&name);
            if path.symlink_metadata().is_ok() {
                continue;
            }
            match Target::new_file(&path)?.write(text.as_bytes()) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                written => {
                    let instead = Some(why);
                    return written.map(|()| Kept {
                        name,
                        path,
                        instead,
                    });
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}
