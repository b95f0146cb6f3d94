//! Files that exist already, appear after the check, or are links.

use super::*;

fn lock(path: &Path) -> Lock {
    Lock::take(path, || Err(()), |_| ()).unwrap()
}

fn names(directory: &Path) -> Vec<String> {
    let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    fs::read_dir(directory).unwrap().map(name).collect()
}

#[test]
fn a_file_created_after_the_check_is_not_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new.json");
    let target = Target::check(&OUT, &path, false).unwrap();
    fs::write(&path, "another file").unwrap();
    let error = target.write(b"ours").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read_to_string(&path).unwrap(), "another file");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn directories_and_devices_are_refused_even_with_force() {
    let directory = tempfile::tempdir().unwrap();
    for path in [directory.path(), Path::new("/dev/null"), Path::new("/")] {
        for (option, advice) in [
            (OUT, crate::messages::name_file_or_dash()),
            (CA, crate::messages::name_file()),
            (RECORD, crate::messages::name_file()),
        ] {
            let failure = Target::check(&option, path, true).unwrap_err();
            assert!(
                failure.message.contains("not a regular file"),
                "{failure:?}"
            );
            assert_eq!(failure.advice, advice);
        }
    }
}

#[test]
fn the_hint_about_an_existing_file_depends_on_the_option() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for (option, forced) in [(OUT, true), (CA, false), (RECORD, false), (QR_FILE, false)] {
        let failure = Target::check(&option, file.path(), false).unwrap_err();
        assert!(failure.message.starts_with(option.option), "{failure:?}");
        assert!(failure.message.ends_with("exists already"), "{failure:?}");
        assert_eq!(failure.advice.contains("--force"), forced, "{failure:?}");
    }
}

#[test]
fn a_missing_directory_has_the_systems_message() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing");
    let systems = missing.metadata().unwrap_err().to_string();
    let failure = Target::check(&OUT, &missing.join("file"), false).unwrap_err();
    assert_eq!(failure.causes, [systems]);
}

#[test]
fn the_check_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    Target::check(&OUT, &directory.path().join("a"), false).unwrap();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn the_check_rewrites_an_existing_file_with_its_content() {
    use std::os::unix::fs::MetadataExt as _;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    fs::write(&path, "old").unwrap();
    // While it is open, its inode number is not reused.
    let old = fs::File::open(&path).unwrap();
    let number = old.metadata().unwrap().ino();
    Target::replacing(&path, b"old", lock(&path)).unwrap();
    assert_ne!(path.metadata().unwrap().ino(), number);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn a_file_changed_meanwhile_is_not_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    fs::write(&path, "of a new login").unwrap();
    let failure = Target::replacing(&path, b"old", lock(&path)).unwrap_err();
    assert_eq!(failure.causes, ["it has just been changed"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "of a new login");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_target_gets_mode_0600() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let directory = tempfile::tempdir().unwrap();
    let (real, link) = (directory.path().join("real"), directory.path().join("link"));
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
    symlink(&real, &link).unwrap();
    let target = Target::check(&OUT, &link, true).unwrap();
    target.write(b"new").unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn a_dangling_link_is_kept_and_its_target_created() {
    use std::os::unix::fs::symlink;
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    symlink("second", place("first")).unwrap();
    symlink(place("real"), place("second")).unwrap();
    assert!(Target::check(&OUT, &place("first"), false).is_err());
    let target = Target::check(&OUT, &place("first"), true).unwrap();
    target.write(b"new").unwrap();
    for link in ["first", "second"] {
        assert!(place(link).symlink_metadata().unwrap().is_symlink());
    }
    assert!(place("real").symlink_metadata().unwrap().is_file());
    assert_eq!(fs::read_to_string(place("real")).unwrap(), "new");
}

#[cfg(unix)]
#[test]
fn a_link_to_itself_is_refused_and_kept() {
    let directory = tempfile::tempdir().unwrap();
    let link = directory.path().join("link");
    std::os::unix::fs::symlink("link", &link).unwrap();
    let failure = Target::check(&OUT, &link, true).unwrap_err();
    assert!(
        failure.message.starts_with("--out: cannot create "),
        "{failure:?}"
    );
    assert!(link.symlink_metadata().unwrap().is_symlink());
}

#[test]
fn a_name_that_is_too_long_fails_the_check() {
    let directory = tempfile::tempdir().unwrap();
    for force in [false, true] {
        let path = directory.path().join("x".repeat(300));
        let failure = Target::check(&OUT, &path, force).unwrap_err();
        assert!(
            failure.message.starts_with("--out: cannot create "),
            "{failure:?}"
        );
        assert!(names(directory.path()).is_empty());
    }
}

#[test]
fn a_path_without_a_file_name_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    for end in ["a/", "a/.", "..", "."] {
        let path = directory.path().join(end);
        assert!(Target::check(&OUT, &path, true).is_err(), "{end}");
        assert!(names(directory.path()).is_empty());
    }
}

#[cfg(unix)]
#[test]
fn the_check_keeps_content_mode_and_time() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    for rights in [0o600, 0o644] {
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(rights)).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(time).unwrap();
        Target::check(&OUT, &path, true).unwrap();
        let found = path.metadata().unwrap();
        assert_eq!(found.permissions().mode() & 0o777, rights);
        assert_eq!(found.modified().unwrap(), time);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(directory.path()), ["a"]);
    }
}

/// Only the superuser can change the owner of a file.
#[cfg(unix)]
#[test]
fn the_check_keeps_the_owner_of_a_file() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    fs::write(&path, "old").unwrap();
    if chown(&path, Some(12345), Some(12345)).is_err() {
        return;
    }
    Target::check(&OUT, &path, true).unwrap();
    let found = path.metadata().unwrap();
    assert_eq!((found.uid(), found.gid()), (12345, 12345));
}

#[cfg(unix)]
#[test]
fn a_link_with_an_inaccessible_target_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (file, link) = (directory.path().join("file"), directory.path().join("link"));
    fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink("file/x", &link).unwrap();
    assert!(Target::check(&OUT, &link, true).is_err());
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
}

#[test]
fn an_old_draft_is_removed_by_the_next_check() {
    let directory = tempfile::tempdir().unwrap();
    let draft = File::create(directory.path().join(".qrlogin-a1B2c3")).unwrap();
    draft.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    Target::check(&OUT, &directory.path().join("a"), false).unwrap();
    assert!(names(directory.path()).is_empty());
}

/// A killed program leaves the files that are visible while it works.
#[cfg(target_os = "linux")]
#[test]
fn a_new_file_has_no_temporary_name() {
    let directory = tempfile::tempdir().unwrap();
    // Not every file system has files without names.
    if rustix::fs::open(
        directory.path(),
        rustix::fs::OFlags::TMPFILE | rustix::fs::OFlags::WRONLY,
        rustix::fs::Mode::RUSR,
    )
    .is_err()
    {
        return;
    }
    Draft::through(directory.path(), b"new", Existing::Refuse, |mut draft| {
        assert!(names(directory.path()).is_empty());
        draft.put(&directory.path().join("a"), Existing::Refuse)
    })
    .unwrap();
    assert_eq!(names(directory.path()), ["a"]);
}

#[cfg(unix)]
#[test]
fn replacing_a_file_keeps_its_lock() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    fs::write(&path, "old").unwrap();
    let target = Target::replacing(&path, b"old", lock(&path)).unwrap();
    assert!(Lock::take(&path, || Err(()), |_| ()).is_err());
    target.write(b"new").unwrap();
    drop(target);
    lock(&path);
}
