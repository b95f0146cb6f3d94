//! The person's scripts on virtual time, with Bilibili web.

use qrlogin_simulator::ControlError;

use crate::bilibili::client::{code, generate};
use crate::support::{Client, START};

#[test]
fn each_login_has_its_script_and_the_last_repeats() {
    let mut client = Client::new(&[("person", "expire; scan@1s confirm@2s")]);
    for (login, expected) in [(0, 86101), (1, 0), (2, 0)] {
        let key = generate(&mut client);
        client.wait(5000);
        assert_eq!(code(&mut client, &key), expected, "login {login}");
    }
}

#[test]
fn a_script_can_count_polls_instead_of_time() {
    let mut client = Client::new(&[("person.scan", "poll:3"), ("person.confirm", "poll:5")]);
    let key = generate(&mut client);
    let mut seen = Vec::new();
    for _ in 0..5 {
        client.wait(1000);
        seen.push(code(&mut client, &key));
    }
    assert_eq!(seen, [86101, 86101, 86090, 86090, 0]);
}

#[test]
fn a_confirmation_without_a_scan_skips_the_scanned_state() {
    let mut client = Client::new(&[("person", "confirm@3s")]);
    let key = generate(&mut client);
    client.wait(2999);
    assert_eq!(code(&mut client, &key), 86101);
    client.wait(1);
    assert_eq!(code(&mut client, &key), 0);
}

#[test]
fn after_a_cancel_the_code_can_be_scanned_again() {
    let mut client = Client::new(&[("person", "scan@1s cancel@2s scan@3s confirm@4s")]);
    let key = generate(&mut client);
    let mut seen = Vec::new();
    for _ in 0..4 {
        client.wait(1000);
        seen.push(code(&mut client, &key));
    }
    assert_eq!(seen, [86090, 86101, 86090, 0]);
}

#[test]
fn the_person_can_be_played_by_control_calls() {
    let mut client = Client::new(&[("person", "scan@manual confirm@manual")]);
    assert_eq!(
        client.simulator.scan(START, None),
        Err(ControlError::NoSuchLogin)
    );
    let key = generate(&mut client);
    client.wait(1000);
    assert_eq!(code(&mut client, &key), 86101);
    client.simulator.scan(client.now, Some(&key)).unwrap();
    assert_eq!(code(&mut client, &key), 86090);
    client.simulator.cancel(client.now, None).unwrap();
    assert_eq!(code(&mut client, &key), 86101);
    let payload = client.simulator.codes()[0].payload.clone();
    client
        .simulator
        .confirm(client.now, Some(&payload))
        .unwrap();
    assert_eq!(
        client.simulator.deny(client.now, None),
        Err(ControlError::Decided)
    );
    assert_eq!(code(&mut client, &key), 0);

    let key = generate(&mut client);
    client.simulator.expire(client.now, None).unwrap();
    assert_eq!(
        client.simulator.scan(client.now, None),
        Err(ControlError::Expired)
    );
    assert_eq!(code(&mut client, &key), 86038);
}
