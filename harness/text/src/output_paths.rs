//! Where a report or a picture goes: stdout, or a file that is written whole or not at all.
//!
//! What cannot be written is known before the run: [`Place::probe`] tries the directory with a file that it takes away
//! again, so that nothing stays behind when the run is killed. A Live Set or a recording is never written over, whatever
//! a command line says.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::phrasing::shown;

/// A file, or stdout, which is written `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

impl FromStr for Place {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "" => Err("give the name of a file, or `-` for stdout"),
            "-" => Ok(Self::Stdout),
            file => Ok(Self::File(file.into())),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => f.write_str("-"),
            Self::File(path) => f.write_str(&shown(path)),
        }
    }
}

/// What becomes of a file of this name.
enum Way {
    /// A new file takes its place: this is where it lies, links followed.
    Replace(PathBuf),
    /// It is a device or a pipe, which is written to as it is.
    Stream,
}

impl Place {
    /// Whether it can be written; nothing is there afterwards that was not before.
    pub fn probe(&self) -> io::Result<()> {
        match self {
            Self::Stdout => Ok(()),
            Self::File(path) => match way(path)? {
                Way::Replace(path) => beside(&path)?.close(),
                Way::Stream => fs::OpenOptions::new().write(true).open(path).map(drop),
            },
        }
    }

    /// Writes the whole text.
    pub fn write(&self, text: &str) -> io::Result<()> {
        match self {
            Self::Stdout => match io::stdout().lock().write_all(text.as_bytes()) {
                // A reader that goes away has seen enough.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                written => written,
            },
            Self::File(path) => match way(path)? {
                Way::Replace(path) => {
                    let mut file = beside(&path)?;
                    file.write_all(text.as_bytes())?;
                    file.as_file().sync_all()?;
                    file.persist(&path).map(drop).map_err(|error| error.error)
                }
                Way::Stream => fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes()),
            },
        }
    }

    /// Opens it for what comes piece by piece; what a file held before is gone.
    pub fn open(&self) -> io::Result<Box<dyn Write + Send>> {
        Ok(match self {
            Self::Stdout => Box::new(io::stdout()),
            Self::File(path) => {
                way(path)?;
                Box::new(fs::File::create(path)?)
            }
        })
    }

    /// Whether both lead to the same place, by whatever names and links.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(one), Self::File(other)) => led_to(one) == led_to(other),
            _ => self == other,
        }
    }

    /// Fails when it is one of the files that a command reads, by whatever name or link.
    pub fn is_none_of<'a>(&self, read: impl IntoIterator<Item = &'a Path>) -> io::Result<()> {
        let Self::File(path) = self else { return Ok(()) };
        // What is written to a device or a pipe takes nothing away from it.
        if !path.is_file() {
            return Ok(());
        }
        let there = led_to(path);
        if read.into_iter().any(|read| led_to(read) == there) {
            return Err(io::Error::other("it is what is read, and would be lost"));
        }
        Ok(())
    }
}

/// Where the name of a file leads, links followed, also when there is no such file yet. A device keeps its name: two of
/// them may be one terminal, and take two texts.
fn led_to(path: &Path) -> PathBuf {
    match fs::metadata(path) {
        Ok(there) if there.is_file() => fs::canonicalize(path).ok(),
        Ok(_) => None,
        Err(_) => path.file_name().and_then(|name| Some(fs::canonicalize(folder(path)).ok()?.join(name))),
    }
    .unwrap_or_else(|| path.to_owned())
}

/// The directory of a file.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Endings of files that are only ever read: they hold somebody's work.
const READ_ONLY: [&str; 10] = ["als", "wav", "wave", "aif", "aiff", "flac", "mp3", "ogg", "m4a", "caf"];

fn way(path: &Path) -> io::Result<Way> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory")),
        Ok(there) if there.is_file() => {
            let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
            if READ_ONLY.contains(&&*ending) {
                let what = if ending == "als" { "a Live Set" } else { "a recording" };
                return Err(io::Error::other(format!("it is {what}, which is never written over")));
            }
            // Whoever may not write the file must not replace it either.
            fs::OpenOptions::new().write(true).open(path)?;
            fs::canonicalize(path).map(Way::Replace)
        }
        Ok(_) => Ok(Way::Stream),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Way::Replace(path.to_owned())),
        Err(error) => Err(error),
    }
}

/// A file that has no name for others yet, in the same directory: renaming it is one step.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".livebridge-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As for any new file: what the umask leaves.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("report.json");
        let place = Place::File(path.clone());
        place.probe().unwrap();
        assert_eq!(names(directory.path()), [""; 0]);
        place.write("a long first text").unwrap();
        place.probe().unwrap();
        place.write("second").unwrap();
        assert_eq!(
            (names(directory.path()), fs::read_to_string(path).unwrap()),
            (vec!["report.json".into()], "second".into())
        );
    }

    #[test]
    fn a_live_set_a_recording_and_what_is_read_are_never_written_over() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["song.als", "Take 1.WAV"] {
            let path = directory.path().join(name);
            fs::write(&path, "work").unwrap();
            let place = Place::File(path.clone());
            assert!(place.probe().is_err() && place.write("report").is_err() && place.open().is_err(), "{name}");
            assert_eq!(fs::read_to_string(&path).unwrap(), "work");
        }
        let (set, other) = (directory.path().join("set.json"), directory.path().join("other.json"));
        fs::write(&set, "work").unwrap();
        let roundabout = Place::File(directory.path().join(".").join("set.json"));
        assert!(roundabout.is_none_of([&*other, &*set]).is_err());
        assert!(Place::File(other).is_none_of([&*set]).is_ok());
    }

    #[test]
    fn what_cannot_be_written_is_known_before() {
        let directory = tempfile::tempdir().unwrap();
        assert!(Place::File(directory.path().to_owned()).probe().is_err());
        assert!(Place::File(directory.path().join("none/report.json")).probe().is_err());
        assert!("".parse::<Place>().is_err());
        assert_eq!("-".parse(), Ok(Place::Stdout));
    }

    #[test]
    fn places_are_compared_by_where_they_lead() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| Place::File(directory.path().join(name));
        // Both before there is such a file and after.
        for _ in 0..2 {
            assert!(at("report.xml").is_same(&at("./report.xml")));
            assert!(!at("report.xml").is_same(&at("other.xml")) && !at("report.xml").is_same(&Place::Stdout));
            at("report.xml").write("one").unwrap();
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(directory.path().join("report.xml"), directory.path().join("link")).unwrap();
            assert!(at("link").is_same(&at("report.xml")));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("file"), directory.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        Place::File(link.clone()).write("new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        let null = Place::File("/dev/null".into());
        null.probe().unwrap();
        null.write("nothing").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
