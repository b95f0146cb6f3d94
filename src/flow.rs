//! The contract: what every login is to the program that runs it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Credential, Error, Failure, Image, InputWanted, Secret, Snapshot, Timestamp};

/// An HTTP request as a flow emits it: complete, with all headers, to the real production URL.
pub type Request = http::Request<Vec<u8>>;

/// An HTTP response as a flow consumes it: any status, redirects not followed, the body decoded.
pub type Response = http::Response<Vec<u8>>;

/// A login by QR code as a pure state machine.
///
/// The whole use of it is a loop of [`poll`](Flow::poll) and [`handle`](Flow::handle); see the
/// [crate's front page](crate). The rules that every flow keeps:
///
/// 1. `poll` is level-triggered: calling it early, twice, or after a dropped future does no harm.
/// 2. [`Step::Send`] comes again, rebuilt for the new `now`, until `handle` is called. `handle`
///    with nothing outstanding, or after the end, does nothing. From a snapshot that was taken
///    after `poll` returned it, a call that spends a token does not come again: the flow goes on as
///    after a lost response.
/// 3. An event comes once, before the next `Send`.
/// 4. [`Step::Done`] or the final error comes once; afterwards [`Error::Finished`].
/// 5. Time never runs backwards inside, even if `now` does.
/// 6. The service is polled at least once after the deadline, and no pause leads past the
///    deadline: the last poll comes at the deadline (a second after the one before at the
///    earliest), even if the service's interval is longer. The deadline is the expiry of the code,
///    or the caller's limit ([`Login::give_up_after`](crate::Login::give_up_after)) if that comes
///    first.
/// 7. No input panics.
/// 8. `Done` only with complete credentials.
/// 9. A reply that was handled is never lost.
/// 10. The same seed and the same inputs give the same outputs, byte for byte. [`Flow::compact`]
///     changes none of them.
pub trait Flow {
    /// What a finished login yields.
    type Credential;

    /// The flow's name, such as `bilibili-web`. A wrapper returns that of the flow inside.
    fn id(&self) -> &'static str;

    /// What to do now. `now` is the wall clock, because some services want it in the request.
    ///
    /// # Errors
    /// The login has ended without credentials; returned once, afterwards [`Error::Finished`].
    fn poll(&mut self, now: Timestamp) -> Result<Step<Self::Credential>, Error>;

    /// Hands in the outcome of the last [`Step::Send`].
    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>);

    /// The whole state of this login, to be resumed later or in another process.
    ///
    /// # Errors
    /// [`Error::Finished`] once the outcome has been returned.
    fn snapshot(&self) -> Result<Snapshot, Error>;

    /// The code that is shown, until the user confirms: to draw it again, such as after
    /// [`Login::resume`](crate::Login::resume). `None` until its [`Event::Code`] was returned, so
    /// that a program that draws this code and then that of every event draws each code once. A
    /// wrapper returns that of the flow inside.
    fn code(&self) -> Option<QrCode>;

    /// The input that the login waits for: to prompt for it again after
    /// [`Login::resume`](crate::Login::resume). A wrapper returns that of the flow inside.
    fn input(&self) -> Option<InputWanted>;

    /// Hands in what the user has typed; the login goes on at the next poll. Returns `false`, and
    /// does nothing, if no input is wanted or the text is blank. A wrapper passes it on to the
    /// flow inside.
    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool;

    /// Keeps the state in its smallest form until it is used again: for a program with very many
    /// logins, before a long wait. A hint without any other effect. A login of this crate is then
    /// kept as in a snapshot; the next [`Flow::poll`] reads that. A wrapper passes it on to the
    /// flow inside.
    fn compact(&mut self) {}
}

/// A flow of any service, yielding the common [`Credential`] enum, or one of the program's own: a
/// program that adds a [`Provider`](crate::Provider) to the built-in ones makes itself an enum over
/// all of them.
///
/// Its `Debug` names the flow.
pub type BoxFlow<C = Credential> = Box<dyn Flow<Credential = C> + Send>;

impl<C> fmt::Debug for dyn Flow<Credential = C> + Send + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BoxFlow({})", self.id())
    }
}

impl<F: Flow + ?Sized> Flow for Box<F> {
    type Credential = F::Credential;

    fn id(&self) -> &'static str {
        (**self).id()
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<Self::Credential>, Error> {
        (**self).poll(now)
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        (**self).handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        (**self).snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        (**self).code()
    }

    fn input(&self) -> Option<InputWanted> {
        (**self).input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        (**self).answer(now, text)
    }

    fn compact(&mut self) {
        (**self).compact();
    }
}

impl<F: Flow + ?Sized> Flow for &mut F {
    type Credential = F::Credential;

    fn id(&self) -> &'static str {
        (**self).id()
    }

    fn poll(&mut self, now: Timestamp) -> Result<Step<Self::Credential>, Error> {
        (**self).poll(now)
    }

    fn handle(&mut self, now: Timestamp, outcome: Result<Response, Failure>) {
        (**self).handle(now, outcome);
    }

    fn snapshot(&self) -> Result<Snapshot, Error> {
        (**self).snapshot()
    }

    fn code(&self) -> Option<QrCode> {
        (**self).code()
    }

    fn input(&self) -> Option<InputWanted> {
        (**self).input()
    }

    fn answer(&mut self, now: Timestamp, text: &Secret) -> bool {
        (**self).answer(now, text)
    }

    fn compact(&mut self) {
        (**self).compact();
    }
}

/// What to do next.
#[must_use = "a step that is not taken stops the login"]
#[non_exhaustive]
pub enum Step<C> {
    /// Make this call, then pass its outcome to [`Flow::handle`].
    Send(Call),
    /// Nothing to do before this moment. A hint: earlier brings it again, later does no harm.
    Wait(Timestamp),
    /// Something to show.
    Event(Event),
    /// The login succeeded; the credentials are complete.
    Done(C),
}

impl<C> fmt::Debug for Step<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(call) => f.debug_tuple("Send").field(call).finish(),
            Self::Wait(until) => f.debug_tuple("Wait").field(until).finish(),
            Self::Event(event) => f.debug_tuple("Event").field(event).finish(),
            Self::Done(_) => f.write_str("Done(..)"),
        }
    }
}

/// Something that happened, to be shown to the user.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Show this code. It replaces an earlier one.
    Code(QrCode),
    /// The code was scanned; the user has to confirm on the phone. Not every service reports it.
    Scanned(Scanner),
    /// The user has to type something; see [`Flow::answer`].
    InputWanted(InputWanted),
    /// The user confirmed; the credentials are being fetched.
    Confirmed,
    /// A call failed and will be repeated. Nothing has to be done.
    #[non_exhaustive]
    Retrying {
        /// What went wrong.
        cause: Error,
        /// How many calls in a row have failed, from 1.
        attempt: u32,
    },
}

impl Event {
    /// A call that failed with `cause`, the `attempt`-th in a row, and will be repeated.
    pub fn retrying(cause: Error, attempt: u32) -> Self {
        Self::Retrying { cause, attempt }
    }

    /// The variant's name in snake case, such as `code`: stable, for logs and scripts.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Code(_) => "code",
            Self::Scanned(_) => "scanned",
            Self::InputWanted(_) => "input_wanted",
            Self::Confirmed => "confirmed",
            Self::Retrying { .. } => "retrying",
        }
    }
}

/// A QR code to show.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// The text to encode, unchanged. With it, others can follow this login: show it to the user
    /// only.
    pub payload: Secret,
    /// Where the service has a picture of the code. Not to be encoded; fetching it is optional.
    pub image_url: Option<Secret>,
    /// The service's own picture of the code, if the flow was configured to fetch it.
    pub image: Option<Image>,
    /// Which app has to scan it, as a noun phrase such as "the Bilibili app".
    pub scan_with: String,
    /// When the code expires, by the caller's clock. A service may end it earlier.
    pub expires_at: Timestamp,
    /// Something the user should know before scanning.
    pub notice: Option<String>,
    /// The code to be compared or typed where the service has one (RFC 8628, 3.3); show it
    /// unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_code: Option<Secret>,
    /// Where the user can type it instead of scanning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification_uri: Option<String>,
    /// Whether the service has replaced a code that is still valid: no renewal, the login goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rotated: bool,
}

impl QrCode {
    /// A code with this text to encode, to be scanned with `scan_with`.
    pub fn new(payload: Secret, scan_with: impl Into<String>, expires_at: Timestamp) -> Self {
        Self {
            payload,
            image_url: None,
            image: None,
            scan_with: scan_with.into(),
            expires_at,
            notice: None,
            user_code: None,
            verification_uri: None,
            rotated: false,
        }
    }
}

/// Who scanned, as far as the service says.
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanner {
    /// The user's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Secret>,
    /// The user's picture.
    pub avatar: Option<Image>,
    /// Where the service has the user's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<Secret>,
}

impl Scanner {
    /// A user with this picture.
    pub fn new(avatar: Option<Image>) -> Self {
        Self {
            avatar,
            ..Self::default()
        }
    }

    /// The same with a name.
    #[must_use]
    pub fn name(mut self, name: impl Into<Secret>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same with the address of a picture.
    #[must_use]
    pub fn avatar_url(mut self, url: impl Into<Secret>) -> Self {
        self.avatar_url = Some(url.into());
        self
    }
}

/// A request and how to treat it.
#[non_exhaustive]
#[derive(Clone)]
pub struct Call {
    /// Which call of the protocol this is, such as `poll`: for logs and recordings.
    pub name: &'static str,
    /// The request, complete. A driver adds no header of its own and follows no redirect.
    pub request: Request,
    /// How long the driver waits for the whole response; then it reports [`Failure::Timeout`].
    pub timeout: Duration,
    /// Names of query and form parameters, and of headers in lower case, that differ from run to
    /// run (times, signatures): a replay does not compare them. A text that begins with `/` is the
    /// beginning of a path whose rest differs.
    pub volatile: &'static [&'static str],
}

impl Call {
    /// A call that is the same in every run.
    pub fn new(name: &'static str, request: Request, timeout: Duration) -> Self {
        Self {
            name,
            request,
            timeout,
            volatile: &[],
        }
    }

    /// The same call with these parameters and headers declared volatile.
    #[must_use]
    pub fn volatile(mut self, names: &'static [&'static str]) -> Self {
        self.volatile = names;
        self
    }
}

impl fmt::Debug for Call {
    /// Method, host and path only: query, headers and body hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uri = self.request.uri();
        write!(
            f,
            "Call({}: {} {}{}, time-out {:?})",
            self.name,
            self.request.method(),
            uri.host().unwrap_or_default(),
            uri.path(),
            self.timeout
        )
    }
}
