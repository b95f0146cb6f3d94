//! The settings of TapTap and of Phigros' session service.
//!
//! Acts after a number of polls are steps of the person (`scan@poll:3 confirm@poll:6`, `cancel`,
//! `deny`); failures of single requests are faults (`taptap/token#2 refuse:slow_down`,
//! `taptap/profile#1-2 status:503`, `taptap/users#1 hang`).

use crate::scenario::values::{Millis, choices, section};

choices! {
    /// The response to a code request.
    pub enum TapTapAnswer {
        /// All members that were observed.
        Full = "full",
        /// `device_code`, `expires_in` and `qrcode_url` alone.
        Minimal = "minimal",
        /// All but `qrcode_url`: the address is made from `verification_url` and `user_code`.
        WithoutQrcodeUrl = "without-qrcode-url",
    }
}

choices! {
    /// The error of an expired code.
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
        /// The only one that was observed.
        HmacSha1 = "hmac-sha-1",
        /// The other one of the official SDK.
        HmacSha256 = "hmac-sha-256",
    }
}

choices! {
    /// The separator of scopes.
    pub enum ScopeSeparator {
        /// A space.
        Space = "space",
        /// A comma.
        Comma = "comma",
    }
}

choices! {
    /// The result of profile calls.
    pub enum TapTapProfile {
        /// Success.
        Ok = "ok",
        /// The token has expired.
        AccessDenied = "access_denied",
        /// Refused: the clock is wrong, even if it is right.
        InvalidTime = "invalid_time",
        /// Refused: the nonce is used, even if it is new.
        ReplayAttacks = "replay_attacks",
        /// The profile is not for this app.
        Forbidden = "forbidden",
        /// TapTap has a server error.
        ServerError = "server_error",
    }
}

choices! {
    /// Whether the player has a user at the session service.
    pub enum TapTapPlayer {
        /// Has played before.
        Existing = "existing",
        /// Never played: the first login creates the user, or fails if it must not.
        New = "new",
    }
}

choices! {
    /// The result of the login at the session service.
    pub enum TapTapSession {
        /// Success.
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
    /// TapTap's response to the token poll, inside code 11.
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
        /// An error that is not in any table.
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
        /// The response to a code request.
        pub answer: TapTapAnswer = TapTapAnswer::Full,
        /// `interval` of the response, in seconds.
        pub interval: u32 = 1,
        /// The shortest accepted time between polls, if longer than `interval`.
        pub pace: Millis = Millis(0),
        /// Whether faster polling is refused with `slow_down`, without restarting the interval.
        pub enforces_interval: bool = true,
        /// By how much a poll may be too early.
        pub tolerance: Millis = Millis(250),
        /// How long a code is valid (`expires_in`).
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// The response of the token poll (`text`: not JSON).
        pub token: Upstream = Upstream::Real,
        /// The error of an expired code.
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
        /// The separator of the token's scopes.
        pub scope_separator: ScopeSeparator = ScopeSeparator::Space,
        /// A scope that is granted without a request, such as `compliance`. Empty: none.
        pub extra_scope: String = String::new(),
        /// The `kid` of every token, instead of a random one. Empty: random.
        pub kid: String = String::new(),
        /// The `mac_key` of every token, instead of a random one. Empty: random.
        pub mac_key: String = String::new(),
        /// The accepted error of a client's clock in a MAC.
        pub clock_tolerance: Millis = Millis::seconds(300),
        /// The result of profile calls.
        pub profile: TapTapProfile = TapTapProfile::Ok,
        /// Whether the profile has `gender`.
        pub gender: bool = true,
        /// Whether the player has a user at the session service.
        pub player: TapTapPlayer = TapTapPlayer::Existing,
        /// Whether the player has a save in the cloud.
        pub save: bool = true,
        /// The result of the login at the session service.
        pub session: TapTapSession = TapTapSession::Ok,
        /// What a success lacks.
        pub lacks: TapTapLacks = TapTapLacks::None,
    }
}
