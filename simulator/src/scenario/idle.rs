//! Settings that were changed although nothing asks for them, because of another setting.

use super::{Backend, Scenario, WebEra};

/// A group of settings, and why it has no effect.
struct Idle {
    section: &'static str,
    /// The settings of the section that still count, or those that do not.
    names: Names,
    why: &'static str,
}

enum Names {
    AllBut(&'static [&'static str]),
    Only(&'static [&'static str]),
}

impl Scenario {
    /// The settings that are not at their defaults and have no effect as the others are, each with
    /// the reason.
    pub fn without_effect(&self) -> Vec<String> {
        let idle = self.idle();
        let usual = Self::default().settings();
        let changed = self.settings().into_iter().filter(|setting| {
            let mut same = usual.iter().filter(|usual| usual.name == setting.name);
            same.any(|usual| usual.value != setting.value)
        });
        changed
            .filter_map(|setting| {
                let (section, name) = setting.name.split_once('.')?;
                let fits = |idle: &&Idle| {
                    idle.section == section
                        && match idle.names {
                            Names::AllBut(names) => !names.contains(&name),
                            Names::Only(names) => names.contains(&name),
                        }
                };
                let why = idle.iter().find(fits)?.why;
                Some(format!("{} has no effect: {why}", setting.name))
            })
            .collect()
    }

    fn idle(&self) -> Vec<Idle> {
        let mut idle = Vec::new();
        let mut add = |section, names, why| {
            idle.push(Idle {
                section,
                names,
                why,
            });
        };
        if self.gateway_115.upstream {
            let names = Names::AllBut(&["upstream", "variant", "expired", "version"]);
            add(
                "115-gateway",
                names,
                "115-gateway.upstream is on, so those of 115 count",
            );
        }
        if self.phi_api.backend == Backend::TapTap {
            let names = Names::AllBut(&["backend", "era", "keys", "token-body", "query"]);
            add(
                "phi-api",
                names,
                "phi-api.backend is taptap, so those of taptap count",
            );
        }
        let in_url = matches!(
            self.bilibili_web.era,
            WebEra::UrlCookies2022 | WebEra::UrlCookies2024
        );
        if !in_url {
            let why = "this bilibili-web.era has no cookies in the address";
            add("bilibili-web", Names::Only(&["url-sessdata"]), why);
        }
        if self.bilibili_tv.appkey.is_empty() {
            let why = "bilibili-tv.appkey is empty";
            add("bilibili-tv", Names::Only(&["appsec"]), why);
        }
        if self.pan_115.burst == 0 {
            add("115", Names::Only(&["burst-block"]), "115.burst is 0");
        }
        if !self.wechat_web.report_scanned {
            let why = "wechat-web.report-scanned is off";
            add("wechat-web", Names::Only(&["avatar"]), why);
        }
        idle
    }
}
