//! Codes (spec 2.6).

use super::errors::refusal;
use super::form::Form;
use super::hosts::{Part, Region};
use super::{DeviceCode, TapTap, success};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::person::Terms;
use crate::scenario::TapTapAnswer;
use crate::service::Cx;

impl TapTap {
    /// The code request. A client id of another region is refused at the token poll only (spec
    /// 1.2).
    pub(super) fn code(
        &mut self,
        incoming: &Incoming,
        region: Region,
        cx: &mut Cx<'_>,
    ) -> Response {
        let Some(form) = Form::of(incoming) else {
            cx.note("no form");
            return refusal("invalid_request", cx);
        };
        let (Some(client_id), Some(kind), Some(scope)) = (
            form.get("client_id"),
            form.get("response_type"),
            form.get("scope"),
        ) else {
            cx.note("a parameter is missing");
            return refusal("invalid_request", cx);
        };
        let Some(client) = Region::of_client(client_id) else {
            cx.note("unknown client_id");
            return refusal("invalid_client", cx);
        };
        if kind != "device_code" {
            return refusal("unsupported_response_type", cx);
        }
        let scopes = scope
            .split([',', ' '])
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .collect();
        let code = DeviceCode {
            client,
            scopes,
            device_id: form.device_id(),
        };
        self.issue(code, incoming, region, cx)
    }

    fn issue(
        &mut self,
        code: DeviceCode,
        incoming: &Incoming,
        region: Region,
        cx: &mut Cx<'_>,
    ) -> Response {
        let settings = &cx.scenario.taptap;
        let mut random = cx.random(cx.next_number(), "device");
        let (device_code, user_code) = (random.alnum(40), random.lower_alnum(5));
        let page = incoming.url(region.host(Part::Page), "/device");
        let url = format!("{page}?qrcode=1&user_code={user_code}");
        let mut data = vec![("device_code", device_code.as_str().into())];
        if settings.answer != TapTapAnswer::Minimal {
            data.push(("user_code", user_code.into()));
            data.push(("verification_url", page.into()));
        }
        if settings.answer != TapTapAnswer::WithoutQrcodeUrl {
            data.push(("qrcode_url", url.as_str().into()));
        }
        data.push(("expires_in", (settings.lifetime.0 / 1000).into()));
        if settings.answer != TapTapAnswer::Minimal {
            data.push(("interval", u64::from(settings.interval).into()));
        }
        let terms = Terms {
            lifetime: settings.lifetime.0,
            collectable: settings.collectable.0,
        };
        cx.issue(terms, &device_code, &url);
        self.codes.insert(device_code, code, cx.scenario.remember);
        success(data, cx)
    }
}
