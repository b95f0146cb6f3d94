//! Writes the recordings in `tests/recordings` anew, from the simulator.
//!
//! ```sh
//! cargo run -p qrlogin-recordings --example make_recordings
//! ```
//!
//! Run it after a flow's requests were changed on purpose, or after a line was added here. The same
//! list gives the same files.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a tool for the developers of this library"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::path::Path;

use qrlogin::Settings;
use qrlogin::flows::Options;
use support::recorded::record;
use support::scenario;

/// Flow and file, settings of the flow (`renew` is the number of renewals), and settings of the
/// scenario.
const LOGINS: &str = "
bilibili-web/success-ticket-2026 || bilibili-web.era = ticket-2026
bilibili-web/success-ticket-2026-hops || bilibili-web.era = ticket-2026-hops
bilibili-web/success-url-cookies-2024 || bilibili-web.era = url-cookies-2024 & bilibili-web.poll-cookies = no
bilibili-web/success-url-cookies-2022 || bilibili-web.era = url-cookies-2022 & bilibili-web.empty-first = yes
bilibili-web/success-after-trouble || person = scan@6s confirm@9s & fault.1 = any#2-4 cut-before & fault.2 = any#5 status:503/3
bilibili-web/expired || person = expire & bilibili-web.lifetime = 9s
bilibili-web/renewed | renew=1 | person = expire; scan@1s confirm@3s & bilibili-web.lifetime = 6s
bilibili-web/incomplete || bilibili-web.lacks = SESSDATA
bilibili-web/blocked || fault.1 = bilibili-web/poll#2 412-html
bilibili-web/malformed || fault.1 = any#3-9 garbage
bilibili-tv/success-tv-silent || bilibili-tv.era = tv-silent
bilibili-tv/success-tv-scanned || bilibili-tv.era = tv-scanned & bilibili-tv.tokens = token-info
bilibili-tv/success-tv-documents-2022 || bilibili-tv.era = tv-documents-2022 & bilibili-tv.tokens = top-level
bilibili-tv/success-own-key | appkey=mine appsec=my-own-secret | bilibili-tv.appkey = mine & bilibili-tv.appsec = my-own-secret
bilibili-tv/expired || person = expire & bilibili-tv.lifetime = 9s
bilibili-tv/renewed | renew=1 | person = expire; scan@1s confirm@3s & bilibili-tv.lifetime = 6s
bilibili-tv/refused | appkey=4409e2ce8ffd12b8 appsec=wrong |
bilibili-tv/malformed || fault.1 = any#2-9 garbage
wechat-web/success-avatar || wechat-web.avatar = jpeg
wechat-web/success-no-avatar || wechat-web.avatar = none & wechat-web.separator = none & wechat-web.uuid = old
wechat-web/success-png-other-host || wechat-web.avatar = png-under-jpg & wechat-web.page-host = wx2.qq.com
wechat-web/success-desktop | mode=desktop extspam=callers-own-0123456789 | wechat-web.uos = 1203 & wechat-web.message = OK
wechat-web/success-filehelper | mode=filehelper | wechat-web.separator = space
wechat-web/success-long-wait || person = scan@60s confirm@90s & wechat-web.avatar = none
wechat-web/expired || person = expire & wechat-web.lifetime = 40s
wechat-web/denied || person = scan@2s cancel@4s & wechat-web.cancel = 202
wechat-web/refused || wechat-web.exchange = 1203-new
wechat-web/refused-ticket || wechat-web.exchange = 1203-ticket
wechat-web/untrusted || wechat-web.page-host = evil.example
wechat-web/renewed | renew=1 | person = expire; scan@1s confirm@3s & wechat-web.lifetime = 30s
wechat-web/malformed || wechat-web.exchange = invalid-utf8
115-gateway/success-observed || 115-gateway.variant = observed
115-gateway/success-documented || 115-gateway.variant = documented & 115-gateway.login = without-kid
115-gateway/success-image | image=true app=alipaymini |
115-gateway/success-own-server | base_url=https://jo:pass-word@115.home.example.net:8443 |
115-gateway/success-timeouts || person = scan@100s confirm@120s & 115-gateway.hold = 60s
115-gateway/expired || person = expire & 115-gateway.lifetime = 40s
115-gateway/denied || person = scan@2s deny@5s
115-gateway/refused || 115-gateway.login = 40101004
115-gateway/refused-retired || 115-gateway.login = retired
115-gateway/renewed | renew=1 | person = expire; scan@1s confirm@3s & 115-gateway.lifetime = 20s
115-gateway/malformed || fault.1 = any#2-9 garbage
phi-api/success-current || phi-api.era = current
phi-api/success-current-china | region=china | phi-api.era = current & phi-api.access-token = no
phi-api/success-documented || phi-api.era = documented
phi-api/success-envelope || phi-api.era = envelope
phi-api/success-prefix | region=china | phi-api.era = prefix
phi-api/success-legacy | base_url=http://localhost:5015/api profile=false | phi-api.era = legacy
phi-api/expired || person = expire & phi-api.lifetime = 15s
phi-api/refused || phi-api.upstream = invalid_request
phi-api/refused-session || phi-api.session = 1145-211 & phi-api.error-style = prefixed
phi-api/renewed | renew=1 | person = expire; scan@1s confirm@3s & phi-api.lifetime = 9s
phi-api/malformed || phi-api.session = short
115/success-observed || 115.variant = observed
115/success-documented || 115.variant = documented & 115.state = boolean
115/success-in-data | app=qipad | 115.login = in-data & 115.qrcode = absent & 115.wobble = yes
115/success-second-host || 115.blocked-hosts = qrcodeapi.115.com,passportapi.115.com
115/success-long-wait | user_agent=my-drive/1 | person = scan@40s confirm@50s
115/expired || person = expire & 115.lifetime = 40s
115/denied || person = scan@2s deny@5s
115/success-without-kid || 115.login = without-kid
115/incomplete || 115.login = without-seid
115/refused || 115.login = 40101004
115/refused-retired || 115.retired = alipaymini
115/blocked || 115.blocked-hosts = qrcodeapi.115.com,hnqrcodeapi.115.com
115/renewed | renew=1 | person = expire; scan@1s confirm@3s & 115.lifetime = 20s
115/intercepted-garbage || fault.1 = any#2-9 garbage
115-open/success-observed || 115.variant = observed
115-open/success-documented || 115.variant = documented
115-open/expired || person = expire & 115.lifetime = 40s
115-open/denied || person = scan@2s deny@5s
115-open/incomplete || 115-open.without-refresh-token = yes
115-open/refused || 115-open.refuse-auth = 40140107
115-open/refused-grants || 115-open.refuse-token = 40140122
115-open/renewed | renew=1 | person = expire; scan@1s confirm@3s & 115.lifetime = 20s
115-open/intercepted-garbage || fault.1 = any#2-9 garbage
taptap/success-international || taptap.answer = full
taptap/success-china | region=china | taptap.answer = minimal & taptap.error-style = prefixed & taptap.access-token = no
taptap/success-sha256 | goal=profile | taptap.mac-algorithm = hmac-sha-256
taptap/success-token | goal=token | taptap.scope-separator = comma & taptap.extra-scope = compliance
taptap/success-new-player | create=true scope=basic_info | taptap.player = new
taptap/refused-client | client_id=FAKEclientid goal=profile | taptap.answer = full
taptap/success-clock-skew || clock-skew = 4000
taptap/success-slow-down || fault.1 = taptap/token#2 refuse:slow_down
taptap/expired || person = expire & taptap.lifetime = 15s
taptap/denied || person = scan@2s deny@5s
taptap/refused || taptap.token = invalid_request
taptap/refused-session || taptap.session = 211
taptap/incomplete || taptap.lacks = mac_key
taptap/renewed | renew=1 | person = expire; scan@1s confirm@3s & taptap.lifetime = 9s
taptap/malformed || taptap.session = short
";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    for line in LOGINS.trim().lines() {
        let mut parts = line.splitn(3, '|').map(str::trim);
        let mut next = || parts.next().ok_or("a line without three parts");
        let (file, given, lines) = (next()?, next()?, next()?);
        let (id, _) = file.split_once('/').ok_or("a file without a flow")?;
        let given = given.split_whitespace().filter_map(|it| it.split_once('='));
        let (renewals, settings): (Vec<_>, Vec<_>) = given.partition(|(name, _)| *name == "renew");
        let settings: Settings = settings.into_iter().collect();
        let mut options = Options::default();
        for (_, renewals) in renewals {
            options.renewals = renewals.parse()?;
        }

        let recorded = record(
            id,
            &settings,
            &options,
            scenario(&lines.replace(" & ", "\n")),
        );
        let json = recorded.recorder.to_har().to_json();
        std::fs::create_dir_all(folder.join(id))?;
        std::fs::write(folder.join(format!("{file}.har")), &json)?;
        let outcome = recorded
            .outcome
            .as_ref()
            .map_or_else(qrlogin::Error::kind, |_| "done");
        println!("{file}: {outcome}, {} bytes", json.len());
    }
    Ok(())
}
