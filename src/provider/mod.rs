//! What differs between services: pure functions from a stage to a request, and from a reply to the
//! next stage.
//!
//! Everything that is the same for all of them (cadence, retries, deadlines, renewals, snapshots)
//! is the business of [`Login`](crate::Login).

mod policy;

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use policy::Policy;

use crate::{Call, Error, InputWanted, QrCode, Response, Scanner, Secret, Seed, Timestamp};

/// One service's login.
///
/// The value itself holds the settings (region, key pair, base URL); [`Provider::Stage`] holds what
/// the login has received so far. Both are serialised into a snapshot.
///
/// # An own provider
///
/// A provider outside this crate is run by [`Login`](crate::Login) and by the drivers, recorded and
/// replayed by `qrlogin-recordings` like those inside, and written with the same
/// [`toolkit`](crate::toolkit). Here is a whole one, of a service that issues a ticket to be
/// scanned and, after the scan, a token for it:
///
/// ```
/// use std::time::Duration;
///
/// use qrlogin::toolkit::{BaseUrl, json_lenient, reply, request};
/// use qrlogin::{
///     Call, Context, Error, Flow, Login, Next, Policy, Provider, QrCode, Response, Scanner, Secret, Seed,
///     Step, Timestamp,
/// };
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Door {
///     server: BaseUrl,
/// }
///
/// #[derive(Clone, Serialize, Deserialize)]
/// enum Stage {
///     Begin,
///     Wait { ticket: Secret },
/// }
///
/// #[derive(Clone, Serialize, Deserialize)]
/// struct Key {
///     token: Secret,
/// }
///
/// #[derive(Deserialize)]
/// struct Status {
///     state: String,
///     #[serde(default, deserialize_with = "json_lenient::secret")]
///     ticket: Secret,
///     #[serde(default, deserialize_with = "json_lenient::secret")]
///     token: Secret,
/// }
///
/// impl Provider for Door {
///     const ID: &'static str = "door";
///     type Stage = Stage;
///     type Credential = Key;
///
///     fn start(&self) -> Stage {
///         Stage::Begin
///     }
///
///     fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
///         let (name, form) = match stage {
///             Stage::Begin => ("begin", String::new()),
///             Stage::Wait { ticket } => ("poll", request::query([("ticket", ticket.expose())])),
///         };
///         let request = self.server.authorize(request::post_form(&self.server.join(name), form)?);
///         Ok(Call::new(name, request, Duration::from_secs(10)))
///     }
///
///     fn response(&self, stage: &Stage, reply: &Response, cx: &Context<'_>) -> Result<Next<Stage, Key>, Error> {
///         let Status { state, ticket, token } = reply::json(reply, "door")?;
///         match (stage, state.as_str()) {
///             (Stage::Begin, "new") => {
///                 reply::require(&[("ticket", !ticket.is_empty())])?;
///                 let expires_at = cx.now() + Duration::from_secs(120);
///                 let code = QrCode::new(ticket.clone(), "the door app", expires_at);
///                 Ok(Next::Show(code, Stage::Wait { ticket }))
///             }
///             (Stage::Wait { .. }, "waiting") => Ok(Next::Pending(stage.clone(), None)),
///             (Stage::Wait { .. }, "scanned") => {
///                 Ok(Next::Pending(stage.clone(), Some(Scanner::default())))
///             }
///             (Stage::Wait { .. }, "open") => {
///                 reply::require(&[("token", !token.is_empty())])?;
///                 Ok(Next::Done(Key { token }))
///             }
///             (_, "gone") => Err(Error::Expired),
///             _ => Err(Error::malformed("door: an unknown state")),
///         }
///     }
///
///     fn policy(&self, _: &Stage) -> Policy {
///         Policy::new(Duration::from_secs(1)).poll_returns_credentials()
///     }
/// }
///
/// // A test runs it to its end at once. A program passes `login` to a driver.
/// let mut replies = [
///     r#"{"state": "new", "ticket": "t1"}"#,
///     r#"{"state": "scanned"}"#,
///     r#"{"state": "open", "token": "k1"}"#,
/// ]
/// .into_iter();
/// let door = Door { server: "https://door.example".parse()? };
/// let mut login = Login::new(door, Seed::new([7; 16]));
/// let (mut now, mut events) = (Timestamp::from_secs(1_700_000_000), Vec::new());
/// let key = loop {
///     match login.poll(now)? {
///         Step::Send(_) => login.handle(now, Ok(Response::new(replies.next().unwrap().into()))),
///         Step::Wait(until) => now = until,
///         Step::Event(event) => events.push(event.kind()),
///         Step::Done(key) => break key,
///         _ => {}
///     }
/// };
/// assert_eq!(key.token.expose(), "k1");
/// assert_eq!(events, ["code", "scanned", "confirmed"]);
/// # Ok::<(), Error>(())
/// ```
///
/// To let a user choose it by name with its settings, implement [`Listed`](crate::Listed) as well:
/// [`FlowInfo::of`](crate::flows::FlowInfo::of) makes of it what [`flows`](crate::flows) has of the
/// others. For the flows of this crate alone are [`Credential`](crate::Credential) and therefore
/// [`Login::boxed`](crate::Login::boxed) (there is [`Login::boxed_as`](crate::Login::boxed_as)),
/// [`flows::find`](crate::flows::find), and [`flows::resume`](crate::flows::resume) (there is
/// [`Login::resume`](crate::Login::resume)).
pub trait Provider: Serialize + DeserializeOwned {
    /// The flow's name, such as `bilibili-web`: in the command line, in snapshots, in recordings.
    /// Unique, and not that of one of [`flows::FLOWS`](crate::flows::FLOWS): a snapshot or a
    /// recording names its flow by it.
    const ID: &'static str;
    /// Where the login stands, with everything that it has received.
    type Stage: Clone + Serialize + DeserializeOwned;
    /// What a finished login yields.
    type Credential: Clone + Serialize + DeserializeOwned;

    /// The first stage; also that of a renewal.
    fn start(&self) -> Self::Stage;

    /// The call to make at this stage.
    ///
    /// # Errors
    /// The login ends with it, before any request.
    fn request(&self, stage: &Self::Stage, cx: &Context<'_>) -> Result<Call, Error>;

    /// What a reply means at this stage; see the table at [`Next`].
    ///
    /// # Errors
    /// The login ends with it, with two exceptions: [`Error::Expired`] renews the code if renewals
    /// are left, and [`Error::Malformed`] is retried twice, since the reply may have been damaged
    /// in transit.
    fn response(
        &self,
        stage: &Self::Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Self::Stage, Self::Credential>, Error>;

    /// How the engine treats the call of this stage.
    fn policy(&self, stage: &Self::Stage) -> Policy;

    /// Whether the reply is a transient server error: then it is retried and never reaches
    /// [`Provider::response`]. By default the statuses 408, 429 and 5xx.
    fn is_transient(&self, stage: &Self::Stage, reply: &Response) -> bool {
        let _ = stage;
        let status = reply.status();
        status.is_server_error() || matches!(status.as_u16(), 408 | 429)
    }

    /// How the login goes on after a call has exhausted its retries; `None` ends it, which is the
    /// default.
    fn fallback(
        &self,
        stage: &Self::Stage,
        error: &Error,
    ) -> Option<Next<Self::Stage, Self::Credential>> {
        let _ = (stage, error);
        None
    }

    /// The stage with the input that [`Next::Input`] wanted. By default the input is dropped: a
    /// provider that returns [`Next::Input`] implements this.
    fn answered(&self, stage: &Self::Stage, input: &Secret) -> Self::Stage {
        let _ = input;
        stage.clone()
    }

    /// The error of a login whose code expired when no renewal is left; by default
    /// [`Error::Expired`]. A provider that kept an unknown reply in its stage can report that
    /// instead.
    fn expired_error(&self, stage: &Self::Stage) -> Error {
        let _ = stage;
        Error::Expired
    }
}

/// What follows from a reply.
///
/// | the service says | return |
/// |---|---|
/// | here is the code | [`Next::Show`] |
/// | here is another code, the first one is still valid | [`Next::Show`]: a rotation, no renewal |
/// | not scanned yet; a state that the specification does not know | [`Next::Pending`] |
/// | not scanned yet, and nothing to keep for the next poll | [`Next::Unchanged`] |
/// | scanned | [`Next::Pending`] or [`Next::Unchanged`] with a [`Scanner`], every time: the engine emits it once a code |
/// | type the number that the phone shows | [`Next::Input`] |
/// | poll less often (`slow_down`) | [`Next::SlowDown`] |
/// | confirmed, but the credentials need another call | [`Next::Go`] |
/// | here are the credentials, all required ones present | [`Next::Done`] |
/// | here are the credentials, a required one missing | [`Error::Incomplete`] |
/// | overloaded, by a code of its own (the statuses 408, 429 and 5xx are handled already) | [`Next::Busy`] |
/// | an error that may pass and is not known to be an overload | [`Next::Retry`] |
/// | a reply that cannot be read | [`Error::Malformed`]: retried twice |
/// | the code has expired | [`Error::Expired`]: renewed if renewals are left |
/// | the user has declined | [`Error::Denied`] |
/// | refused, with a code or a message | [`Error::rejected`] |
/// | nothing new: bound already | [`Error::AlreadyBound`] |
/// | a web page, a redirect, a bare status | [`Error::of_status`] |
/// | go to an address that is not the service's | [`Error::untrusted`] |
#[non_exhaustive]
#[must_use = "a provider's decision carries the new stage or the credentials"]
#[derive(Debug)]
pub enum Next<S, C> {
    /// Shows this code, then waits for the user. While a code is shown that is still valid, this
    /// one replaces it (a rotating code).
    Show(QrCode, S),
    /// Not confirmed yet; with a [`Scanner`] if the code was scanned.
    Pending(S, Option<Scanner>),
    /// As [`Next::Pending`] at the present stage, which is not copied. The status and the body
    /// alone have to say so, or [`Policy::reads_headers`] is set: the same reply once more does not
    /// reach [`Provider::response`], unless it sets a cookie.
    Unchanged(Option<Scanner>),
    /// Not confirmed yet, and the service requires less frequent polls (RFC 8628, 3.5): the
    /// interval becomes 5 s longer, or the one that the service states if that is longer still, for
    /// the rest of the login.
    SlowDown(S, Option<Duration>),
    /// The service wants something typed. The login sends nothing until [`Provider::answered`] has
    /// the input or the code ends.
    Input(InputWanted, S),
    /// Goes on with the next call at once. After a code was shown this means that the user has
    /// confirmed.
    Go(S),
    /// Repeats the call later at this stage; after too many failures in a row the login ends with
    /// this error.
    Retry(S, Error),
    /// Like a status 503: the call is repeated until the code expires.
    Busy(S, Error),
    /// The login has succeeded.
    Done(C),
}

impl<S, C> Next<S, C> {
    /// The same with the credentials converted.
    pub(crate) fn map<D>(self, convert: impl FnOnce(C) -> D) -> Next<S, D> {
        match self {
            Self::Done(credential) => Next::Done(convert(credential)),
            Self::Show(code, stage) => Next::Show(code, stage),
            Self::Pending(stage, scanner) => Next::Pending(stage, scanner),
            Self::Unchanged(scanner) => Next::Unchanged(scanner),
            Self::SlowDown(stage, stated) => Next::SlowDown(stage, stated),
            Self::Input(input, stage) => Next::Input(input, stage),
            Self::Go(stage) => Next::Go(stage),
            Self::Retry(stage, error) => Next::Retry(stage, error),
            Self::Busy(stage, error) => Next::Busy(stage, error),
        }
    }

    /// The same with the stage converted.
    pub(crate) fn at<T>(self, convert: impl FnOnce(S) -> T) -> Next<T, C> {
        match self {
            Self::Done(credential) => Next::Done(credential),
            Self::Show(code, stage) => Next::Show(code, convert(stage)),
            Self::Pending(stage, scanner) => Next::Pending(convert(stage), scanner),
            Self::Unchanged(scanner) => Next::Unchanged(scanner),
            Self::SlowDown(stage, stated) => Next::SlowDown(convert(stage), stated),
            Self::Input(input, stage) => Next::Input(input, convert(stage)),
            Self::Go(stage) => Next::Go(convert(stage)),
            Self::Retry(stage, error) => Next::Retry(convert(stage), error),
            Self::Busy(stage, error) => Next::Busy(convert(stage), error),
        }
    }
}

/// What a provider may know besides its stage; by convention called `cx`, as in
/// [`std::task`](std::task::Context).
#[derive(Debug)]
pub struct Context<'a> {
    now: Timestamp,
    attempt: u32,
    seed: &'a Seed,
}

impl<'a> Context<'a> {
    /// The context at this time in a login with this seed, after a successful call: for testing a
    /// provider by itself.
    pub fn new(now: Timestamp, seed: &'a Seed) -> Self {
        Self {
            now,
            attempt: 0,
            seed,
        }
    }

    /// The same after this many failed calls in a row.
    #[must_use]
    pub fn after_failures(mut self, failures: u32) -> Self {
        self.attempt = failures;
        self
    }

    /// The wall clock.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// How many calls in a row have failed just before this one; 0 if the last one succeeded.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// 128 bits that depend on the login's seed and the label alone.
    pub fn random(&self, label: &str) -> [u8; 16] {
        self.seed.derive(label)
    }
}
