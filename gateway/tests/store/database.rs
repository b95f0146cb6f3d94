//! PostgreSQL alone: several replicas, restarts, errors, encryption.

use std::time::Duration;

use qrlogin_gateway::store::{LoginId, Postgres, Store, StoreError};
use tokio::sync::broadcast::error::RecvError;
use tokio_postgres::{Client, NoTls};

use crate::postgres::{self, Instance, PASSWORD};
use crate::world::*;

const MS: Duration = Duration::from_millis(1);

/// Runs a test on an empty database.
fn on_empty_database(test: impl AsyncFnOnce(&'static Instance, String)) {
    run(async {
        if let Some(instance) = postgres::shared() {
            let database = instance.create("template0").await;
            test(instance, database).await;
        }
    });
}

/// A connection past the store.
async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn refusal(result: Result<Postgres, StoreError>) -> String {
    match result {
        Err(StoreError::Refused(text)) => text,
        other => panic!("{other:?}"),
    }
}

/// What a replica locks while it makes the tables.
const LOCK: i64 = 0x7172_6c6f_6769_6e00;

#[test]
fn replicas_that_start_together_make_the_tables_once() {
    on_empty_database(async |instance, database| {
        let url = instance.url(&database);
        let other = client(&url).await;
        other
            .execute("SELECT pg_advisory_lock($1)", &[&LOCK])
            .await
            .unwrap();
        let watch = client(&url).await;
        let connect = || Postgres::connect(&url);
        let mut starts = std::pin::pin!(async { tokio::join!(connect(), connect(), connect()) });
        tokio::select! {
            _ = &mut starts => panic!("no replica waits"),
            () = wait_until(&watch, THREE_WAIT) => {}
        }
        other
            .execute("SELECT pg_advisory_unlock($1)", &[&LOCK])
            .await
            .unwrap();
        let (a, b, c) = starts.await;
        for store in [a.unwrap(), b.unwrap(), c.unwrap()] {
            store.create(login(1)).await.unwrap();
        }
    });
}

const THREE_WAIT: &str = "SELECT count(*) = 3 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'advisory'";

#[test]
fn tables_of_a_newer_version_are_refused_unchanged() {
    on_empty_database(async |instance, database| {
        let url = instance.url(&database);
        drop(Postgres::connect(&url).await.unwrap());
        let client = client(&url).await;
        let newer = "UPDATE qrlogin.schema_version SET version = 1000";
        client.batch_execute(newer).await.unwrap();
        let text = refusal(Postgres::connect(&url).await);
        assert!(text.contains("1000"), "{text}");
        let read = "SELECT version FROM qrlogin.schema_version";
        let row = client.query_one(read, &[]).await.unwrap();
        assert_eq!(row.get::<_, i64>(0), 1000);
    });
}

#[test]
fn replica_hears_of_the_changes_of_another() {
    on_postgres(async |world| {
        let other = Postgres::connect(&world.url()).await.unwrap();
        let mut changes = other.changes();
        world.create(1).await;
        assert_eq!(changes.recv().await.unwrap().id, id(1));
    });
}

#[test]
fn notification_has_the_id_and_the_version_alone() {
    on_postgres(async |world| {
        let (client, mut connection) = tokio_postgres::connect(&world.url(), NoTls).await.unwrap();
        let (sender, mut payloads) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut next = async || std::future::poll_fn(|cx| connection.poll_message(cx)).await;
            while let Some(Ok(message)) = next().await {
                if let tokio_postgres::AsyncMessage::Notification(notification) = message {
                    let _ = sender.send(notification.payload().to_owned());
                }
            }
        });
        client.batch_execute("LISTEN qrlogin").await.unwrap();
        let (worker, login) = world.claimed(1).await;
        world.save(worker, done(&login.id, 2)).await;
        world
            .store
            .redeem(&login.id, &secret(), REPEAT)
            .await
            .unwrap();
        for version in 1..=4 {
            let wanted = format!("{} {version}", login.id);
            assert_eq!(payloads.recv().await.unwrap(), wanted);
        }
    });
}

#[test]
fn claim_leaves_locked_rows_to_others() {
    on_postgres(async |world| {
        world.create(1).await;
        world.create(2).await;
        let mut other = client(&world.url()).await;
        let locked = other.transaction().await.unwrap();
        let lock = "SELECT 1 FROM qrlogin.logins WHERE id = $1 FOR UPDATE";
        locked.query(lock, &[&id(1).as_str()]).await.unwrap();
        let worker = world.worker().await;
        let claimed = world.claim(worker).await;
        assert_eq!((claimed.len(), &claimed[0].id), (1, &id(2)));
    });
}

#[test]
fn lease_lasts_its_length_after_a_restart() {
    on_postgres(async |world| {
        let (worker, _) = world.claimed(1).await;
        // The database was down until long after the lease.
        world.pass(LEASE * 10).await;
        world.execute("UPDATE public.clock SET started = ms").await;
        let other = world.store.register(LEASE * 10).await.unwrap();
        world.pass(LEASE - MS).await;
        assert!(world.claim(other).await.is_empty());
        assert_eq!(world.store.renew(worker, LEASE).await, Ok(true));
        world.pass(LEASE - MS).await;
        assert!(world.claim(other).await.is_empty());
        world.pass(MS).await;
        assert_eq!(world.claim(other).await.len(), 1);
    });
}

#[test]
fn sweep_after_a_restart_keeps_the_leases() {
    on_postgres(async |world| {
        let (worker, _) = world.claimed(1).await;
        world.pass(LEASE * 10).await;
        world.execute("UPDATE public.clock SET started = ms").await;
        world.store.sweep(REPEAT).await.unwrap();
        assert_eq!(world.store.renew(worker, LEASE).await, Ok(true));
    });
}

#[test]
fn swept_login_leaves_no_event_behind() {
    on_postgres(async |world| {
        expire(&*world.store).await;
        let sql = "SELECT count(*) FROM qrlogin.events";
        let row = world.client().query_one(sql, &[]).await.unwrap();
        assert_eq!(row.get::<_, i64>(0), 0);
    });
}

#[test]
fn worker_that_lost_its_logins_has_no_lease_after_a_restart() {
    on_postgres(async |world| {
        let (worker, _) = world.claimed(1).await;
        world.pass(LEASE).await;
        let other = world.worker().await;
        assert_eq!(world.claim(other).await.len(), 1);
        world.execute("UPDATE public.clock SET started = ms").await;
        assert_eq!(world.store.renew(worker, LEASE).await, Ok(false));
    });
}

#[test]
fn claim_without_an_outcome_is_handed_out_again() {
    on_postgres(async |world| {
        world.create(1).await;
        let worker = world.worker().await;
        let mut other = client(&world.url()).await;
        let locked = other.transaction().await.unwrap();
        locked
            .execute("SELECT 1 FROM qrlogin.workers FOR UPDATE", &[])
            .await
            .unwrap();
        let watch = client(&world.url()).await;
        // The claim is carried out after its caller has gone.
        tokio::select! {
            claimed = world.claim(worker) => panic!("not blocked: {claimed:?}"),
            () = wait_until(&watch, BLOCKED) => {}
        }
        locked.rollback().await.unwrap();
        wait_until(&watch, "SELECT worker IS NOT NULL FROM qrlogin.logins").await;
        let claimed = world.claim(worker).await;
        assert_eq!((claimed.len(), claimed[0].version), (1, 3));
        assert!(world.claim(worker).await.is_empty());
    });
}

const BLOCKED: &str = "SELECT count(*) > 0 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%claim%'";

/// Asks until the answer is yes; the test has a limit.
async fn wait_until(client: &Client, sql: &str) {
    while !client.query_one(sql, &[]).await.unwrap().get::<_, bool>(0) {}
}

#[test]
fn store_survives_a_restart_of_the_database() {
    run(async {
        let Some(mut instance) = Instance::start() else {
            return;
        };
        let store = Postgres::connect(&instance.url("postgres")).await.unwrap();
        let mut changes = store.changes();
        store.create(login(1)).await.unwrap();
        assert_eq!(changes.recv().await.unwrap().id, id(1));
        instance.kill();
        for _ in 0..10 {
            let error = store.create(login(2)).await.unwrap_err();
            assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
        }
        instance.start_again();
        // What was committed is there; connections come by themselves.
        assert!(store.login("", &id(1)).await.unwrap().is_some());
        // What a receiver is made to fall behind with.
        let nothing = LoginId::new([0; 16]);
        // A receiver finds out that it may have missed something, and hears what follows.
        assert!(matches!(changes.recv().await, Err(RecvError::Lagged(_))));
        store.create(login(3)).await.unwrap();
        let heard = loop {
            match changes.recv().await {
                Ok(change) if change.id == nothing => {}
                Err(RecvError::Lagged(_)) => {}
                other => break other.unwrap(),
            }
        };
        assert_eq!(heard.id, id(3));
    });
}

#[test]
fn unreachable_database_is_said_so() {
    run(async {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let url = format!("postgres://user:{PASSWORD}@127.0.0.1:{port}/none");
        let error = Postgres::connect(&url).await.unwrap_err();
        assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
        assert!(!format!("{error:?} {error}").contains(PASSWORD));
    });
}

#[test]
fn address_that_cannot_be_read_is_refused_without_repeating_it() {
    run(async {
        for url in [
            "postgres://user:private-password@host:port/none",
            "postgres://user:private-password@/none?sslmode=private-password",
            "postgres://user:private-password@host/none?private-password=1",
            "postgres://user:private-password@/none",
            "private-password",
        ] {
            let text = refusal(Postgres::connect(url).await);
            assert!(
                text.contains("address") && !text.contains(PASSWORD),
                "{text}"
            );
        }
    });
}

#[test]
fn wrong_password_is_refused_without_repeating_it() {
    on_empty_database(async |instance, database| {
        let url = instance
            .tcp_url(&database)
            .replace(PASSWORD, "wrong-password");
        let text = refusal(Postgres::connect(&url).await);
        assert!(!text.contains("wrong-password"), "{text}");
    });
}

#[test]
fn debug_output_has_no_password() {
    on_empty_database(async |instance, database| {
        let store = Postgres::connect(&instance.tcp_url(&database))
            .await
            .unwrap();
        let output = format!("{store:?} {store:#?}");
        assert!(output.contains(&database), "{output}");
        assert!(!output.contains(PASSWORD), "{output}");
    });
}

#[test]
fn connection_is_encrypted_with_a_verified_server() {
    on_empty_database(async |instance, database| {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        instance
            .use_certificate(&made.cert.pem(), &made.signing_key.serialize_pem())
            .await;
        let authority = instance.folder().join("authority.pem");
        std::fs::write(&authority, made.cert.pem()).unwrap();
        let other = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let another = instance.folder().join("another.pem");
        std::fs::write(&another, other.cert.pem()).unwrap();
        let url = instance.tcp_url(&database);
        let with = |file: &std::path::Path, host: &str| {
            let url = url.replace("127.0.0.1", host);
            format!("{url}?sslmode=verify-full&sslrootcert={}", file.display())
        };
        let store = Postgres::connect(&with(&authority, "127.0.0.1"))
            .await
            .unwrap();
        store.now().await.unwrap();
        let watch = client(&instance.url(&database)).await;
        let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE datname = current_database() AND application_name = 'qrlogin'";
        assert!(
            watch
                .query_one(encrypted, &[])
                .await
                .unwrap()
                .get::<_, bool>(0)
        );
        // Another authority, and another name.
        refusal(Postgres::connect(&with(&another, "127.0.0.1")).await);
        refusal(Postgres::connect(&with(&authority, "localhost")).await);
    });
}
