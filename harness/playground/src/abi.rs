//! How JavaScript calls: over the linear memory, without a generator of bindings.
//!
//! The caller asks for room for its request and for files, writes both there, and calls [`ask`]; the answer lies at
//! [`answer`]. Rust follows no pointer that comes from outside: it hands out where its own buffers lie.

#![expect(unsafe_code, reason = "a name that is exported is said to be unsafe: nothing else here is")]

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use crate::Playground;

/// The page, and the three buffers through which it talks.
#[derive(Default)]
struct Page {
    playground: Playground,
    request: Vec<u8>,
    files: Vec<u8>,
    answer: String,
}

/// WebAssembly has one thread here; the lock costs nothing and keeps the code safe.
static PAGE: LazyLock<Mutex<Page>> = LazyLock::new(Mutex::default);

fn page() -> MutexGuard<'static, Page> {
    PAGE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Empties a buffer, makes it so long, and says where it lies.
fn room(buffer: &mut Vec<u8>, length: usize) -> usize {
    buffer.clear();
    buffer.resize(length, 0);
    buffer.as_ptr() as usize
}

/// Room for a request of so many bytes of UTF-8.
#[unsafe(no_mangle)]
extern "C" fn request(length: usize) -> usize {
    room(&mut page().request, length)
}

/// Room for so many bytes of files.
#[unsafe(no_mangle)]
extern "C" fn files(length: usize) -> usize {
    room(&mut page().files, length)
}

/// Answers what was written; gives the length of the answer. The files are gone afterwards.
#[unsafe(no_mangle)]
extern "C" fn ask() -> usize {
    let page = &mut *page();
    let files = std::mem::take(&mut page.files);
    page.answer = page.playground.ask(&String::from_utf8_lossy(&page.request), &files);
    page.answer.len()
}

/// Where the answer lies.
#[unsafe(no_mangle)]
extern "C" fn answer() -> usize {
    page().answer.as_ptr() as usize
}
