//! The services of the list, made and found.

use crate::directory::{Address, Directory};
use crate::service::{Handlers, Service};
use crate::service_id::ServiceId;
use crate::services::services;

macro_rules! registry {
    ($(
        $(#[$doc:meta])*
        $id:ident $name:literal $field:ident: $module:ident::$service:ident, $calls:ident;
    )+) => {
        static ADDRESSES: [Address; ServiceId::ALL.len()] = [
            $(address::<crate::services::$module::$service>(ServiceId::$id),)+
        ];

        /// All services in their first state.
        pub(crate) fn handlers() -> Handlers {
            let mut handlers = Handlers::default();
            $(handlers.put(
                ServiceId::$id,
                Box::<crate::services::$module::$service>::default(),
            );)+
            handlers
        }
    };
}

services!(registry);

/// Where each service is found.
pub(crate) static DIRECTORY: Directory = Directory(&ADDRESSES);

const fn address<S: Service>(service: ServiceId) -> Address {
    Address {
        service,
        hosts: S::HOSTS,
        unlisted_hosts: S::UNLISTED_HOSTS,
        example: S::EXAMPLE,
        cross_origin: S::CROSS_ORIGIN,
        route: S::route,
    }
}
