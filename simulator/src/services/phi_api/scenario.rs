//! The settings of phiApi.

use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};
use crate::services::taptap::scenario::{ErrorStyle, Upstream};

choices! {
    /// The version of the server.
    pub enum PhiEra {
        /// Since 2025-12-20.
        Current = "current",
        /// The document, taken literally.
        Documented = "documented",
        /// Since 2025-08-29.
        Envelope = "envelope",
        /// Since 2025-07-22: `GET` everywhere.
        EnvelopeGet = "envelope-get",
        /// Since 2025-05-10: no envelope.
        Prefix = "prefix",
        /// Since 2024-07: no envelope, prefix `/api`.
        Legacy = "legacy",
    }
}

choices! {
    /// The spelling of token and profile keys.
    pub enum Keys {
        /// As the era has it.
        Era = "era",
        /// `access_token`, `mac_key`, `openid`.
        Snake = "snake",
        /// `token`, `macKey`, `openId`.
        Camel = "camel",
    }
}

choices! {
    /// The form of the session token's response.
    pub enum TokenBody {
        /// As the era has it.
        Era = "era",
        /// JSON.
        Json = "json",
        /// Plain text.
        Text = "text",
    }
}

choices! {
    /// Which query parameter selects the region.
    pub enum RegionQuery {
        /// As the era has it.
        Era = "era",
        /// `useChinaEndpoint`.
        Code = "code",
        /// `isInternational`.
        Document = "document",
        /// None: China only.
        None = "none",
    }
}

choices! {
    /// The backend of phiApi.
    pub enum Backend {
        /// A built-in backend with the settings of this section.
        BuiltIn = "built-in",
        /// The simulated TapTap and its settings, over its own hosts, as with the real server.
        TapTap = "taptap",
    }
}

choices! {
    /// The response of `GetNewQRCode`.
    pub enum NewCode {
        /// A code.
        Ok = "ok",
        /// Code 0 with HTTP 500.
        Fails = "500",
        /// Code 0 with HTTP 200.
        Fails200 = "200",
    }
}

choices! {
    /// The result of the last two calls.
    pub enum Session {
        /// Success.
        Ok = "ok",
        /// The profile fails: code 114 around TapTap's `access_denied`.
        ProfileDenied = "114-access_denied",
        /// The profile fails: code 114 around TapTap's `server_error`.
        ProfileServerError = "114-server_error",
        /// The profile fails: code 114 with a .NET text.
        ProfileText = "114-text",
        /// The session fails: code 1145 around LeanCloud's 211.
        NoUser = "1145-211",
        /// The session fails: code 1145 around LeanCloud's 219.
        Locked = "1145-219",
        /// The session fails: code 1145 with a .NET text.
        SessionText = "1145-text",
        /// Success with an empty token.
        Empty = "empty",
        /// Success with a token of 24 characters.
        Short = "short",
    }
}

section! {
    /// phiApi.
    pub struct PhiApi("phi-api") {
        /// The version of the server.
        pub era: PhiEra = PhiEra::Current,
        /// The spelling of token and profile keys.
        pub keys: Keys = Keys::Era,
        /// The form of the session token's response.
        pub token_body: TokenBody = TokenBody::Era,
        /// Which query parameter selects the region.
        pub query: RegionQuery = RegionQuery::Era,
        /// Its backend (`taptap`: of the settings below, only the era's apply).
        pub backend: Backend = Backend::BuiltIn,
        /// TapTap's `interval` in seconds (era `current` raises it to 3).
        pub interval: u32 = 1,
        /// Whether faster polling is refused with `slow_down`, without restarting the interval.
        pub enforces_interval: bool = true,
        /// By how much a poll may be too early.
        pub tolerance: Millis = Millis(250),
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// The response of `GetNewQRCode`.
        pub new_code: NewCode = NewCode::Ok,
        /// TapTap's response to the token poll, inside code 11.
        pub upstream: Upstream = Upstream::Real,
        /// How TapTap spells its errors.
        pub error_style: ErrorStyle = ErrorStyle::Bare,
        /// Whether the token has `access_token` beside `kid`.
        pub access_token: bool = true,
        /// The result of the last two calls.
        pub session: Session = Session::Ok,
    } idle |settings| {
        let names = &["backend", "era", "keys", "token-body", "query"];
        let why = "phi-api.backend is taptap, so those of taptap count";
        (settings.backend == Backend::TapTap).then(|| Idle::all_but(names, why))
    }
}
