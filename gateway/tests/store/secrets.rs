//! What the tables hold: no secret in the clear.

use qrlogin_gateway::seal::{Purpose, hash};
use qrlogin_gateway::store::{NewLogin, Sqlite, Store};

use crate::file::Folder;
use crate::world::*;

/// Texts that must not be found.
const CLEAR: [&str; 8] = [
    "the first snapshot",
    "a later snapshot",
    "the code to show",
    "the answer",
    "the credential",
    "hooks.test",
    "the redemption secret",
    "an API key",
];

/// Fills each column that holds something of a user.
async fn fill(store: &dyn Store) {
    let webhook = sealed(Purpose::Webhook, &id(1), "https://hooks.test/private");
    for number in 1..=2 {
        let login = NewLogin {
            webhook: (number == 1).then(|| webhook.clone()),
            ..login(number)
        };
        store.create(login).await.unwrap();
    }
    store
        .add_key("of a program", &hash(b"an API key"))
        .await
        .unwrap();
    let worker = store.register(LEASE).await.unwrap();
    store.claim(worker, 2).await.unwrap();
    let mut first = done(&id(1), 2);
    first.events = vec![sealed(Purpose::Event(1), &id(1), "the code to show")];
    let second = goes_on(&id(2), 2, 1, "a later snapshot");
    store.save(worker, vec![first, second]).await.unwrap();
    store.redeem(&id(1), &secret(), REPEAT).await.unwrap();
    let answer = sealed(Purpose::Answer, &id(2), "the answer");
    store.answer(&id(2), answer).await.unwrap();
}

fn assert_no_secret(place: &str, bytes: &[u8]) {
    for text in CLEAR {
        let found = bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes());
        assert!(!found, "{place} holds {text:?}");
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn files_hold_no_secret_in_the_clear() {
    run(async {
        let folder = Folder::new();
        let store = Sqlite::open(&folder.database()).unwrap();
        fill(&store).await;
        let files = folder.contents();
        // The log is still there, and the search finds what is in the clear.
        assert!(
            files
                .iter()
                .any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty())
        );
        assert!(files.iter().any(|(_, bytes)| holds(bytes, "bilibili-web")));
        for (name, bytes) in files {
            assert_no_secret(&name, &bytes);
        }
        drop(store);
        for (name, bytes) in folder.contents() {
            assert_no_secret(&name, &bytes);
        }
    });
}

#[test]
fn tables_hold_no_secret_in_the_clear() {
    on_postgres(async |world| {
        fill(&*world.store).await;
        world.execute("CHECKPOINT").await;
        let mut all = Vec::new();
        for table in ["logins", "events", "keys", "workers"] {
            let bytes = world.file_of_table(table).await;
            assert_no_secret(table, &bytes);
            all.extend(bytes);
        }
        // The search finds what is in the clear.
        assert!(holds(&all, "bilibili-web") && holds(&all, "of a program"));
    });
}
