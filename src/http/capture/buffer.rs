//! The memory that answers are written into, used again by the thread that has sent one.
//!
//! An allocator hands out its blocks in turn, so that each answer would be written to memory that the
//! processor's cache has long forgotten.

use std::cell::Cell;

use axum::body::Bytes;

/// Longest buffer that is kept, bytes; a usual answer takes 40 KB.
const MOST_KEPT: usize = 256 << 10;

thread_local! {
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// An empty buffer for at least so many bytes.
pub fn with_capacity(capacity: usize) -> Vec<u8> {
    let mut buffer = SPARE.take();
    buffer.reserve(capacity);
    buffer
}

/// What was written, whose memory is used again once it was sent.
pub fn lend(written: Vec<u8>) -> Bytes {
    Bytes::from_owner(Lent(written))
}

struct Lent(Vec<u8>);

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.0);
        if buffer.capacity() <= MOST_KEPT {
            buffer.clear();
            // A thread that ends needs none.
            let _ = SPARE.try_with(|spare| spare.set(buffer));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_after_the_answer_was_sent_and_not_before() {
        let mut first = with_capacity(1000);
        let place = first.as_ptr();
        first.extend_from_slice(b"first");
        let first = lend(first);
        let mut second = with_capacity(10);
        second.extend_from_slice(b"second");
        assert_eq!((&first[..], &second[..]), (&b"first"[..], &b"second"[..]));
        drop(first);
        let third = with_capacity(1000);
        assert_eq!((third.as_ptr(), third.len()), (place, 0));
    }

    #[test]
    fn an_uncommonly_long_answer_gives_its_memory_back() {
        drop(lend(Vec::with_capacity(MOST_KEPT + 1)));
        assert!(with_capacity(1).capacity() <= MOST_KEPT);
    }
}
