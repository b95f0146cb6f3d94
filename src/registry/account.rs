//! The account of credentials.

use serde::{Deserialize, Serialize};

use crate::Secret;

/// The account that credentials are for, as the service itself shows it.
///
/// It is public at the service and no credential. It is personal all the same, so `Debug` does not
/// show it. Serialised, it is `{"id":"323240870","name":null}`.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What identifies it at the service, such as `323240870`; never empty. Of two accounts of one
    /// flow it differs.
    pub id: Secret,
    /// The name that the user has chosen, if the credentials hold it; never empty.
    pub name: Option<Secret>,
}

impl Account {
    /// The account of this ID, which has no name; `None` if the ID is empty.
    pub(crate) fn new(id: impl Into<Secret>) -> Option<Self> {
        let id = id.into();
        (!id.is_empty()).then_some(Self { id, name: None })
    }

    /// The account of this number, which is 0 for none.
    pub(crate) fn of_number(number: u64) -> Option<Self> {
        (number != 0).then(|| Self {
            id: number.to_string().into(),
            name: None,
        })
    }

    /// The same with this name, unless that is empty.
    #[must_use]
    pub(crate) fn named(self, name: Option<&Secret>) -> Self {
        let name = name.filter(|name| !name.is_empty()).cloned();
        Self { name, ..self }
    }
}
