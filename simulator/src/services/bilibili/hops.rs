//! The redirects behind `data.url`: three of them, each with a ticket that can be used once, each
//! setting the cookies.

use super::cookies::Cookies;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::memory::Newest;
use crate::reply::redirect;
use crate::service::Cx;

const HOSTS: [&str; 3] = [
    "passport.biligame.com",
    "passport.bilibili.com",
    "passport.biligame.com",
];

/// The issued tickets.
#[derive(Default)]
pub(super) struct Tickets {
    open: Newest<String, Ticket>,
}

#[derive(Clone)]
struct Ticket {
    number: usize,
    confirmed_at: u64,
    hop: usize,
}

impl Tickets {
    /// The address of the first redirect.
    pub(super) fn first_url(
        &mut self,
        number: usize,
        confirmed_at: u64,
        incoming: &Incoming,
        cx: &Cx<'_>,
    ) -> String {
        self.url(
            Ticket {
                number,
                confirmed_at,
                hop: 0,
            },
            incoming,
            cx,
        )
    }

    /// One redirect.
    pub(super) fn follow(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let ticket = incoming
            .query("ticket")
            .and_then(|ticket| self.open.remove(&ticket));
        let Some(Ticket {
            number,
            confirmed_at,
            hop,
        }) = ticket
        else {
            if incoming.query("ticket").is_some() {
                cx.note("ticket unknown or used");
            }
            return redirect(302, &landing(incoming));
        };
        if HOSTS.get(hop).is_some_and(|host| *host != incoming.host) {
            cx.note("ticket used at another host");
        }
        let location = self.url(
            Ticket {
                number,
                confirmed_at,
                hop: hop + 1,
            },
            incoming,
            cx,
        );
        let mut response = redirect(302, &location);
        let settings = &cx.scenario.bilibili_web;
        Cookies::new(
            cx,
            number,
            confirmed_at,
            settings.expires_days,
            settings.lacks,
        )
        .set_on(&mut response, settings);
        response
    }

    fn url(&mut self, ticket: Ticket, incoming: &Incoming, cx: &Cx<'_>) -> String {
        let Some(host) = HOSTS.get(ticket.hop) else {
            return landing(incoming);
        };
        let text = cx
            .random(ticket.number, &format!("ticket/{}", ticket.hop))
            .hex(32);
        self.open.insert(text.clone(), ticket, cx.scenario.remember);
        let path = format!(
            "/x/passport-login/web/crossDomain?ticket={text}&gourl=https%3A%2F%2Fwww.bilibili.com&first_domain=.bilibili.com"
        );
        incoming.url(host, &path)
    }
}

/// The page at the end of the redirects.
fn landing(incoming: &Incoming) -> String {
    incoming.url("www.bilibili.com", "/")
}

/// The count only: tickets can be exchanged for credentials.
impl std::fmt::Debug for Tickets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tickets({})", self.open.len())
    }
}
