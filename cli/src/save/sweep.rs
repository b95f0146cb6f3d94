//! Drafts that a run has left behind when it was killed: they may hold credentials.

use std::fs::{self, DirEntry};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::draft::{PREFIX, RANDOM};

/// No run takes as long to write a draft.
const OLD: Duration = Duration::from_secs(60 * 60);

/// Removes old drafts of this user in a directory, as far as that can be done.
pub(super) fn sweep(directory: &Path, now: SystemTime) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        if is_draft(&entry) && is_left(&entry, now) == Some(true) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_draft(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let random = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
    random.is_some_and(|random| {
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn is_left(entry: &DirEntry, now: SystemTime) -> Option<bool> {
    // Of the entry itself, not of what a link leads to.
    let found = entry.metadata().ok()?;
    #[cfg(unix)]
    let is_own = std::os::unix::fs::MetadataExt::uid(&found) == rustix::process::geteuid().as_raw();
    #[cfg(not(unix))]
    let is_own = true;
    let age = now.duration_since(found.modified().ok()?).ok()?;
    Some(found.is_file() && is_own && age > OLD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_drafts_are_removed() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        let old = SystemTime::now() - OLD - Duration::from_secs(1);
        for (name, time) in [
            (".qrlogin-a1B2c3", old),
            (".qrlogin-Z1B2c3", SystemTime::now()),
            (".qrlogin-a1B2c", old),
            (".qrlogin-a1B2_3", old),
            ("qrlogin-a1B2c3", old),
        ] {
            let file = fs::File::create(path(name)).unwrap();
            file.set_modified(time).unwrap();
        }
        fs::create_dir(path(".qrlogin-folder")).unwrap();
        sweep(directory.path(), SystemTime::now());
        assert!(!path(".qrlogin-a1B2c3").exists());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 5);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_with_the_name_of_a_draft_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let (real, link) = (
            directory.path().join("a"),
            directory.path().join(".qrlogin-a1B2c3"),
        );
        fs::write(&real, "").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        sweep(directory.path(), SystemTime::now() + 2 * OLD);
        assert!(link.symlink_metadata().is_ok() && real.exists());
    }
}
