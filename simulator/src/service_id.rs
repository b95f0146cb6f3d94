//! Which services there are, and the names of their calls.

use std::fmt;

use crate::services::services;

macro_rules! service_id {
    ($(
        $(#[$doc:meta])*
        $id:ident $name:literal $field:ident: $module:ident::$service:ident, $calls:ident;
    )+) => {
        /// One of the simulated services.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ServiceId { $($(#[$doc])* $id,)+ }

        impl ServiceId {
            /// Every service.
            pub const ALL: [Self; [$(stringify!($id)),+].len()] = [$(Self::$id),+];

            /// The name of its flow, such as `bilibili-web`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$id => $name,)+ }
            }

            /// The calls of this service by the names that the log has, and that a
            /// [`Fault`](crate::Fault) can name. `unknown` is every path that it does not have.
            pub const fn calls(self) -> &'static [&'static str] {
                match self { $(Self::$id => crate::services::$module::calls::$calls,)+ }
            }
        }
    };
}

services!(service_id);

impl ServiceId {
    /// The service of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.name() == name)
    }

    /// Whether it has a call of this name, ignoring case.
    pub(crate) fn has_call(self, call: &str) -> bool {
        let mut calls = self.calls().iter();
        calls.any(|known| known.eq_ignore_ascii_case(call))
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
