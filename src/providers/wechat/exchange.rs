//! The reader of the exchange's response: XML with the root `<error>`, also for success (spec 5).

use roxmltree::{Document, Node, ParsingOptions};

use super::hosts;
use crate::toolkit::reply;
use crate::{Advice, Error, Response, Secret};

/// More than any known response by a factor of 500.
const LONGEST: usize = 16 * 1024;
const MOST_NODES: u32 = 2000;

/// What a successful response holds; what is missing is empty.
pub(super) struct Answer {
    pub(super) skey: Secret,
    pub(super) wxsid: Secret,
    /// Decimal digits, or empty.
    pub(super) wxuin: Secret,
    /// Percent-encoded, as it came.
    pub(super) pass_ticket: Secret,
    /// Usually empty or `OK`.
    pub(super) message: String,
}

/// Reads the response by its content; status and content type do not matter (spec 2.4).
///
/// # Errors
/// [`Error::Rejected`] for a `<ret>` that is not 0, with the service's message;
/// [`Error::Untrusted`] for a `<redirecturl>`, which is not followed; [`Error::Malformed`] for
/// anything else.
pub(super) fn read(reply: &Response) -> Result<Answer, Error> {
    let problem = |what: &str| Error::malformed(format!("exchange: {what}"));
    if reply.body().len() > LONGEST {
        return Err(problem("too long"));
    }
    let text = reply::text(reply, "exchange")?.trim();
    if text.is_empty() {
        return Err(problem("an empty answer"));
    }
    if is_page(text) {
        return Err(problem("a web page instead of XML"));
    }
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => problem("a document type declaration"),
        error => problem(&format!("not XML (position {})", error.pos())),
    })?;
    let root = document.root_element();
    if !root.has_tag_name("error") {
        return Err(problem("XML without <error>"));
    }
    let ret: i64 = field(root, "ret")
        .parse()
        .map_err(|_| problem("no number in <ret>"))?;
    if ret != 0 {
        let message = field(root, "message");
        return Err(Error::rejected(ret, &message, advice(ret, &message)));
    }
    match field(root, "redirecturl") {
        none if none.is_empty() => {}
        url => {
            let host = hosts::shown_host(&url);
            return Err(Error::Untrusted { host });
        }
    }
    Ok(Answer {
        skey: field(root, "skey").into(),
        wxsid: field(root, "wxsid").into(),
        wxuin: field(root, "wxuin").into(),
        pass_ticket: field(root, "pass_ticket").into(),
        message: field(root, "message"),
    })
}

/// One number for many reasons, all but one of them a decision about the account or its environment
/// (spec 5).
fn advice(ret: i64, message: &str) -> Advice {
    match ret {
        // The ticket is wrong or spent: a new login gets a new one.
        1203 if message == "check ticket failed" => Advice::START_AGAIN,
        1203 => Advice::ACCOUNT_RESTRICTED,
        _ => Advice::SEE_MESSAGE,
    }
}

/// The text of the first element of this name right below the root; empty if there is none.
fn field(root: Node<'_, '_>, name: &str) -> String {
    let texts = root
        .children()
        .find(|child| child.has_tag_name(name))
        .into_iter()
        .flat_map(|element| element.children())
        .filter(Node::is_text)
        .filter_map(|node| node.text());
    texts.collect::<String>().trim().to_owned()
}

fn is_page(text: &str) -> bool {
    ["<!doctype html", "<html"].iter().any(|start| {
        text.get(..start.len())
            .is_some_and(|front| front.eq_ignore_ascii_case(start))
    })
}
