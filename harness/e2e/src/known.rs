//! What is publicly known of Live, from `behaviours.json`: behaviours with their sources, and the open questions.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// A behaviour that somebody has published.
#[derive(Debug, Clone, Deserialize)]
pub struct Behaviour {
    /// Its name, which is that of the rule of the simulated Live.
    pub id: String,
    /// What Live does.
    pub behaviour: String,
    /// Through which interfaces it was seen.
    pub interface: String,
    /// In which versions.
    pub live: String,
    /// Who says so, by the keys of the sources.
    pub sources: Vec<String>,
    /// How it is known: measured, documented, read from code, inferred.
    pub evidence: String,
}

/// Where something is published.
#[derive(Debug, Clone, Deserialize)]
pub struct Publication {
    /// The repository, or whose words they are.
    pub repo: String,
    /// The file or page.
    pub path: String,
}

/// A question that nobody has answered in public.
#[derive(Debug, Clone, Deserialize)]
pub struct OpenQuestion {
    /// `O1`..
    pub id: String,
    /// What is open.
    pub question: String,
}

#[derive(Deserialize)]
struct Published {
    sources: BTreeMap<String, Publication>,
    behaviours: Vec<Behaviour>,
    also: Vec<Behaviour>,
    open: Vec<OpenQuestion>,
}

#[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
fn published() -> &'static Published {
    static PUBLISHED: OnceLock<Published> = OnceLock::new();
    PUBLISHED.get_or_init(|| {
        serde_json::from_str(livebridge_live_data::BEHAVIOURS).expect("behaviours.json has its published form")
    })
}

/// A behaviour by its name.
pub fn behaviour(id: &str) -> Option<&'static Behaviour> {
    let Published { behaviours, also, .. } = published();
    behaviours.iter().chain(also).find(|behaviour| behaviour.id == id)
}

/// The open questions.
pub fn open_questions() -> &'static [OpenQuestion] {
    &published().open
}

impl Behaviour {
    /// Where it is published, each source in words.
    pub fn sources(&self) -> Vec<String> {
        let source = |key: &String| match published().sources.get(key) {
            Some(Publication { repo, path }) => format!("{key} ({repo}, {path})"),
            None => key.clone(),
        };
        self.sources.iter().map(source).collect()
    }
}
