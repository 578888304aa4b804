//! The surroundings of a Set on disk: its Project, its repository, and what stands where a sample should be.
//!
//! Paths come out of a file that may be hostile. Nothing outside of the repository (or of the Project, where there is no
//! repository) is touched, whatever a path or a link says; only regular files are opened, and no more than their
//! beginning is read.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use crc::{CRC_16_UMTS, Crc};
use livebridge_als::model::FileRef;

/// How much of a sample Live's CRC is about, in bytes.
const CRC_BYTES: u64 = 16_384;

/// The folder by which a Project is known.
const PROJECT_INFO: &str = "Ableton Project Info";

/// The folder in which Live keeps earlier versions of a Set.
pub const BACKUP: &str = "Backup";

/// Where the files of a Set may lie.
#[derive(Debug, Clone)]
pub struct Media {
    /// The folder of the Set.
    folder: PathBuf,
    project: PathBuf,
    /// Nothing outside of it is touched.
    root: PathBuf,
}

/// From where a Set says that a sample comes.
#[derive(Debug)]
pub(super) enum Origin {
    /// Within its Project, where a collected sample belongs: here.
    Project(PathBuf),
    /// Somewhere beside its Project: here.
    Beside(PathBuf),
    /// A place that only the machine knows that saved it.
    Machine,
    /// A library or Pack of Live, or a place that the Set does not tell.
    Elsewhere,
}

/// What stands where a sample should be.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// Something outside, at which nobody looked.
    Outside,
    /// Something that is no regular file, or cannot be read, and why.
    Unusable(String),
    /// A file.
    File {
        /// Its length.
        bytes: u64,
        /// The CRC of its beginning, by which Live knows it.
        crc: u16,
    },
}

impl Media {
    /// The surroundings of the Set in this file.
    pub fn of(set: &Path) -> io::Result<Self> {
        let folder = set.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = fs::canonicalize(folder)?;
        let repository = folder.ancestors().find(|above| above.join(".git").exists());
        let project = folder.ancestors().find(|above| above.join(PROJECT_INFO).is_dir()).unwrap_or_else(|| {
            let is_backup = folder.file_name().is_some_and(|name| name == BACKUP);
            folder.parent().filter(|_| is_backup).unwrap_or(&folder)
        });
        let (project, root) = (project.to_owned(), repository.unwrap_or(project).to_owned());
        Ok(Self { folder, project, root })
    }

    /// From where a sample comes, by what the Set says of it.
    pub(super) fn origin(&self, file: &FileRef) -> Origin {
        let relative = Some(&*file.relative).filter(|path| !path.is_empty());
        match (file.relative_type, relative) {
            (Some(3), Some(path)) => Origin::Project(normal(&self.project.join(path))),
            (Some(1), Some(path)) => {
                let path = normal(&self.folder.join(path));
                if path.starts_with(&self.project) { Origin::Project(path) } else { Origin::Beside(path) }
            }
            // The Library of Live 8, Packs, the User Library, and what is built in.
            (Some(2 | 5 | 6 | 7), _) => Origin::Elsewhere,
            _ if !file.path.is_empty() => Origin::Machine,
            _ => Origin::Elsewhere,
        }
    }

    /// What stands at a path.
    pub(super) fn look(&self, path: &Path) -> Found {
        // Before anything is touched, and again when links are followed.
        if !path.starts_with(&self.root) {
            return Found::Outside;
        }
        match fs::canonicalize(path) {
            Ok(real) if !real.starts_with(&self.root) => Found::Outside,
            Ok(real) => read(&real).unwrap_or_else(|error| Found::Unusable(error.to_string())),
            Err(error) if error.kind() == ErrorKind::NotFound => Found::Nothing,
            Err(error) => Found::Unusable(error.to_string()),
        }
    }
}

fn read(path: &Path) -> io::Result<Found> {
    let irregular = || Ok(Found::Unusable("no regular file".to_owned()));
    // To open a pipe is to wait for somebody who writes into it.
    if !fs::metadata(path)?.is_file() {
        return irregular();
    }
    let file = File::open(path)?;
    // Once more, of what was really opened.
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return irregular();
    }
    let mut start = Vec::new();
    file.take(CRC_BYTES).read_to_end(&mut start)?;
    Ok(Found::File { bytes: metadata.len(), crc: Crc::<u16>::new(&CRC_16_UMTS).checksum(&start) })
}

/// The path without `.` and `..`, by its words alone: links do not matter.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(normal.pop()),
            _ => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crc_is_that_of_the_catalogue() {
        // The check value of CRC-16/UMTS: polynomial 0x8005, from 0, not reflected.
        assert_eq!(Crc::<u16>::new(&CRC_16_UMTS).checksum(b"123456789"), 0xfee8);
    }

    #[test]
    fn dots_are_words() {
        assert_eq!(normal(Path::new("/a/b/../c/./d")), Path::new("/a/c/d"));
        assert_eq!(normal(Path::new("/a/../../../etc")), Path::new("/etc"));
    }
}
