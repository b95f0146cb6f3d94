//! Removes drafts of killed runs, which may hold credentials.

use std::fs::{self, DirEntry};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::draft::{PREFIX, RANDOM};

/// Longer than a run needs to write a draft.
const OLD: Duration = Duration::from_secs(60 * 60);

/// Removes old drafts of this user in a directory, where possible.
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
    // Of the entry itself, not of a link's target.
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
    fn a_link_named_like_a_draft_is_kept() {
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
