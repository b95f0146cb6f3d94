//! The entries. `tests/task_contract.rs` demands one for each task of `qrlogin::tasks::ALL`.

use qrlogin::{BoxFlow, Error, Login, Mapped, Provider, Snapshot};
use qrlogin::{bilibili, oauth, pan115, steam, taptap, wechat};

use super::{Action, Ended, Revoke, TaskUnderTest};

/// Calls a macro with the names of all tasks under test, so that tests can be made from them: see
/// `tests/task_contract.rs`.
#[macro_export]
macro_rules! with_every_task {
    ($then:ident) => {
        $then! {
            bilibili_web_check
            bilibili_web_refresh
            bilibili_web_refresh_if_due
            bilibili_web_confirm
            bilibili_web_logout
            bilibili_tv_check
            bilibili_tv_refresh
            bilibili_tv_refresh_if_due
            wechat_web_check
            wechat_web_logout
            wechat_file_transfer_check
            wechat_file_transfer_logout
            pan115_check
            pan115_open_refresh
            pan115_gateway_check
            phi_api_check
            taptap_check
            taptap_check_of_token
            steam_refresh
            steam_refresh_of_client
            steam_refresh_of_mobile
            device_refresh
            device_refresh_without_rotation
        }
    };
}

/// A task that is resumed, by its type and what its outcome is.
macro_rules! resume {
    ($task:ty, $ended:expr) => {
        |snapshot| resume::<$task>(snapshot, $ended)
    };
}

fn resume<P>(
    snapshot: &Snapshot,
    ended: fn(P::Credential) -> Ended,
) -> Result<BoxFlow<Ended>, Error>
where
    P: Provider + Send + 'static,
    P::Stage: Send,
    P::Credential: Send,
{
    let task = Login::<P>::resume(snapshot)?;
    Ok(Box::new(Mapped::new(task, ended)))
}

/// The common part of checks.
const CHECK: TaskUnderTest = TaskUnderTest {
    name: "",
    id: "",
    action: Action::Check,
    login: "",
    scenario: "",
    forced: false,
    calls: &[],
    spends: None,
    not_fetched: &[],
    revoke: Revoke::Never,
    resume: |_| Err(Error::Finished),
};

/// The common part of refreshes.
const REFRESH: TaskUnderTest = TaskUnderTest {
    action: Action::Refresh,
    forced: true,
    ..CHECK
};

const BILIBILI_REFRESH: TaskUnderTest = TaskUnderTest {
    id: "bilibili-web.refresh",
    login: "bilibili-web",
    calls: &["cookie-info", "correspond", "refresh"],
    spends: Some(("refresh", "cookie-refresh")),
    revoke: Revoke::Logout,
    resume: resume!(bilibili::WebRefresh, |it| {
        Ended::Refreshed(it.map(Into::into))
    }),
    ..REFRESH
};

const TV_REFRESH: TaskUnderTest = TaskUnderTest {
    id: "bilibili-tv.refresh",
    login: "bilibili-tv",
    calls: &["refresh-token"],
    spends: Some(("refresh-token", "token-refresh")),
    revoke: Revoke::Field("refresh_token", "00112233445566778899aabbccddeeff"),
    resume: resume!(bilibili::TvRefresh, |it| {
        Ended::Refreshed(it.map(Into::into))
    }),
    ..REFRESH
};

const WECHAT_CHECK: TaskUnderTest = TaskUnderTest {
    id: "wechat-web.check",
    login: "wechat-web",
    calls: &["webwxinit"],
    revoke: Revoke::Logout,
    resume: resume!(wechat::WebCheck, Ended::Checked),
    ..CHECK
};

const WECHAT_LOGOUT: TaskUnderTest = TaskUnderTest {
    id: "wechat-web.logout",
    action: Action::Logout,
    calls: &["webwxinit", "webwxlogout", "webwxinit"],
    resume: resume!(wechat::WebLogout, Ended::LoggedOut),
    ..WECHAT_CHECK
};

const TAPTAP_CHECK: TaskUnderTest = TaskUnderTest {
    id: "taptap.check",
    login: "taptap",
    calls: &["me"],
    revoke: Revoke::Field("session_token", "zzzzzzzzzzzzzzzzzzzzzzzzz"),
    resume: resume!(taptap::DirectCheck, Ended::Checked),
    ..CHECK
};

const STEAM_REFRESH: TaskUnderTest = TaskUnderTest {
    id: "steam.refresh",
    login: "steam",
    calls: &["finalize", "transfer", "transfer", "transfer", "transfer"],
    revoke: Revoke::Field("refresh_token", "a.b.c"),
    resume: resume!(steam::QrRefresh, |it| {
        Ended::Refreshed(it.map(Into::into))
    }),
    ..REFRESH
};

const DEVICE_REFRESH: TaskUnderTest = TaskUnderTest {
    id: "device.refresh",
    login: "device",
    scenario: "device.style = standard",
    calls: &["refresh"],
    spends: Some(("refresh", "token")),
    not_fetched: &["id_token"],
    revoke: Revoke::Field("refresh_token", "another-token"),
    resume: resume!(oauth::DeviceRefresh, |it| {
        Ended::Refreshed(it.map(Into::into))
    }),
    ..REFRESH
};

/// All tasks under test.
pub static TASKS: &[TaskUnderTest] = &[
    TaskUnderTest {
        name: "bilibili_web_check",
        id: "bilibili-web.check",
        login: "bilibili-web",
        calls: &["nav"],
        revoke: Revoke::Logout,
        resume: resume!(bilibili::WebCheck, Ended::Checked),
        ..CHECK
    },
    TaskUnderTest {
        name: "bilibili_web_refresh",
        ..BILIBILI_REFRESH
    },
    TaskUnderTest {
        name: "bilibili_web_refresh_if_due",
        scenario: "bilibili-web.refresh-due = yes",
        forced: false,
        ..BILIBILI_REFRESH
    },
    TaskUnderTest {
        name: "bilibili_web_confirm",
        id: "bilibili-web.confirm",
        action: Action::Confirm,
        login: "bilibili-web",
        calls: &["confirm"],
        revoke: Revoke::Logout,
        resume: resume!(bilibili::WebConfirm, |it| {
            Ended::Confirmed(Box::new(it.into()))
        }),
        ..CHECK
    },
    TaskUnderTest {
        name: "bilibili_web_logout",
        id: "bilibili-web.logout",
        action: Action::Logout,
        login: "bilibili-web",
        calls: &["exit"],
        revoke: Revoke::Logout,
        resume: resume!(bilibili::WebLogout, Ended::LoggedOut),
        ..CHECK
    },
    TaskUnderTest {
        name: "bilibili_tv_check",
        id: "bilibili-tv.check",
        login: "bilibili-tv",
        calls: &["token-info"],
        revoke: Revoke::Field("access_token", "00112233445566778899aabbccddeeff"),
        resume: resume!(bilibili::TvCheck, Ended::Checked),
        ..CHECK
    },
    TaskUnderTest {
        name: "bilibili_tv_refresh",
        ..TV_REFRESH
    },
    TaskUnderTest {
        name: "bilibili_tv_refresh_if_due",
        scenario: "bilibili-tv.refresh-due = yes",
        forced: false,
        calls: &["token-info", "refresh-token"],
        ..TV_REFRESH
    },
    TaskUnderTest {
        name: "wechat_web_check",
        ..WECHAT_CHECK
    },
    TaskUnderTest {
        name: "wechat_web_logout",
        ..WECHAT_LOGOUT
    },
    TaskUnderTest {
        name: "wechat_file_transfer_check",
        login: "wechat-web mode=filehelper",
        ..WECHAT_CHECK
    },
    TaskUnderTest {
        name: "wechat_file_transfer_logout",
        login: "wechat-web mode=filehelper",
        ..WECHAT_LOGOUT
    },
    TaskUnderTest {
        name: "pan115_check",
        id: "115.check",
        login: "115",
        calls: &["guide-status"],
        revoke: Revoke::Field("seid", "other"),
        resume: resume!(pan115::WebCheck, Ended::Checked),
        ..CHECK
    },
    TaskUnderTest {
        name: "pan115_open_refresh",
        id: "115-open.refresh",
        login: "115-open",
        calls: &["refreshToken"],
        spends: Some(("refreshToken", "refreshToken")),
        revoke: Revoke::Field("refresh_token", "another-token"),
        resume: resume!(pan115::OpenRefresh, |it| {
            Ended::Refreshed(it.map(Into::into))
        }),
        ..REFRESH
    },
    TaskUnderTest {
        name: "pan115_gateway_check",
        id: "115-gateway.check",
        login: "115-gateway",
        calls: &["guide-status"],
        revoke: Revoke::Field("seid", "other"),
        resume: resume!(pan115::GatewayCheck, Ended::Checked),
        ..CHECK
    },
    TaskUnderTest {
        name: "phi_api_check",
        id: "phi-api.check",
        login: "phi-api",
        resume: resume!(taptap::PhiApiCheck, Ended::Checked),
        ..TAPTAP_CHECK
    },
    TaskUnderTest {
        name: "taptap_check",
        ..TAPTAP_CHECK
    },
    TaskUnderTest {
        name: "taptap_check_of_token",
        login: "taptap goal=token",
        calls: &["profile"],
        revoke: Revoke::Scenario("taptap.profile=access_denied"),
        ..TAPTAP_CHECK
    },
    TaskUnderTest {
        name: "steam_refresh",
        ..STEAM_REFRESH
    },
    TaskUnderTest {
        name: "steam_refresh_of_client",
        login: "steam platform=client",
        calls: &["access"],
        ..STEAM_REFRESH
    },
    TaskUnderTest {
        name: "steam_refresh_of_mobile",
        login: "steam platform=mobile",
        calls: &["access"],
        ..STEAM_REFRESH
    },
    TaskUnderTest {
        name: "device_refresh",
        ..DEVICE_REFRESH
    },
    TaskUnderTest {
        name: "device_refresh_without_rotation",
        scenario: "device.style = standard\ndevice.rotates = no",
        ..DEVICE_REFRESH
    },
];
