//! The Chinese texts of the help, found by the English ones.

mod after;
mod kinds;
mod logins;
mod scripts;
mod servers;
#[cfg(test)]
mod tests;

pub(super) use after::after;

/// English and Chinese.
type Pair = (&'static str, &'static str);

fn table() -> impl Iterator<Item = &'static Pair> {
    logins::TEXTS
        .iter()
        .chain(scripts::TEXTS)
        .chain(servers::TEXTS)
        .chain(kinds::TEXTS)
}

/// A text of the help in Chinese, by its paragraphs; one without a translation stays English.
pub(crate) fn chinese(en: &str) -> String {
    let paragraphs = en.split("\n\n").map(|paragraph| {
        let found = known(paragraph).map(str::to_owned);
        found.unwrap_or_else(|| of_flow(paragraph))
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn known(en: &str) -> Option<&'static str> {
    let found = table().find(|(known, _)| *known == en)?;
    Some(found.1)
}

/// The description of a flow among the possible values.
fn of_flow(en: &str) -> String {
    use crate::messages::{Language, of_core};
    match en.split_once("; scan with ") {
        Some((yields, app)) => {
            Language::Chinese.within(|| format!("{}；用{}扫码", of_core(yields), of_core(app)))
        }
        None => en.to_owned(),
    }
}
