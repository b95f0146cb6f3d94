//! What the API shows of a login: its events, and what they add up to.
//!
//! All times are milliseconds since the Unix epoch, as in the core and in exported credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qrlogin::{Error, Image, ImageKind, InputWanted, QrCode, Scanner, Secret};
use schemars::JsonSchema;
use serde::Serialize;

use super::Opened;
use crate::event::LoginEvent;
use crate::store::{Record, State};

/// A login.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Login")]
pub(super) struct View {
    /// Its id.
    id: String,
    /// The flow's name.
    flow: String,
    /// Whether it is under way, or how it has ended.
    #[schemars(extend("enum" = ["running", "done", "failed", "cancelled"]))]
    state: &'static str,
    /// What the user sees.
    pub(super) stage: Stage,
    /// The code to show, until the user confirms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<Code>,
    /// Who has scanned it, as far as the service says.
    #[serde(skip_serializing_if = "Option::is_none")]
    scanner: Option<ScannedBy>,
    /// What the user has to type, in the stage `input_wanted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Input>,
    /// Why it has failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    /// When it was created, in milliseconds since the Unix epoch.
    created_at: u64,
    /// When it will be removed, in any state, in milliseconds since the Unix epoch.
    expires_at: u64,
    /// The number of the last event; 0 before the first.
    last_event: u64,
    /// Whether there is a credential to redeem.
    has_result: bool,
    /// Whether the credential was redeemed.
    redeemed: bool,
}

/// What the user sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(super) enum Stage {
    /// There is no code yet.
    Starting,
    /// The code has to be scanned.
    Code,
    /// The code was scanned, and has to be confirmed on the phone.
    Scanned,
    /// The user has to type something.
    InputWanted,
    /// The user has confirmed; the credential is being fetched.
    Confirmed,
    /// There is a credential.
    Done,
    /// There is an error.
    Failed,
    /// The login was cancelled.
    Cancelled,
}

/// A code to show.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Code {
    /// The text to encode, unchanged. With it, others can follow this login: show it to the user
    /// only.
    #[schemars(with = "String")]
    pub(super) payload: Secret,
    /// Which app has to scan it, as a noun phrase.
    scan_with: String,
    /// When it expires, in milliseconds since the Unix epoch.
    expires_at: u64,
    /// Something the user should know before scanning.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    /// The code to be compared or typed where the service has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    user_code: Option<Secret>,
    /// Where the user can type it instead of scanning.
    #[serde(skip_serializing_if = "Option::is_none")]
    verification_uri: Option<String>,
    /// The service's own picture of the code as a `data:` URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    image: Option<Secret>,
    /// Where the service has a picture of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    image_url: Option<Secret>,
    /// Whether the service has replaced a code that was still valid.
    rotated: bool,
}

impl Code {
    fn of(code: QrCode) -> Self {
        Self {
            image: code.image.as_ref().and_then(data_url),
            payload: code.payload,
            scan_with: code.scan_with,
            expires_at: code.expires_at.as_millis(),
            notice: code.notice,
            user_code: code.user_code,
            verification_uri: code.verification_uri,
            image_url: code.image_url,
            rotated: code.rotated,
        }
    }
}

/// Who has scanned.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Scanner")]
pub(super) struct ScannedBy {
    /// The user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    name: Option<Secret>,
    /// The user's picture as a `data:` URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    avatar: Option<Secret>,
    /// Where the service has the user's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    avatar_url: Option<Secret>,
}

impl ScannedBy {
    fn of(scanner: Scanner) -> Self {
        Self {
            avatar: scanner.avatar.as_ref().and_then(data_url),
            name: scanner.name,
            avatar_url: scanner.avatar_url,
        }
    }
}

/// What the user has to type.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Input {
    /// What to type, as a noun phrase.
    what: String,
    /// Whether the service has refused an earlier input.
    again: bool,
}

impl Input {
    fn of(wanted: InputWanted) -> Self {
        Self {
            what: wanted.what,
            again: wanted.again,
        }
    }
}

/// Why a login has failed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LoginError")]
pub(super) struct Failure {
    /// The name of the error, stable, such as `expired`.
    kind: String,
    /// The key of the advice, stable, such as `new_code`.
    advice: String,
    /// What to do, in one sentence.
    advice_text: String,
    /// What has happened, in one sentence, for the user.
    message: String,
}

impl Failure {
    fn of(error: &Error) -> Self {
        let advice = error.advice();
        Self {
            kind: error.kind().to_owned(),
            advice: advice.key().to_owned(),
            advice_text: advice.to_string(),
            message: error.to_string(),
        }
    }
}

/// A picture as a `data:` URL, if it is one of the kinds that browsers show.
fn data_url(image: &Image) -> Option<Secret> {
    let kind = match image.kind() {
        ImageKind::Png => "png",
        ImageKind::Jpeg => "jpeg",
        ImageKind::Gif => "gif",
        _ => return None,
    };
    let text = format!(
        "data:image/{kind};base64,{}",
        STANDARD.encode(image.bytes())
    );
    Some(text.into())
}

/// An event of a login.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Event")]
pub(super) struct EventView {
    /// Its number within the login, from 1, without gaps.
    pub(super) number: u64,
    /// When it was stored, in milliseconds since the Unix epoch.
    at: u64,
    /// What has happened.
    #[serde(flatten)]
    pub(super) event: EventBody,
}

/// What has happened. After one of the last three there is no other event.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum EventBody {
    /// There is a code to show. It replaces an earlier one.
    Code {
        /// The code.
        code: Code,
    },
    /// The code was scanned.
    Scanned {
        /// Who has scanned it.
        scanner: ScannedBy,
    },
    /// The user has to type something.
    InputWanted {
        /// What.
        input: Input,
    },
    /// The user has confirmed.
    Confirmed,
    /// The credential can be redeemed.
    Done,
    /// The login has failed.
    Failed {
        /// Why.
        error: Failure,
    },
    /// The login was cancelled by its owner.
    Cancelled,
}

impl EventBody {
    fn of(event: LoginEvent) -> Self {
        match event {
            LoginEvent::Code(code) => Self::Code {
                code: Code::of(code),
            },
            LoginEvent::Scanned(scanner) => Self::Scanned {
                scanner: ScannedBy::of(scanner),
            },
            LoginEvent::InputWanted(wanted) => Self::InputWanted {
                input: Input::of(wanted),
            },
            LoginEvent::Confirmed => Self::Confirmed,
            LoginEvent::Done => Self::Done,
            LoginEvent::Failed { error } => Self::Failed {
                error: Failure::of(&error),
            },
            LoginEvent::Cancelled => Self::Cancelled,
        }
    }

    /// Its `type`.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::Scanned { .. } => "scanned",
            Self::InputWanted { .. } => "input_wanted",
            Self::Confirmed => "confirmed",
            Self::Done => "done",
            Self::Failed { .. } => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl EventView {
    pub(super) fn of(opened: Opened) -> Self {
        Self {
            number: opened.number,
            at: opened.at.as_millis(),
            event: EventBody::of(opened.event),
        }
    }
}

impl View {
    /// What all events up to the record's last one add up to.
    pub(super) fn fold(record: &Record, events: impl Iterator<Item = LoginEvent>) -> Self {
        let start = Self {
            id: record.id.to_string(),
            flow: record.flow.clone(),
            state: record.state.name(),
            stage: Stage::Starting,
            code: None,
            scanner: None,
            input: None,
            error: None,
            created_at: record.created_at.as_millis(),
            expires_at: record.expires_at.as_millis(),
            last_event: record.last_event,
            has_result: record.has_result && record.state == State::Done,
            redeemed: record.redeemed_at.is_some(),
        };
        events.fold(start, |view, event| view.after(EventBody::of(event)))
    }

    fn after(mut self, event: EventBody) -> Self {
        // An input is wanted until the next event.
        self.input = None;
        match event {
            EventBody::Code { code } => {
                // A code that the service has replaced by itself is still that of this scan.
                if !code.rotated {
                    self.scanner = None;
                }
                self.code = Some(code);
                self.stage = Stage::Code;
            }
            EventBody::Scanned { scanner } => {
                self.scanner = Some(scanner);
                self.stage = Stage::Scanned;
            }
            EventBody::InputWanted { input } => {
                self.input = Some(input);
                self.stage = Stage::InputWanted;
            }
            EventBody::Confirmed => self.without_code(Stage::Confirmed),
            EventBody::Done => self.without_code(Stage::Done),
            EventBody::Failed { error } => {
                self.error = Some(error);
                self.without_code(Stage::Failed);
            }
            EventBody::Cancelled => self.without_code(Stage::Cancelled),
        }
        self
    }

    /// The code is not to be scanned any more.
    fn without_code(&mut self, stage: Stage) {
        self.code = None;
        self.stage = stage;
    }
}
