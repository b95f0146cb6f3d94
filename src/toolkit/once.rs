//! What a stage makes for its first poll and uses again for each later one.

use std::sync::OnceLock;

use crate::Error;

/// A part of a request that is the same at each poll of a stage. It is no part of a snapshot.
#[derive(Clone)]
pub(crate) struct Once<T>(OnceLock<T>);

impl<T: Clone> Once<T> {
    /// The part, made by `make` if it is not there yet.
    ///
    /// # Errors
    /// Those of `make`.
    pub(crate) fn get(&self, make: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        if let Some(made) = self.0.get() {
            return Ok(made.clone());
        }
        let made = make()?;
        Ok(self.0.get_or_init(|| made).clone())
    }
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}
