//! The scenario's textual form.

use qrlogin_simulator::{
    Act, Fault, FaultKind, Millis, Person, Scenario, Script, ServiceId, SettingError, When,
};

#[test]
fn every_setting_can_be_written_as_it_is_listed() {
    let scenario = Scenario::default();
    for setting in scenario.settings() {
        let values: Vec<&str> = match setting.allowed.split(" | ").collect::<Vec<_>>() {
            values if values.len() > 1 && !setting.name.starts_with("fault") => values,
            _ => vec![setting.value.as_str()],
        };
        for value in values {
            let mut changed = scenario.clone();
            changed
                .set(&setting.name, value)
                .unwrap_or_else(|error| panic!("{error}"));
            let listed = changed
                .settings()
                .into_iter()
                .find(|other| other.name == setting.name)
                .unwrap();
            assert_eq!(listed.value, value, "{}", setting.name);
        }
        assert!(setting.help.ends_with('.'), "{}", setting.name);
    }
}

#[test]
fn a_scenario_reads_what_it_lists() {
    let mut scenario = Scenario::default();
    for (name, value) in [
        ("person", "scan@poll:2 cancel@5s; expire"),
        ("fault.1", "wechat-web/login#2- slow-body:16/50ms"),
        ("fault.2", "any#3 status:503/10"),
        ("bilibili-web.era", "ticket-2026-hops"),
    ] {
        scenario.set(name, value).unwrap();
    }
    let text: String = scenario
        .settings()
        .iter()
        .filter(|setting| !setting.name.starts_with("person."))
        .map(|setting| format!("{} = {}\n", setting.name, setting.value))
        .collect();
    assert_eq!(text.parse::<Scenario>().unwrap(), scenario);
}

#[test]
fn an_invalid_setting_is_refused_with_the_valid_ones() {
    let mut scenario = Scenario::default();
    let error = scenario.set("bilibili-web.colour", "red").unwrap_err();
    let SettingError::UnknownName { valid, .. } = &error else {
        panic!("{error}")
    };
    assert!(
        valid.iter().all(|name| name.starts_with("bilibili-web.")),
        "{valid:?}"
    );
    let error = scenario.set("bilibili-web.era", "stone").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`stone` is not a value of `bilibili-web.era`; allowed: ticket-2026 | ticket-2026-hops | url-cookies-2024 | url-cookies-2022"
    );
    for (name, value) in [
        ("person.scan", "soon"),
        ("person", "dance@1s"),
        ("fault.1", "bilibili-web explode"),
        ("seed", "x"),
    ] {
        assert!(
            matches!(
                scenario.set(name, value),
                Err(SettingError::BadValue { .. })
            ),
            "{name}"
        );
    }
    assert!(matches!(
        "seed".parse::<Scenario>(),
        Err(SettingError::NotASetting(_))
    ));
    assert_eq!(scenario, Scenario::default(), "nothing was changed");
}

#[test]
fn a_scenario_can_be_built_without_text() {
    let mut scenario = Scenario::default();
    scenario.person = Person::of([
        Script::expiring(),
        Script::default()
            .then(Act::Scan, When::Poll(1))
            .then(Act::Deny, When::After(Millis::seconds(9))),
    ]);
    scenario.faults.push(
        Fault::of(ServiceId::WechatWeb, FaultKind::CutAfter)
            .on("login")
            .nth(2, 3),
    );
    assert_eq!(
        scenario.person.scripts[1].to_string(),
        "scan@poll:1 deny@9s"
    );
    assert_eq!(
        scenario.faults[0].to_string(),
        "wechat-web/login#2-3 cut-after"
    );
}

#[test]
fn the_shorthands_change_the_last_script() {
    let mut scenario = Scenario::default();
    for (name, value, script) in [
        ("person.scan", "7s", "scan@7s confirm@4s"),
        ("person.confirm", "manual", "scan@7s confirm@manual"),
        ("person.decision", "deny", "scan@7s deny@manual"),
        ("person.decision", "expire", "scan@7s"),
        ("person.scan", "never", "expire"),
        ("person.confirm", "9s", "confirm@9s"),
        ("person.scan", "poll:1", "scan@poll:1 confirm@9s"),
    ] {
        scenario.set(name, value).unwrap();
        assert_eq!(
            scenario.person.scripts[0].to_string(),
            script,
            "{name}={value}"
        );
    }
}

/// The text of a setting's error.
fn problem(name: &str, value: &str) -> String {
    let mut scenario = Scenario::default();
    let error = scenario.set(name, value).unwrap_err();
    assert_eq!(scenario, Scenario::default(), "nothing was changed");
    error.to_string()
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_three() {
    for (name, nearest) in [
        ("persn", "person"),
        ("lifetime", "bilibili-web.lifetime"),
        ("bilibili-web.colect", "bilibili-web.collectable"),
        ("wechatweb.avatar", "wechat-web.avatar"),
        ("taptap.enforce_interval", "taptap.enforces-interval"),
    ] {
        let error = Scenario::default().set(name, "1").unwrap_err();
        let SettingError::UnknownName { valid, .. } = error else {
            panic!("{error}")
        };
        assert_eq!((valid.len(), &*valid[0]), (3, nearest));
    }
}

#[test]
fn a_time_without_a_unit_is_refused_with_an_example() {
    for name in ["bilibili-web.lifetime", "115.hold", "115-open.refresh-gap"] {
        let text = problem(name, "180");
        assert!(
            text.contains("with its unit, such as 250ms, 2s, 3m"),
            "{text}"
        );
    }
    let text = problem("person", "scan@2 confirm@4s");
    assert!(text.contains("`scan@2`") && text.contains("unit"), "{text}");
    let text = problem("fault.1", "115 slow-body:16/50");
    assert!(text.contains("slow-body:BYTES/TIME"), "{text}");
}

#[test]
fn a_fault_that_no_request_can_meet_is_refused() {
    for (value, words) in [
        (
            "bilibili-web/pole status:502",
            "its calls are: generate, poll,",
        ),
        ("bilibili-web/* hang", "its calls are: generate, poll,"),
        ("bilibili-web/ hang", "its calls are: generate, poll,"),
        ("taptap/poll hang", "its calls are: code, page, token,"),
        ("any/pole hang", "no service has a call `pole`"),
        ("bilibili hang", "there is no service `bilibili`"),
        ("bilibili-web/poll#0 hang", "counted from 1"),
        ("any#0-2 hang", "counted from 1"),
        ("any#5-2 hang", "ends before it begins"),
        ("any# hang", "none of #N, #A-B and #A-"),
        ("any#1-2-3 hang", "none of #N, #A-B and #A-"),
        ("any#+1 hang", "none of #N, #A-B and #A-"),
    ] {
        let text = problem("fault.1", value);
        assert!(text.contains(words), "{text}");
    }
    for value in [
        "any status:503/",
        "any hang:",
        "any cut-body:",
        "any hang now",
    ] {
        problem("fault.1", value);
    }
}

#[test]
fn faults_are_numbered_without_gaps() {
    let text = problem("fault.2", "any hang");
    assert!(text.contains("the next one is fault.1"), "{text}");
    problem("fault.0", "any hang");
    problem("fault.2", "");
    let scenario = Scenario::default().with("fault.1", "").unwrap();
    assert_eq!(scenario, Scenario::default());
}

#[test]
fn a_step_that_can_never_come_is_refused() {
    for value in [
        "scan@1s confirm@2s deny@3s",
        "confirm@1s scan@2s",
        "expire scan@1s",
        "scan@poll:0",
        "scan@1s; confirm@1s cancel@2s",
    ] {
        problem("person", value);
    }
    for value in ["scan@1s expire", "deny@1s scan@2s confirm@3s", ""] {
        let scenario = Scenario::default().with("person", value);
        assert!(scenario.is_ok(), "{value}");
    }
}

#[test]
fn a_setting_that_is_given_twice_is_refused() {
    let twice = Err(SettingError::Twice("seed".to_owned()));
    assert_eq!("seed = 1\n\nseed=2".parse::<Scenario>(), twice);
    assert_eq!(Scenario::default().with_all(["seed=1", "seed =1"]), twice);
}

#[test]
fn settings_without_effect_are_listed() {
    for (name, value, on, mode) in [
        (
            "115-gateway.login",
            "retired",
            "115-gateway.upstream",
            "yes",
        ),
        ("phi-api.upstream", "forbidden", "phi-api.backend", "taptap"),
        (
            "wechat-web.avatar",
            "none",
            "wechat-web.report-scanned",
            "no",
        ),
    ] {
        let scenario = Scenario::default().with(name, value).unwrap();
        assert_eq!(scenario.without_effect(), [""; 0]);
        let told = scenario.with(on, mode).unwrap().without_effect();
        assert!(told.len() == 1 && told[0].starts_with(name), "{told:?}");
    }
    for (name, value) in [
        ("bilibili-tv.appsec", "x"),
        ("bilibili-web.url-sessdata", "encoded"),
        ("115.burst-block", "1s"),
    ] {
        let told = Scenario::default().with(name, value).unwrap();
        assert_eq!(told.without_effect().len(), 1, "{name}");
    }
}
