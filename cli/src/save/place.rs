//! Resolves the links in a path.

use std::ffi::OsString;
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use crate::messages;

/// The most links that systems follow.
const MOST_LINKS: usize = 40;

/// The file that a path leads to, which need not exist, without links in its path: a link is kept,
/// and its target is written.
///
/// # Errors
/// A directory is missing or not accessible, a link leads to itself, or to another file than its
/// target names (as in /proc). In a world-writable directory such as /tmp, a link is followed only
/// if it belongs to this user or to the directory's owner: another user's link could lead to any
/// file of this user. Linux has this rule as `protected_symlinks`, which may be off.
pub(super) fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut left = parts(path);
    let mut found = PathBuf::new();
    let mut links = 0;
    while let Some(part) = left.pop() {
        let next = found.join(&part);
        let entry = match next.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound && left.is_empty() => {
                found = next;
                continue;
            }
            entry => entry?,
        };
        if !entry.is_symlink() {
            found = next;
            continue;
        }
        links += 1;
        if links > MOST_LINKS {
            return Err(io::Error::other(messages::link_loop()));
        }
        check_owner(&found, &entry)?;
        // Joining an absolute target replaces the whole path.
        left.extend(parts(&next.read_link()?));
    }
    if leads_elsewhere(path, &found) {
        return Err(io::Error::other(messages::link_without_name()));
    }
    Ok(found)
}

/// The parts of a path in reverse order.
fn parts(path: &Path) -> Vec<PathBuf> {
    let parts = path.components().map(|part| match part {
        Component::CurDir => PathBuf::new(),
        part => PathBuf::from(part.as_os_str()),
    });
    let parts: Vec<_> = parts.filter(|part| !part.as_os_str().is_empty()).collect();
    parts.into_iter().rev().collect()
}

#[cfg(unix)]
fn check_owner(directory: &Path, link: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;

    /// World-writable with the sticky bit.
    const STICKY: u32 = 0o1002;
    let directory = match directory {
        empty if empty.as_os_str().is_empty() => Path::new(".").metadata()?,
        directory => directory.metadata()?,
    };
    let is_trusted = [rustix::process::geteuid().as_raw(), directory.uid()].contains(&link.uid());
    if directory.mode() & STICKY != STICKY || is_trusted {
        return Ok(());
    }
    Err(io::Error::other(messages::link_of_other_user()))
}

#[cfg(not(unix))]
fn check_owner(_: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Whether the system resolves the path to another file than the names do.
#[cfg(unix)]
fn leads_elsewhere(path: &Path, found: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let number = |path: &Path| path.metadata().ok().map(|file| (file.dev(), file.ino()));
    number(path).is_some_and(|real| Some(real) != number(found))
}

#[cfg(not(unix))]
fn leads_elsewhere(_: &Path, _: &Path) -> bool {
    false
}

/// Whether two paths lead to the same file, which need not exist.
pub(crate) fn same_place(one: &Path, other: &Path) -> bool {
    one == other || place(one).is_some_and(|one| Some(one) == place(other))
}

/// The canonical directory, and the file's name.
fn place(path: &Path) -> Option<(PathBuf, OsString)> {
    let path = follow(path).ok()?;
    let directory = Path::new(".").join(path.parent()?);
    Some((directory.canonicalize().ok()?, path.file_name()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_spellings_are_the_same_place() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        std::fs::create_dir(place("inner")).unwrap();
        assert!(same_place(&place("a"), &place("inner/../a")));
        assert!(same_place(&place("missing/a"), &place("missing/a")));
        assert!(same_place(Path::new("a"), Path::new("./a")));
        assert!(!same_place(&place("a"), &place("b")));
        assert!(!same_place(&place("a"), &place("inner/a")));
        assert!(!same_place(&place("missing/a"), &place("missing/b")));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_the_place_of_its_target() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        std::os::unix::fs::symlink("a", place("link")).unwrap();
        assert!(same_place(&place("a"), &place("link")));
        std::fs::write(place("a"), "").unwrap();
        assert!(same_place(&place("a"), &place("link")));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_in_every_part_of_a_path() {
        use std::os::unix::fs::symlink;
        let directory = tempfile::tempdir().unwrap();
        let real = directory.path().canonicalize().unwrap();
        std::fs::create_dir_all(real.join("inner/most")).unwrap();
        symlink("most/../most", real.join("inner/link")).unwrap();
        symlink(real.join("inner/link"), real.join("absolute")).unwrap();
        symlink("../../b", real.join("inner/most/a")).unwrap();
        let found = follow(&real.join("./absolute/a")).unwrap();
        assert_eq!(found.file_name(), Some("b".as_ref()));
        assert_eq!(found.parent().unwrap().canonicalize().unwrap(), real);
    }

    #[cfg(unix)]
    #[test]
    fn link_loops_and_nameless_targets_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let link = directory.path().join("link");
        std::os::unix::fs::symlink("link", &link).unwrap();
        assert!(follow(&link).unwrap_err().to_string().contains("itself"));
        #[cfg(target_os = "linux")]
        {
            use std::os::fd::AsRawFd as _;
            let file = tempfile::tempfile().unwrap();
            let open = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
            assert!(follow(&open).unwrap_err().to_string().contains("by name"));
        }
    }

    /// Only the superuser can create such a link; for other users the test does nothing.
    #[cfg(unix)]
    #[test]
    fn another_users_link_in_a_sticky_directory_is_refused() {
        use std::os::unix::fs::{PermissionsExt as _, lchown, symlink};
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        std::fs::create_dir(place("real")).unwrap();
        symlink("real", place("link")).unwrap();
        if lchown(place("link"), Some(12345), None).is_err() {
            return;
        }
        let open = |mode| {
            let rights = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(directory.path(), rights).unwrap();
            follow(&place("link/a")).is_ok()
        };
        assert!(open(0o755));
        assert!(!open(0o1777));
        lchown(
            place("link"),
            Some(rustix::process::geteuid().as_raw()),
            None,
        )
        .unwrap();
        assert!(open(0o1777));
    }
}
