//! The registry: all flows by name.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::path::Path;

use qrlogin::flows::{FLOWS, Options, find};
use qrlogin::{Error, Flow, Settings, Step};
use qrlogin_test_support::{Simulated, completed, flow, seed, with_every_flow};

fn refused(id: &str, name: &str, value: &str) -> String {
    let settings = Settings::new().with(name, value);
    let login = find(id)
        .unwrap()
        .login(&settings, seed(), &Options::default());
    match login.err().unwrap() {
        error @ Error::Setting { .. } => error.to_string(),
        other => panic!("{other}"),
    }
}

#[test]
fn names_are_unique_and_found() {
    for info in FLOWS {
        assert_eq!(FLOWS.iter().filter(|other| other.id == info.id).count(), 1);
        assert_eq!(find(info.id).unwrap().yields, info.yields);
    }
    assert!(find("none-such").is_none());
}

#[test]
fn the_table_of_the_tests_has_every_registered_flow_once() {
    let mut under_test: Vec<_> = qrlogin_test_support::FLOWS.iter().map(|it| it.id).collect();
    let mut registered: Vec<_> = FLOWS.iter().map(|info| info.id).collect();
    under_test.sort_unstable();
    registered.sort_unstable();
    assert_eq!(under_test, registered);
}

#[test]
fn every_flow_has_a_row_in_the_readme() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    for info in FLOWS {
        let row = format!("| `{}` |", info.id);
        assert!(readme.contains(&row), "{row}");
    }
}

/// The names of the flows in the list, which are those of their test files.
macro_rules! names {
    ($($flow:ident { $($variant:ident $settings:literal),+ $(,)? })+) => {
        [$(stringify!($flow)),+]
    };
}

#[test]
fn every_flow_has_tests_of_its_provider_and_its_variants() {
    let suites = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for name in with_every_flow!(names) {
        let place = suites.join("providers").join(name);
        let file = place.with_extension("rs");
        assert!(place.is_dir() || file.is_file(), "tests/providers/{name}");
    }
    let variants = std::fs::read_dir(suites.join("variants")).unwrap();
    let texts = variants.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let texts: String = texts.collect();
    for info in FLOWS {
        let quoted = format!("\"{}\"", info.id);
        assert!(texts.contains(&quoted), "tests/variants: {}", info.id);
    }
}

/// A file without its `mod` line would never run.
#[test]
fn every_test_file_of_a_service_is_compiled() {
    for suite in ["tests/providers", "tests/variants"] {
        are_compiled(&Path::new(env!("CARGO_MANIFEST_DIR")).join(suite), "main");
    }
}

fn are_compiled(folder: &Path, root: &str) {
    let text = std::fs::read_to_string(folder.join(format!("{root}.rs"))).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let line = format!("mod {name};");
        assert!(name == root || text.contains(&line), "{folder:?}: {line}");
        if path.is_dir() {
            are_compiled(&path, "mod");
        }
    }
}

#[test]
fn an_unknown_setting_is_refused_with_the_known_ones() {
    let text = refused("115-gateway", "ap", "tv");
    assert!(text.contains("base_url, app, image"), "{text}");
    let text = refused("bilibili-web", "region", "china");
    assert!(text.contains("the settings buvid"), "{text}");
    let error = Settings::new().with("region", "china").check("mine", &[]);
    assert!(error.unwrap_err().to_string().contains("no settings"));
}

#[test]
fn a_value_outside_the_list_is_refused_with_the_list() {
    let text = refused("phi-api", "region", "cn");
    assert!(text.contains("china, international"), "{text}");
    let text = refused("115-gateway", "app", "linux");
    assert!(text.contains("alipaymini"), "{text}");
}

#[test]
fn a_base_url_that_cannot_be_used_is_refused() {
    for url in [
        "",
        "host.example",
        "ftp://host.example",
        "https://host.example/?a=b",
        "https://host.example/#a",
        "mailto:me@host.example",
    ] {
        refused("115-gateway", "base_url", url);
    }
    refused("phi-api", "base_url", "http://host.example/phiApi");
}

#[test]
fn options_are_given_one_after_the_other() {
    let options = Options::new()
        .renewals(2)
        .give_up_after(qrlogin_test_support::secs(5));
    assert_eq!(options.renewals, 2);
    assert_eq!(options.give_up_after, Some(qrlogin_test_support::secs(5)));
    let options = Options::new()
        .give_up_after(qrlogin_test_support::secs(5))
        .renewals(2);
    assert_eq!(
        (options.renewals, options.give_up_after),
        (2, Some(qrlogin_test_support::secs(5)))
    );
}

#[test]
fn every_documented_value_of_every_setting_is_accepted() {
    for info in FLOWS {
        for setting in info.settings {
            for value in setting.values {
                let settings = Settings::new().with(setting.name, *value);
                let settings = completed(info.id, &settings);
                let login = info.login(&settings, seed(), &Options::default());
                assert!(login.is_ok(), "{} {}={value}", info.id, setting.name);
            }
        }
    }
}

#[test]
fn every_flow_returns_the_code_on_show() {
    for info in FLOWS {
        let mut world = Simulated::new(flow(info.id), Default::default());
        assert!(world.flow.code().is_none());
        while world.flow.code().is_none() {
            match world.poll().unwrap() {
                Step::Send(call) => {
                    world.exchange(call);
                }
                Step::Wait(until) => world.wait_until(until),
                _ => {}
            }
        }
        let payload = world.flow.code().unwrap().payload.clone();
        assert!(world.simulator().codes()[0].is_shown_as(payload.expose()));
    }
}
