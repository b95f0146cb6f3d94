//! Suggestions for a name that does not exist.

/// The names nearest to this one, the nearest first. A name without a section is compared to the
/// last parts, too.
pub(crate) fn nearest<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<String> {
    let name = name.trim().to_lowercase().replace('_', "-");
    let likeness = |known: &str| {
        let known = known.to_lowercase();
        let whole = strsim::normalized_damerau_levenshtein(&name, &known);
        match known.rsplit_once('.') {
            Some((_, last)) if !name.contains('.') => {
                whole.max(0.9 * strsim::normalized_damerau_levenshtein(&name, last))
            }
            _ => whole,
        }
    };
    let mut ranked: Vec<(f64, &str)> = known
        .into_iter()
        .map(|known| (likeness(known), known))
        .collect();
    // A stable sort: equal names keep the order of the list.
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let names = ranked.into_iter().map(|(_, known)| known.to_owned());
    names.take(count).collect()
}
