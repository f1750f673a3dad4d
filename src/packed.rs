//! Many values in little memory: what a run receives and reports is long and alike.
//!
//! Nothing is put on disk, where credentials would outlive the run.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize, Serializer};

/// Values stand together in blocks of about this many bytes: alike ones beside each other are mostly repetition once
/// compressed, and to read one all beside it are unpacked.
const BLOCK: usize = 32 * 1024;
/// So many bytes stay as they are: to compress what is little is wasted time.
const PLAIN: usize = 4 * 1024 * 1024;
/// So many unpacked blocks are kept for those who read in order; each report does so by itself.
const KEPT: usize = 8;

/// A list of values to add to and to read from.
#[derive(Default)]
pub(crate) struct Packed {
    blocks: Vec<Block>,
    /// What is not yet a block.
    open: Vec<u8>,
    /// The next value, until it is whole.
    scratch: Vec<u8>,
    /// How many bytes stand in plain blocks.
    plain: usize,
    places: Vec<Place>,
    unpacked: Mutex<VecDeque<(usize, Arc<[u8]>)>>,
}

enum Block {
    Plain(Box<[u8]>),
    Compressed(Box<[u8]>),
}

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    block: u32,
    start: u32,
}

/// A value cannot be packed, or not be unpacked again.
#[derive(Debug, thiserror::Error)]
#[error("what the run received cannot be kept in memory: {0}")]
pub(crate) struct PackError(String);

impl PackError {
    pub(crate) fn new(error: impl ToString) -> Self {
        Self(error.to_string())
    }
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({} values)", self.places.len())
    }
}

impl Packed {
    /// Adds a value, and says where it stands.
    ///
    /// # Errors
    /// It cannot be serialised.
    pub(crate) fn push(&mut self, value: &impl Serialize) -> Result<usize, PackError> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        let scratch = postcard::to_extend(value, scratch).map_err(PackError::new)?;
        let place = self.push_packed(&scratch);
        self.scratch = scratch;
        place
    }

    /// The same with a value that is [`packed`] already.
    ///
    /// # Errors
    /// There are more than can be kept.
    pub(crate) fn push_packed(&mut self, value: &[u8]) -> Result<usize, PackError> {
        let place = Place {
            block: u32::try_from(self.blocks.len()).map_err(PackError::new)?,
            start: u32::try_from(self.open.len()).map_err(PackError::new)?,
        };
        self.open.extend_from_slice(value);
        self.places.push(place);
        if self.open.len() >= BLOCK {
            self.blocks.push(if self.plain + self.open.len() <= PLAIN {
                self.plain += self.open.len();
                Block::Plain(self.open.as_slice().into())
            } else {
                Block::Compressed(lz4_flex::compress_prepend_size(&self.open).into_boxed_slice())
            });
            self.open.clear();
        }
        Ok(self.places.len() - 1)
    }

    /// Hands the bytes from a value's first one on to a reader, see [`value`].
    ///
    /// # Errors
    /// There is no value at that place, or the reader's.
    pub(crate) fn read<R>(
        &self,
        at: usize,
        reader: impl FnOnce(&[u8]) -> Result<R, PackError>,
    ) -> Result<R, PackError> {
        let place = self
            .places
            .get(at)
            .ok_or_else(|| PackError(format!("there is no value {at}")))?;
        let (number, start) = (place.block as usize, place.start as usize);
        let from = |bytes: &[u8]| reader(bytes.get(start..).unwrap_or_default());
        match self.blocks.get(number) {
            None => from(&self.open),
            Some(Block::Plain(block)) => from(block),
            Some(Block::Compressed(block)) => from(&self.unpack(number, block)?),
        }
    }

    fn unpack(&self, number: usize, block: &[u8]) -> Result<Arc<[u8]>, PackError> {
        let lock = || self.unpacked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = lock().iter().find(|(known, _)| *known == number) {
            return Ok(Arc::clone(bytes));
        }
        let bytes = lz4_flex::decompress_size_prepended(block).map_err(PackError::new)?;
        let bytes: Arc<[u8]> = bytes.into();
        let mut unpacked = lock();
        if unpacked.len() == KEPT {
            unpacked.pop_front();
        }
        unpacked.push_back((number, Arc::clone(&bytes)));
        Ok(bytes)
    }
}

/// A value as it is packed.
///
/// # Errors
/// It cannot be serialised.
pub(crate) fn packed(value: &impl Serialize) -> Result<Vec<u8>, PackError> {
    postcard::to_stdvec(value).map_err(PackError::new)
}

/// The value that starts these bytes. It may borrow from them.
///
/// # Errors
/// They start with no such value.
pub(crate) fn value<'a, V: Deserialize<'a>>(bytes: &'a [u8]) -> Result<V, PackError> {
    let (value, _) = postcard::take_from_bytes(bytes).map_err(PackError::new)?;
    Ok(value)
}

/// Bytes that are packed as they are, and borrowed when they are read.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent)]
pub(crate) struct PackedBytes<'a>(#[serde(borrow)] pub(crate) &'a [u8]);

impl Serialize for PackedBytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BLOCK, PLAIN, Packed, PackedBytes, value};

    /// As long as answers are, so that values cross from block to block.
    fn text() -> impl Strategy<Value = String> {
        ("\\PC{0,40}", 0..100usize).prop_map(|(text, times)| text.repeat(times))
    }

    proptest! {
        /// Whatever is put in comes out, in any order of reading.
        #[test]
        fn what_goes_in_comes_out(values in proptest::collection::vec(text(), 1..60), step in 1usize..7) {
            let mut packed = Packed::default();
            for value in &values {
                packed.push(value).unwrap();
            }
            for at in (0..values.len()).map(|at| at * step % values.len()) {
                prop_assert_eq!(&packed.read(at, |bytes| value::<String>(bytes)).unwrap(), &values[at]);
            }
            prop_assert!(packed.read(values.len(), |bytes| value::<String>(bytes)).is_err());
        }
    }

    #[test]
    fn much_is_compressed_and_comes_out_all_the_same() {
        let bytes = |at: usize| vec![u8::try_from(at % 251).unwrap(); BLOCK / 4];
        let count = PLAIN / BLOCK * 8;
        let mut packed = Packed::default();
        for at in 0..count {
            packed.push(&PackedBytes(&bytes(at))).unwrap();
        }
        for at in (0..count).rev() {
            let same = packed.read(at, |packed| {
                let PackedBytes(read) = value(packed)?;
                Ok(read == bytes(at))
            });
            assert!(same.unwrap(), "{at}");
        }
        let held: usize = packed
            .blocks
            .iter()
            .map(|block| match block {
                super::Block::Plain(block) | super::Block::Compressed(block) => block.len(),
            })
            .sum();
        assert!(
            packed.plain <= PLAIN && held < PLAIN * 5 / 4,
            "{held} bytes"
        );
    }
}
