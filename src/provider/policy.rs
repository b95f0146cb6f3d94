//! How the engine treats the calls of a provider.

use std::time::Duration;

/// What the engine has to know of a stage besides its call. New fields may be added.
///
/// ```
/// use std::time::Duration;
/// use qrlogin::Policy;
///
/// let policy = Policy::new(Duration::from_secs(1)).long_poll().retries(5);
/// assert_eq!(policy.interval, Duration::from_secs(1));
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Minimum delay between a poll's reply and the next poll; also before the first poll.
    pub interval: Duration,
    /// Factor on the interval, in percent. More than 100 where a fast clock of the user would make
    /// polls too frequent for the service.
    pub interval_margin: u32,
    /// Whether a time-out is the ordinary end of a long poll, and no failure.
    pub long_poll: bool,
    /// How many times in a row a call is repeated where time is no bound: before the code is
    /// shown, and after the grace period that follows the confirmation.
    pub retries: u32,
    /// How long the user may take to confirm after the scan, if that may lead beyond the end of
    /// the code.
    pub time_after_scan: Option<Duration>,
    /// Whether a poll's reply can carry the (single-use) credentials. If such a reply is malformed
    /// and the code then proves spent, the login ends with
    /// [`Error::Malformed`](crate::Error::Malformed), or renews once.
    pub poll_returns_credentials: bool,
    /// Whether a header of a reply can state what its body does not. Then a reply after
    /// [`Next::Unchanged`](crate::Next::Unchanged) is read although its status and body repeat.
    pub reads_headers: bool,
    /// Whether the call is made once: without a reply, or with one that cannot be read, the flow
    /// ends, or goes on with [`Provider::fallback`](crate::Provider::fallback). For a call that is
    /// not worth a wait, and for one that [`spends`](Policy::spends) something.
    pub once: bool,
    /// Whether the call spends something on its first arrival, such as a token. A flow that is
    /// resumed while such a call was outstanding does not make it again: it goes on as after
    /// [`Failure::Io`](crate::Failure::Io), since the call may have arrived.
    pub spends: bool,
}

impl Policy {
    /// A short poll with this interval, three retries, and credentials that come from a later call.
    pub const fn new(interval: Duration) -> Self {
        Self {
            interval,
            interval_margin: 100,
            long_poll: false,
            retries: 3,
            time_after_scan: None,
            poll_returns_credentials: false,
            reads_headers: false,
            once: false,
            spends: false,
        }
    }

    /// The same with this factor on the interval, in percent.
    #[must_use]
    pub const fn interval_margin(mut self, percent: u32) -> Self {
        self.interval_margin = percent;
        self
    }

    /// The same as a long poll.
    #[must_use]
    pub const fn long_poll(mut self) -> Self {
        self.long_poll = true;
        self
    }

    /// The same with this many retries.
    #[must_use]
    pub const fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// The same with this time for the confirmation after the scan.
    #[must_use]
    pub const fn time_after_scan(mut self, time: Duration) -> Self {
        self.time_after_scan = Some(time);
        self
    }

    /// The same, made once.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// The same, made once because it spends something.
    #[must_use]
    pub const fn spends(mut self) -> Self {
        self.once = true;
        self.spends = true;
        self
    }

    /// The same where a poll's reply can carry the credentials.
    #[must_use]
    pub const fn poll_returns_credentials(mut self) -> Self {
        self.poll_returns_credentials = true;
        self
    }

    /// The same where a header of a reply can state what its body does not.
    #[must_use]
    pub const fn reads_headers(mut self) -> Self {
        self.reads_headers = true;
        self
    }
}

impl Default for Policy {
    /// No interval: for calls that are no polls.
    fn default() -> Self {
        Self::new(Duration::ZERO)
    }
}
