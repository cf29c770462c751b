//! What Java and the guests of one store hold of each other.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use wasmtime::{AnyRef, ExnRef, OwnedRooted, Result, format_err};

/// An object of Java behind an `externref`, by the number that Java keeps it under.
pub struct HostObject {
    pub number: u64,
    dropped: Arc<Mutex<Vec<u64>>>,
}

impl Drop for HostObject {
    /// Runs in the middle of a collection, where Java cannot be called: Java asks for the numbers later.
    fn drop(&mut self) {
        lock(&self.dropped).push(self.number);
    }
}

/// A reference to a guest's object, which Java holds by its place in [`References`].
#[derive(Clone)]
pub enum Reference {
    Any(OwnedRooted<AnyRef>),
    Exception(OwnedRooted<ExnRef>),
}

#[derive(Default)]
pub struct References {
    held: RefCell<Held>,
    dropped: Arc<Mutex<Vec<u64>>>,
}

#[derive(Default)]
struct Held {
    references: Vec<Option<Reference>>,
    free: Vec<usize>,
}

impl References {
    pub fn host_object(&self, number: u64) -> HostObject {
        HostObject {
            number,
            dropped: self.dropped.clone(),
        }
    }

    /// Moves the numbers of objects that no guest holds any more to the front of `numbers`.
    pub fn take_dropped(&self, numbers: &mut [u64]) -> usize {
        let mut dropped = lock(&self.dropped);
        let count = dropped.len().min(numbers.len());
        let rest = dropped.len() - count;
        numbers[..count].copy_from_slice(&dropped[rest..]);
        dropped.truncate(rest);
        count
    }

    /// Keeps a reference for Java until [`Self::remove`].
    pub fn add(&self, reference: Reference) -> u64 {
        let mut held = self.held.borrow_mut();
        let place = held.free.pop().unwrap_or_else(|| {
            held.references.push(None);
            held.references.len() - 1
        });
        held.references[place] = Some(reference);
        place as u64
    }

    pub fn get(&self, place: u64) -> Result<Reference> {
        let held = self.held.borrow();
        let found = usize::try_from(place)
            .ok()
            .and_then(|place| held.references.get(place));
        found
            .and_then(Clone::clone)
            .ok_or_else(|| format_err!("no reference has the number {place}"))
    }

    pub fn remove(&self, place: u64) {
        let mut held = self.held.borrow_mut();
        let place = place as usize;
        if held.references[place].take().is_some() {
            held.free.push(place);
        }
    }
}

fn lock(numbers: &Mutex<Vec<u64>>) -> std::sync::MutexGuard<'_, Vec<u64>> {
    numbers.lock().unwrap_or_else(PoisonError::into_inner)
}
