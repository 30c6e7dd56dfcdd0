use std::io::{self, Read};

use futures::{Stream, StreamExt};
use tokio::sync::mpsc;

/// Pieces under way between the network and the disk.
const UNDER_WAY: usize = 4;

/// The reading end of a body that arrives in pieces.
pub(super) struct Incoming<B> {
    pieces: mpsc::Receiver<io::Result<Option<B>>>,
    current: Option<B>,
    given: usize,
    complete: bool,
}

/// A channel from [`pump`] to a blocking reader.
pub(super) fn channel<B>() -> (mpsc::Sender<io::Result<Option<B>>>, Incoming<B>) {
    let (sender, pieces) = mpsc::channel(UNDER_WAY);
    (sender, Incoming { pieces, current: None, given: 0, complete: false })
}

/// Sends the pieces on, then `None`: a channel that merely closes was interrupted. Stops early when the reader has gone.
pub(super) async fn pump<B, E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    pieces: impl Stream<Item = Result<B, E>>,
    sender: mpsc::Sender<io::Result<Option<B>>>,
) {
    let mut pieces = std::pin::pin!(pieces);
    loop {
        let piece = tokio::select! {
            piece = pieces.next() => piece.transpose().map_err(io::Error::other),
            () = sender.closed() => return,
        };
        let over = !matches!(piece, Ok(Some(_)));
        // The reader may have gone: then it has said why.
        if sender.send(piece).await.is_err() || over {
            return;
        }
    }
}

impl<B: AsRef<[u8]>> Read for Incoming<B> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(piece) = &self.current {
                let left = &piece.as_ref()[self.given..];
                if !left.is_empty() {
                    let taken = left.len().min(into.len());
                    into[..taken].copy_from_slice(&left[..taken]);
                    self.given += taken;
                    return Ok(taken);
                }
            }
            if self.complete {
                return Ok(0);
            }
            self.given = 0;
            self.current = self.pieces.blocking_recv().ok_or(io::ErrorKind::UnexpectedEof)??;
            self.complete = self.current.is_none();
        }
    }
}
