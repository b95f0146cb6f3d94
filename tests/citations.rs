//! Comments cite the protocol specifications as "spec 2.5": each cited section has to exist on the
//! service's page in `docs/protocols/`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders of code, and the page that they cite.
const SERVICES: [(&str, &str); 10] = [
    ("src/providers/bilibili", "bilibili"),
    ("src/providers/wechat", "wechat-web"),
    ("src/providers/pan115", "115"),
    ("src/providers/taptap", "taptap-phigros"),
    ("simulator/src/services/bilibili", "bilibili"),
    ("simulator/src/services/wechat", "wechat-web"),
    ("simulator/src/services/pan115", "115"),
    ("simulator/src/services/gateway115", "115"),
    ("simulator/src/services/taptap", "taptap-phigros"),
    ("simulator/src/services/phi_api", "taptap-phigros"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The numbers of the headings of a page, such as `2.5`.
fn sections(page: &str) -> BTreeSet<String> {
    let path = root().join("docs/protocols").join(format!("{page}.md"));
    let text = std::fs::read_to_string(path).unwrap();
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let number = |line: &str| {
        let title = line.trim_start_matches('#').trim_start();
        let number = title.split(' ').next().unwrap().trim_end_matches('.');
        number
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| number.to_owned())
    };
    headings.filter_map(number).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The sections that the comments of a file cite: after "spec", one or several with "," or "to".
fn citations(text: &str) -> Vec<String> {
    let comments = text.lines().filter_map(|line| {
        let line = line.trim_start();
        line.starts_with("//")
            .then(|| line.trim_start_matches(['/', '!']))
    });
    let comments = comments.collect::<Vec<_>>().join(" ");
    let mut cited = Vec::new();
    for after in comments.split("(spec ").skip(1) {
        let list = after.split(')').next().unwrap();
        let words = list.split([',', ' ']).filter(|word| !word.is_empty());
        let numbers = words.take_while(|word| {
            *word == "to" || *word == "and" || word.starts_with(|c: char| c.is_ascii_digit())
        });
        cited.extend(
            numbers
                .filter(|word| *word != "to" && *word != "and")
                .map(|word| word.trim_end_matches(['.', ':', ';']).to_owned()),
        );
    }
    cited
}

#[test]
fn every_cited_section_is_in_the_specification() {
    let mut count = 0;
    for (folder, page) in SERVICES {
        let sections = sections(page);
        let mut paths = Vec::new();
        files(&root().join(folder), &mut paths);
        for path in paths {
            let text = std::fs::read_to_string(&path).unwrap();
            for section in citations(&text) {
                let place = path.strip_prefix(root()).unwrap().display();
                assert!(sections.contains(&section), "{place}: {page} {section}");
                count += 1;
            }
        }
    }
    assert!(count > 80, "only {count} citations were found");
}
