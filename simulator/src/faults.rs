//! Which fault hits a request, and its effect on the response.

use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};

use crate::exchange::{Delivery, Response};
use crate::random::Random;
use crate::reply::{self, header, html, reply};
use crate::scenario::{Fault, FaultKind};
use crate::service_id::ServiceId;

/// Counts the requests that match each fault.
#[derive(Debug, Default)]
pub(crate) struct FaultCounts {
    seen: Vec<(Fault, u32)>,
}

impl FaultCounts {
    /// The fault that hits this request. Every fault with a matching target counts it.
    pub(crate) fn pick(
        &mut self,
        faults: &[Fault],
        service: Option<ServiceId>,
        call: &str,
    ) -> Option<FaultKind> {
        self.hit(faults, call, |target| target.is_none() || target == service)
    }

    /// The fault that hits a request of one service to another: only one that names the latter.
    /// Faults for any service apply between a service and the client.
    pub(crate) fn pick_upstream(
        &mut self,
        faults: &[Fault],
        service: ServiceId,
        call: &str,
    ) -> Option<FaultKind> {
        self.hit(faults, call, |target| target == Some(service))
    }

    fn hit(
        &mut self,
        faults: &[Fault],
        call: &str,
        fits_service: impl Fn(Option<ServiceId>) -> bool,
    ) -> Option<FaultKind> {
        self.follow(faults);
        let mut hit = None;
        for (fault, seen) in &mut self.seen {
            let target = &fault.target;
            let fits = fits_service(target.service)
                && target
                    .call
                    .as_deref()
                    .is_none_or(|name| name.eq_ignore_ascii_case(call));
            if !fits {
                continue;
            }
            *seen = seen.saturating_add(1);
            let (first, last) = target.occurrences;
            if hit.is_none() && (first..=last).contains(seen) {
                hit = Some(fault.kind.clone());
            }
        }
        hit
    }

    /// Adopts a changed list. A fault that is still in it keeps its count.
    fn follow(&mut self, faults: &[Fault]) {
        if self.seen.iter().map(|(fault, _)| fault).eq(faults) {
            return;
        }
        let mut old = std::mem::take(&mut self.seen);
        self.seen = faults
            .iter()
            .map(|fault| {
                let place = old.iter().position(|(known, _)| known == fault);
                let seen = place.map_or(0, |place| old.remove(place).1);
                (fault.clone(), seen)
            })
            .collect();
    }
}

/// The delivery of a fault that the request does not pass; `None` for the other faults.
pub(crate) fn replacement(kind: &FaultKind) -> Option<Delivery> {
    let response = match kind {
        FaultKind::CutBefore => return Some(Delivery::Cut),
        FaultKind::Hang => return Some(Delivery::Hang),
        FaultKind::Status(code, after) => {
            let reason = http::StatusCode::from_u16(*code)
                .ok()
                .and_then(|code| code.canonical_reason());
            let title = format!("{code} {}", reason.unwrap_or("Unknown"));
            let mut response = html(
                *code,
                &format!(
                    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
                     <hr><center>openresty</center>\r\n</body>\r\n</html>\r\n"
                ),
            );
            if let Some(seconds) = after {
                header(&mut response, RETRY_AFTER, &seconds.to_string());
            }
            response
        }
        FaultKind::Blocked412Json => reply(
            412,
            "application/json; charset=utf-8",
            r#"{"code":-412,"message":"请求被拦截","ttl":1,"data":null}"#,
        ),
        FaultKind::Blocked412Html => html(412, reply::BILIBILI_BLOCK_PAGE),
        FaultKind::Blocked405Html => html(405, reply::ALIYUN_BLOCK_PAGE),
        FaultKind::Html200 => html(200, reply::PLAIN_PAGE),
        FaultKind::Empty => reply(200, "", ""),
        _ => return None,
    };
    Some(Delivery::Respond(response))
}

/// The service's response after the fault.
pub(crate) fn applied(kind: Option<&FaultKind>, mut response: Response, seed: u64) -> Delivery {
    match kind {
        Some(FaultKind::CutAfter) => Delivery::Cut,
        Some(FaultKind::CutBody(after)) => Delivery::CutBody {
            response,
            after: *after,
        },
        Some(FaultKind::SlowBody(chunk, every)) => Delivery::SlowBody {
            response,
            chunk: *chunk,
            every_ms: every.0,
        },
        Some(FaultKind::Garbage) => {
            let length = response.body().len().max(64);
            let mut garbage = Random::new(seed, "garbage").bytes(length);
            // Not valid in any encoding.
            garbage.splice(0..2, [0xff, 0xc0]);
            *response.body_mut() = garbage;
            Delivery::Respond(response)
        }
        Some(FaultKind::WrongCharset) => {
            let old = response
                .headers()
                .get(CONTENT_TYPE)
                .and_then(|value| value.to_str().ok());
            let media_type = old
                .and_then(|value| value.split(';').next())
                .unwrap_or("text/plain");
            if let Ok(value) = HeaderValue::from_str(&format!("{media_type}; charset=gbk")) {
                response.headers_mut().insert(CONTENT_TYPE, value);
            }
            Delivery::Respond(response)
        }
        _ => Delivery::Respond(response),
    }
}
