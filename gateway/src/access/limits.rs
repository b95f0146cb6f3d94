//! How much of a gateway one client can use.

use std::num::NonZeroU32;
use std::time::Duration;

/// The limits of a gateway. Those of an address count an IPv6 network of 64 bits as one address,
/// and behind a trusted proxy the address that it names.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "limits hold once a gateway has them"]
pub struct Limits {
    /// The most connections at a time; more wait until others end. By default 8,192.
    pub connections: usize,
    /// The most connections, and requests under way, of one address; by default 256. A stream of
    /// events is under way until it ends.
    pub per_address: usize,
    /// Requests of one address.
    pub address_rate: Rate,
    /// Requests with one key.
    pub key_rate: Rate,
    /// The longest time for the head of a request, and for a connection to be idle before it; by
    /// default 10 s.
    pub head_time: Duration,
    /// The longest time from a request's head to the head of its answer; by default 90 s, which is
    /// more than the longest poll of `/v1`. It is no limit of a stream of events.
    pub request_time: Duration,
}

/// So many requests a second in the long run, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second.
    pub per_second: NonZeroU32,
    /// Requests at once, after a pause.
    pub burst: NonZeroU32,
}

impl Rate {
    /// This many requests a second, and four times as many at once. At least 1.
    pub fn per_second(requests: u32) -> Self {
        let per_second = NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN);
        Self {
            per_second,
            burst: per_second.saturating_mul(NonZeroU32::MIN.saturating_add(3)),
        }
    }
}

impl Limits {
    /// The limits by default.
    pub fn new() -> Self {
        Self {
            connections: 8192,
            per_address: 256,
            address_rate: Rate::per_second(50),
            key_rate: Rate::per_second(200),
            head_time: Duration::from_secs(10),
            request_time: Duration::from_secs(90),
        }
    }

    /// The same with this many connections.
    pub fn connections(mut self, most: usize) -> Self {
        self.connections = most.max(1);
        self
    }

    /// The same with this many connections and requests of one address.
    pub fn per_address(mut self, most: usize) -> Self {
        self.per_address = most.max(1);
        self
    }

    /// The same with this rate of one address.
    pub fn address_rate(mut self, rate: Rate) -> Self {
        self.address_rate = rate;
        self
    }

    /// The same with this rate of one key.
    pub fn key_rate(mut self, rate: Rate) -> Self {
        self.key_rate = rate;
        self
    }

    /// The same with this time for a head.
    pub fn head_time(mut self, most: Duration) -> Self {
        self.head_time = most;
        self
    }

    /// The same with this time for a request.
    pub fn request_time(mut self, most: Duration) -> Self {
        self.request_time = most;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
