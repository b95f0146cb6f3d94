//! The simulated services on virtual time, and the flows that log in there.

use std::sync::OnceLock;

use qrlogin::flows::{self, Options};
use qrlogin::{BoxFlow, Call, Credential, Failure, Response, Timestamp};
use qrlogin_simulator::{Scenario, Simulator};

use crate::{START, seed};

/// Every flow, and those of its settings that change what is asked.
pub const FLOWS: [&str; 15] = [
    "bilibili-web",
    "bilibili-tv",
    "wechat-web",
    "115-gateway",
    "phi-api",
    "wechat-web mode=desktop",
    "wechat-web mode=filehelper",
    "115-gateway image=true",
    "phi-api profile=false",
    "115",
    "115 app=qipad",
    "115-open client_id=100195123",
    "taptap",
    "taptap goal=token region=china",
    "taptap goal=profile scope=basic_info",
];

/// The flow of this name with the settings behind it.
pub fn login(name: &str, options: &Options) -> BoxFlow {
    let mut words = name.split(' ');
    let info = words.next().and_then(flows::find).expect("a known flow");
    let settings = words.map(|word| word.split_once('=').expect("name=value"));
    info.login(&settings.collect(), seed(), options)
        .expect("good settings")
}

/// The services and the true time, which no login can turn back.
pub struct World {
    pub simulator: Simulator,
    pub now: Timestamp,
}

impl World {
    pub fn new(scenario: Scenario) -> Self {
        Self {
            simulator: Simulator::new(scenario),
            now: START,
        }
    }

    /// Makes a call; time passes meanwhile.
    pub fn send(&mut self, call: Call) -> Result<Response, Failure> {
        let now = self.now.as_millis();
        let give_up = (self.now + call.timeout).as_millis();
        let (when, outcome) = self.simulator.exchange(now, call.request, give_up);
        self.now = self.now.max(Timestamp::from_millis(when));
        outcome.map_err(|failure| match failure {
            qrlogin_simulator::Failure::TimedOut => Failure::Timeout,
            _ => Failure::Io,
        })
    }

    /// Whether the credentials are the last ones that were issued. Of the profile, only what is
    /// there has to be genuine; a cookie from a URL is as genuine as one from a header, though
    /// its encoding differs.
    pub fn has_issued(&self, credential: &Credential) -> bool {
        let plain = |text: &str| text.replace("%2C", ",").replace("%2A", "*");
        let json = plain(&serde_json::to_string(credential).expect("JSON"));
        let Some(issued) = self.simulator.issued().last() else {
            return false;
        };
        let optional = ["openid", "unionid", "name", "avatar", "gender"];
        let mut required = issued
            .values
            .iter()
            .filter(|(name, _)| !optional.contains(name));
        required.all(|(_, value)| {
            let quoted = plain(&serde_json::to_string(value).expect("JSON"));
            json.contains(quoted.trim_matches('"'))
        })
    }
}

/// The settings of a scenario that have a few values to choose from.
pub fn variants() -> &'static [(String, Vec<String>)] {
    static VARIANTS: OnceLock<Vec<(String, Vec<String>)>> = OnceLock::new();
    VARIANTS.get_or_init(|| {
        let settings = Scenario::default().settings().into_iter();
        let listed =
            settings.filter(|it| it.allowed.contains(" | ") && !it.name.starts_with("fault"));
        listed
            .map(|it| {
                (
                    it.name,
                    it.allowed.split(" | ").map(str::to_owned).collect(),
                )
            })
            .collect()
    })
}
