//! The faces in other languages, which travel within this crate, and where they are unpacked for those who host them.

use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use tempfile::TempDir;

static PYTHON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/python/src");
static JAVASCRIPT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/javascript");
static INSIDE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/inside");

/// The faces in a folder that goes with this value.
#[derive(Debug)]
pub struct Faces(TempDir);

/// Writes the faces into a temporary folder.
///
/// # Errors
///
/// When the folder cannot be written.
pub fn unpack() -> io::Result<Faces> {
    let faces = Faces(tempfile::Builder::new().prefix("livebridge-faces-").tempdir()?);
    for (dir, path) in [(&PYTHON, faces.python()), (&JAVASCRIPT, faces.javascript()), (&INSIDE, faces.inside())] {
        std::fs::create_dir_all(&path)?;
        dir.extract(path)?;
    }
    Ok(faces)
}

impl Faces {
    /// The folder of all.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// What Python has to have on its path.
    pub fn python(&self) -> PathBuf {
        self.0.path().join("python")
    }

    /// What runs inside Live: the host of extensions, our extension and our device.
    pub fn inside(&self) -> PathBuf {
        self.0.path().join("inside")
    }

    /// The package of the Max face.
    pub fn javascript(&self) -> PathBuf {
        self.0.path().join("javascript")
    }
}

/// A new token of an engine: 128 bits of the system's, in hexadecimal.
///
/// # Errors
///
/// When the system gives none.
pub fn token() -> io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(format!("no random number: {error}")))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
