//! A private PostgreSQL for tests: in a temporary folder, ended with the tests. The machine's own
//! is never used.
//!
//! A test file has it with `#[path = "../postgres/mod.rs"] mod postgres;`. [`database`] gives an
//! empty database of the instance that all tests of a program share; [`Instance::start`] one of its
//! own, which may be stopped and started. Where PostgreSQL is not installed both give `None`, after
//! one line that says so; with `QRLOGIN_NEED_POSTGRES=1` they panic instead.
//!
//! The programs are looked for in `QRLOGIN_POSTGRES_BIN`, in Debian's folders, and in `PATH`.

#![allow(dead_code, reason = "each test program uses a part")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// How long a start or a stop takes at most.
const LIMIT: Duration = Duration::from_secs(60);
/// The password over TCP.
pub(crate) const PASSWORD: &str = "private-password";

/// Runs the server until its standard input ends, which it does with the tests, however they end.
/// `$1` is the folder, the rest is the server's command.
const SCRIPT: &str = r#"
    folder=$1; shift
    start() { "$@" 2>&1 & server=$!; }
    start "$@"
    while read -r word; do
        case $word in
        stop) kill -INT $server; wait $server; echo 'the server has stopped' ;;
        kill) kill -QUIT $server; wait $server; echo 'the server has stopped' ;;
        start) start "$@" ;;
        esac
    done
    kill -QUIT $server; wait $server
    rm -rf "$folder"
"#;

/// A running server.
pub(crate) struct Instance {
    folder: PathBuf,
    port: u16,
    input: Option<ChildStdin>,
    output: Mutex<Receiver<String>>,
    script: Child,
}

impl Instance {
    /// Starts a server of its own, whose data need not survive a failure of the machine.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&["fsync=off", "shared_buffers=32MB"])
    }

    /// Starts a server of its own with these settings.
    pub(crate) fn start_with(settings: &[&str]) -> Option<Self> {
        let Some(programs) = programs() else {
            let needed = std::env::var("QRLOGIN_NEED_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!needed, "PostgreSQL is needed and not installed");
            static SAID: OnceLock<()> = OnceLock::new();
            SAID.get_or_init(|| eprintln!("PostgreSQL is not installed: its tests are skipped"));
            return None;
        };
        // Another program can take the port before the server does: try again with another one.
        let started = (0..5).find_map(|_| Self::run(&programs, settings));
        Some(started.expect("PostgreSQL does not start"))
    }

    fn run(programs: &Path, settings: &[&str]) -> Option<Self> {
        let (folder, user) = (folder(), user());
        let mut initdb = Command::new(programs.join("initdb"));
        let password = folder.join("password");
        std::fs::write(&password, PASSWORD).unwrap();
        initdb.args([
            "--no-sync",
            "--no-locale",
            "--encoding=UTF8",
            "--username=qrlogin",
        ]);
        initdb.args([
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "--no-instructions",
        ]);
        initdb
            .arg("--pwfile")
            .arg(&password)
            .arg("-D")
            .arg(folder.join("data"));
        become_user(&mut initdb, &folder, user);
        let made = initdb.current_dir(&folder).output().unwrap();
        let text = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "initdb: {text}");
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "sh"]).arg(&folder);
        command
            .arg(programs.join("postgres"))
            .arg("-D")
            .arg(folder.join("data"));
        command
            .arg("-k")
            .arg(&folder)
            .args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
        command.args(["-c", "max_connections=400"]);
        for setting in settings {
            command.args(["-c", setting]);
        }
        command.current_dir(&folder).env("LC_ALL", "C");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // An interrupt from the terminal must not end it before it has cleaned up.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        become_user(&mut command, &folder, user);
        let mut script = command.spawn().unwrap();
        let input = script.stdin.take();
        let lines = BufReader::new(script.stdout.take().unwrap()).lines();
        let (sender, output) = channel();
        // Reads on, so that the server's log never blocks it.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let instance = Self {
            folder,
            port,
            input,
            output: Mutex::new(output),
            script,
        };
        let started = instance.wait_for(&["ready to accept connections", "could not bind"]);
        started.contains("ready").then_some(instance)
    }

    /// Stops the server as an operator would; connections end.
    pub(crate) fn stop(&mut self) {
        self.say("stop");
        self.wait_for(&["the server has stopped"]);
    }

    /// Ends the server without a checkpoint, as a crash would.
    pub(crate) fn kill(&mut self) {
        self.say("kill");
        self.wait_for(&["the server has stopped"]);
    }

    /// Starts a stopped server, at the same addresses.
    pub(crate) fn start_again(&mut self) {
        self.say("start");
        self.wait_for(&["ready to accept connections"]);
    }

    /// The address of a database over the Unix socket, without a password.
    pub(crate) fn url(&self, database: &str) -> String {
        let folder = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://qrlogin@{folder}:{}/{database}", self.port)
    }

    /// The address of a database over TCP, with a password.
    pub(crate) fn tcp_url(&self, database: &str) -> String {
        format!(
            "postgres://qrlogin:{PASSWORD}@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// The folder of the server's files.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a database, empty or a copy, and gives its name.
    pub(crate) async fn create(&self, template: &str) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("test{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
        self.execute("postgres", &sql).await;
        name
    }

    /// Runs statements, past the store.
    pub(crate) async fn execute(&self, database: &str, sql: &str) {
        self.try_execute(database, sql).await.unwrap();
    }

    async fn try_execute(&self, database: &str, sql: &str) -> Result<(), tokio_postgres::Error> {
        let connected = tokio_postgres::connect(&self.url(database), tokio_postgres::NoTls).await;
        let (client, connection) = connected?;
        let connection = tokio::spawn(connection);
        let executed = client.batch_execute(sql).await;
        drop(client);
        let _ = connection.await;
        executed
    }

    /// Encrypts connections over TCP from now on.
    pub(crate) async fn use_certificate(&self, certificate: &str, key: &str) {
        use std::os::unix::fs::PermissionsExt;
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = self.folder.join("data").join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
            if let Some((user, group)) = user() {
                std::os::unix::fs::chown(&path, Some(user), Some(group)).unwrap();
            }
        }
        self.execute("postgres", "ALTER SYSTEM SET ssl = on").await;
        self.execute("postgres", "SELECT pg_reload_conf()").await;
        // The server reads its settings a moment later.
        let check = "DO $$BEGIN ASSERT current_setting('ssl') = 'on'; END$$";
        while self.try_execute("postgres", check).await.is_err() {}
    }

    fn say(&mut self, word: &str) {
        writeln!(self.input.as_mut().unwrap(), "{word}").unwrap();
    }

    /// The line of the log that contains one of these texts.
    fn wait_for(&self, texts: &[&str]) -> String {
        let output = self.output.lock().unwrap();
        let mut log = String::new();
        loop {
            let line = output.recv_timeout(LIMIT);
            let line = line.unwrap_or_else(|_| panic!("the server ends or hangs:\n{log}"));
            if texts.iter().any(|text| line.contains(text)) {
                return line;
            }
            log = log + &line + "\n";
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.script.wait();
    }
}

/// The instance that all tests of this program share. It ends with the program.
pub(crate) fn shared() -> Option<&'static Instance> {
    static SHARED: OnceLock<Option<Instance>> = OnceLock::new();
    SHARED.get_or_init(Instance::start).as_ref()
}

/// The address of a new and empty database of the shared instance.
pub(crate) async fn database() -> Option<String> {
    let instance = shared()?;
    let name = instance.create("template0").await;
    Some(instance.url(&name))
}

/// The folder of the server's programs.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    folders.extend(std::env::var_os("QRLOGIN_POSTGRES_BIN").map(PathBuf::from));
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    folders.extend(versions.filter_map(|entry| Some(entry.ok()?.path().join("bin"))));
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let has = |folder: &PathBuf| folder.join("initdb").exists() && folder.join("postgres").exists();
    folders.into_iter().find(has)
}

/// A new folder; its name is short, since that of a socket may have 107 bytes.
fn folder() -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("qrlogin-pg-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The user and group that the server runs as, if this is the superuser, whom it refuses.
fn user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt as _;
    if std::fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let of_name = |name: &str| {
        let mut fields = users
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>());
        let fields = fields.find(|fields| fields[0] == name)?;
        Some((fields[2].parse().ok()?, fields[3].parse().ok()?))
    };
    of_name("postgres").or_else(|| of_name("nobody"))
}

fn become_user(command: &mut Command, folder: &Path, user: Option<(u32, u32)>) {
    use std::os::unix::process::CommandExt as _;
    if let Some((user, group)) = user {
        std::os::unix::fs::chown(folder, Some(user), Some(group)).unwrap();
        for file in std::fs::read_dir(folder).unwrap() {
            std::os::unix::fs::chown(file.unwrap().path(), Some(user), Some(group)).unwrap();
        }
        command.uid(user).gid(group);
    }
}
