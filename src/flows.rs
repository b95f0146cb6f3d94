//! All flows by name, for programs that let a person choose one.
//!
//! ```
//! use qrlogin::{Seed, Settings, flows};
//!
//! let info = flows::find("phi-api").unwrap();
//! let settings = Settings::new().with("region", "china");
//! let flow = info.login(&settings, Seed::new([7; 16]), &flows::Options::default())?;
//! # let _ = flow;
//! # Ok::<(), qrlogin::Error>(())
//! ```

use std::time::Duration;

use crate::providers::{bilibili, pan115, taptap, wechat};
use crate::settings::{SettingInfo, Settings};
use crate::{
    BoxFlow, Credential, Error, Login, Provider, PublicNames, Seed, Snapshot, SnapshotError,
};

/// Every flow, in the order of the documentation.
pub static FLOWS: &[FlowInfo] = &[
    FlowInfo::of::<bilibili::Web>(),
    FlowInfo::of::<bilibili::Tv>(),
    FlowInfo::of::<wechat::Web>(),
    FlowInfo::of::<pan115::Web>(),
    FlowInfo::of::<pan115::Open>(),
    FlowInfo::of::<pan115::Gateway>(),
    FlowInfo::of::<taptap::PhiApi>(),
    FlowInfo::of::<taptap::Direct>(),
];

/// What there is to know about a flow before it runs.
#[non_exhaustive]
#[derive(Clone, Copy, Debug)]
pub struct FlowInfo {
    /// Its name, such as `bilibili-web`.
    pub id: &'static str,
    /// Which app has to scan the code, as a noun phrase.
    pub scan_with: &'static str,
    /// What a finished login yields.
    pub yields: &'static str,
    /// Whether there are cookies among it.
    pub cookies: bool,
    /// Its settings.
    pub settings: &'static [SettingInfo],
    /// What a recording may keep; see [`Provider::PUBLIC`].
    pub(crate) public: PublicNames,
    login: fn(&Settings, Seed, &Options) -> Result<BoxFlow, Error>,
    resume: fn(&Snapshot) -> Result<BoxFlow, Error>,
}

/// How patient a login is; see [`Login::renewals`] and [`Login::give_up_after`].
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How many times a new code is asked for.
    pub renewals: u32,
    /// The longest time to wait for the person.
    pub give_up_after: Option<Duration>,
}

impl Options {
    /// No renewals, and the code's own lifetime.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with this many renewals.
    #[must_use]
    pub fn renewals(mut self, renewals: u32) -> Self {
        self.renewals = renewals;
        self
    }

    /// The same with this limit.
    #[must_use]
    pub fn give_up_after(mut self, patience: Duration) -> Self {
        self.give_up_after = Some(patience);
        self
    }
}

impl FlowInfo {
    const fn of<P>() -> Self
    where
        P: Provider + Send + 'static,
        P::Stage: Send,
        P::Credential: Into<Credential> + Send,
    {
        Self {
            id: P::ID,
            scan_with: P::SCAN_WITH,
            yields: P::YIELDS,
            cookies: P::COOKIES,
            settings: P::SETTINGS,
            public: P::PUBLIC,
            login: login::<P>,
            resume: resume_as::<P>,
        }
    }

    /// A login of this flow with these settings.
    ///
    /// # Errors
    /// [`Error::Setting`] for an unknown setting or a value that cannot be used.
    pub fn login(
        &self,
        settings: &Settings,
        seed: Seed,
        options: &Options,
    ) -> Result<BoxFlow, Error> {
        settings.check(self.id, self.settings)?;
        (self.login)(settings, seed, options)
    }
}

/// The flow of this name.
pub fn find(id: &str) -> Option<&'static FlowInfo> {
    FLOWS.iter().find(|info| info.id == id)
}

/// Goes on with a login of any flow.
///
/// # Errors
/// [`Error::Snapshot`] if the snapshot is damaged, of another version, or of an unknown flow.
pub fn resume(snapshot: &Snapshot) -> Result<BoxFlow, Error> {
    let info = find(snapshot.flow()).ok_or(Error::Snapshot(SnapshotError::Flow))?;
    (info.resume)(snapshot)
}

fn login<P>(settings: &Settings, seed: Seed, options: &Options) -> Result<BoxFlow, Error>
where
    P: Provider + Send + 'static,
    P::Stage: Send,
    P::Credential: Into<Credential> + Send,
{
    let mut login = Login::new(P::configure(settings)?, seed).renewals(options.renewals);
    if let Some(patience) = options.give_up_after {
        login = login.give_up_after(patience);
    }
    Ok(login.boxed())
}

fn resume_as<P>(snapshot: &Snapshot) -> Result<BoxFlow, Error>
where
    P: Provider + Send + 'static,
    P::Stage: Send,
    P::Credential: Into<Credential> + Send,
{
    Ok(Login::<P>::resume(snapshot)?.boxed())
}
