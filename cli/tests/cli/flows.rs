//! `qrlogin flows`.

use std::process::Stdio;

use crate::support::*;

#[test]
fn the_list_names_every_flow_with_its_settings() {
    let ran = run(&["flows"]);
    assert_eq!(ran.code, 0);
    let flows = run(&["flows", "--json"]).json();
    let flows = flows.as_array().unwrap();
    assert_eq!(flows.len(), qrlogin::flows::FLOWS.len());
    for flow in flows {
        for field in ["id", "scan_with", "yields"] {
            assert!(ran.out.contains(flow[field].as_str().unwrap()));
        }
        for setting in flow["settings"].as_array().unwrap() {
            assert!(ran.out.contains(setting["help"].as_str().unwrap()));
            // A required setting has no default.
            let default = setting["default"].as_str();
            assert_eq!(default.is_none(), setting["required"] == true, "{setting}");
            assert!(ran.out.contains(default.unwrap_or("required")));
        }
    }
}

#[test]
fn a_closed_standard_output_does_not_panic() {
    let mut child = command(&["flows"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = finish(child);
    assert!(matches!(ran.code, 0 | 1), "{}", ran.code);
    assert_eq!(ran.err, "");
}

#[test]
fn common_names_of_services_are_accepted() {
    let server = simulator(&[AT_ONCE]);
    at_once(
        [
            ("bilibili", "bilibili-web"),
            ("B站", "bilibili-web"),
            ("b站", "bilibili-web"),
            ("TV", "bilibili-tv"),
            ("WeChat", "wechat-web"),
            ("weixin", "wechat-web"),
            ("wx", "wechat-web"),
            ("微信", "wechat-web"),
            ("Bilibili-Web", "bilibili-web"),
        ],
        |(name, flow)| {
            let ran = login(&server, name, &[]);
            assert_eq!(ran.code, 0, "{name}: {}", ran.err);
            assert_eq!(ran.json()["flow"], flow);
        },
    );
    let ran = login(&server, "Phigros", &["--region", "china"]);
    assert_eq!(ran.json()["flow"], "taptap", "{}", ran.err);
}

#[test]
fn help_and_completions_have_canonical_names_only() {
    let help = run(&["login", "--help"]).out;
    let bash = run(&["completions", "bash"]).out;
    for text in [help, bash] {
        for alias in ["weixin", "微信", "b站", "phigros "] {
            assert!(!text.contains(alias), "{alias}");
        }
        assert!(text.contains("wechat-web"));
    }
}
