//! The file of SQLite: its mode, restarts, a second process, files of others.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use qrlogin_gateway::seal::Purpose;
use qrlogin_gateway::store::{Sqlite, State, Store, StoreError};
use rusqlite::Connection;

use crate::world::*;

/// A folder that is removed with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("qrlogin-store-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("logins.db")
    }

    /// The names and contents of its files.
    pub(crate) fn contents(&self) -> Vec<(String, Vec<u8>)> {
        let files = std::fs::read_dir(&self.0).unwrap();
        let read = files.map(|file| {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            (name, std::fs::read(file.path()).unwrap())
        });
        read.collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn open(path: &Path) -> Sqlite {
    Sqlite::open(path).unwrap()
}

#[test]
fn logins_survive_a_restart() {
    run(async {
        let folder = Folder::new();
        let store = open(&folder.database());
        store.create(login(1)).await.unwrap();
        store.create(login(2)).await.unwrap();
        let worker = store.register(LEASE).await.unwrap();
        store.claim(worker, 2).await.unwrap();
        store.save(worker, vec![done(&id(1), 2)]).await.unwrap();
        drop(store);
        let store = open(&folder.database());
        let first = store.login("", &id(1)).await.unwrap().unwrap();
        assert_eq!(
            (first.state, first.version, first.has_result),
            (State::Done, 3, true)
        );
        assert_eq!(store.events(&id(1), 0).await.unwrap().len(), 1);
        // The earlier process has ended, so its lease no longer counts.
        let worker = store.register(LEASE).await.unwrap();
        let claimed = store.claim(worker, 2).await.unwrap();
        assert_eq!(claimed[0].id, id(2));
        opened(Purpose::Snapshot, &id(2), &claimed[0].snapshot);
    });
}

#[test]
fn swept_login_leaves_no_event_behind() {
    run(async {
        let folder = Folder::new();
        let store = open(&folder.database());
        expire(&store).await;
        drop(store);
        let connection = Connection::open(folder.database()).unwrap();
        let sql = "SELECT count(*) FROM events";
        let events: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(events, 0);
    });
}

#[cfg(unix)]
#[test]
fn files_can_be_read_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    run(async {
        let folder = Folder::new();
        // An earlier file that all could read is closed to them.
        std::fs::write(folder.database(), "").unwrap();
        let all = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(folder.database(), all).unwrap();
        let store = open(&folder.database());
        store.create(login(1)).await.unwrap();
        let files = std::fs::read_dir(&folder.0).unwrap();
        let mut names = Vec::new();
        for file in files {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            assert_eq!(
                file.metadata().unwrap().permissions().mode() & 0o777,
                0o600,
                "{name}"
            );
            names.push(name);
        }
        names.sort();
        let wanted = [
            "logins.db",
            "logins.db-shm",
            "logins.db-wal",
            "logins.db.lock",
        ];
        assert_eq!(names, wanted);
    });
}

#[test]
fn second_opening_is_refused_while_the_first_lasts() {
    let folder = Folder::new();
    let first = open(&folder.database());
    match Sqlite::open(&folder.database()) {
        Err(StoreError::Unreachable(text)) => assert!(text.contains("has"), "{text}"),
        other => panic!("{other:?}"),
    }
    drop(first);
    open(&folder.database());
}

/// Opens a file that must be refused and left as it is.
fn assert_refused(folder: &Folder) {
    let before = std::fs::read(folder.database()).unwrap();
    match Sqlite::open(&folder.database()) {
        Err(StoreError::Refused(_)) => {}
        other => panic!("{other:?}"),
    }
    assert!(std::fs::read(folder.database()).unwrap() == before);
}

#[test]
fn file_of_a_newer_version_is_refused_unchanged() {
    let folder = Folder::new();
    drop(open(&folder.database()));
    let connection = Connection::open(folder.database()).unwrap();
    connection
        .pragma_update(None, "user_version", 1000)
        .unwrap();
    connection
        .pragma_update(None, "journal_mode", "DELETE")
        .unwrap();
    drop(connection);
    assert_refused(&folder);
}

#[test]
fn database_of_another_program_is_refused_unchanged() {
    let folder = Folder::new();
    let connection = Connection::open(folder.database()).unwrap();
    connection.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(connection);
    assert_refused(&folder);
}

#[test]
fn file_that_is_no_database_is_refused_unchanged() {
    let folder = Folder::new();
    std::fs::write(folder.database(), "some text, ".repeat(100)).unwrap();
    assert_refused(&folder);
}

#[test]
fn missing_folder_is_unreachable() {
    let folder = Folder::new();
    match Sqlite::open(&folder.0.join("missing/logins.db")) {
        Err(StoreError::Unreachable(text)) => assert!(text.contains("missing"), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn damaged_row_is_an_error_and_no_panic() {
    run(async {
        let folder = Folder::new();
        let store = open(&folder.database());
        store.create(login(1)).await.unwrap();
        drop(store);
        let connection = Connection::open(folder.database()).unwrap();
        connection
            .execute("UPDATE logins SET state = 'unknown', secret = x'00'", [])
            .unwrap();
        drop(connection);
        let store = open(&folder.database());
        let error = store.login("", &id(1)).await.unwrap_err();
        assert!(matches!(error, StoreError::Refused(_)), "{error:?}");
    });
}
