//! A provider outside the crate: it runs, is resumed and is recorded like those inside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::time::Duration;

use qrlogin::flows::{FlowInfo, Options};
use qrlogin::har::Har;
use qrlogin::record::Recordable;
use qrlogin::{
    BaseUrl, BoxFlow, Call, Cx, Error, Flow, Listed, Login, Next, Policy, Provider, PublicNames,
    QrCode, Recorder, Replay, Request, Response, Secret, SettingInfo, Settings, SnapshotError,
    Step,
};
use qrlogin_test_support::{START, reply, seed};
use serde::{Deserialize, Serialize};

/// A door that is opened by a phone. Its `code` is a secret of plain letters, its `floor` is none.
#[derive(Serialize, Deserialize)]
struct Door {
    side: String,
    owner: String,
    server: BaseUrl,
}

#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Start,
    Wait { code: Secret, floor: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Key {
    token: Secret,
}

#[derive(Deserialize)]
struct Answer {
    code: Option<Secret>,
    floor: Option<String>,
    token: Option<Secret>,
}

impl Provider for Door {
    const ID: &'static str = "door";
    type Stage = Stage;
    type Credential = Key;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Cx<'_>) -> Result<Call, Error> {
        let (name, path) = match stage {
            Stage::Start => ("start", format!("begin?owner={}", self.owner)),
            Stage::Wait { code, floor } => {
                let code = code.expose();
                ("poll", format!("poll?code={code}&floor={floor}"))
            }
        };
        let mut request = Request::default();
        *request.uri_mut() = self.server.join(&path).parse().unwrap();
        if self.side == "front" {
            let key = "compiled-in-key-1".parse().unwrap();
            request.headers_mut().insert("x-api-key", key);
        }
        Ok(Call::new(name, request, Duration::from_secs(10)))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, Key>, Error> {
        let answer: Answer =
            serde_json::from_slice(reply.body()).map_err(|_| Error::malformed("door"))?;
        // That it is on this floor is what the answers of a recording must keep.
        if answer.floor.as_deref() != Some("penthouse") {
            return Err(Error::malformed("another floor"));
        }
        match (stage, answer) {
            (
                Stage::Start,
                Answer {
                    code: Some(code),
                    floor: Some(floor),
                    ..
                },
            ) => {
                let shown = QrCode::new(
                    code.clone(),
                    Self::SCAN_WITH,
                    cx.now() + Duration::from_secs(60),
                );
                Ok(Next::Show(shown, Stage::Wait { code, floor }))
            }
            (_, Answer { token: Some(t), .. }) => Ok(Next::Done(Key { token: t })),
            _ => Ok(Next::Pending(stage.clone(), None)),
        }
    }

    fn policy(&self, _: &Stage) -> Policy {
        Policy::new(Duration::from_secs(1))
    }
}

impl Listed for Door {
    const SCAN_WITH: &'static str = "the door app";
    const YIELDS: &'static str = "a key";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::one_of("side", &["front", "back"], "front", "which door"),
        SettingInfo::text("owner", "nobody", "whose door"),
        SettingInfo::text("url", "https://door.example", "where it is"),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let text = |name, default: &str| settings.get(name).unwrap_or(default).to_owned();
        Ok(Self {
            side: text("side", "front"),
            owner: text("owner", "nobody"),
            server: text("url", "https://door.example").parse()?,
        })
    }
}

impl Recordable for Door {
    const PUBLIC: PublicNames = PublicNames::new(&["floor"]).except(&["code"]);
}

const INFO: FlowInfo<Key> = FlowInfo::of::<Door>();

const BEGUN: &str = r#"{"code": "opensesame", "floor": "penthouse"}"#;
const OPEN: &str = r#"{"floor": "penthouse", "token": "t0ken-0123456789"}"#;

fn settings() -> Settings {
    Settings::new().with("side", "back").with("owner", "alice")
}

/// Runs the login to its end.
fn run<F: Flow>(flow: &mut F) -> F::Credential {
    let (mut now, mut answers) = (START, [BEGUN, OPEN].into_iter());
    loop {
        match flow.poll(now).unwrap() {
            Step::Send(_) => flow.handle(now, Ok(reply(200, answers.next().unwrap()))),
            Step::Wait(until) => now = until,
            Step::Done(credential) => return credential,
            _ => {}
        }
    }
}

/// A login that was recorded with all that is known of it.
fn recorded() -> Har {
    let start = Recorder::start(&INFO, &settings(), seed(), &Options::default());
    let mut recorder = start.unwrap();
    assert_eq!(run(&mut recorder).token.expose(), "t0ken-0123456789");
    recorder.to_har()
}

fn assert_no_secret(text: &str) {
    for secret in ["opensesame", "t0ken", "alice"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[test]
fn what_it_excepts_from_the_common_names_is_redacted() {
    assert_no_secret(&recorded().to_json());
    let mut recorder = Recorder::new(
        Login::new(Door::configure(&settings()).unwrap(), seed()),
        Door::PUBLIC,
    );
    run(&mut recorder);
    assert_no_secret(&recorder.to_har().to_json());
}

#[test]
fn what_it_declares_public_stays_and_the_recording_replays() {
    let text = recorded().to_json();
    assert!(text.contains(r#"\"floor\": \"penthouse\""#), "{text}");
    assert!(text.contains("&floor=penthouse"), "{text}");
    let login = Login::new(Door::configure(&settings()).unwrap(), seed());
    let mut elsewhere = Recorder::new(login, Door::PUBLIC);
    run(&mut elsewhere);
    let text = elsewhere.to_har().to_json();
    let replay = Replay::from_har(&text).unwrap();
    let login = Login::new(Door::configure(&settings()).unwrap(), seed());
    // The owner in the first request was a secret.
    let replayed = replay.ignoring("owner").run(login).unwrap();
    assert!(replayed.outcome.is_ok());
}

#[test]
fn it_replays_exactly_when_the_replay_is_told_how_it_is_made() {
    let replay = Replay::from_har(&recorded().to_json()).unwrap();
    assert!(replay.har().is_exact());
    assert!(
        replay.login().is_none(),
        "the flow is none of those inside the crate"
    );
    let login: BoxFlow<Key> = replay.login_of(&INFO).unwrap().unwrap();
    assert!(replay.run_exact(login).unwrap().outcome.is_ok());
    let other: &FlowInfo = &qrlogin::flows::FLOWS[0];
    assert!(replay.login_of(other).is_none());
}

#[test]
fn a_constant_that_it_does_not_declare_is_in_no_recording() {
    let settings = Settings::new().with("side", "front");
    let mut flow = Recorder::start(&INFO, &settings, seed(), &Options::default()).unwrap();
    run(&mut flow);
    let text = flow.to_har().to_json();
    assert!(!text.contains("compiled-in-key-1"), "{text}");
    assert_no_secret(&text);
}

#[test]
fn a_setting_that_is_one_of_a_few_stays_and_another_one_goes() {
    let text = recorded().to_json();
    assert!(text.contains(r#""side": "back""#), "{text}");
    assert!(
        text.contains(r#""owner": ""#) && !text.contains("alice"),
        "{text}"
    );
}

#[test]
fn the_name_of_a_server_goes_whatever_its_setting_is_called() {
    let settings = settings().with("url", "https://home.example.net/door");
    let start = Recorder::start(&INFO, &settings, seed(), &Options::default());
    let mut recorder = start.unwrap();
    run(&mut recorder);
    let text = recorder.to_har().to_json();
    assert!(!text.contains("example.net"), "{text}");
    assert!(text.contains("https://server.example/door/begin"), "{text}");
}

#[test]
fn of_a_file_whose_flow_is_not_known_nothing_stays_that_could_be_a_secret() {
    let with_secrets = recorded().to_json_with_all_secrets();
    let text = Har::read(&with_secrets).unwrap().to_json();
    assert_no_secret(&text);
    for unknown in ["penthouse", "begin", "poll?"] {
        assert!(!text.contains(unknown), "{unknown}: {text}");
    }
    assert!(text.contains("https://door.example/"), "{text}");
}

#[test]
fn a_file_is_redacted_as_its_flow_says_when_it_is_named() {
    let with_secrets = recorded().to_json_with_all_secrets();
    let har = Har::read(&with_secrets).unwrap().of_flow(&INFO);
    assert_eq!(har.flow(), Some("door"));
    assert_eq!(har.to_json(), recorded().to_json());
}

#[test]
fn a_recorder_and_a_box_tell_the_code_on_show() {
    let start = Recorder::start(&INFO, &settings(), seed(), &Options::default());
    let mut recorder = start.unwrap();
    assert!(matches!(recorder.poll(START), Ok(Step::Send(_))));
    recorder.handle(START, Ok(reply(200, BEGUN)));
    assert!(matches!(recorder.poll(START), Ok(Step::Event(_))));
    assert_eq!(recorder.code().unwrap().payload.expose(), "opensesame");
    let inside = recorder.into_flow();
    assert_eq!(inside.code().unwrap().payload.expose(), "opensesame");
}

#[test]
fn it_is_configured_by_name_and_its_settings_are_checked() {
    let login = |settings: &Settings| INFO.login(settings, seed(), &Options::default());
    assert_eq!(
        run(&mut login(&settings()).unwrap()).token.expose(),
        "t0ken-0123456789"
    );
    let odd = login(&Settings::new().with("side", "top")).err();
    assert!(matches!(odd, Some(Error::Setting { name, .. }) if name == "side"));
    let unknown = login(&Settings::new().with("colour", "red")).err();
    assert!(matches!(unknown, Some(Error::Setting { name, .. }) if name == "colour"));
}

#[test]
fn it_is_resumed_by_its_own_description_and_not_as_a_flow_of_the_crate() {
    let login = INFO.login(&settings(), seed(), &Options::default());
    let snapshot = login.unwrap().snapshot().unwrap();
    let mut resumed = INFO.resume(&snapshot).unwrap();
    assert_eq!(run(&mut resumed).token.expose(), "t0ken-0123456789");
    let inside = qrlogin::flows::resume(&snapshot).err();
    assert_eq!(inside, Some(Error::Snapshot(SnapshotError::Flow)));
}

#[test]
fn a_description_is_printed_and_serialised_without_what_only_a_program_can_use() {
    let json = serde_json::to_value(INFO).unwrap();
    assert_eq!(json["id"], "door");
    assert_eq!(json["settings"][0]["values"][1], "back");
    let mut fields: Vec<_> = json.as_object().unwrap().keys().collect();
    fields.sort();
    assert_eq!(
        fields,
        ["cookies", "id", "scan_with", "settings", "yields"],
        "{json}"
    );
    assert!(format!("{INFO:?}").starts_with("FlowInfo { id: \"door\""));
}
