//! The name that was probably meant.

/// How similar a name has to be, from 0 to 1; as in the parser of the command line.
const SIMILAR: f64 = 0.7;

/// The most similar of these names, if one is similar.
pub(crate) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let rated = names
        .into_iter()
        .map(|other| (strsim::jaro(name, other), other));
    let best = rated.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(rate, _)| *rate > SIMILAR)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_name_is_nearest() {
        let names = ["proxy", "profile", "renew"];
        assert_eq!(nearest("profil", names), Some("profile"));
        assert_eq!(nearest("prxy", names), Some("proxy"));
        assert_eq!(nearest("zzz", names), None);
    }
}
