//! The names of calls: those of the log are those that faults can name.

use std::collections::BTreeSet;

use qrlogin_simulator::ServiceId;

use crate::SUBJECTS;
use crate::support::{Client, get};

#[test]
fn faults_can_name_exactly_the_calls_of_the_log() {
    let holds = ["wechat-web.hold", "115.hold", "115-gateway.hold"];
    let mut client = Client::new(&holds.map(|hold| (hold, "0ms")));
    let mut seen = BTreeSet::new();
    for subject in SUBJECTS {
        for address in (subject.addresses)(&mut client) {
            client.send(get(&address));
            let entry = client.last_log();
            assert_eq!(entry.service, Some(subject.service), "{address}");
            seen.insert((subject.service, entry.call));
        }
    }
    let calls = ServiceId::ALL.into_iter();
    let named: BTreeSet<_> = calls
        .flat_map(|service| service.calls().iter().map(move |call| (service, *call)))
        .collect();
    let differing: Vec<_> = seen.symmetric_difference(&named).collect();
    assert!(differing.is_empty(), "{differing:?}");
}
