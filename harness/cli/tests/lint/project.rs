//! A Project in a folder that goes with it: the clean Set, edits of its XML, and its one sample.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use livebridge_als::{Limits, Set, import};
use livebridge_sets::lint::config::Config;
use livebridge_sets::lint::media::Media;
use livebridge_sets::lint::{LintFinding, lint};

/// A Project that can be written to disk.
pub(crate) struct Project {
    xml: String,
    files: BTreeMap<&'static str, Vec<u8>>,
    is_plain: bool,
    is_trailing: bool,
    pub(crate) folder: tempfile::TempDir,
}

impl Project {
    /// The one of which no rule says anything. The CRC of its sample is the check value of the algorithm.
    pub(crate) fn clean() -> Self {
        Self {
            xml: include_str!("clean.als").to_owned(),
            files: BTreeMap::from([("Samples/Recorded/verse.wav", b"123456789".to_vec())]),
            is_plain: false,
            is_trailing: false,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Replaces the first `from`, which must be there.
    #[track_caller]
    pub(crate) fn edit(&mut self, from: &str, to: &str) -> &mut Self {
        assert!(self.xml.contains(from), "{from} is not there");
        self.xml = self.xml.replacen(from, to, 1);
        self
    }

    /// Replaces the last `from`.
    #[track_caller]
    pub(crate) fn edit_last(&mut self, from: &str, to: &str) -> &mut Self {
        let at = self.xml.rfind(from).unwrap();
        self.xml.replace_range(at..at + from.len(), to);
        self
    }

    /// Cuts out the first piece from `from` to `to`, both included.
    #[track_caller]
    pub(crate) fn cut(&mut self, from: &str, to: &str) -> &mut Self {
        let start = self.xml.find(from).unwrap();
        let end = start + self.xml[start..].find(to).unwrap() + to.len();
        self.xml.replace_range(start..end, "");
        self
    }

    /// Puts the Arrangement clip there once more, at another beat.
    pub(crate) fn repeat_clip(&mut self, beat: f64) -> &mut Self {
        let (start, end) = (self.xml.find("<AudioClip").unwrap(), "</AudioClip>");
        let stop = start + self.xml[start..].find(end).unwrap() + end.len();
        let clip = self.xml[start..stop].replace("Time=\"8\"", &format!("Time=\"{beat}\""));
        let clip = clip.replace("<CurrentStart Value=\"8\"", &format!("<CurrentStart Value=\"{beat}\""));
        self.xml.insert_str(stop, &clip);
        self
    }

    /// Another content for a file of the Project.
    pub(crate) fn file(&mut self, name: &'static str, bytes: &[u8]) -> &mut Self {
        self.files.insert(name, bytes.to_vec());
        self
    }

    /// No samples.
    pub(crate) fn without_files(&mut self) -> &mut Self {
        self.files.clear();
        self
    }

    /// Not compressed.
    pub(crate) fn plain(&mut self) -> &mut Self {
        self.is_plain = true;
        self
    }

    /// A blank after the compressed data.
    pub(crate) fn trailing(&mut self) -> &mut Self {
        self.is_trailing = true;
        self
    }

    /// Writes it; gives the path of the Set.
    pub(crate) fn write(&self) -> PathBuf {
        let project = self.folder.path().join("Song Project");
        fs::create_dir_all(project.join("Ableton Project Info")).unwrap();
        for (name, bytes) in &self.files {
            let path = project.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let path = project.join("song.als");
        fs::write(&path, self.bytes()).unwrap();
        path
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.xml.clone().into_bytes();
        if !self.is_plain {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&bytes).unwrap();
            bytes = encoder.finish().unwrap();
        }
        if self.is_trailing {
            bytes.push(b'\n');
        }
        bytes
    }

    pub(crate) fn import(&self) -> Set {
        import(&self.bytes()[..], Limits::default()).unwrap()
    }

    pub(crate) fn lint(&self, config: &Config) -> Vec<LintFinding> {
        let path = self.write();
        lint(&self.import(), "song.als", Some(&Media::of(&path).unwrap()), config)
    }
}
