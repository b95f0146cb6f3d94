//! All flows by name, for programs that let a user choose one.
//!
//! [`FLOWS`], [`find`] and [`resume`] are of the flows that come with this crate. For a
//! [`Provider`](crate::Provider) of your own there is [`FlowInfo::of`], and so for a list of your
//! own.
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

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::settings::{SettingInfo, Settings};
use crate::providers::{bilibili, bots, ilink, oauth, pan115, steam, taptap, wechat};
use crate::{BoxFlow, Credential, Error, Listed, Login, Seed, Snapshot, SnapshotError};

/// Every flow that comes with this crate, in the order of the documentation.
pub static FLOWS: &[FlowInfo] = &[
    FlowInfo::of::<bilibili::Web>(),
    FlowInfo::of::<bilibili::Tv>(),
    FlowInfo::of::<wechat::Web>(),
    FlowInfo::of::<pan115::Web>(),
    FlowInfo::of::<pan115::Open>(),
    FlowInfo::of::<pan115::Gateway>(),
    FlowInfo::of::<taptap::PhiApi>(),
    FlowInfo::of::<taptap::Direct>(),
    FlowInfo::of::<steam::Qr>(),
    FlowInfo::of::<ilink::Bot>(),
    FlowInfo::of::<oauth::Device>(),
    FlowInfo::of::<bots::Feishu>(),
    FlowInfo::of::<bots::DingTalk>(),
    FlowInfo::of::<bots::WeCom>(),
    #[cfg(feature = "qq-bot")]
    FlowInfo::of::<bots::QqBot>(),
];

/// The description of a flow, and how to start it.
///
/// [`FLOWS`] are those that come with this crate. [`FlowInfo::of`] makes one of a [`Listed`]
/// provider of your own; `C` is what its logins yield, which may be an enum of your own over all
/// the flows that your program knows:
///
/// ```
/// use qrlogin::flows::{self, FlowInfo};
/// use qrlogin::{bilibili, taptap};
///
/// enum Account {
///     Bilibili(bilibili::WebCredential),
///     Phigros(taptap::PhiApiCredential),
/// }
/// # impl From<bilibili::WebCredential> for Account {
/// #     fn from(credential: bilibili::WebCredential) -> Self { Self::Bilibili(credential) }
/// # }
/// # impl From<taptap::PhiApiCredential> for Account {
/// #     fn from(credential: taptap::PhiApiCredential) -> Self { Self::Phigros(credential) }
/// # }
///
/// static MINE: [FlowInfo<Account>; 2] =
///     [FlowInfo::of::<bilibili::Web>(), FlowInfo::of::<taptap::PhiApi>()];
/// assert_eq!(MINE[0].id, "bilibili-web");
/// ```
///
/// Serialised, it is the public fields, for a program that shows a list.
#[non_exhaustive]
#[derive(Serialize)]
#[serde(bound = "")]
pub struct FlowInfo<C = Credential> {
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
    #[serde(skip)]
    login: fn(&Settings, Seed, &Options) -> Result<BoxFlow<C>, Error>,
    #[serde(skip)]
    resume: fn(&Snapshot) -> Result<BoxFlow<C>, Error>,
}

impl<C> Clone for FlowInfo<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for FlowInfo<C> {}

impl<C> fmt::Debug for FlowInfo<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowInfo")
            .field("id", &self.id)
            .field("scan_with", &self.scan_with)
            .field("yields", &self.yields)
            .field("cookies", &self.cookies)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Limits of a login; see [`Login::renewals`] and [`Login::give_up_after`].
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How many times a new code is requested.
    pub renewals: u32,
    /// The longest time to wait for the user's confirmation.
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
    pub fn give_up_after(mut self, limit: Duration) -> Self {
        self.give_up_after = Some(limit);
        self
    }
}

impl<C: 'static> FlowInfo<C> {
    /// The description of this provider's flow; the provider may be of any crate.
    pub const fn of<P>() -> Self
    where
        P: Listed + Send + 'static,
        P::Stage: Send,
        P::Credential: Into<C> + Send,
    {
        Self {
            id: P::ID,
            scan_with: P::SCAN_WITH,
            yields: P::YIELDS,
            cookies: P::COOKIES,
            settings: P::SETTINGS,
            login: |settings, seed, options| Ok(login::<P>(settings, seed, options)?.boxed_as()),
            resume: |snapshot| Ok(Login::<P>::resume(snapshot)?.boxed_as()),
        }
    }

    /// A login of this flow with these settings.
    ///
    /// # Errors
    /// [`Error::Setting`] for an unknown setting, a missing one, or a value that cannot be used.
    pub fn login(
        &self,
        settings: &Settings,
        seed: Seed,
        options: &Options,
    ) -> Result<BoxFlow<C>, Error> {
        (self.login)(settings, seed, options)
    }

    /// Goes on with a login of this flow.
    ///
    /// # Errors
    /// [`Error::Snapshot`] if the snapshot is damaged, of another version, or of another flow.
    pub fn resume(&self, snapshot: &Snapshot) -> Result<BoxFlow<C>, Error> {
        (self.resume)(snapshot)
    }
}

/// The flow of this name among [`FLOWS`].
pub fn find(id: &str) -> Option<&'static FlowInfo> {
    FLOWS.iter().find(|info| info.id == id)
}

/// Goes on with a login of any of [`FLOWS`]. One of a provider of your own is resumed with
/// [`Login::resume`] or [`FlowInfo::resume`].
///
/// # Errors
/// [`Error::Snapshot`] if the snapshot is damaged, of another version, or of an unknown flow.
pub fn resume(snapshot: &Snapshot) -> Result<BoxFlow, Error> {
    let info = find(snapshot.flow()).ok_or(Error::Snapshot(SnapshotError::Flow))?;
    info.resume(snapshot)
}

fn login<P: Listed>(settings: &Settings, seed: Seed, options: &Options) -> Result<Login<P>, Error> {
    settings.check(P::ID, P::SETTINGS)?;
    let mut login = Login::new(P::configure(settings)?, seed).renewals(options.renewals);
    if let Some(limit) = options.give_up_after {
        login = login.give_up_after(limit);
    }
    Ok(login)
}
