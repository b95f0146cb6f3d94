//! Bots by QR code.

use crate::PublicNames;

pub(super) const WECOM: PublicNames =
    PublicNames::new(&["auth_url", "errcode", "errmsg", "plat", "source"])
        // The name of the program by default.
        .words(&["qrlogin"]);

pub(super) const QQ_BOT: PublicNames =
    PublicNames::new(&["_wv", "retcode", "source"]).words(&["qrlogin"]);
