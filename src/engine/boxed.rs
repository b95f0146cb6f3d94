//! Logins of all services as one type.

use crate::{BoxFlow, Credential, Login, Mapped, Provider};

impl<P: Provider> Login<P> {
    /// The same login yielding the common [`Credential`], as one type for all services that come
    /// with this crate. [`Login::boxed_as`] is the same for any other enum.
    pub fn boxed(self) -> BoxFlow
    where
        Self: Send + 'static,
        P::Credential: Into<Credential>,
    {
        self.boxed_as()
    }

    /// The same login yielding `C`, as one type for all services whose credentials are turned into
    /// that: an enum of the program's own, say, or the credential itself.
    pub fn boxed_as<C: 'static>(self) -> BoxFlow<C>
    where
        Self: Send + 'static,
        P::Credential: Into<C>,
    {
        Box::new(Mapped::new(self, P::Credential::into))
    }
}
