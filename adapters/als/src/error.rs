//! Why a file is refused, and what is noted about one that was read: stable codes, words, and the place.
//!
//! An error says that there is no model; a diagnostic never stops anything.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

/// Makes an enum of codes with the text that stands for each.
macro_rules! codes {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

codes! {
    /// Why a file is refused.
    ErrorCode {
        /// The system could not read it.
        Io = "E_IO",
        /// There is nothing in it.
        Empty = "E_EMPTY",
        /// A pointer of git LFS stands where the file should be.
        LfsPointer = "E_LFS_POINTER",
        /// A zip file, such as a Live Pack.
        Zip = "E_ZIP",
        /// Neither gzip nor XML.
        NotAls = "E_NOT_ALS",
        /// The compressed data end too early.
        GzipTruncated = "E_GZIP_TRUNCATED",
        /// The compressed data are damaged, or followed by something else.
        GzipCorrupt = "E_GZIP_CORRUPT",
        /// The checksum of the compressed data is wrong.
        GzipCrc = "E_GZIP_CRC",
        /// The compressed data have another length than they declare.
        GzipLength = "E_GZIP_LENGTH",
        /// More XML than the limit.
        TooLarge = "E_TOO_LARGE",
        /// More XML than any Set makes of so few compressed bytes.
        Ratio = "E_RATIO",
        /// Elements, or Racks, nested too deep.
        Depth = "E_DEPTH",
        /// A tag longer than the limit.
        AttrLen = "E_ATTR_LEN",
        /// More of a thing than the limit.
        Count = "E_COUNT",
        /// The XML is not well-formed.
        Xml = "E_XML",
        /// A document type declaration: no Set has one, and entities are not expanded.
        Doctype = "E_DOCTYPE",
        /// Another encoding than UTF-8.
        Encoding = "E_ENCODING",
        /// The root element is not that of a Live document.
        Root = "E_ROOT",
        /// A Live document, but not a Set.
        NotASet = "E_NOT_A_SET",
        /// A Set without a list of tracks.
        NoTracks = "E_NO_TRACKS",
        /// A Set without a main track.
        NoMain = "E_NO_MAIN",
    }
}

codes! {
    /// What is noted about a file that was read.
    WarningCode {
        /// Blank bytes after the compressed data.
        TrailingBytes = "W_TRAILING_BYTES",
        /// The file is not compressed.
        PlainXml = "W_PLAIN_XML",
        /// Written by a newer Live than any that was tried.
        SchemaNewer = "W_SCHEMA_NEWER",
        /// A track of a kind that is not known.
        UnknownTrackKind = "W_UNKNOWN_TRACK_KIND",
        /// Something else that is not known, where all that may stand is known.
        Unknown = "W_UNKNOWN",
        /// Something that every Set has is not there.
        MissingField = "W_MISSING_FIELD",
        /// A value that is no number where one belongs.
        BadNumber = "W_BAD_NUMBER",
        /// A number outside of its range.
        Range = "W_RANGE",
        /// Two things with one id.
        DupId = "W_DUP_ID",
        /// Two locators at one beat.
        DupLocator = "W_DUP_LOCATOR",
        /// A track in a group that is not there.
        DanglingGroup = "W_DANGLING_GROUP",
        /// An envelope of something that is not there.
        DanglingPointee = "W_DANGLING_POINTEE",
        /// Groups that lie in each other.
        GroupCycle = "W_GROUP_CYCLE",
        /// A track with more or fewer slots than there are scenes.
        SlotsNeScenes = "W_SLOTS_NE_SCENES",
        /// A track with more or fewer sends than there are return tracks.
        SendsNeReturns = "W_SENDS_NE_RETURNS",
        /// Arrangement clips that overlap.
        ClipOverlap = "W_CLIP_OVERLAP",
        /// An Arrangement clip that stands at one beat and starts at another.
        TimeNeStart = "W_TIME_NE_START",
        /// A loop or clip that ends before it starts.
        LoopInverted = "W_LOOP_INVERTED",
        /// A note without length.
        ZeroNote = "W_ZERO_NOTE",
        /// A velocity that is no whole number; Live 8 and 9 wrote such.
        FractionalVelocity = "W_FRACTIONAL_VELOCITY",
    }
}

/// A file that could not be imported. Reads after "failed to import: ".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{code}: {message}{}", self.place())]
pub struct ImportError {
    /// The stable code.
    pub code: ErrorCode,
    /// What is wrong, in words.
    pub message: String,
    /// The byte of the XML at which it was noticed, where reading came that far.
    pub offset: Option<u64>,
    /// The elements that were open there, from the root: `Ableton/LiveSet/Tracks`.
    pub path: String,
}

impl ImportError {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), offset: None, path: String::new() }
    }

    /// Whether the file around the XML is what is wrong, so that no place in the XML says where.
    pub(super) fn is_of_container(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::Io
                | ErrorCode::GzipTruncated
                | ErrorCode::GzipCorrupt
                | ErrorCode::GzipCrc
                | ErrorCode::GzipLength
        )
    }

    fn place(&self) -> String {
        let Some(offset) = self.offset else { return String::new() };
        let within = if self.path.is_empty() { String::new() } else { format!(", in {}", self.path) };
        format!(" (at byte {offset} of the XML{within})")
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self.code {
            ErrorCode::Io => "check that the file is there and can be read",
            ErrorCode::Empty => "the file has no content: take it from a backup, or save the Set again",
            ErrorCode::LfsPointer => "run `git lfs pull` to fetch the file itself",
            ErrorCode::Zip => "unpack it: a Live Pack or zip file holds Sets, but is none",
            ErrorCode::NotAls | ErrorCode::Root | ErrorCode::NotASet => "give a Live Set, saved by Live 8 or later",
            ErrorCode::TooLarge
            | ErrorCode::Ratio
            | ErrorCode::Depth
            | ErrorCode::AttrLen
            | ErrorCode::Count
            | ErrorCode::Doctype => "no Live writes such a file: do not trust it",
            ErrorCode::GzipTruncated
            | ErrorCode::GzipCorrupt
            | ErrorCode::GzipCrc
            | ErrorCode::GzipLength
            | ErrorCode::Xml
            | ErrorCode::Encoding
            | ErrorCode::NoTracks
            | ErrorCode::NoMain => "the file is damaged: take it from a backup, or save the Set again",
        }
    }
}

/// Something worth knowing about a file that was read nevertheless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The stable code.
    pub code: WarningCode,
    /// What, in words.
    pub message: String,
    /// How often: one that repeats is told once, with its first message.
    pub count: usize,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        if self.count > 1 { write!(f, " (and {} more)", self.count - 1) } else { Ok(()) }
    }
}

/// Diagnostics so far: one per code, so that a file of a million problems makes no million of them.
#[derive(Debug, Default)]
pub(super) struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Notes one; its words are made only when it is the first of its code.
    pub(super) fn note(&mut self, code: WarningCode, message: impl FnOnce() -> String) {
        match self.0.iter_mut().find(|diagnostic| diagnostic.code == code) {
            Some(diagnostic) => diagnostic.count += 1,
            None => self.0.push(Diagnostic { code, message: message(), count: 1 }),
        }
    }

    /// All of them, by code.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.0.sort_by_key(|diagnostic| diagnostic.code);
        self.0
    }
}
