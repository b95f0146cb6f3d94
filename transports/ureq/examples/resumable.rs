//! Logs in at Bilibili and survives a crash: the next start resumes the login.
//!
//! ```text
//! cargo run -p qrlogin-ureq --example resumable FILE [ORIGIN]
//! ```
//!
//! `FILE` holds the login while it runs; it is a secret. `ORIGIN` sends everything to a simulator
//! at `http://127.0.0.1:PORT`.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use qrlogin::{Event, Flow, Login, QrCode, Saving, Snapshot, bilibili};
use qrlogin_ureq::{Config, Session, UreqTransport};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = PathBuf::from(arguments.next().ok_or("name the file of the login")?);
    let mut config = Config::new();
    if let Some(origin) = arguments.next() {
        config = config.reroute(&origin)?;
    }

    let login = match fs::read_to_string(&file) {
        Ok(json) => Login::<bilibili::Web>::resume(&Snapshot::from_json(&json)?)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Login::new(bilibili::Web::new(), qrlogin_ureq::seed()?)
        }
        Err(error) => return Err(error.into()),
    };
    // The code whose event was returned before the crash; any other follows as an event.
    if let Some(code) = login.code() {
        show(&code);
    }

    // Called after every response and before the next call. An error ends the login: to continue
    // without a saved snapshot, return `Ok`.
    let login = Saving::new(login, |snapshot| {
        save(&file, &snapshot.to_json())
            .map_err(|error| qrlogin::Error::setting("file", format!("cannot be written: {error}")))
    });
    let outcome = Session::new(login, UreqTransport::new(config)?).run(|event| match event {
        Event::Code(code) => show(&code),
        event => println!("{}", event.kind()),
    });
    let credential = match outcome {
        Ok(credential) => credential,
        Err(error) => {
            // A login that has ended cannot be resumed.
            let _ = fs::remove_file(&file);
            return Err(error.into());
        }
    };

    // First save the credentials (not done here), then delete the login.
    let names: Vec<_> = credential.cookies.iter().map(|c| c.name.as_str()).collect();
    println!("logged in; got the cookies {}", names.join(", "));
    fs::remove_file(&file)?;
    Ok(())
}

fn show(code: &QrCode) {
    println!("scan this as a QR code: {}", code.payload.expose());
}

/// Replaces the file atomically, so that a crash leaves the old text or the new one.
fn save(file: &Path, text: &str) -> io::Result<()> {
    let draft = file.with_extension("draft");
    let mut writer = create(&draft)?;
    writer.write_all(text.as_bytes())?;
    writer.sync_all()?;
    fs::rename(&draft, file)
}

/// Creates a file that only its owner may read.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
