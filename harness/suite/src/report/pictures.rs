//! What a page takes to draw the Sets of its findings. Whoever makes the page brings it: the suite knows no renderer.

use livebridge_port::Snapshot;

/// Draws Sets into a page.
pub trait Pictures {
    /// The rules of all pictures, for a style element; they hold within elements of the class `picture` alone.
    fn style(&self) -> String;

    /// A Set, as markup.
    fn set(&self, name: &str, set: &Snapshot) -> String;

    /// What differs between two, drawn on the newer one, as markup.
    fn difference(&self, name: &str, old: &Snapshot, new: &Snapshot) -> String;
}

/// Draws nothing: a page has words alone.
#[derive(Debug, Clone, Copy)]
pub struct NoPictures;

impl Pictures for NoPictures {
    fn style(&self) -> String {
        String::new()
    }

    fn set(&self, _name: &str, _set: &Snapshot) -> String {
        String::new()
    }

    fn difference(&self, _name: &str, _old: &Snapshot, _new: &Snapshot) -> String {
        String::new()
    }
}
