//! What differs between services: pure functions from a stage to a request, and from a reply to the
//! next stage.
//!
//! Everything that is the same for all of them (cadence, retries, deadlines, renewals, snapshots) is the
//! business of [`Login`](crate::Login).

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::settings::{SettingInfo, Settings};
use crate::{
    Call, Error, InputWanted, PublicNames, QrCode, Response, Scanner, Secret, Seed, Timestamp,
};

/// One service's login.
///
/// The value itself holds the settings (region, key pair, base URL); [`Provider::Stage`] holds all that
/// the login has learnt so far. Both are serialised into a snapshot.
///
/// # An own provider
///
/// A provider outside this crate is run by [`Login`](crate::Login), by the drivers, by
/// [`Recorder`](crate::Recorder) and by [`Replay`](crate::Replay) like those inside. Here is a whole one, of a
/// service that gives a ticket to be scanned and, once that is done, a token for it:
///
/// ```
/// use std::time::Duration;
///
/// use qrlogin::{
///     BaseUrl, Call, Cx, Error, Flow, Login, Next, Provider, PublicNames, QrCode, Response, Scanner,
///     Secret, Seed, SettingInfo, Settings, Step, Timestamp, http,
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
/// struct Answer {
///     state: String,
///     ticket: Option<Secret>,
///     token: Option<Secret>,
/// }
///
/// impl Provider for Door {
///     const ID: &'static str = "door";
///     const SCAN_WITH: &'static str = "the door app";
///     const YIELDS: &'static str = "a token";
///     const COOKIES: bool = false;
///     const SETTINGS: &'static [SettingInfo] = &[SettingInfo::required("base_url", "its address")];
///     const PUBLIC: PublicNames = PublicNames::new(&["state"]); // `ticket` and `token` are not
///     type Stage = Stage;
///     type Credential = Key;
///
///     fn configure(settings: &Settings) -> Result<Self, Error> {
///         let server = settings.get("base_url").unwrap_or_default();
///         Ok(Self { server: server.parse()? })
///     }
///
///     fn start(&self) -> Stage {
///         Stage::Begin
///     }
///
///     fn request(&self, stage: &Stage, _: &Cx<'_>) -> Result<Call, Error> {
///         let (name, path, body) = match stage {
///             Stage::Begin => ("begin", "/begin", String::new()),
///             Stage::Wait { ticket } => ("poll", "/poll", format!("ticket={}", ticket.expose())),
///         };
///         let request = http::Request::post(self.server.join(path))
///             .header("content-type", "application/x-www-form-urlencoded")
///             .body(body.into_bytes())
///             .map_err(|_| Error::setting("base_url", "cannot be asked"))?;
///         Ok(Call::new(name, self.server.authorize(request), Duration::from_secs(10)))
///     }
///
///     fn response(&self, stage: &Stage, reply: &Response, cx: &Cx<'_>) -> Result<Next<Stage, Key>, Error> {
///         // The error says what was expected, and nothing of the answer.
///         let answer: Answer =
///             serde_json::from_slice(reply.body()).map_err(|_| Error::malformed("not the door's JSON"))?;
///         let incomplete = |name: &str| Error::Incomplete { missing: vec![name.to_owned()] };
///         match (stage, answer.state.as_str()) {
///             (Stage::Begin, "new") => {
///                 let ticket = answer.ticket.ok_or_else(|| incomplete("ticket"))?;
///                 let expires_at = cx.now() + Duration::from_secs(120);
///                 let code = QrCode::new(ticket.clone(), Self::SCAN_WITH, expires_at);
///                 Ok(Next::Show(code, Stage::Wait { ticket }))
///             }
///             (Stage::Wait { .. }, "waiting") => Ok(Next::Pending(stage.clone(), None)),
///             (Stage::Wait { .. }, "scanned") => {
///                 Ok(Next::Pending(stage.clone(), Some(Scanner::new(None))))
///             }
///             (Stage::Wait { .. }, "open") => {
///                 let token = answer.token.filter(|token| !token.is_empty());
///                 let token = token.ok_or_else(|| incomplete("token"))?;
///                 Ok(Next::Done(Key { token }))
///             }
///             (_, "gone") => Err(Error::Expired),
///             _ => Err(Error::malformed("a state that the door does not have")),
///         }
///     }
///
///     fn interval(&self, _: &Stage) -> Duration {
///         Duration::from_secs(1)
///     }
/// }
///
/// // A test drives it to its end in no time. A program hands `login` to a driver.
/// let mut answers = [
///     r#"{"state": "new", "ticket": "t1"}"#,
///     r#"{"state": "scanned"}"#,
///     r#"{"state": "open", "token": "k1"}"#,
/// ]
/// .into_iter();
/// let settings = Settings::new().with("base_url", "https://door.example");
/// let mut login = Login::new(Door::configure(&settings)?, Seed::new([7; 16]));
/// let (mut now, mut told) = (Timestamp::from_secs(1_700_000_000), Vec::new());
/// let key = loop {
///     match login.poll(now)? {
///         Step::Send(_) => login.handle(now, Ok(Response::new(answers.next().unwrap().into()))),
///         Step::Wait(until) => now = until,
///         Step::Event(event) => told.push(event.kind()),
///         Step::Done(key) => break key,
///         _ => {}
///     }
/// };
/// assert_eq!(key.token.expose(), "k1");
/// assert_eq!(told, ["code", "scanned", "confirmed"]);
/// # Ok::<(), Error>(())
/// ```
///
/// To let a person choose it by name with its settings, [`FlowInfo::of`](crate::flows::FlowInfo::of) makes of it
/// what [`flows`](crate::flows) has of the others. For the flows of this crate alone are
/// [`Credential`](crate::Credential) and therefore [`Login::boxed`](crate::Login::boxed) (there is
/// [`Login::boxed_as`](crate::Login::boxed_as)), [`flows::find`](crate::flows::find),
/// [`flows::resume`](crate::flows::resume) (there is [`Login::resume`](crate::Login::resume)),
/// [`Replay::login`](crate::Replay::login) (there is [`Replay::login_of`](crate::Replay::login_of)), and that a
/// recording read from a file is redacted without being told its flow (there is
/// [`Har::of_flow`](crate::har::Har::of_flow)).
pub trait Provider: Serialize + DeserializeOwned {
    /// The flow's name, such as `bilibili-web`: in the command line, in snapshots, in recordings. Unique, and not that
    /// of one of [`flows::FLOWS`](crate::flows::FLOWS): what is read from a file is known by it.
    const ID: &'static str;
    /// Which app has to scan the code, as a noun phrase such as "the Bilibili app".
    const SCAN_WITH: &'static str;
    /// What a finished login yields, for a list of flows.
    const YIELDS: &'static str;
    /// Whether there are cookies among it, so that it can be exported as such.
    const COOKIES: bool;
    /// The settings that [`Provider::configure`] understands.
    const SETTINGS: &'static [SettingInfo] = &[];
    /// Where the login stands, with everything learnt on the way.
    type Stage: Clone + Serialize + DeserializeOwned;
    /// What a finished login yields.
    type Credential: Clone + Serialize + DeserializeOwned;

    /// A login with these settings, the rest at its defaults.
    ///
    /// # Errors
    /// [`Error::Setting`] for a value that cannot be used.
    fn configure(settings: &Settings) -> Result<Self, Error>;

    /// The first stage; also that of a renewal.
    fn start(&self) -> Self::Stage;

    /// The call to make at this stage.
    ///
    /// # Errors
    /// The login ends with it, before any request.
    fn request(&self, stage: &Self::Stage, cx: &Cx<'_>) -> Result<Call, Error>;

    /// What a reply means at this stage.
    ///
    /// # Errors
    /// The login ends with it, with two exceptions: [`Error::Expired`] leads to a new code if renewals are
    /// left, and [`Error::Malformed`] first to two more tries, since it can be an accident on the way. For
    /// other trouble that may pass, return [`Next::Retry`].
    fn response(
        &self,
        stage: &Self::Stage,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Self::Stage, Self::Credential>, Error>;

    /// How long to leave the service alone while the code is on show, counted from the end of the last
    /// answer. Also the pause before the first question.
    fn interval(&self, stage: &Self::Stage) -> Duration;

    /// Whether a time-out at this stage is the ordinary end of a long poll: then it is no failure.
    fn timed_out(&self, stage: &Self::Stage) -> bool {
        let _ = stage;
        false
    }

    /// Whether this reply says nothing but "not now", so that [`Provider::response`] need not see it.
    /// By default the statuses 408, 429 and 5xx.
    fn is_transient(&self, stage: &Self::Stage, reply: &Response) -> bool {
        let _ = stage;
        let status = reply.status();
        status.is_server_error() || matches!(status.as_u16(), 408 | 429)
    }

    /// Whether the answer to a poll, while the person has still to act, can be the one with the credentials, which a
    /// service gives once. If such an answer cannot be read and the code turns out to be spent then, the login ends
    /// with what could not be read, or has one renewal to find out whether that was an accident. After the
    /// confirmation that holds for every answer.
    const POLL_YIELDS: bool = false;
    /// What a recording may keep besides the names that mean the same with every service; all else is redacted.
    ///
    /// A [`Recorder`](crate::Recorder) takes it from the flow. A recording of an own provider that is read from a
    /// file must be told its flow ([`Har::of_flow`](crate::har::Har::of_flow)) before it is written again.
    const PUBLIC: PublicNames = PublicNames::NOTHING;
    /// How many times in a row a call is repeated after a failure, where time is no bound: before the code
    /// is on show, and long after the confirmation. By default 3.
    fn retries(&self, stage: &Self::Stage) -> u32 {
        let _ = stage;
        3
    }

    /// What to do without the answer of a call that has failed for good, if the login can do without it.
    /// By default it cannot.
    fn without(
        &self,
        stage: &Self::Stage,
        error: &Error,
    ) -> Option<Next<Self::Stage, Self::Credential>> {
        let _ = (stage, error);
        None
    }

    /// How long the person has for the confirmation once they have scanned, if that may be beyond the end
    /// of the code. By default it may not.
    fn patience_after_scan(&self) -> Option<Duration> {
        None
    }

    /// The stage with the input that [`Next::Input`] wanted. By default the input is dropped: a provider that
    /// returns [`Next::Input`] implements this.
    fn answered(&self, stage: &Self::Stage, input: &Secret) -> Self::Stage {
        let _ = input;
        stage.clone()
    }

    /// Factor on the interval, in percent: more than 100 where the user's clock may run fast. By default 100.
    fn interval_margin(&self) -> u32 {
        100
    }

    /// Why a login ends whose code nobody confirmed in time, when no renewal is left; by default
    /// [`Error::Expired`]. A provider that kept an unknown answer in its stage can report that instead.
    fn unconfirmed(&self, stage: &Self::Stage) -> Error {
        let _ = stage;
        Error::Expired
    }
}

/// What follows from a reply.
#[non_exhaustive]
#[derive(Debug)]
pub enum Next<S, C> {
    /// Show this code, then wait for the user. While a code is shown that is still valid, this one replaces it
    /// (a rotating code): that is no renewal.
    Show(QrCode, S),
    /// Still waiting for the person, who has perhaps scanned the code. To be said with every such answer:
    /// the engine tells it once.
    Pending(S, Option<Scanner>),
    /// Still waiting, and the service wants to be polled less often (RFC 8628, 3.5): the interval becomes 5 s
    /// longer, or the one that the service states if that is longer still, for the rest of the login.
    SlowDown(S, Option<Duration>),
    /// The service wants something typed. The login sends nothing until [`Provider::answered`] has the input or
    /// the code ends.
    Input(InputWanted, S),
    /// Go on with the next call at once.
    Go(S),
    /// The service has trouble that may pass: ask again later, at this stage; after too many failures in
    /// a row the login ends with this error.
    Retry(S, Error),
    /// The service is overloaded and says so in its own words: like a status 503, it is asked again later
    /// for as long as the code lives.
    Busy(S, Error),
    /// The login succeeded.
    Done(C),
}

/// What a provider may know besides its stage.
#[derive(Debug)]
pub struct Cx<'a> {
    now: Timestamp,
    attempt: u32,
    seed: &'a Seed,
}

impl<'a> Cx<'a> {
    /// What a provider is told at this time by a login of this seed, for testing one by itself: after a call that
    /// went well.
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

    /// How many calls in a row have failed just before this one; 0 if the last one went well.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// 128 bits that depend on the login's seed and the label alone.
    pub fn random(&self, label: &str) -> [u8; 16] {
        self.seed.derive(label)
    }
}
