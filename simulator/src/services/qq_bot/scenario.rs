//! The settings of QQ's bots.

use crate::scenario::values::{Millis, choices, section};

choices! {
    /// The response to the request of a task.
    pub enum QqBotStart {
        /// A task.
        Ok = "ok",
        /// `retcode` with a message.
        Refused = "retcode",
        /// HTTP 403 and nothing else.
        Forbidden = "403",
        /// No `task_id`.
        NoTask = "no-task",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// The response of the poll instead of the real state.
    pub enum QqBotPoll {
        /// Its real state.
        Real = "real",
        /// A state that no client knows.
        Unknown = "unknown",
        /// `retcode` with a message.
        Refused = "retcode",
        /// HTTP 403 and nothing else.
        Forbidden = "403",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// How a number is written.
    pub enum QqBotNumber {
        /// As a number.
        Number = "number",
        /// As digits in a text.
        Text = "text",
    }
}

choices! {
    /// What is said of a task that is not scanned.
    pub enum QqBotWaiting {
        /// 0.
        None = "0",
        /// 1.
        Pending = "1",
        /// Nothing.
        Missing = "missing",
    }
}

choices! {
    /// How the bot's secret is encrypted.
    pub enum QqBotSecret {
        /// With the key of the task.
        Good = "good",
        /// With another key.
        OtherKey = "other-key",
        /// Its tag is another.
        WrongTag = "wrong-tag",
        /// It is shorter than nonce and tag.
        Short = "short",
        /// It is empty: nonce and tag alone.
        Empty = "empty",
        /// It is not base64.
        NotBase64 = "not-base64",
        /// It is not UTF-8.
        NotUtf8 = "not-utf8",
    }
}

choices! {
    /// A part of the credentials that is left out.
    pub enum QqBotLacks {
        /// None of them.
        None = "none",
        /// `bot_appid`.
        Id = "bot_appid",
        /// `bot_encrypt_secret`.
        Secret = "bot_encrypt_secret",
        /// `user_openid`.
        User = "user_openid",
    }
}

section! {
    /// The bots of QQ.
    pub struct QqBot("qq-bot") {
        /// The response to the request of a task.
        pub start: QqBotStart = QqBotStart::Ok,
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(600),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// The program that the client names in the text of the code. The service is not asked for
        /// that text.
        pub source: String = "qrlogin".to_owned(),
        /// The response of the poll instead of the real state.
        pub poll: QqBotPoll = QqBotPoll::Real,
        /// Whether responses have `retcode`.
        pub retcode: bool = true,
        /// How the state is written.
        pub status: QqBotNumber = QqBotNumber::Number,
        /// What is said of a task that is not scanned.
        pub waiting: QqBotWaiting = QqBotWaiting::None,
        /// How the bot's ID is written.
        pub appid: QqBotNumber = QqBotNumber::Text,
        /// How the bot's secret is encrypted.
        pub secret: QqBotSecret = QqBotSecret::Good,
        /// A part of the credentials that is left out.
        pub lacks: QqBotLacks = QqBotLacks::None,
    }
}
