//! Work on many items on all cores, with results in the items' order whatever thread was first.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Fewer items than this are done faster than a second thread starts.
const WORTH_A_THREAD: usize = 64;

/// More threads than this wait for each other's memory and files.
const MOST_THREADS: usize = 8;

/// So many items are taken by a thread at once.
const TAKEN: usize = 16;

/// So many shares may be begun before the first of them has been handed on, so that many items need no more memory for
/// their results than some, on however many threads.
const AHEAD: usize = 16;

/// Does `work` on each item and hands the results to `take` on this thread, in the items' order.
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
    let shares: Vec<&[T]> = items.chunks(TAKEN).collect();
    let queue = Queue::new(shares.len(), AHEAD);
    let share = |number: usize| -> Vec<R> { shares[number].iter().map(&work).collect() };
    thread::scope(|scope| {
        let help = || {
            let _guard = queue.guard();
            while let Some(number) = queue.next() {
                queue.done(number, share(number));
            }
        };
        for _ in 1..threads.min(shares.len()) {
            // Where no thread can be had, this one does all.
            let _ = thread::Builder::new().spawn_scoped(scope, help);
        }
        let _guard = queue.guard();
        loop {
            match queue.next_or_done() {
                Turn::Take(results) => results.into_iter().for_each(&mut take),
                Turn::Work(number) => queue.done(number, share(number)),
                Turn::Over => break,
            }
        }
    });
}

/// Does `work` on each of a few large tasks, the first ones first, with results in the tasks' order.
pub(crate) fn side_by_side<T: Send, R: Send>(
    tasks: Vec<T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let threads = cores().min(tasks.len());
    let tasks = Mutex::new(tasks.into_iter().enumerate());
    let results = Mutex::new(Vec::new());
    let on_one_thread = || {
        loop {
            let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((place, task)) = task else {
                return;
            };
            let result = work(task);
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.push((place, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where no thread can be had, this one does all.
            let _ = thread::Builder::new().spawn_scoped(scope, on_one_thread);
        }
        on_one_thread();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Which shares are to be done, and the results of those that nobody has taken.
struct Queue<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
    shares: usize,
    /// So many shares may be begun and not taken.
    ahead: usize,
}

struct State<R> {
    /// The first share that nobody has begun.
    next: usize,
    /// The first share whose results are not taken.
    first: usize,
    /// The results of the shares from that one on.
    results: VecDeque<Option<Vec<R>>>,
    /// A thread has panicked, so that some results will never come.
    broken: bool,
}

/// What the thread that takes the results does next.
enum Turn<R> {
    Take(Vec<R>),
    Work(usize),
    Over,
}

impl<R> Queue<R> {
    fn new(shares: usize, ahead: usize) -> Self {
        Self {
            state: Mutex::new(State {
                next: 0,
                first: 0,
                results: VecDeque::new(),
                broken: false,
            }),
            changed: Condvar::new(),
            shares,
            ahead,
        }
    }

    fn state(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<R>>) -> MutexGuard<'a, State<R>> {
        self.changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A share to do, once there may be one; none if there are no more.
    fn next(&self) -> Option<usize> {
        let mut state = self.state();
        loop {
            if state.broken || state.next == self.shares {
                return None;
            }
            if let Some(number) = self.begin(&mut state) {
                return Some(number);
            }
            state = self.wait(state);
        }
    }

    fn begin(&self, state: &mut State<R>) -> Option<usize> {
        let number = state.next;
        let may = number < self.shares && number - state.first < self.ahead;
        may.then(|| {
            state.next += 1;
            state.results.push_back(None);
            number
        })
    }

    fn done(&self, number: usize, results: Vec<R>) {
        let mut state = self.state();
        let place = number - state.first;
        if let Some(empty) = state.results.get_mut(place) {
            *empty = Some(results);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Results that are next in order if there are any; else a share to do.
    fn next_or_done(&self) -> Turn<R> {
        let mut state = self.state();
        loop {
            if state.broken || state.first == self.shares {
                return Turn::Over;
            }
            if let Some(Some(_)) = state.results.front()
                && let Some(results) = state.results.pop_front().flatten()
            {
                state.first += 1;
                drop(state);
                self.changed.notify_all();
                return Turn::Take(results);
            }
            if let Some(number) = self.begin(&mut state) {
                return Turn::Work(number);
            }
            state = self.wait(state);
        }
    }

    fn guard(&self) -> Guard<'_, R> {
        Guard(self)
    }
}

/// Where its thread panics, no other one waits for it: the panic goes on once all have ended.
struct Guard<'a, R>(&'a Queue<R>);

impl<R> Drop for Guard<'_, R> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.state().broken = true;
            self.0.changed.notify_all();
        }
    }
}

fn threads(items: usize) -> usize {
    if items < WORTH_A_THREAD {
        return 1;
    }
    cores().min(MOST_THREADS)
}

/// How many threads can run at the same time.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use rstest::rstest;

    use super::{Queue, Turn, each, side_by_side};

    #[rstest]
    #[case::none(0)]
    #[case::few(63)]
    #[case::some(64)]
    #[case::odd(1001)]
    #[case::many(20_000)]
    fn results_come_in_the_items_order(#[case] count: usize) {
        let items: Vec<usize> = (0..count).collect();
        let mut results = Vec::new();
        each(&items, |item| item * 3, |result| results.push(result));
        assert_eq!(
            results,
            items.iter().map(|item| item * 3).collect::<Vec<_>>()
        );
    }

    /// However slow the first share is, and whoever works on it.
    #[test]
    fn few_results_are_held() {
        let queue = Queue::new(9, 3);
        let begun = || queue.begin(&mut queue.state());
        assert_eq!(
            [begun(), begun(), begun(), begun()],
            [Some(0), Some(1), Some(2), None]
        );
        queue.done(2, vec!["third"]);
        queue.done(1, vec!["second"]);
        assert_eq!(begun(), None);
        queue.done(0, vec!["first"]);
        for (results, next) in [(["first"], 3), (["second"], 4), (["third"], 5)] {
            assert!(matches!(queue.next_or_done(), Turn::Take(taken) if taken == results));
            assert_eq!([begun(), begun()], [Some(next), None]);
        }
    }

    #[test]
    fn large_tasks_give_their_own_results() {
        for count in [0, 1, 2, 7] {
            let tasks: Vec<String> = (0..count).map(|task| task.to_string()).collect();
            let results = side_by_side(tasks.clone(), |task| task);
            assert_eq!(results, tasks);
        }
    }

    /// Threads that wait for one that has gone would wait for ever.
    #[rstest]
    #[case::at_work(Some(700), None)]
    #[case::at_taking(None, Some(700))]
    fn a_panic_goes_on(#[case] at_work: Option<usize>, #[case] at_taking: Option<usize>) {
        let items: Vec<usize> = (0..5000).collect();
        let done = catch_unwind(AssertUnwindSafe(|| {
            each(
                &items,
                |item| {
                    assert_ne!(Some(*item), at_work);
                    *item
                },
                |item| assert_ne!(Some(item), at_taking),
            );
        }));
        assert!(done.is_err());
    }
}
