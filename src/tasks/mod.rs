//! Tasks after a login: to check credentials, to refresh them, to log out.
//!
//! A task is a [`Flow`](crate::Flow) as a login is, without a code: it emits calls, consumes
//! responses, and ends with a typed outcome. So the drivers run it, a snapshot resumes it, and a
//! test runs it on virtual time. Each service's tasks stand with its flows, such as
//! [`bilibili::WebCheck`](crate::bilibili::WebCheck); here they are for credentials of any flow.
//!
//! ```
//! use qrlogin::tasks::{self, Checked, Kind};
//! use qrlogin::{Credential, Seed};
//!
//! # let json = r#"{"flow":"bilibili-web","cookies":[],"refresh_token":null}"#;
//! let credential: Credential = serde_json::from_str(json)?;
//! assert!(tasks::of("bilibili-web").unwrap().has(Kind::Check));
//! let check = tasks::check(&credential, Seed::new([7; 16])).unwrap();
//! // A driver runs it: `Checked::Valid` or `Checked::Refused`. An error says neither.
//! # let _: qrlogin::BoxFlow<Checked> = check;
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # A refresh loses nothing
//!
//! [`Refreshed::New`] holds the whole new credentials: save them in place of the old ones in one
//! step, before anything else. If [`confirm`] has a task for them afterwards, run it, and save what
//! it yields: the service then ends the old ones. Where a service ends the old ones by itself, a
//! response that is lost between it and the file costs the login; such a call is made once, and its
//! error means that the old credentials may still be valid: keep them, and check.

mod outcome;
mod table;

pub use outcome::{Checked, LoggedOut, Refreshed};
pub use table::{ALL, FlowTasks, of};

use serde::{Deserialize, Serialize};

use crate::{BoxFlow, Credential, Login, Mapped, Provider, Seed};

/// A kind of task.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Whether the service accepts the credentials.
    Check,
    /// New credentials for old ones.
    Refresh,
    /// The end of the login at the service.
    Logout,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Check, Self::Refresh, Self::Logout];

    /// Its name, such as `check`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Refresh => "refresh",
            Self::Logout => "logout",
        }
    }
}

/// Why there is no task for credentials.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTask {
    /// The flow has none, for this reason: a sentence without a full stop.
    #[error("{0}")]
    None(&'static str),
    /// The credentials lack what the task needs: the name of the field.
    #[error("the credentials lack `{0}`")]
    Lacks(&'static str),
}

/// A provider that is a task of credentials of this crate.
pub(crate) trait Task: Provider {
    /// The credentials that it is for.
    type Of;

    /// The task for these credentials.
    fn of(credential: Self::Of) -> Result<Self, NoTask>;

    /// The same, also if the service says that it is not due.
    fn forced(self) -> Self {
        self
    }
}

/// The check of these credentials.
///
/// # Errors
/// [`NoTask`] if the service has none, or the credentials lack what it needs.
pub fn check(credential: &Credential, seed: Seed) -> Result<BoxFlow<Checked>, NoTask> {
    (tasks(credential)?.check?)(credential, seed)
}

/// The refresh of these credentials. With `force`, also if the service says that it is not due;
/// where [`Credential::is_due`] says so, that is for the caller to judge.
///
/// # Errors
/// As [`check`].
pub fn refresh(
    credential: &Credential,
    force: bool,
    seed: Seed,
) -> Result<BoxFlow<Refreshed<Credential>>, NoTask> {
    (tasks(credential)?.refresh?)(credential, force, seed)
}

/// The confirmation of the refresh that yielded these credentials: `None` if there is nothing to
/// confirm. It yields what is to be saved in their place.
pub fn confirm(credential: &Credential, seed: Seed) -> Option<BoxFlow> {
    let confirm = tasks(credential).ok()?.confirm?;
    confirm(credential, seed).ok()
}

/// The logout of these credentials.
///
/// # Errors
/// As [`check`].
pub fn logout(credential: &Credential, seed: Seed) -> Result<BoxFlow<LoggedOut>, NoTask> {
    (tasks(credential)?.logout?)(credential, seed)
}

fn tasks(credential: &Credential) -> Result<&'static FlowTasks, NoTask> {
    of(credential.flow()).ok_or(NoTask::None("the flow has no tasks"))
}

/// The task of these credentials.
fn task<T: Task>(credential: &Credential) -> Result<T, NoTask>
where
    T::Of: TryFrom<Credential>,
{
    let own = T::Of::try_from(credential.clone());
    T::of(own.map_err(|_| NoTask::None("the credentials are of another flow"))?)
}

/// The task of these credentials as a flow.
fn flow<T, C>(credential: &Credential, seed: Seed) -> Result<BoxFlow<C>, NoTask>
where
    T: Task + Send + 'static,
    T::Stage: Send,
    T::Credential: Into<C> + Send,
    T::Of: TryFrom<Credential>,
    C: 'static,
{
    Ok(Login::new(task::<T>(credential)?, seed).boxed_as())
}

/// The refresh of these credentials as a flow.
fn refresh_flow<T, C>(
    credential: &Credential,
    force: bool,
    seed: Seed,
) -> Result<BoxFlow<Refreshed<Credential>>, NoTask>
where
    T: Task<Of = C> + Provider<Credential = Refreshed<C>> + Send + 'static,
    T::Stage: Send,
    C: TryFrom<Credential> + Into<Credential> + Send + 'static,
{
    let task = task::<T>(credential)?;
    let task = if force { task.forced() } else { task };
    let flow = Mapped::new(Login::new(task, seed), |refreshed| refreshed.map(C::into));
    Ok(Box::new(flow))
}
