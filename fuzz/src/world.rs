//! The flows and the scenarios that an input chooses from.

use std::sync::OnceLock;

use qrlogin_simulator::Scenario;
use qrlogin_test_support::tasks::{TASKS, TaskUnderTest};
use qrlogin_test_support::{VARIANTS, Variant};

/// The numbers of an input's first byte from here on are tasks; there are fewer variants of flows.
const FIRST_TASK: usize = 200;

/// The flow of this number, with settings that change its requests.
pub fn variant(number: usize) -> &'static Variant {
    &VARIANTS[number % VARIANTS.len()]
}

/// The task of this number; `None` for the numbers of flows.
pub fn task(number: usize) -> Option<&'static TaskUnderTest> {
    Some(&TASKS[number.checked_sub(FIRST_TASK)? % TASKS.len()])
}

/// The settings of a scenario that have a few values to choose from, and those that are a text.
pub fn variants() -> &'static [(String, Vec<String>)] {
    static VARIANTS: OnceLock<Vec<(String, Vec<String>)>> = OnceLock::new();
    VARIANTS.get_or_init(|| {
        let settings = Scenario::default().settings();
        let texts = settings.iter().filter(|it| it.allowed == "any text");
        let texts: Vec<_> = texts
            .map(|it| (it.name.clone(), vec![String::new(), "12".to_owned()]))
            .collect();
        let listed = settings
            .into_iter()
            .filter(|it| it.allowed.contains(" | ") && !it.name.starts_with("fault"));
        listed
            .map(|it| {
                (
                    it.name,
                    it.allowed.split(" | ").map(str::to_owned).collect(),
                )
            })
            .chain(texts)
            .collect()
    })
}
