//! What the linter says of a Project.

use livebridge_als::{Limits, Set, import};
use livebridge_sets::lint::config::Config;
use livebridge_sets::lint::media::Media;
use livebridge_sets::lint::{LintFinding, lint};
use livebridge_testkit::Project;

/// A Project as the linter takes it.
pub(crate) trait Linted {
    /// The Set, read.
    fn import(&self) -> Set;

    /// What is said of it where it lies.
    fn lint(&self, config: &Config) -> Vec<LintFinding>;
}

impl Linted for Project {
    fn import(&self) -> Set {
        import(&self.bytes()[..], Limits::default()).unwrap()
    }

    fn lint(&self, config: &Config) -> Vec<LintFinding> {
        let path = self.write();
        lint(&self.import(), "song.als", Some(&Media::of(&path).unwrap()), config)
    }
}
