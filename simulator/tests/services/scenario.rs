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
fn what_is_no_setting_is_told_with_what_is_one() {
    let mut scenario = Scenario::default();
    let error = scenario.set("bilibili-web.colour", "red").unwrap_err();
    let SettingError::UnknownName { valid, .. } = &error else {
        panic!("{error}")
    };
    assert!(valid.contains(&"bilibili-web.era".to_owned()) && !valid.contains(&"seed".to_owned()));
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
