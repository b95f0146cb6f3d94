//! The account of the person, the same at all services.

use super::values::{Value, section};

section! {
    /// The account of the person. A login has the one that is set when it is collected, and keeps
    /// it at Bilibili, WeChat and 115; the others know one account at a time.
    pub struct Account("account") {
        /// Its number: Bilibili's mid, WeChat's uin, 115's user_id, the account of a SteamID.
        /// TapTap has other opaque ids for each. `seed` makes one from the seed.
        pub id: Option<u64> = None,
        /// Its name at Bilibili, WeChat, 115 and TapTap; empty: the name that the service has.
        pub name: String = String::new(),
    }
}

impl Eq for Account {}

impl Account {
    /// Its number, or one from the seed.
    pub(crate) fn id_or(&self, from_seed: impl FnOnce() -> u64) -> u64 {
        self.id.unwrap_or_else(from_seed)
    }

    /// Its name, or that of the service.
    pub(crate) fn name_or<'a>(&'a self, default: &'a str) -> &'a str {
        match self.name.is_empty() {
            true => default,
            false => &self.name,
        }
    }

    /// The seed of its opaque ids.
    pub(crate) fn seed(&self, seed: u64) -> u64 {
        // An odd factor, so that different numbers give different seeds.
        let own = |id: u64| seed ^ id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.id.map_or(seed, own)
    }
}

/// The number of an account; `None` leaves it to the seed.
impl Value for Option<u64> {
    fn parse(text: &str) -> Option<Self> {
        if text == "seed" {
            return Some(None);
        }
        let id = text.parse().ok()?;
        // JSON numbers beyond this are not exact in every language.
        (1..=1 << 53).contains(&id).then_some(Some(id))
    }

    fn show(&self) -> String {
        self.map_or_else(|| "seed".to_owned(), |id| id.to_string())
    }

    fn allowed() -> String {
        "seed, or a number from 1 to 9007199254740992".to_owned()
    }
}
