//! The settings of Steam.
//!
//! Refusals of single requests are faults: `steam/begin refuse:84` is a rate limit,
//! `steam/poll#2 refuse:2` a failure that passes.

use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};

choices! {
    /// What a rotation replaces.
    pub enum SteamRotates {
        /// The text of the code and the client ID.
        Both = "both",
        /// The text alone.
        Url = "url",
        /// The client ID alone.
        Id = "id",
    }
}

choices! {
    /// How a poll says that the login has ended.
    pub enum SteamEnd {
        /// An empty `response`.
        Empty = "empty",
        /// The result 27.
        Expired = "27",
        /// The result 9, which a declined login has too.
        NotFound = "9",
    }
}

choices! {
    /// How the web sites set their cookies.
    pub enum SteamTransfers {
        /// Each one does.
        All = "all",
        /// Every second one refuses.
        Half = "half",
        /// All refuse.
        None = "none",
        /// The first one is at a host that is not Steam's.
        Foreign = "foreign",
        /// All are at a host that is not Steam's.
        AllForeign = "all-foreign",
    }
}

choices! {
    /// Something that is left out or wrong.
    pub enum SteamLacks {
        /// Nothing.
        None = "none",
        /// `client_id` of the first response.
        ClientId = "client_id",
        /// `request_id` of the first response.
        RequestId = "request_id",
        /// `challenge_url` of the first response.
        ChallengeUrl = "challenge_url",
        /// The subject of the refresh token has three digits.
        Subject = "sub",
        /// `transfer_info` of the list of transfers; in its place is `error`.
        TransferInfo = "transfer_info",
        /// The access token, also when it is requested.
        AccessToken = "access_token",
    }
}

section! {
    /// Steam.
    pub struct Steam("steam") {
        /// How long a login may last.
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a confirmed login can be collected after its end.
        pub collectable: Millis = Millis::seconds(60),
        /// The poll interval, in seconds.
        pub interval: u32 = 5,
        /// How long a code is shown before the service replaces it; 0 for the whole login.
        pub rotation: Millis = Millis(0),
        /// What a rotation replaces.
        pub rotates: SteamRotates = SteamRotates::Both,
        /// How a poll says that the login has ended.
        pub expired: SteamEnd = SteamEnd::Empty,
        /// Whether a success has the header `x-eresult` too.
        pub eresult_header: bool = true,
        /// Whether numbers of 64 bits are texts.
        pub numbers_as_text: bool = true,
        /// Whether a code leads to a host that is not Steam's.
        pub foreign_code: bool = false,
        /// Whether a confirmed login has to accept an agreement first (118).
        pub agreement: bool = false,
        /// Whether a confirmed login has an access token.
        pub access_token: bool = true,
        /// Whether a confirmed login has the name of the account.
        pub account_name: bool = true,
        /// Whether a confirmed login has data for Steam Guard.
        pub guard_data: bool = false,
        /// How the web sites set their cookies.
        pub transfers: SteamTransfers = SteamTransfers::All,
        /// Something that is left out or wrong.
        pub lacks: SteamLacks = SteamLacks::None,
    } idle |settings| {
        let why = "steam.rotation is 0";
        (settings.rotation.0 == 0).then(|| Idle::only(&["rotates"], why))
    }
}
