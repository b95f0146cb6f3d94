//! x
pub(crate) fn after(_path: &str, _long: bool) -> Option<String> {
    None
}
