//! What a recording of each flow of `qrlogin` may keep: one file a service, one list of all.

mod bilibili;
mod bots;
mod ilink;
mod oauth;
mod pan115;
mod steam;
mod taptap;
mod wechat;

use crate::PublicNames;

/// The public names of every flow in `qrlogin::flows::FLOWS`, by its ID.
static ALL: &[(&str, PublicNames)] = &[
    ("bilibili-web", bilibili::WEB),
    ("bilibili-tv", bilibili::TV),
    ("wechat-web", wechat::WEB),
    ("115", pan115::WEB),
    ("115-open", pan115::OPEN),
    ("115-gateway", pan115::GATEWAY),
    ("phi-api", taptap::PHI_API),
    ("taptap", taptap::DIRECT),
    ("steam", steam::QR),
    ("wechat-ilink", ilink::BOT),
    ("device", oauth::DEVICE),
    ("feishu", bots::FEISHU),
    ("dingtalk", bots::DINGTALK),
    ("wecom", bots::WECOM),
    ("qq-bot", bots::QQ_BOT),
];

impl PublicNames {
    /// The public names of a flow that comes with `qrlogin`, by its ID; `None` for any other.
    ///
    /// ```
    /// use qrlogin_recordings::PublicNames;
    ///
    /// assert!(PublicNames::of_flow("taptap").is_some());
    /// assert_eq!(PublicNames::of_flow("door"), None);
    /// ```
    pub fn of_flow(id: &str) -> Option<Self> {
        let known = ALL.iter().find(|(flow, _)| *flow == id);
        known.map(|(_, names)| *names)
    }
}

#[cfg(test)]
mod tests {
    use qrlogin::flows::FLOWS;

    use super::*;

    #[test]
    fn exactly_the_flows_have_public_names() {
        let listed: Vec<_> = ALL.iter().map(|(flow, _)| *flow).collect();
        let flows: Vec<_> = FLOWS.iter().map(|info| info.id).collect();
        assert_eq!(listed, flows);
    }
}
