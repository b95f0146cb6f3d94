//! The settings of the login of a Feishu bot (spec 2.1, 2.3).

use serde::{Deserialize, Serialize};

use super::credential::Brand;
use super::link;
use crate::text::is_unprintable;
use crate::{BaseUrl, Error, SettingInfo, Settings};

/// Where logins of each brand begin.
const FEISHU: &str = "https://accounts.feishu.cn";
const LARK: &str = "https://accounts.larksuite.com";
/// The name of the program that the page shows.
const SOURCE: &str = "qrlogin";
/// How many pictures the page offers.
const MOST_AVATARS: usize = 6;
/// The longest that the pairs of the link may be, encoded: with more, no code can be scanned.
const LONGEST_PRESET: usize = 1_200;

/// The login of a bot at Feishu, or Lark.
///
/// ```
/// use qrlogin::bots::{Brand, Feishu};
///
/// let login = Feishu::new().brand(Brand::Lark).name("Reader of {user}")?.create_only();
/// # Ok::<(), qrlogin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feishu {
    /// The service's own unless it is set.
    pub(super) domain: Option<BaseUrl>,
    pub(super) lark_domain: Option<BaseUrl>,
    pub(super) brand: Brand,
    pub(super) source: String,
    pub(super) name: Option<String>,
    pub(super) desc: Option<String>,
    pub(super) avatars: Vec<String>,
    pub(super) app: App,
}

/// Which apps the page offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum App {
    /// A new one, and those that exist.
    Any,
    /// A new one only.
    New,
    /// The one with this ID.
    Existing(String),
}

impl Default for Feishu {
    fn default() -> Self {
        Self::new()
    }
}

impl Feishu {
    /// The login at Feishu's host. An account of Lark is moved to Lark's host when it has scanned.
    pub fn new() -> Self {
        Self {
            domain: None,
            lark_domain: None,
            brand: Brand::Feishu,
            source: SOURCE.to_owned(),
            name: None,
            desc: None,
            avatars: Vec::new(),
            app: App::Any,
        }
    }

    /// Begins at the host of this brand. For an account of Lark the page of Feishu's host may say
    /// that its link is not valid (spec 2.1).
    #[must_use]
    pub fn brand(mut self, brand: Brand) -> Self {
        self.brand = brand;
        self
    }

    /// Another server in place of Feishu's host. Its operator sees the credentials.
    ///
    /// # Errors
    /// [`Error::Setting`] unless it is https or on this machine.
    pub fn domain(mut self, domain: BaseUrl) -> Result<Self, Error> {
        check_domain("domain", &domain)?;
        self.domain = Some(domain);
        Ok(self)
    }

    /// Another server in place of Lark's host. Its operator sees the credentials.
    ///
    /// # Errors
    /// [`Error::Setting`] unless it is https or on this machine.
    pub fn lark_domain(mut self, domain: BaseUrl) -> Result<Self, Error> {
        check_domain("lark_domain", &domain)?;
        self.lark_domain = Some(domain);
        Ok(self)
    }

    /// The name of this program, which the page shows; by default `qrlogin`.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty name, or if the code becomes too large.
    pub fn source(mut self, source: &str) -> Result<Self, Error> {
        self.source = line("source", source)?;
        self.fits("source")
    }

    /// The name of the bot that the page proposes. `{user}` stands for the name of the user.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty name, or if the code becomes too large.
    pub fn name(mut self, name: &str) -> Result<Self, Error> {
        self.name = Some(line("name", name)?);
        self.fits("name")
    }

    /// The description of the bot that the page proposes. `{user}` stands for the name of the
    /// user.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty description, or if the code becomes too large.
    pub fn desc(mut self, desc: &str) -> Result<Self, Error> {
        self.desc = Some(line("desc", desc)?);
        self.fits("desc")
    }

    /// The addresses of one to six pictures that the page offers; the first one is chosen.
    ///
    /// # Errors
    /// [`Error::Setting`] for no picture or more than six, for an address that is not https, or if
    /// the code becomes too large.
    pub fn avatars<A: AsRef<str>>(
        mut self,
        avatars: impl IntoIterator<Item = A>,
    ) -> Result<Self, Error> {
        let avatars = avatars.into_iter().map(|avatar| picture(avatar.as_ref()));
        self.avatars = avatars.take(MOST_AVATARS + 1).collect::<Result<_, _>>()?;
        match self.avatars.len() {
            1..=MOST_AVATARS => self.fits("avatar"),
            _ => Err(Error::setting("avatar", "must be one to six addresses")),
        }
    }

    /// Lets the user create a new app only, so that no existing app is changed by mistake. In place
    /// of [`Feishu::client_id`].
    #[must_use]
    pub fn create_only(mut self) -> Self {
        self.app = App::New;
        self
    }

    /// Proposes the existing app with this ID, such as `cli_a1b2`. In place of
    /// [`Feishu::create_only`].
    ///
    /// # Errors
    /// [`Error::Setting`] for a text that cannot be an ID.
    pub fn client_id(mut self, id: &str) -> Result<Self, Error> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        if !(1..=64).contains(&id.len()) || !id.bytes().all(is_plain) {
            let problem = "must be an app's ID such as cli_a1b2";
            return Err(Error::setting("client_id", problem));
        }
        self.app = App::Existing(id.to_owned());
        Ok(self)
    }

    /// Checks that the code can still be scanned.
    fn fits(self, changed: &'static str) -> Result<Self, Error> {
        match link::preset_length(&self) <= LONGEST_PRESET {
            true => Ok(self),
            false => {
                let problem = "with name, desc and avatar is too long for a QR code";
                Err(Error::setting(changed, problem))
            }
        }
    }

    /// The server of this brand.
    pub(super) fn server(&self, brand: Brand) -> Result<BaseUrl, Error> {
        let (name, own, standard) = match brand {
            Brand::Feishu => ("domain", &self.domain, FEISHU),
            Brand::Lark => ("lark_domain", &self.lark_domain, LARK),
        };
        let server = own.clone().map_or_else(|| BaseUrl::parse(standard), Ok)?;
        // Checked when it was set, but a snapshot may come from anywhere.
        check_domain(name, &server)?;
        Ok(server)
    }
}

fn check_domain(name: &'static str, domain: &BaseUrl) -> Result<(), Error> {
    if domain.is_private() {
        return Ok(());
    }
    let problem = "must be https unless the host is on this machine: secrets come from there";
    Err(Error::setting(name, problem))
}

/// A text of one line.
fn line(name: &'static str, text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() || text.contains(is_unprintable) {
        return Err(Error::setting(name, "must be a text of one line"));
    }
    Ok(text.to_owned())
}

fn picture(address: &str) -> Result<String, Error> {
    let address = line("avatar", address)?;
    match crate::toolkit::reply::plain_https_host(&address) {
        Ok(_) => Ok(address),
        Err(_) => Err(Error::setting("avatar", "must be addresses of https")),
    }
}

/// What [`configure`] reads.
pub(super) const SETTINGS: &[SettingInfo] = &[
    SettingInfo::one_of(
        "brand",
        Brand::NAMES,
        "feishu",
        "where to begin; lark if the page says that its link is not valid",
    ),
    SettingInfo::text("domain", FEISHU, "another server in place of Feishu's"),
    SettingInfo::text("lark_domain", LARK, "another server in place of Lark's"),
    SettingInfo::text("source", SOURCE, "name of this program on the page"),
    SettingInfo::text("name", "none", "name to propose for the bot"),
    SettingInfo::text("desc", "none", "description to propose for the bot"),
    SettingInfo::text(
        "avatar",
        "none",
        "addresses of one to six pictures to propose, with commas",
    ),
    SettingInfo::one_of(
        "create_only",
        &["true", "false"],
        "false",
        "offer no existing app",
    ),
    SettingInfo::text("client_id", "none", "ID of an existing app to propose"),
];

/// The login with these settings.
pub(super) fn configure(settings: &Settings) -> Result<Feishu, Error> {
    let mut login = Feishu::new();
    if let Some(brand) = settings.get("brand") {
        login = login.brand(Brand::named(brand)?);
    }
    if let Some(domain) = settings.get("domain") {
        login = login.domain(server("domain", domain)?)?;
    }
    if let Some(domain) = settings.get("lark_domain") {
        login = login.lark_domain(server("lark_domain", domain)?)?;
    }
    if let Some(source) = settings.get("source") {
        login = login.source(source)?;
    }
    if let Some(name) = settings.get("name") {
        login = login.name(name)?;
    }
    if let Some(desc) = settings.get("desc") {
        login = login.desc(desc)?;
    }
    if let Some(avatar) = settings.get("avatar") {
        login = login.avatars(avatar.split(','))?;
    }
    match (settings.flag("create_only")?, settings.get("client_id")) {
        (true, Some(_)) => Err(Error::setting(
            "client_id",
            "has no effect with create_only",
        )),
        (true, None) => Ok(login.create_only()),
        (false, Some(id)) => login.client_id(id),
        (false, None) => Ok(login),
    }
}

/// A server's address; a bare host is one of https, as the service's own kit has it.
fn server(name: &'static str, text: &str) -> Result<BaseUrl, Error> {
    let with_scheme = match text.contains("://") {
        true => text.to_owned(),
        false => format!("https://{text}"),
    };
    BaseUrl::parse(&with_scheme).map_err(|error| match error {
        Error::Setting { problem, .. } => Error::setting(name, problem),
        error => error,
    })
}
