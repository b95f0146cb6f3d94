//! Every known variant of a service's protocol, and every known refusal, against the simulated
//! services.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod any_service;
mod bilibili;
mod bots;
mod device;
mod dingtalk;
mod feishu;
mod gateway_115;
mod gateway_115_upstream;
mod pan_115;
mod pan_115_open;
mod pan_115_refresh;
mod pan_115_refusals;
mod phi_api;
mod phi_api_upstream;
mod steam;
mod taptap;
mod taptap_clock;
mod taptap_refusals;
mod wechat;
mod wechat_ilink;

use qrlogin::flows::Options;
use qrlogin::{Advice, Credential, Error, Settings};
use qrlogin_test_support::{Simulated, flow_with, scenario, secs};

/// The settings of a flow.
type FlowSettings<'a> = &'a [(&'a str, &'a str)];

/// All combinations of one value from each line `name = value | value`.
fn combinations(lines: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, values) = line.split_once('=').unwrap();
        all = values
            .split('|')
            .flat_map(|value| {
                all.iter()
                    .map(move |rest| format!("{rest}\n{}={}", name.trim(), value.trim()))
            })
            .collect();
    }
    all
}

/// A login with these settings in this scenario.
fn login(
    id: &str,
    settings: FlowSettings<'_>,
    lines: &str,
) -> (Simulated, Result<Credential, Error>) {
    let settings: Settings = settings.iter().copied().collect();
    let flow = flow_with(id, &settings, &Options::default());
    let mut world = Simulated::new(flow, scenario(lines));
    let outcome = world.run();
    (world, outcome)
}

/// Each of these settings leads to complete, genuine credentials.
fn succeed(id: &str, flow_settings: FlowSettings<'_>, lines: &str) {
    succeed_but_for(id, flow_settings, lines, &[]);
}

/// The same, with some of what was issued left out.
fn succeed_but_for(id: &str, flow_settings: FlowSettings<'_>, lines: &str, left_out: &[&str]) {
    for variant in combinations(lines) {
        match login(id, flow_settings, &variant) {
            (world, Ok(credential)) => world.assert_genuine_except(&credential, left_out),
            (_, Err(error)) => panic!("{variant}: {error}"),
        }
    }
}

/// How each of these settings ends.
fn fail(id: &str, lines: &str) -> Vec<(String, Error)> {
    fail_with(id, &[], lines)
}

/// The same, of a flow with settings.
fn fail_with(id: &str, flow_settings: FlowSettings<'_>, lines: &str) -> Vec<(String, Error)> {
    combinations(lines)
        .into_iter()
        .map(|variant| {
            let (world, outcome) = login(id, flow_settings, &variant);
            let Err(error) = outcome else {
                panic!("{variant}: false success");
            };
            assert!(world.elapsed() < secs(600), "{variant}: no end in sight");
            (variant, error)
        })
        .collect()
}

/// Each of these settings ends in this refusal.
fn refused(id: &str, flow_settings: FlowSettings<'_>, lines: &str, code: &str, advice: Advice) {
    for (variant, error) in fail_with(id, flow_settings, lines) {
        let Error::Rejected {
            code: told,
            advice: given,
            ..
        } = &error
        else {
            panic!("{variant}: {error}");
        };
        assert_eq!(
            (told.as_str(), given),
            (code, &advice),
            "{variant}: {error}"
        );
    }
}

/// Each of these settings ends in this error.
fn ends(id: &str, flow_settings: FlowSettings<'_>, lines: &str, expected: &Error) {
    for (variant, error) in fail_with(id, flow_settings, lines) {
        assert_eq!(&error, expected, "{variant}");
    }
}

fn lacks(error: &Error, name: &str) -> bool {
    matches!(error, Error::Incomplete { missing, .. } if missing.iter().any(|one| one == name))
}

/// The error that names these, and no others, as what is missing.
fn incomplete(names: &[&str]) -> Error {
    Error::incomplete(names.iter().copied())
}
