//! `als:FILE`: the embedded fake with the Set of a Live Set's file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use livebridge_als as als;
use livebridge_fake::{FakeLiveBridge, SilentClip};
use livebridge_port::{Name, Snapshot};
use livebridge_suite::target::{Instance, Scheme, SchemeError, Target};
use livebridge_text::phrasing::{shown, visible};
use livebridge_wire::{Endpoint, StartError, Timeouts, Token};

/// Live Sets from their files.
pub(super) struct LiveSets;

const PREFIX: &str = "als:";

impl Scheme for LiveSets {
    fn forms(&self) -> &'static [&'static str] {
        &["als:FILE"]
    }

    fn help(&self) -> &'static str {
        "`als:FILE` for one with a Live Set"
    }

    fn is_meant(&self, text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    fn file<'a>(&self, text: &'a str) -> Option<&'a Path> {
        text.strip_prefix(PREFIX).map(Path::new)
    }

    fn parse(&self, text: &str, _: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
        let path = self.file(text).unwrap_or(Path::new(text));
        let set = als::import_file(path).map_err(|error| SchemeError {
            what: format!("failed to import `{}`: {error}", visible(&path.to_string_lossy())),
            hint: Some(error.hint().to_owned()),
        })?;
        Ok(Arc::new(LiveSetTarget { path: path.to_owned(), set: set.to_snapshot(), started: Mutex::new(None) }))
    }
}

/// The embedded fake with a Live Set that was read from its file.
#[derive(Debug)]
struct LiveSetTarget {
    /// Where it lies. Audio files are looked for from its folder and nowhere else, but for those that a check has put
    /// into the folder for temporary files.
    path: PathBuf,
    /// What is in it.
    set: Snapshot,
    /// The fake that was started last: it knows what was silent in its renders.
    started: Mutex<Option<Arc<FakeLiveBridge>>>,
}

impl LiveSetTarget {
    /// A fake that holds the Set. Audio files that are not there are silent.
    fn fake(&self) -> Result<FakeLiveBridge, StartError> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let fake = FakeLiveBridge::from_snapshot(&self.set).map_err(|error| StartError::Own {
            what: format!("the Set in `{}` cannot be a target: {}", shown(&self.path), error.message),
            hint: "look at it with `livebridge snapshot --summary`, mend it in Live and save it again".to_owned(),
        })?;
        Ok(fake.with_media_root(folder).with_media_root(std::env::temp_dir()).with_silent_offline_media())
    }
}

impl fmt::Display for LiveSetTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.path.display())
    }
}

impl Target for LiveSetTarget {
    fn start(&self, _: Timeouts) -> Result<Instance, StartError> {
        let fake = Arc::new(self.fake()?);
        let description = fake.description();
        *self.started.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fake));
        Ok(Instance::in_process(fake, description))
    }

    fn restartable(&self) -> bool {
        true
    }

    fn may_be_live(&self) -> bool {
        false
    }

    fn has_own_set(&self) -> bool {
        true
    }

    fn files(&self) -> Vec<&Path> {
        vec![&self.path]
    }

    fn endpoint(&self) -> Option<Endpoint> {
        None
    }

    fn silent_files(&self) -> Vec<Name> {
        self.fake().map_or_else(|_| Vec::new(), |fake| fake.offline_media())
    }

    fn silent_clips(&self) -> Vec<SilentClip> {
        let started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        started.as_ref().map_or_else(Vec::new, |fake| fake.silent_clips())
    }
}
