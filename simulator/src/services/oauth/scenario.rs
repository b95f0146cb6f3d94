//! The settings of the device flow's services.
//!
//! What the person does is in `person`; this is how the service says it.

use crate::scenario::values::{Millis, choices, section};

choices! {
    /// In whose manner the service responds.
    pub enum DeviceStyle {
        /// In that of the service at the host.
        ByHost = "by-host",
        /// As RFC 8628 says, with a complete link, refresh and ID token.
        Standard = "standard",
        /// Errors with status 200, a form unless JSON is accepted, `interval` in `slow_down`,
        /// scopes separated by commas, no refresh token.
        Github = "github",
        /// `verification_url`; 428 for pending, 403 for `slow_down` and refusals.
        Google = "google",
        /// `message`, `error_codes`, `authorization_declined`.
        Microsoft = "microsoft",
        /// `{"status":400,"message":"authorization_pending"}`, scopes as a list.
        Twitch = "twitch",
        /// Names of fields in camel case, links without a scheme, `sub_status` (TIDAL).
        Camel = "camel",
        /// Errors as objects with `error_subcode`.
        Facebook = "facebook",
    }
}

choices! {
    /// The result of the request for a code.
    pub enum DeviceStart {
        /// A code.
        Ok = "ok",
        /// The app has no device flow.
        Disabled = "device_flow_disabled",
        /// The app may not use it.
        UnauthorizedClient = "unauthorized_client",
        /// The service has none.
        UnsupportedGrantType = "unsupported_grant_type",
        /// The app is unknown.
        InvalidClient = "invalid_client",
        /// A scope is not allowed.
        InvalidScope = "invalid_scope",
        /// Too many codes.
        SlowDown = "slow_down",
        /// An error that no table has.
        Unknown = "brand_new_error",
        /// HTTP 200 and an empty object.
        Empty = "empty",
        /// HTTP 401 and nothing else.
        S401 = "401",
        /// HTTP 403 and nothing else.
        S403 = "403",
        /// HTTP 404 and nothing else.
        S404 = "404",
        /// HTTP 422 and nothing else.
        S422 = "422",
        /// A web page.
        Page = "page",
    }
}

choices! {
    /// The response to a poll.
    pub enum DeviceToken {
        /// The real state.
        Real = "real",
        /// `slow_down` with HTTP 429 and an empty body.
        TooMany = "429",
        /// `bad_verification_code`.
        BadVerificationCode = "bad_verification_code",
        /// `incorrect_device_code`.
        IncorrectDeviceCode = "incorrect_device_code",
        /// `invalid_grant`.
        InvalidGrant = "invalid_grant",
        /// `invalid_client`.
        InvalidClient = "invalid_client",
        /// `incorrect_client_credentials`.
        IncorrectClientCredentials = "incorrect_client_credentials",
        /// `unauthorized_client`.
        UnauthorizedClient = "unauthorized_client",
        /// `unsupported_grant_type`.
        UnsupportedGrantType = "unsupported_grant_type",
        /// `invalid_request`.
        InvalidRequest = "invalid_request",
        /// `invalid_scope`.
        InvalidScope = "invalid_scope",
        /// `temporarily_unavailable`.
        TemporarilyUnavailable = "temporarily_unavailable",
        /// `server_error`.
        ServerError = "server_error",
        /// An error that no table has.
        Unknown = "brand_new_error",
        /// HTTP 200 and an empty object.
        Empty = "empty",
        /// Tokens beside an error.
        Both = "tokens-and-error",
    }
}

choices! {
    /// The form of responses.
    pub enum DeviceForm {
        /// JSON, or as GitHub does.
        ByStyle = "by-style",
        /// A form with its type.
        Form = "form",
        /// A form as `text/plain`.
        Untyped = "untyped-form",
        /// JSON as `text/plain`.
        UntypedJson = "untyped-json",
    }
}

choices! {
    /// The error of an expired code.
    pub enum DeviceEnd {
        /// As RFC 8628 says, but Twitch: `invalid device code`.
        ByStyle = "by-style",
        /// `expired_token`.
        ExpiredToken = "expired_token",
        /// `code_expired`.
        CodeExpired = "code_expired",
        /// `invalid_grant`.
        InvalidGrant = "invalid_grant",
    }
}

choices! {
    /// How the granted scopes are written.
    pub enum DeviceScope {
        /// Separated by blanks; GitHub: by commas; Twitch: a list.
        ByStyle = "by-style",
        /// Separated by blanks.
        Blank = "blank",
        /// Separated by commas.
        Comma = "comma",
        /// A list.
        List = "list",
        /// Not at all.
        Absent = "absent",
    }
}

choices! {
    /// The metadata of the issuer.
    pub enum DeviceIssuer {
        /// Right ones.
        Ok = "ok",
        /// Those of another issuer.
        Other = "other",
        /// Without a device flow.
        NoDevice = "no-device",
        /// Endpoints of http.
        Http = "http",
        /// There are none.
        Missing = "404",
    }
}

choices! {
    /// What a success lacks.
    pub enum DeviceLacks {
        /// Nothing.
        None = "none",
        /// `access_token`.
        AccessToken = "access_token",
        /// `refresh_token`.
        RefreshToken = "refresh_token",
        /// `id_token`.
        IdToken = "id_token",
        /// `token_type`.
        TokenType = "token_type",
        /// `expires_in`.
        ExpiresIn = "expires_in",
    }
}

section! {
    /// The services of the device flow (RFC 8628).
    pub struct Device("device") {
        /// In whose manner the service responds.
        pub style: DeviceStyle = DeviceStyle::ByHost,
        /// The form of responses.
        pub form: DeviceForm = DeviceForm::ByStyle,
        /// The result of the request for a code.
        pub start: DeviceStart = DeviceStart::Ok,
        /// The response to a poll.
        pub token: DeviceToken = DeviceToken::Real,
        /// The only application that is known; empty: every one.
        pub client_id: String = String::new(),
        /// The secret of the application; empty: none is needed, except by Google.
        pub client_secret: String = String::new(),
        /// Whether a code without a PKCE challenge is refused.
        pub requires_pkce: bool = false,
        /// The metadata of the issuer.
        pub issuer: DeviceIssuer = DeviceIssuer::Ok,
        /// Whether a service with a complete link sends it.
        pub complete_link: bool = true,
        /// The link that is sent instead of the service's own. Empty: its own.
        pub link: String = String::new(),
        /// The user code that is sent instead of a random one. Empty: random.
        pub user_code: String = String::new(),
        /// The interval that is kept and, unless it is 0, sent, in seconds.
        pub interval: u32 = 5,
        /// What is sent as `interval` instead: a number, or any text. Empty: the true one.
        pub stated_interval: String = String::new(),
        /// How long a code is valid (`expires_in`).
        pub lifetime: Millis = Millis::seconds(900),
        /// What is sent as `expires_in` instead: a number, any text, or `absent`.
        pub stated_lifetime: String = String::new(),
        /// When a code ends in truth, in spite of what was stated. 0: at its time.
        pub dies_early: Millis = Millis(0),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// By how much a poll may be too early.
        pub tolerance: Millis = Millis(250),
        /// Whether each `slow_down` makes the interval 5 s longer.
        pub grows: bool = true,
        /// Whether `slow_down` never ends once it was said.
        pub endless_slow_down: bool = false,
        /// `slow_down` for this many first polls of a code, at any pace.
        pub slow_polls: u32 = 0,
        /// This many first polls of a code are refused with `incorrect_device_code`.
        pub grace: u32 = 0,
        /// The error of an expired code.
        pub expired: DeviceEnd = DeviceEnd::ByStyle,
        /// The HTTP status of `authorization_pending`. 0: that of the style.
        pub pending_status: u32 = 0,
        /// How the granted scopes are written.
        pub scope: DeviceScope = DeviceScope::ByStyle,
        /// `expires_in` of a token, in seconds.
        pub expires_in: u32 = 3600,
        /// What a success lacks.
        pub lacks: DeviceLacks = DeviceLacks::None,
        /// Whether a refresh replaces the refresh token.
        pub rotates: bool = true,
        /// The error that a refresh is refused with. Empty: it is not refused.
        pub refuse_refresh: String = String::new(),
    }
}
