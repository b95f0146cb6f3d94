//! Steam.

use qrlogin::Credential;
use qrlogin::steam::QrCredential;
use qrlogin_simulator::Issued;

use crate::issued::{all_same, same};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The sites of a web login, each with the name of its cookie among the issued values.
const SITES: [(&str, &str); 4] = [
    ("store.steampowered.com", "steamLoginSecure/store"),
    ("help.steampowered.com", "steamLoginSecure/help"),
    ("steamcommunity.com", "steamLoginSecure/community"),
    ("steam.tv", "steamLoginSecure/tv"),
];

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "steam",
    reports_scan: true,
    is_complete: |credential, settings| match credential {
        Credential::Steam(it) => {
            let is_web = settings.get("platform").is_none_or(|name| name == "web");
            let has_session = it.cookies.iter().any(|it| it.name == "steamLoginSecure");
            let access = it.access_token.as_ref();
            it.steam_id.expose().len() == 17
                && !it.refresh_token.is_empty()
                && has_session
                && (is_web || access.is_some_and(|token| !token.is_empty()))
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::Steam(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        let required = [
            ("refresh_token", it.refresh_token.expose()),
            ("steamid", it.steam_id.expose()),
        ];
        all_same(issued, &required)?;
        let optional = [
            ("access_token", &it.access_token),
            ("account_name", &it.account_name),
            ("new_guard_data", &it.guard_data),
        ];
        for (name, value) in optional {
            let value = value.as_ref().map(|value| value.expose());
            same(name, value, issued.get(name))?;
        }
        genuine_cookies(it, issued)
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[],
    hosts: Hosts::Below(&[
        "steampowered.com",
        "steamcommunity.com",
        "steam.tv",
        "steamchina.com",
    ]),
    own_server: None,
    calls: Calls {
        start: "begin",
        poll: "poll",
        long_poll: false,
        single_use: &[("poll", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "steam",
        upstream: None,
        interval: Some("steam.interval"),
        collectable: None,
        refuses_fast_polls: false,
        // Of a login that was declined before the scan was reported.
        denied_as_expired: true,
        cancel_ends_code: |_| false,
        refusals: ("steam/poll", &["refuse:84", "refuse:3"]),
    },
    timing: Timing {
        tries: 4,
        gap: |scenario| u64::from(scenario.steam.interval.clamp(1, 60)) * 1000,
        life: 300_000,
        stated_life: None,
        after_scan: 0,
    },
    scenarios: Scenarios {
        good: &[
            "steam.interval = 1 | 5 | 10
             steam.rotation = 10s | 30s | 0s
             steam.rotates = both | url | id
             steam.expired = empty | 27
             steam.eresult-header = yes | no
             steam.numbers-as-text = yes | no
             steam.access-token = yes | no
             steam.account-name = yes | no
             steam.guard-data = yes | no
             steam.transfers = all | half | foreign
             flow.platform = web | client | mobile",
            "steam.rotation = 5s | 30s",
        ],
        bad: &[
            "steam.foreign-code = yes",
            "steam.agreement = yes",
            "steam.transfers = none | all-foreign",
            "steam.lacks = client_id | request_id | challenge_url | sub | transfer_info",
            "steam.lacks = access_token
             flow.platform = client | mobile",
        ],
        more_stages: &["steam.access-token = no"],
    },
    recordings: RECORDINGS,
};

/// Whether each cookie is the issued one, and only those are missing whose sites have failed.
fn genuine_cookies(credential: &QrCredential, issued: &Issued) -> Result<(), String> {
    let value = |host: &str| credential.session(host).map(|value| value.expose());
    for (site, name) in SITES {
        let has_failed = credential.without_session.iter().any(|host| host == site);
        match issued.get(name) {
            // Another platform's cookie is made of the access token.
            None => {
                let made = credential.access_token.as_ref().map(|token| {
                    format!("{}%7C%7C{}", credential.steam_id.expose(), token.expose())
                });
                let is_made = value(site).is_none() || value(site) == made.as_deref();
                is_made.then_some(()).ok_or(name)?;
            }
            Some(_) if has_failed => {}
            issued => same(name, value(site), issued)?,
        }
    }
    Ok(())
}

const RECORDINGS: &[Recording] = &[
    Recording {
        name: "success-web",
        settings: "",
        scenario: "steam.eresult-header = yes",
    },
    Recording {
        name: "success-rotating",
        settings: "platform=client device_name=FAKEdevice",
        scenario: "person = scan@40s confirm@45s & steam.rotation = 15s",
    },
    Recording {
        name: "success-half",
        settings: "",
        scenario: "steam.transfers = half & steam.access-token = no & steam.account-name = no",
    },
    Recording {
        name: "success-client",
        settings: "platform=client",
        scenario: "steam.numbers-as-text = no",
    },
    Recording {
        name: "success-mobile",
        settings: "platform=mobile",
        scenario: "steam.access-token = no & steam.guard-data = yes",
    },
    Recording {
        name: "success-after-trouble",
        settings: "platform=mobile",
        scenario: "person = scan@6s confirm@9s & fault.1 = any#2-3 cut-before & fault.2 = any#4 refuse:84",
    },
    Recording {
        name: "expired",
        settings: "",
        scenario: "person = expire & steam.lifetime = 20s",
    },
    Recording {
        name: "expired-27",
        settings: "",
        scenario: "person = expire & steam.lifetime = 20s & steam.expired = 27",
    },
    Recording {
        name: "denied",
        settings: "",
        scenario: "person = scan@2s deny@8s",
    },
    Recording {
        name: "renewed",
        settings: "renew=1 platform=client",
        scenario: "person = expire; scan@1s confirm@3s & steam.lifetime = 20s & steam.rotation = 8s",
    },
    Recording {
        name: "refused-agreement",
        settings: "",
        scenario: "steam.agreement = yes",
    },
    Recording {
        name: "refused-rate",
        settings: "",
        scenario: "fault.1 = steam/begin refuse:84",
    },
    Recording {
        name: "incomplete",
        settings: "",
        scenario: "steam.lacks = sub",
    },
    Recording {
        name: "malformed",
        settings: "",
        scenario: "fault.1 = any#3-9 garbage",
    },
];
