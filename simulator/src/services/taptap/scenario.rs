//! The settings of TapTap and of Phigros' session service.
//!
//! What comes after how many polls is the person's matter (`scan@poll:3 confirm@poll:6`, `cancel`, `deny`); what fails how
//! often is a fault's (`taptap/token#2 refuse:slow_down`, `taptap/profile#1-2 status:503`, `taptap/users#1 hang`).

use crate::scenario::values::{Millis, choices, section};

choices! {
    /// The answer to a code request.
    pub enum TapTapAnswer {
        /// All that was ever seen.
        Full = "full",
        /// `device_code`, `expires_in` and `qrcode_url` alone.
        Minimal = "minimal",
        /// All but `qrcode_url`: the address is made from `verification_url` and `user_code`.
        WithoutQrcodeUrl = "without-qrcode-url",
    }
}

choices! {
    /// How a code ends.
    pub enum TapTapEnd {
        /// `invalid_grant_code`.
        InvalidGrantCode = "invalid_grant_code",
        /// `invalid_grant`.
        InvalidGrant = "invalid_grant",
        /// `expired_token`.
        ExpiredToken = "expired_token",
    }
}

choices! {
    /// The algorithm of a token's MAC.
    pub enum MacAlgorithm {
        /// The one that was ever seen.
        HmacSha1 = "hmac-sha-1",
        /// The one that the official SDK can do as well.
        HmacSha256 = "hmac-sha-256",
    }
}

choices! {
    /// What stands between scopes.
    pub enum ScopeSeparator {
        /// A space.
        Space = "space",
        /// A comma.
        Comma = "comma",
    }
}

choices! {
    /// How profile calls go.
    pub enum TapTapProfile {
        /// Well.
        Ok = "ok",
        /// The token is dead.
        AccessDenied = "access_denied",
        /// The clock is said to be wrong, whatever it is.
        InvalidTime = "invalid_time",
        /// The nonce is said to be used, whatever it is.
        ReplayAttacks = "replay_attacks",
        /// The profile is not for this app.
        Forbidden = "forbidden",
        /// TapTap is in trouble.
        ServerError = "server_error",
    }
}

choices! {
    /// Whether the player has a user at the session service.
    pub enum TapTapPlayer {
        /// Has played before.
        Existing = "existing",
        /// Never played: the first login makes the user, or fails if it must not.
        New = "new",
    }
}

choices! {
    /// How the login at the session service goes.
    pub enum TapTapSession {
        /// Well.
        Ok = "ok",
        /// 211: no such user.
        NoUser = "211",
        /// 219: locked after too many attempts.
        Locked = "219",
        /// HTTP 401.
        Unauthorized = "401",
        /// HTTP 403.
        Forbidden = "403",
        /// HTTP 500.
        ServerError = "500",
        /// Success with an empty token.
        Empty = "empty",
        /// Success with a token of 24 characters.
        Short = "short",
    }
}

choices! {
    /// What a success lacks.
    pub enum TapTapLacks {
        /// Nothing.
        None = "none",
        /// The token's `kid`.
        Kid = "kid",
        /// The token's `mac_key`.
        MacKey = "mac_key",
        /// The token's `mac_algorithm`.
        MacAlgorithm = "mac_algorithm",
        /// The token's `scope`.
        Scope = "scope",
        /// The profile's `openid`.
        Openid = "openid",
        /// The profile's `unionid`.
        Unionid = "unionid",
        /// The user's `sessionToken`.
        SessionToken = "sessionToken",
    }
}

choices! {
    /// What TapTap answers to the token poll, inside code 11.
    pub enum Upstream {
        /// The real state.
        Real = "real",
        /// `slow_down`.
        SlowDown = "slow_down",
        /// `invalid_grant_code`.
        InvalidGrantCode = "invalid_grant_code",
        /// `invalid_grant`.
        InvalidGrant = "invalid_grant",
        /// `expired_token`.
        ExpiredToken = "expired_token",
        /// `invalid_request`: the region does not fit.
        InvalidRequest = "invalid_request",
        /// `invalid_client`.
        InvalidClient = "invalid_client",
        /// `unsupported_grant_type`.
        UnsupportedGrantType = "unsupported_grant_type",
        /// `unsupported_response_type`.
        UnsupportedResponseType = "unsupported_response_type",
        /// `unsupported_secret_type`.
        UnsupportedSecretType = "unsupported_secret_type",
        /// `captcha.needs`.
        CaptchaNeeds = "captcha.needs",
        /// `captcha.failed`.
        CaptchaFailed = "captcha.failed",
        /// `user_is_deactivated`.
        UserIsDeactivated = "user_is_deactivated",
        /// `forbidden`.
        Forbidden = "forbidden",
        /// `not_found`.
        NotFound = "not_found",
        /// `too_many_login_attempts`.
        TooManyLoginAttempts = "too_many_login_attempts",
        /// `server_error`.
        ServerError = "server_error",
        /// An error that no table knows.
        Unknown = "brand_new_error",
        /// A text instead of JSON: .NET's inside code 11, a proxy's from TapTap itself.
        Text = "text",
    }
}

choices! {
    /// How TapTap spells its errors.
    pub enum ErrorStyle {
        /// `slow_down`.
        Bare = "bare",
        /// `oauth2.tapapis.com.SLOW_DOWN`.
        Prefixed = "prefixed",
    }
}

section! {
    /// TapTap and Phigros' session service.
    pub struct TapTap("taptap") {
        /// The answer to a code request.
        pub answer: TapTapAnswer = TapTapAnswer::Full,
        /// `interval` of the answer, in seconds.
        pub interval: u32 = 1,
        /// How far apart polls have to be, where that is longer than `interval`.
        pub pace: Millis = Millis(0),
        /// Whether polling faster is answered `slow_down`, without starting the wait anew.
        pub enforces_interval: bool = true,
        /// How much too early a poll may come.
        pub tolerance: Millis = Millis(250),
        /// How long a code lives (`expires_in`).
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a confirmed login can still be collected after the code's end.
        pub collectable: Millis = Millis::seconds(60),
        /// What the token poll answers (`text`: something that is no JSON).
        pub token: Upstream = Upstream::Real,
        /// How a code ends.
        pub expired: TapTapEnd = TapTapEnd::InvalidGrantCode,
        /// How errors are spelt.
        pub error_style: ErrorStyle = ErrorStyle::Bare,
        /// The HTTP status of `authorization_waiting`.
        pub waiting_status: u32 = 400,
        /// The HTTP status of `access_denied` at the token poll.
        pub denied_status: u32 = 401,
        /// The HTTP status of `invalid_grant_code`.
        pub invalid_grant_status: u32 = 400,
        /// Whether the token has `access_token` beside `kid`.
        pub access_token: bool = true,
        /// The algorithm of the token's MAC.
        pub mac_algorithm: MacAlgorithm = MacAlgorithm::HmacSha1,
        /// What stands between the token's scopes.
        pub scope_separator: ScopeSeparator = ScopeSeparator::Space,
        /// A scope that is granted without having been asked for, such as `compliance`. Empty: none.
        pub extra_scope: String = String::new(),
        /// The `kid` of every token, instead of a random one. Empty: random.
        pub kid: String = String::new(),
        /// The `mac_key` of every token, instead of a random one. Empty: random.
        pub mac_key: String = String::new(),
        /// How wrong a client's clock may be in a MAC.
        pub clock_tolerance: Millis = Millis::seconds(300),
        /// How profile calls go.
        pub profile: TapTapProfile = TapTapProfile::Ok,
        /// Whether the profile has `gender`.
        pub gender: bool = true,
        /// Whether the player has a user at the session service.
        pub player: TapTapPlayer = TapTapPlayer::Existing,
        /// Whether the player has a save in the cloud.
        pub save: bool = true,
        /// How the login at the session service goes.
        pub session: TapTapSession = TapTapSession::Ok,
        /// What a success lacks.
        pub lacks: TapTapLacks = TapTapLacks::None,
    }
}
