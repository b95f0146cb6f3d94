//! Which file a path leads to.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// As many links as systems follow.
const MOST_LINKS: usize = 40;

/// The file that a path leads to, whether it is there or not: a link stays a link, and what it points to is
/// written. `None` for a link that leads to itself.
pub(super) fn behind_links(path: &Path) -> Option<PathBuf> {
    if path.metadata().is_ok() {
        return Some(path.canonicalize().unwrap_or_else(|_| path.to_owned()));
    }
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = path.read_link() else {
            return Some(path);
        };
        // An absolute one takes the place of the whole.
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    None
}

/// Whether two paths lead to the same file, however they are spelled and whether it is there or not.
pub(crate) fn same_place(one: &Path, other: &Path) -> bool {
    one == other || place(one).is_some_and(|one| Some(one) == place(other))
}

/// The directory, by its only name, and the name in it.
fn place(path: &Path) -> Option<(PathBuf, OsString)> {
    let path = behind_links(path)?;
    let directory = Path::new(".").join(path.parent()?);
    Some((directory.canonicalize().ok()?, path.file_name()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_same_however_it_is_spelled() {
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
    fn a_link_to_a_file_is_the_place_of_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        std::os::unix::fs::symlink("a", place("link")).unwrap();
        assert!(same_place(&place("a"), &place("link")));
        std::fs::write(place("a"), "").unwrap();
        assert!(same_place(&place("a"), &place("link")));
    }
}
