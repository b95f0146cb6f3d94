//! A login as data: to be carried to another process, or through a stateless server.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Secret, SnapshotError};

/// The format that this build writes and reads.
const VERSION: u32 = 3;

/// The whole state of a login, settings included.
///
/// It is a secret: it is all that is needed to finish the login. And it is trusted: if it leaves
/// your control (in a browser's form, say), seal it or authenticate it. Its `Debug` says only which
/// flow it belongs to. Write it with [`Snapshot::to_json`] (or serde), read it with
/// [`Snapshot::from_json`], and go on with [`Login::resume`](crate::Login::resume) or
/// [`flows::resume`](crate::flows::resume).
///
/// ```
/// use qrlogin::{Flow, Login, Seed, Snapshot, Step, Timestamp, bilibili};
///
/// # fn answer(_: qrlogin::Call) -> qrlogin::Response {
/// #     let url = "https://account.bilibili.com/h5?qrcode_key=k1";
/// #     let body = format!(r#"{{"code":0,"data":{{"url":"{url}","qrcode_key":"k1"}}}}"#);
/// #     qrlogin::Response::new(body.into())
/// # }
/// let now = Timestamp::from_secs(1_700_000_000);
/// let mut login = Login::new(bilibili::Web::new(), Seed::new([7; 16]));
/// if let Step::Send(call) = login.poll(now)? {
///     login.handle(now, Ok(answer(call))); // a driver does this
/// }
/// assert!(matches!(login.poll(now)?, Step::Event(_))); // the code, once
/// // A secret: to a place that is as safe as that of a password.
/// let saved = login.snapshot()?.to_json();
/// drop(login);
///
/// // Later, or in another process:
/// let mut login = Login::<bilibili::Web>::resume(&Snapshot::from_json(&saved)?)?;
/// let code = login.code().expect("still shown"); // to be drawn again
/// assert_eq!(code.payload.expose(), "https://account.bilibili.com/h5?qrcode_key=k1");
/// assert!(matches!(login.poll(now)?, Step::Wait(_))); // and so on, to `Done`
/// # Ok::<(), qrlogin::Error>(())
/// ```
///
/// # Which versions resume which
///
/// A snapshot carries the version of its format. Builds of the same format resume each other's
/// snapshots; any other version is refused with [`SnapshotError::Version`] and never guessed at.
/// The format's version is raised whenever the stored shape changes, and until the first published
/// release that can happen with every change. From then on a new format comes with a minor release
/// at the earliest, and `tests/snapshots/` keeps what each release wrote. A login takes minutes:
/// let those under way end, or start them anew, when a program is upgraded across formats.
///
/// # What a snapshot does not repeat
///
/// [`Flow::poll`](crate::Flow::poll) returns an event once, and the credentials once: a snapshot
/// taken afterwards no longer has them, and after [`Step::Done`](crate::Step::Done) there is none,
/// only [`Error::Finished`]. So save in this order:
///
/// - after every [`Flow::handle`](crate::Flow::handle) a new snapshot, **before** the next poll: a
///   response that a service gives only once is in it, and so are the credentials that came with
///   the last one. The drivers do both in one step; with them, let [`Saving`](crate::Saving) do
///   it;
/// - after [`Step::Done`](crate::Step::Done) the credentials, before the last snapshot is deleted:
///   resumed again, it yields them again.
///
/// Snapshots at events alone are enough to move a login on purpose, such as to another process
/// while the code is shown. A crash can cost them the login: a response that was handled and whose
/// event was not returned yet is in none of them, and after
/// [`Event::Confirmed`](crate::Event::Confirmed) there is no event for the further responses up to
/// the credentials. Resumed, the login makes those calls again, and a service that replies to a
/// call only once refuses it.
///
/// # Drawing the code
///
/// A resumed login returns its code once: by [`Flow::code`](crate::Flow::code) if its event was
/// returned before the snapshot, by [`Event::Code`](crate::Event::Code) otherwise. Draw both, and
/// the code is drawn once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    version: u32,
    flow: String,
    login: Secret,
}

impl Snapshot {
    /// Which flow it belongs to, such as `bilibili-web`.
    pub fn flow(&self) -> &str {
        &self.flow
    }

    /// The snapshot as one line of JSON.
    pub fn to_json(&self) -> String {
        // Three fields of plain types: it cannot fail, and the empty text would be refused when
        // read.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`Snapshot::to_json`] wrote.
    ///
    /// # Errors
    /// [`Error::Snapshot`] if it is damaged or of another version.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let head: Head = serde_json::from_str(json).map_err(|_| damaged())?;
        if head.version != VERSION {
            return Err(Error::Snapshot(SnapshotError::Version));
        }
        serde_json::from_str(json).map_err(|_| damaged())
    }

    /// A snapshot of this flow's login, which is JSON.
    pub(crate) fn new(flow: &str, login: String) -> Self {
        Self {
            version: VERSION,
            flow: flow.to_owned(),
            login: login.into(),
        }
    }

    /// The login as JSON, if it is one of this flow.
    pub(crate) fn login(&self, flow: &str) -> Result<&str, Error> {
        if self.version != VERSION {
            return Err(Error::Snapshot(SnapshotError::Version));
        }
        if self.flow != flow {
            return Err(Error::Snapshot(SnapshotError::Flow));
        }
        Ok(self.login.expose())
    }
}

fn damaged() -> Error {
    Error::Snapshot(SnapshotError::Damaged)
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({}, [redacted])", self.flow)
    }
}
