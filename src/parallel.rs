//! Work on many items on all cores, with results in the items' order whatever thread was first.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Fewer items than this are done faster than a second thread starts.
const WORTH_A_THREAD: usize = 64;

/// More threads than this wait for each other's memory and files.
const MOST_THREADS: usize = 8;

/// So many results are held at the same time, so that many items need no more memory for it than some.
const BLOCK: usize = 2048;

/// So many items are taken by a thread at once.
const TAKEN: usize = 32;

/// Does `work` on each item and hands the results to `take`, in the items' order.
pub(crate) fn each<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let threads = threads(items.len());
    if threads < 2 {
        items.iter().map(work).for_each(take);
        return;
    }
    for block in items.chunks(BLOCK) {
        let mut results: Vec<Option<R>> = Vec::new();
        results.resize_with(block.len(), || None);
        let shares = Mutex::new(block.chunks(TAKEN).zip(results.chunks_mut(TAKEN)));
        let on_one_thread = || {
            loop {
                let share = shares.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((items, results)) = share else {
                    return;
                };
                for (item, result) in items.iter().zip(results) {
                    *result = Some(work(item));
                }
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads.min(block.len() / TAKEN) {
                // Where no thread can be had, this one does all.
                let _ = thread::Builder::new().spawn_scoped(scope, on_one_thread);
            }
            on_one_thread();
        });
        results.into_iter().flatten().for_each(&mut take);
    }
}

fn threads(items: usize) -> usize {
    if items < WORTH_A_THREAD {
        return 1;
    }
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    cores.min(MOST_THREADS)
}
