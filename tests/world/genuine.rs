//! Whether credentials are exactly what the simulator issued.

use qrlogin::{Cookie, Credential};
use qrlogin_simulator::Issued;

/// Every value of the credentials is the issued one, and every issued value is there.
pub fn genuine(credential: &Credential, issued: &Issued) -> Result<(), String> {
    if credential.flow() != issued.service.name() {
        return Err("credentials of another flow".to_owned());
    }
    let is = |name: &str, value: &str| same(name, Some(value), issued.get(name));
    match credential {
        Credential::BilibiliWeb(it) => {
            bilibili(&it.cookies, issued)?;
            let token = it.refresh_token.as_ref().map(|token| token.expose());
            same(
                "refresh_token",
                token.or(Some("")),
                issued.get("refresh_token"),
            )
        }
        Credential::BilibiliTv(it) => {
            bilibili(&it.cookies, issued)?;
            is("access_token", it.access_token.expose())?;
            is("refresh_token", it.refresh_token.expose())?;
            is("mid", &it.mid.to_string())
        }
        Credential::WechatWeb(it) => {
            let or_cookie = |name: &str, value: &str| match issued.get(name) {
                // An element that is left out is found in the cookie.
                Some("") => same(name, Some(value), it.cookie(name).map(|it| it.expose())),
                _ => is(name, value),
            };
            or_cookie("wxuin", &it.uin.to_string())?;
            or_cookie("wxsid", it.sid.expose())?;
            is("skey", it.skey.expose())?;
            is("pass_ticket", it.pass_ticket.expose())?;
            is("host", &it.host)?;
            for name in [
                "webwx_data_ticket",
                "webwxuvid",
                "webwx_auth_ticket",
                "mm_lang",
            ] {
                same(
                    name,
                    it.cookie(name).map(|it| it.expose()),
                    issued.get(name),
                )?;
            }
            Ok(())
        }
        Credential::Pan115Gateway(it) => {
            is("uid", it.uid.expose())?;
            is("cid", it.cid.expose())?;
            is("seid", it.seid.expose())?;
            is("kid", it.kid.as_ref().map_or("", |kid| kid.expose()))
        }
        Credential::PhiApi(it) => {
            is("sessionToken", it.session_token.expose())?;
            is("kid", it.token.kid.expose())?;
            is("mac_key", it.token.mac_key.expose())?;
            if let Some(profile) = &it.profile {
                is("openid", profile.openid.expose())?;
                is("unionid", profile.unionid.expose())?;
            }
            Ok(())
        }
        Credential::Pan115(it) => {
            is("UID", it.uid.expose())?;
            is("CID", it.cid.expose())?;
            is("SEID", it.seid.expose())?;
            is("KID", it.kid.as_ref().map_or("", |kid| kid.expose()))
        }
        Credential::Pan115Open(it) => {
            is("access_token", it.access_token.expose())?;
            is("refresh_token", it.refresh_token.expose())
        }
        Credential::TapTap(it) => {
            is("kid", it.token.kid.expose())?;
            is("mac_key", it.token.mac_key.expose())?;
            if let Some(profile) = &it.profile {
                is("openid", profile.openid.expose())?;
                // Older apps have none.
                let unionid = Some(profile.unionid.expose()).filter(|id| !id.is_empty());
                same("unionid", unionid, issued.get("unionid"))?;
            }
            match &it.session_token {
                Some(token) => is("sessionToken", token.expose()),
                None => Ok(()),
            }
        }
        _ => Err("credentials of an unknown flow".to_owned()),
    }
}

fn bilibili(cookies: &[Cookie], issued: &Issued) -> Result<(), String> {
    // A url writes the comma and the star as they are.
    let encoded = |text: &str| text.replace(',', "%2C").replace('*', "%2A");
    for cookie in cookies {
        let value = encoded(cookie.value.expose());
        same(&cookie.name, Some(&value), issued.get(&cookie.name))?;
    }
    for name in ["SESSDATA", "bili_jct", "DedeUserID"] {
        if !cookies.iter().any(|cookie| cookie.name == name) {
            return Err(format!("{name} is missing"));
        }
    }
    Ok(())
}

fn same(name: &str, given: Option<&str>, issued: Option<&str>) -> Result<(), String> {
    if given == issued {
        Ok(())
    } else {
        Err(format!("{name} is not what was issued"))
    }
}
