//! The last thing that a report passes before it is written: nothing that holds a credential gets through.

use std::io::{self, Write};

use super::mask::Mask;

/// So many bytes are looked through and passed on at once.
const BLOCK: usize = 64 * 1024;

/// Looks for credentials in what is written, and passes on only bytes that belong to none: as many bytes as a credential
/// may have are kept back until those after them are known. The first credential, or the first error of the writer behind
/// it, ends the writing.
pub(super) struct Guard<'a, W> {
    mask: &'a Mask,
    out: W,
    held: Vec<u8>,
    refusal: Option<Refusal>,
}

/// Why not everything was written.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It held a credential.
    Credential,
    /// The writer behind it has failed.
    Write(io::Error),
}

impl<'a, W: Write> Guard<'a, W> {
    pub(super) fn new(mask: &'a Mask, out: W) -> Self {
        Self {
            mask,
            out,
            held: Vec::new(),
            refusal: None,
        }
    }

    /// Passes on what was kept back. To be called when all is written, whatever its writing ended with: an error that
    /// comes out of here is what that one came from.
    ///
    /// # Errors
    /// What was written holds a credential, or could not be passed on.
    pub(super) fn finish(mut self) -> Result<W, Refusal> {
        if self.refusal.is_none() {
            self.pass(0);
        }
        match self.refusal {
            Some(refusal) => Err(refusal),
            None => Ok(self.out),
        }
    }

    /// Passes on all but the last bytes, if no credential stands among any of them.
    fn pass(&mut self, kept: usize) {
        if self.mask.leaks_in(&self.held) {
            self.refusal = Some(Refusal::Credential);
            return;
        }
        let passed = self.held.len().saturating_sub(kept);
        let written = self.out.write_all(&self.held[..passed]);
        self.held.drain(..passed);
        let written = if kept == 0 {
            written.and_then(|()| self.out.flush())
        } else {
            written
        };
        self.refusal = written.err().map(Refusal::Write);
    }
}

impl<W: Write> Write for Guard<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.refusal.is_none() {
            self.held.extend_from_slice(bytes);
            let kept = self.mask.longest().saturating_sub(1);
            // Not less new than old, so that looking at the old again costs little.
            if self.held.len() >= kept + BLOCK.max(kept) {
                self.pass(kept);
            }
        }
        match &self.refusal {
            None => Ok(bytes.len()),
            Some(Refusal::Credential) => Err(io::Error::other("a credential")),
            Some(Refusal::Write(error)) => Err(error.kind().into()),
        }
    }

    /// Passes nothing on: a credential may have begun.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use proptest::prelude::*;

    use super::super::mask::Mask;
    use super::{BLOCK, Guard, Refusal};

    const SECRET: &str = "SECRET-0123456789-SECRET";

    /// Keeps what it gets, up to so many bytes.
    struct Disk<'a> {
        written: &'a mut Vec<u8>,
        holds: usize,
    }

    impl Write for Disk<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.holds.saturating_sub(self.written.len());
            if room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = room.min(bytes.len());
            self.written.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Writes pieces through a guard; what came out, and how it ended.
    fn through(mask: &Mask, pieces: &[&[u8]], holds: usize) -> (Vec<u8>, Result<(), Refusal>) {
        let mut written = Vec::new();
        let mut guard = Guard::new(
            mask,
            Disk {
                written: &mut written,
                holds,
            },
        );
        for piece in pieces {
            if guard.write_all(piece).is_err() {
                break;
            }
        }
        let ended = guard.finish().map(|_| ());
        (written, ended)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Wherever it stands and however it is cut: not a byte of it is written.
        #[test]
        fn a_credential_across_two_writes_is_found_before_it_is_written(
            before in 0usize..3 * BLOCK,
            cut in 0usize..=SECRET.len(),
            after in 0usize..2 * BLOCK,
        ) {
            let mask = Mask::of_values([SECRET]);
            let (begun, ended) = SECRET.as_bytes().split_at(cut);
            let filler = vec![b'.'; before.max(after)];
            let pieces = [&filler[..before], begun, ended, &filler[..after]];
            let (written, refused) = through(&mask, &pieces, usize::MAX);
            prop_assert!(matches!(refused, Err(Refusal::Credential)));
            prop_assert!(written.len() <= before);
            prop_assert!(written.iter().all(|byte| *byte == b'.'));
        }

        /// What holds none arrives whole.
        #[test]
        fn everything_else_arrives(lengths in proptest::collection::vec(0usize..BLOCK, 0..8), cut in 1usize..SECRET.len()) {
            let mask = Mask::of_values([SECRET]);
            let whole: Vec<u8> = lengths.iter().flat_map(|length| {
                let mut part = vec![b'.'; *length];
                part.extend_from_slice(&SECRET.as_bytes()[..cut]);
                part.push(b' ');
                part
            }).collect();
            let pieces: Vec<&[u8]> = whole.chunks(1000).collect();
            let (written, ended) = through(&mask, &pieces, usize::MAX);
            prop_assert!(ended.is_ok());
            prop_assert_eq!(written, whole);
        }
    }

    #[test]
    fn what_fails_behind_it_is_the_error() {
        let filler = vec![b'.'; 3 * BLOCK];
        for holds in [0, 1, BLOCK, 3 * BLOCK - 1] {
            let (written, ended) = through(&Mask::of_values([SECRET]), &[&filler], holds);
            assert_eq!(written.len(), holds);
            let error = match ended {
                Err(Refusal::Write(error)) => error.kind(),
                other => panic!("{holds}: {other:?}"),
            };
            assert_eq!(error, io::ErrorKind::StorageFull);
        }
    }
}
