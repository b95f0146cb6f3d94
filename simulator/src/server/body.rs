//! A response body on the wire: whole, in pieces, or cut.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// Lets bytes reach the client before the connection is closed.
const FLUSH: Duration = Duration::from_millis(5);

/// A body with a declared length, which a cut body does not reach.
pub(super) struct WireBody {
    length: u64,
    pieces: VecDeque<Bytes>,
    /// The pause before every piece but the first.
    every: Duration,
    /// Fails after the last piece.
    cut: bool,
    pause: Option<Pin<Box<Sleep>>>,
}

/// The body is cut here on purpose.
#[derive(Debug, thiserror::Error)]
#[error("body cut on purpose")]
pub(super) struct CutBody;

impl WireBody {
    /// In one piece.
    pub(super) fn whole(body: Vec<u8>) -> Self {
        let length = body.len() as u64;
        let pieces = if body.is_empty() {
            VecDeque::new()
        } else {
            [Bytes::from(body)].into()
        };
        Self {
            length,
            pieces,
            every: Duration::ZERO,
            cut: false,
            pause: None,
        }
    }

    /// Cut after so many bytes.
    pub(super) fn cut(mut body: Vec<u8>, after: usize) -> Self {
        let length = body.len();
        body.truncate(after);
        Self {
            length: length as u64,
            cut: after < length,
            every: FLUSH,
            ..Self::whole(body)
        }
    }

    /// In pieces of so many bytes, with pauses between them.
    pub(super) fn slow(body: Vec<u8>, chunk: usize, every: Duration) -> Self {
        let pieces = body
            .chunks(chunk.max(1))
            .map(Bytes::copy_from_slice)
            .collect();
        Self {
            length: body.len() as u64,
            pieces,
            every,
            cut: false,
            pause: None,
        }
    }
}

impl Body for WireBody {
    type Data = Bytes;
    type Error = CutBody;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutBody>>> {
        if let Some(pause) = &mut self.pause {
            if pause.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.pause = None;
        } else if self.pieces.is_empty() && self.cut {
            // Before the first piece, the head has to reach the client.
            self.pause = Some(Box::pin(sleep(FLUSH)));
            return self.poll_frame(cx);
        }
        match self.pieces.pop_front() {
            Some(piece) => {
                if !self.every.is_zero() && (self.cut || !self.pieces.is_empty()) {
                    self.pause = Some(Box::pin(sleep(self.every)));
                }
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            None if self.cut => Poll::Ready(Some(Err(CutBody))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && !self.cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
