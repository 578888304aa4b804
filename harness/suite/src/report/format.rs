//! The formats in which a run is told: one table, from which everything else knows them.

use thiserror::Error;

use super::{Pictures, Summary, badge, html, junit, markdown};

/// A report that could not be made.
#[derive(Debug, Error)]
pub enum FormatError {
    /// A value that JSON cannot hold.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A text that XML cannot hold.
    #[error(transparent)]
    Xml(#[from] quick_junit::SerializeError),
}

macro_rules! formats {
    ($($format:ident, $name:literal, $about:literal, $render:expr;)+) => {
        /// A format in which a run that has ended is told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ReportFormat {
            $(#[doc = concat!("`", $name, "`: ", $about, ".")] $format,)+
        }

        impl ReportFormat {
            /// All of them, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$format),+];

            /// Its name in one word.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$format => $name,)+
                }
            }

            /// What it is, in a few words.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Self::$format => $about,)+
                }
            }

            /// The report: the same bytes for the same run. A page has Sets drawn by `pictures`.
            pub fn render(self, summary: &Summary, pictures: &dyn Pictures) -> Result<String, FormatError> {
                let render: fn(&Summary, &dyn Pictures) -> Result<String, FormatError> = match self {
                    $(Self::$format => $render,)+
                };
                render(summary, pictures)
            }
        }
    };
}

formats! {
    Json, "json", "everything as JSON", |summary, _| Ok(serde_json::to_string_pretty(summary)? + "\n");
    Junit, "junit", "JUnit XML, for CI systems", |summary, _| Ok(junit::junit(summary)?);
    Markdown, "markdown", "Markdown, for a comment or a job summary", |summary, _| Ok(markdown::markdown(summary));
    Html, "html", "one self-contained HTML page", |summary, pictures| Ok(html::html(summary, pictures));
    Badge, "badge", "the JSON of a badge, for shields.io", |summary, _| Ok(badge::badge(summary)?);
    Text, "text", "the summary for a person at a terminal", |summary, _| Ok(summary.to_string());
}
