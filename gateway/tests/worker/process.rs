//! A worker in a process of its own, as far as a task can be one.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use qrlogin_gateway::store::StoreError;
use qrlogin_gateway::{Stats, Worker};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::rig::Noted;
use crate::store::Watched;

/// A worker that runs in a task.
pub struct Process {
    pub stats: Arc<Stats>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), StoreError>>,
    halt: Arc<Mutex<Halt>>,
}

#[derive(Default)]
struct Halt {
    is_halted: bool,
    waker: Option<Waker>,
}

/// A future that is not polled while it is halted.
struct Halting<F> {
    future: Pin<Box<F>>,
    halt: Arc<Mutex<Halt>>,
}

impl<F: Future> Future for Halting<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut halt = self.halt.lock().unwrap();
        if halt.is_halted {
            halt.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        drop(halt);
        self.future.as_mut().poll(cx)
    }
}

impl Process {
    pub fn new(worker: Worker<Noted>) -> Self {
        let stats = worker.stats();
        let (stop, stopped) = oneshot::channel::<()>();
        let halt = Arc::<Mutex<Halt>>::default();
        let task = tokio::spawn(Halting {
            future: Box::pin(worker.run(async {
                let _ = stopped.await;
            })),
            halt: Arc::clone(&halt),
        });
        Self {
            stats,
            stop: Some(stop),
            task,
            halt,
        }
    }

    /// Ends it, as the signal SIGTERM does.
    pub async fn stop(self) {
        self.try_stop().await.unwrap();
    }

    pub async fn try_stop(mut self) -> Result<(), StoreError> {
        drop(self.stop.take());
        self.task.await.unwrap()
    }

    /// Ends it at once, as SIGKILL does.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    /// Halts it, as SIGSTOP does; not within a call to the store, which would hold the time.
    pub async fn halt(&self, store: &Watched) {
        store.is_idle().await;
        self.halt.lock().unwrap().is_halted = true;
    }

    /// Lets it go on, as SIGCONT does.
    pub fn go_on(&self) {
        let mut halt = self.halt.lock().unwrap();
        halt.is_halted = false;
        if let Some(waker) = halt.waker.take() {
            waker.wake();
        }
    }
}
