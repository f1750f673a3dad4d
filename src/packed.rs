//! Many values of a kind in little memory: what a run receives and reports is long and alike, and most of it is read
//! twice at most.
//!
//! Nothing is put on disk, where credentials would outlive the run.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Values are compressed together from this many bytes on: alike ones beside each other are mostly repetition, and to
/// read one all beside it are unpacked.
const BLOCK: usize = 32 * 1024;
/// So many unpacked blocks are kept for those who read in order; each report does so by itself.
const KEPT: usize = 8;

/// A list of values to add to and to read from, its content compressed.
pub(crate) struct Packed<T> {
    blocks: Vec<Box<[u8]>>,
    /// What is not yet a block.
    open: Vec<u8>,
    places: Vec<Place>,
    unpacked: Mutex<VecDeque<(u32, Arc<[u8]>)>>,
    kind: PhantomData<fn(T) -> T>,
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

impl<T> std::fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({} values)", self.places.len())
    }
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            open: Vec::new(),
            places: Vec::new(),
            unpacked: Mutex::default(),
            kind: PhantomData,
        }
    }
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Adds a value, and says where it stands.
    ///
    /// # Errors
    /// It cannot be serialised.
    pub(crate) fn push(&mut self, value: &T) -> Result<usize, PackError> {
        let start = self.open.len();
        let open = std::mem::take(&mut self.open);
        self.open = postcard::to_extend(value, open).map_err(PackError::new)?;
        let place = |number: usize| u32::try_from(number).map_err(PackError::new);
        self.places.push(Place {
            block: place(self.blocks.len())?,
            start: place(start)?,
        });
        if self.open.len() >= BLOCK {
            let block = lz4_flex::compress_prepend_size(&self.open);
            self.blocks.push(block.into_boxed_slice());
            self.open.clear();
        }
        Ok(self.places.len() - 1)
    }

    /// Reads a value.
    ///
    /// # Errors
    /// There is none at that place.
    pub(crate) fn get(&self, at: usize) -> Result<T, PackError> {
        let place = self
            .places
            .get(at)
            .ok_or_else(|| PackError(format!("there is no value {at}")))?;
        let read = |bytes: &[u8]| {
            let value = bytes.get(place.start as usize..).unwrap_or_default();
            postcard::from_bytes(value).map_err(PackError::new)
        };
        match self.blocks.get(place.block as usize) {
            None => read(&self.open),
            Some(block) => read(&self.unpack(place.block, block)?),
        }
    }

    fn unpack(&self, number: u32, block: &[u8]) -> Result<Arc<[u8]>, PackError> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Packed;

    proptest! {
        /// Whatever is put in comes out, in any order of reading, while blocks are full and while they are not.
        #[test]
        fn what_goes_in_comes_out(values in proptest::collection::vec("\\PC{0,4000}", 1..60), step in 1usize..7) {
            let mut packed = Packed::default();
            for value in &values {
                packed.push(value).unwrap();
            }
            for at in (0..values.len()).map(|at| at * step % values.len()) {
                prop_assert_eq!(&packed.get(at).unwrap(), &values[at]);
            }
            prop_assert!(packed.get(values.len()).is_err());
        }
    }
}
