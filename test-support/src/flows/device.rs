//! The OAuth 2.0 device flow.

use qrlogin::Credential;
use qrlogin_simulator::Scenario;

use crate::issued::{all_same, same};
use crate::{Calls, FlowUnderTest, Hosts, Recording, Scenarios, Service, SingleUse, Timing};

/// The entry of this flow.
pub static FLOW: FlowUnderTest = FlowUnderTest {
    id: "device",
    reports_scan: false,
    is_complete: |credential, settings| match credential {
        Credential::Device(it) => {
            let names_app = settings.get("client_id").is_none_or(|id| id == it.client_id);
            // An ID token is optional: a damaged response may have lost it.
            !it.access_token.is_empty() && !it.token_type.is_empty() && names_app
        }
        _ => false,
    },
    genuine: |credential, issued| {
        let Credential::Device(it) = credential else {
            return Err("credentials of another flow".to_owned());
        };
        all_same(issued, &[("access_token", it.access_token.expose())])?;
        for (name, given) in [
            ("refresh_token", &it.refresh_token),
            ("id_token", &it.unverified_id_token),
        ] {
            let given = given.as_ref().map(|token| token.expose());
            same(name, given, issued.get(name))?;
        }
        Ok(())
    },
    not_fetched: |_| &[],
    public: &[],
    required: &[("client_id", "Iv1.5f0c8a7b6e9d2143")],
    hosts: Hosts::Secure,
    own_server: None,
    calls: Calls {
        start: "device",
        poll: "token",
        long_poll: false,
        single_use: &[("token", SingleUse::WhileCollectable)],
        ends_code: None,
        optional: &[],
        signed: &[],
    },
    service: Service {
        section: "device",
        upstream: None,
        interval: Some("device.interval"),
        collectable: None,
        refuses_fast_polls: true,
        denied_as_expired: false,
        cancel_ends_code: |_| false,
        refusals: (
            "device/token",
            &[
                "refuse:slow_down",
                "refuse:server_error",
                "refuse:temporarily_unavailable",
                "status:429",
            ],
        ),
    },
    timing: Timing {
        tries: 4,
        gap,
        life: 900_000,
        stated_life: Some(1_000..=86_400_000),
        after_scan: 0,
    },
    scenarios: Scenarios {
        // Growing intervals are forgotten by a caller that resumes from an old snapshot, and a form
        // that was cut looks whole.
        good: &[
            "device.style = by-host | standard | microsoft | twitch | camel
             device.form = by-style | untyped-json
             device.interval = 0 | 5 | 10 | 60
             device.expired = by-style | expired_token | code_expired
             device.scope = by-style | blank | comma | list | absent
             device.lacks = none | refresh_token | token_type | expires_in
             device.complete-link = yes | no
             device.pending-status = 0 | 200 | 400 | 401 | 403 | 428
             flow.pkce = true | false
             flow.scope = openid
             device.grows = no
             flow.client_id = app0",
            "device.style = facebook
             device.interval = 5 | 30
             flow.preset = gitlab | github | twitch
             device.grows = no
             flow.client_id = app0",
            "device.rotates = yes | no
             flow.client_secret = FAKEsecret
             flow.preset = google
             device.grows = no
             flow.client_id = app0",
            "device.requires-pkce = yes | no
             flow.pkce = true
             flow.issuer = https://id.example
             device.grows = no
             flow.client_id = app0",
            "flow.scope = openid
             flow.host = https://id.example
             flow.realm = demo
             flow.preset = keycloak
             device.grows = no
             flow.client_id = app0",
            "device.client-id = app1
             device.client-secret = FAKEsecret
             device.grows = no
             flow.client_id = app1
             flow.client_secret = FAKEsecret
             flow.host = https://id.example
             flow.preset = authentik",
            "flow.tenant = consumers | organizations
             flow.preset = microsoft
             device.grows = no
             flow.client_id = app0",
        ],
        bad: &[
            "device.start = device_flow_disabled | unauthorized_client | unsupported_grant_type | invalid_client | invalid_scope | slow_down | brand_new_error | empty | 401 | 403 | 404 | 422 | page
             flow.preset = github | gitlab | twitch
             device.grows = no
             flow.client_id = app0",
            "device.token = 429 | bad_verification_code | incorrect_device_code | invalid_grant | invalid_client | incorrect_client_credentials | unauthorized_client | unsupported_grant_type | invalid_request | invalid_scope | temporarily_unavailable | server_error | brand_new_error | empty | tokens-and-error
             flow.preset = github | gitlab | twitch
             device.grows = no
             flow.client_id = app0",
            "device.lacks = access_token
             device.grows = no
             flow.client_id = app0",
            "device.client-id = app1
             device.grows = no
             flow.client_id = app0",
            "device.issuer = other | no-device | http | 404
             flow.issuer = https://id.example
             device.grows = no
             flow.client_id = app0",
            "device.link = http://id.example/ | javascript:alert(1) | https://user@id.example/
             flow.preset = github | gitlab
             device.grows = no
             flow.client_id = app0",
            "device.requires-pkce = yes
             device.grows = no
             flow.client_id = app0",
        ],
        more_stages: &[],
    },
    recordings: RECORDINGS,
};

/// The interval that the service states, within bounds, and a fifth more.
fn gap(scenario: &Scenario) -> u64 {
    let secs = match scenario.device.interval {
        0 => 5,
        interval => u64::from(interval.min(60)),
    };
    secs * 1_200
}

const RECORDINGS: &[Recording] = &[
    Recording {
        name: "success-github",
        settings: "scope=read:user",
        scenario: "device.style = by-host",
    },
    Recording {
        name: "success-standard",
        settings: "issuer=https://id.example scope=openid pkce=true",
        scenario: "device.requires-pkce = yes",
    },
    Recording {
        name: "success-google",
        settings: "preset=google client_secret=FAKEsecret scope=openid",
        scenario: "device.style = by-host",
    },
    Recording {
        name: "success-microsoft",
        settings: "preset=microsoft tenant=consumers",
        scenario: "device.style = by-host",
    },
    Recording {
        name: "success-twitch",
        settings: "preset=twitch scope=user:read:email",
        scenario: "device.style = by-host",
    },
    Recording {
        name: "success-form",
        settings: "",
        scenario: "device.form = form",
    },
    Recording {
        name: "success-camel",
        settings: "preset=gitlab",
        scenario: "device.style = camel",
    },
    Recording {
        name: "success-slow-down",
        settings: "",
        scenario: "device.slow-polls = 2 & person = confirm@20s",
    },
    Recording {
        name: "success-grace",
        settings: "",
        scenario: "device.grace = 2 & person = confirm@20s",
    },
    Recording {
        name: "expired",
        settings: "preset=gitlab",
        scenario: "person = expire & device.lifetime = 20s",
    },
    Recording {
        name: "expired-early",
        settings: "preset=microsoft",
        scenario: "person = & device.dies-early = 30s",
    },
    Recording {
        name: "denied",
        settings: "preset=microsoft",
        scenario: "person = scan@2s deny@5s",
    },
    Recording {
        name: "refused",
        settings: "",
        scenario: "device.start = device_flow_disabled",
    },
    Recording {
        name: "refused-client",
        settings: "preset=gitlab",
        scenario: "device.token = invalid_client",
    },
    Recording {
        name: "incomplete",
        settings: "",
        scenario: "device.lacks = access_token",
    },
    Recording {
        name: "renewed",
        settings: "renew=1 preset=gitlab",
        scenario: "person = expire; scan@1s confirm@3s & device.lifetime = 20s",
    },
    Recording {
        name: "malformed",
        settings: "",
        scenario: "device.link = javascript:alert(1)",
    },
    Recording {
        name: "malformed-garbage",
        settings: "",
        scenario: "fault.1 = any#2-9 garbage",
    },
];
