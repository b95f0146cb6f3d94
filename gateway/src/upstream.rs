//! The way to the services, and the time.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use qrlogin::{Call, Context, Error, Failure, Next, Provider, Response, Seed, Timestamp};
use qrlogin_tokio::{Transport, TransportError};

type Sent = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send>>;
type SendCall = dyn Fn(Call) -> Sent + Send + Sync;
type Clock = dyn Fn() -> Timestamp + Send + Sync;

/// How often a call is made that has no reply, or that the service is too busy for.
const ATTEMPTS: u32 = 2;

/// How a gateway reaches the services, and what time it is.
#[derive(Clone)]
pub struct Upstream {
    send: Arc<SendCall>,
    clock: Arc<Clock>,
}

impl Upstream {
    /// Makes all calls with this transport, by the system's clock.
    pub fn new<T: Transport + Send + 'static>(transport: T) -> Self {
        let transport = Mutex::new(transport);
        let send = move |call: Call| -> Sent {
            let timeout = call.timeout;
            let mut transport = transport.lock().unwrap_or_else(PoisonError::into_inner);
            let sent = transport.send(call);
            Box::pin(async move {
                match tokio::time::timeout(timeout, sent).await {
                    Ok(outcome) => outcome.map_err(|error| error.failure()),
                    Err(_) => Err(Failure::Timeout),
                }
            })
        };
        Self {
            send: Arc::new(send),
            clock: Arc::new(|| std::time::SystemTime::now().into()),
        }
    }

    /// Sets the clock, by default the system's; for tests on virtual time.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The same, which gives up each call after this time at the latest.
    pub(crate) fn within(&self, limit: Duration) -> Self {
        let send = Arc::clone(&self.send);
        Self {
            send: Arc::new(move |mut call: Call| {
                call.timeout = call.timeout.min(limit);
                send(call)
            }),
            clock: Arc::clone(&self.clock),
        }
    }

    /// The time now.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// As [`Upstream::exchange_in_full`], without the reply. A call that the provider wants to
    /// repeat ([`Next::Retry`]), such as at another host, is made once more;
    /// [`Next::Retry`] is returned after that only.
    ///
    /// # Errors
    /// What ends the login, or why there is no reply.
    pub(crate) async fn exchange<P: Provider>(
        &self,
        provider: &P,
        stage: &P::Stage,
        seed: &Seed,
    ) -> Result<Next<P::Stage, P::Credential>, Refusal> {
        let first = self.exchange_from(0, provider, stage, seed).await?;
        let Next::Retry(stage, _) = first.0 else {
            return Ok(first.0);
        };
        let (next, _) = self.exchange_from(1, provider, &stage, seed).await?;
        Ok(next)
    }

    /// Makes the call of this stage and interprets its reply. A call without a reply, or that the
    /// service is too busy for, is made once more. With the reply that was interpreted; without
    /// one for a long poll without news.
    ///
    /// # Errors
    /// What ends the login, or why there is no reply.
    pub(crate) async fn exchange_in_full<P: Provider>(
        &self,
        provider: &P,
        stage: &P::Stage,
        seed: &Seed,
    ) -> Result<(Next<P::Stage, P::Credential>, Option<Response>), Refusal> {
        self.exchange_from(0, provider, stage, seed).await
    }

    /// The same, after this many failures of the call.
    async fn exchange_from<P: Provider>(
        &self,
        mut attempt: u32,
        provider: &P,
        stage: &P::Stage,
        seed: &Seed,
    ) -> Result<(Next<P::Stage, P::Credential>, Option<Response>), Refusal> {
        loop {
            let cx = |attempt| Context::new((self.clock)(), seed).after_failures(attempt);
            let call = provider.request(stage, &cx(attempt))?;
            let refusal = match (self.send)(call).await {
                Ok(reply) if provider.is_transient(stage, &reply) => Refusal {
                    error: Error::unavailable(reply.status().as_u16()),
                    reply: Some(reply),
                },
                Ok(reply) => {
                    let next = provider.response(stage, &reply, &cx(attempt));
                    let reply = Some(reply);
                    return match next {
                        Ok(next) => Ok((next, reply)),
                        Err(error) => Err(Refusal { error, reply }),
                    };
                }
                // A long poll without news.
                Err(Failure::Timeout) if provider.policy(stage).long_poll => {
                    return Ok((Next::Unchanged(None), None));
                }
                Err(failure) => failure.into(),
            };
            attempt += 1;
            if attempt >= ATTEMPTS {
                return Err(refusal);
            }
        }
    }
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upstream")
    }
}

/// Why a call has led to nothing.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) error: Error,
    /// The service's reply, if there is one.
    pub(crate) reply: Option<Response>,
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self {
            error: error.into(),
            reply: None,
        }
    }
}
