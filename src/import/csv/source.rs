//! The text of a table as a stream of UTF-8, of which no more is held than is being read.

use std::io;

use super::super::Error;
use super::super::decode::{self, Replacing};

/// What a table is cut out of.
#[derive(Clone, Copy)]
pub(in crate::import) enum Input<'t> {
    /// A text that stands in memory.
    Text(&'t str),
    /// Bytes in CP949, decoded while they are read: the text of a national register is half as large
    /// again as the file.
    Cp949(&'t [u8]),
}

impl Input<'_> {
    /// The first bytes as text, about so many.
    pub(super) fn head(self, bytes: usize) -> String {
        match self {
            Self::Text(text) => text[..text.floor_char_boundary(bytes)].to_owned(),
            Self::Cp949(encoded) => decode::head(encoded, bytes),
        }
    }

    /// Bytes as they are counted by [`Source::done`].
    pub(super) fn total(self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Cp949(encoded) => encoded.len() as u64,
        }
    }

    /// Refuses bytes that are in no encoding that is read.
    ///
    /// # Errors
    /// Names the offset of the first unreadable byte.
    pub(super) fn check(self, file: &str) -> Result<(), Error> {
        match self {
            Self::Text(_) => Ok(()),
            Self::Cp949(encoded) => decode::check_cp949(encoded, file),
        }
    }
}

/// The stream, and what of it may still be asked for.
pub(super) struct Source<'t> {
    stream: Stream<'t>,
    /// Where the reader is, in bytes of text.
    given: usize,
    /// What stands before is not asked for any more.
    kept: usize,
}

enum Stream<'t> {
    Text(&'t [u8]),
    Cp949 {
        decoder: Replacing<'t>,
        /// Decoded text, from the byte `base` of all on.
        window: Vec<u8>,
        base: usize,
        /// Bytes of text decoded at a time.
        step: usize,
    },
}

impl<'t> Source<'t> {
    /// Bytes of text decoded at a time: they stay in the processor's cache.
    const STEP: usize = 128 << 10;

    pub(super) fn new(input: Input<'t>) -> Self {
        Self::with_step(input, Self::STEP)
    }

    /// Decodes so many bytes at a time, at least four.
    pub(super) fn with_step(input: Input<'t>, step: usize) -> Self {
        let stream = match input {
            Input::Text(text) => Stream::Text(text.as_bytes()),
            Input::Cp949(encoded) => Stream::Cp949 {
                decoder: Replacing::cp949(encoded),
                window: Vec::new(),
                base: 0,
                step,
            },
        };
        Self {
            stream,
            given: 0,
            kept: 0,
        }
    }

    /// The text from a byte on, as far as it was read; not from before what was forgotten.
    pub(super) fn text_from(&self, at: usize) -> &[u8] {
        match &self.stream {
            Stream::Text(text) => text.get(at..).unwrap_or_default(),
            Stream::Cp949 { window, base, .. } => {
                window.get(at.saturating_sub(*base)..).unwrap_or_default()
            }
        }
    }

    /// Says that nothing before a byte will be asked for.
    pub(super) fn forget_before(&mut self, at: usize) {
        self.kept = at;
    }

    /// Bytes of the input that were read.
    pub(super) fn done(&self) -> u64 {
        match &self.stream {
            Stream::Text(_) => self.given as u64,
            Stream::Cp949 { decoder, .. } => decoder.read() as u64,
        }
    }

    /// Refuses a text of which more is unreadable than can be damage; it ends where that was found.
    ///
    /// # Errors
    /// Names the offset of the first unreadable byte.
    pub(super) fn check(&self, file: &str) -> Result<(), Error> {
        match &self.stream {
            Stream::Text(_) => Ok(()),
            Stream::Cp949 { decoder, .. } => decoder.check(file),
        }
    }

    /// The text that the reader has not had yet; empty at the end.
    fn ahead(&mut self) -> &[u8] {
        match &mut self.stream {
            Stream::Text(text) => &text[self.given..],
            Stream::Cp949 {
                decoder,
                window,
                base,
                step,
            } => {
                if self.given == *base + window.len() {
                    let forgotten = self.kept.clamp(*base, self.given) - *base;
                    window.drain(..forgotten);
                    *base += forgotten;
                    decoder.decode(window, *step);
                }
                &window[self.given - *base..]
            }
        }
    }
}

impl io::Read for Source<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let ahead = self.ahead();
        let length = ahead.len().min(to.len());
        to[..length].copy_from_slice(&ahead[..length]);
        self.given += length;
        Ok(length)
    }
}
