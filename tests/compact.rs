//! `Flow::compact` reaches the login through every wrapper.

#![allow(missing_docs)]

use qrlogin::{Flow, Login, Mapped, Saving, Seed, bilibili};
use qrlogin_recordings::{PublicNames, Recorder};

type Web = Login<bilibili::Web>;

/// Whether a login is compact after this.
fn compacts(through: impl FnOnce(&mut Web)) -> bool {
    let mut login = Login::new(bilibili::Web::new(), Seed::new([7; 16]));
    through(&mut login);
    format!("{login:?}") == "Login(bilibili-web, compact)"
}

#[test]
fn every_wrapper_passes_it_on() {
    assert!(!compacts(|_| {}));
    assert!(compacts(|login| login.compact()));
    assert!(compacts(|login| Box::new(login).compact()));
    assert!(compacts(|login| Mapped::new(login, |it| it).compact()));
    assert!(compacts(|login| Saving::new(login, |_| Ok(())).compact()));
    assert!(compacts(
        |login| Recorder::new(login, PublicNames::NOTHING).compact()
    ));
}
