//! The table of rules. Its order is that of the documentation, and of findings of one severity.
//!
//! Severities are chosen so that a Set that is sound but unfinished has no error: see the hit rates in `docs/lint.md`.

use livebridge_als::WarningCode;

use super::rule::{Check, LintRule, OptionKind, RuleOption, Severity};
use super::{clips, devices, policy, samples, tracks};
use Severity::{Error, Info, Off, Warning};

const ABOVE: RuleOption =
    RuleOption { name: "above", kind: OptionKind::Number, what: "dB that are allowed; 0 by default" };
const ALLOWED: RuleOption = RuleOption { name: "allowed", kind: OptionKind::Patterns, what: "what may stand there" };

const fn number(name: &'static str, what: &'static str) -> RuleOption {
    RuleOption { name, kind: OptionKind::Number, what }
}

const fn version(name: &'static str, what: &'static str) -> RuleOption {
    RuleOption { name, kind: OptionKind::Version, what }
}

/// A rule without options.
const fn plain(
    id: &'static str,
    severity: Severity,
    check: fn(&mut super::Context<'_>),
    why: &'static str,
    fix: &'static str,
) -> LintRule {
    LintRule { id, severity, why, fix, options: &[], check: Check::Set(check) }
}

/// A rule about what the import noted.
const fn noted(code: WarningCode, severity: Severity, why: &'static str, fix: &'static str) -> LintRule {
    LintRule { id: code.as_str(), severity, why, fix, options: &[], check: Check::Import(code) }
}

const RESAVE: &str = "Open the Set in Live, look at the place, and save it again; else take the file from a backup.";

/// What is looked at in a Set.
const OF_SET: &[LintRule] = &[
    plain(
        "missing-sample",
        Error,
        samples::missing,
        "A sample that belongs to the Project but is not there plays as silence for everybody else.",
        "Add the file to the repository, or run Collect All and Save in Live and add what it collected.",
    ),
    plain(
        "changed-sample",
        Error,
        samples::changed,
        "A file of another size or CRC than Live noted is not the one the Set was saved with.",
        "Bring the old file back; if the new one is meant, open the Set in Live and save it again.",
    ),
    plain(
        "audio-outside-project",
        Error,
        samples::outside,
        "Audio from outside of the Project is missing wherever the Project is copied to.",
        "Run Collect All and Save in Live.",
    ),
    plain(
        "solo-left-on",
        Error,
        tracks::soloed,
        "A solo that was left on silences every other track.",
        "Switch the solo off and save.",
    ),
    LintRule {
        id: "required-locators",
        severity: Error,
        check: Check::Set(tracks::required_locators),
        why: "Whoever works by locators expects those that were agreed on.",
        fix: "Add the locator in the Arrangement, or correct its name.",
        options: &[RuleOption { name: "names", kind: OptionKind::Patterns, what: "what there must be a locator for" }],
    },
    LintRule {
        id: "tempo",
        severity: Error,
        check: Check::Set(policy::tempo),
        why: "A tempo outside of what was agreed on is as a rule a slip, in the Set or in a scene.",
        fix: "Correct the tempo, or the range in the configuration.",
        options: &[number("min", "lowest BPM"), number("max", "highest BPM")],
    },
    LintRule {
        id: "signature",
        severity: Error,
        check: Check::Set(policy::signature),
        why: "A time signature that was not agreed on moves every bar.",
        fix: "Correct the signature, or the list in the configuration.",
        options: &[ALLOWED],
    },
    LintRule {
        id: "scale",
        severity: Error,
        check: Check::Set(policy::scale),
        why: "A scale that was not agreed on misleads whoever plays along, and devices that follow it.",
        fix: "Correct the scale, or the list in the configuration: `\"A Minor\"`, `\"* Major\"`.",
        options: &[ALLOWED],
    },
    LintRule {
        id: "live-version",
        severity: Error,
        check: Check::Set(policy::live_version),
        why: "An older Live cannot open the Sets of a newer one.",
        fix: "Save the Set with a version that everybody has, or change the versions in the configuration.",
        options: &[version("min", "oldest version"), version("max", "newest version, with all of its updates")],
    },
    LintRule {
        id: "budget",
        severity: Error,
        check: Check::Set(policy::budget),
        why: "A Set that outgrows its machine drops out on stage.",
        fix: "Remove or bounce what is not needed, or raise the budget.",
        options: &[
            number("tracks", "the most tracks of all kinds but the main one"),
            number("scenes", "the most scenes"),
            number("clips", "the most clips, Session and Arrangement"),
            number("notes", "the most notes"),
            number("devices", "the most devices, those in Racks included"),
            number("plug-ins", "the most plug-ins"),
            number("samples", "the most audio files"),
            number("megabytes", "the most XML, in 10^6 bytes"),
        ],
    },
    LintRule {
        id: "plug-in-not-allowed",
        severity: Error,
        check: Check::Set(devices::plugins_not_allowed),
        why: "A plug-in that not everybody has leaves a hole in the Set of everybody else.",
        fix: "Freeze or replace the device, or add the plug-in to the list.",
        options: &[ALLOWED],
    },
    plain(
        "armed-track",
        Warning,
        tracks::armed,
        "A track that was left armed records over clips, and may be monitored by surprise.",
        "Disarm the track and save.",
    ),
    plain(
        "empty-track",
        Warning,
        tracks::empty,
        "A track without clips and devices is a leftover.",
        "Delete the track, or allow it where it is a place to record to.",
    ),
    plain(
        "empty-midi-clip",
        Warning,
        clips::empty_midi,
        "A MIDI clip without notes and envelopes plays nothing, but stops what played before it.",
        "Delete the clip, or allow it where it is meant to stop something.",
    ),
    LintRule {
        id: "fader-above-unity",
        severity: Warning,
        check: Check::Set(tracks::loud_fader),
        why: "A fader above 0 dB is as a rule a gain that belongs before it, and leaves no headroom.",
        fix: "Raise the gain of the clip or device instead.",
        options: &[ABOVE],
    },
    LintRule {
        id: "main-above-unity",
        severity: Warning,
        check: Check::Set(tracks::loud_main),
        why: "A main fader above 0 dB clips what the tracks left room for.",
        fix: "Bring the main fader to 0 dB, and the level up before it.",
        options: &[ABOVE],
    },
    plain(
        "duplicate-track-name",
        Warning,
        tracks::duplicate_name,
        "Two tracks of one name cannot be told apart by tools, remote controls and collaborators.",
        "Rename one of them.",
    ),
    plain(
        "deactivated-note",
        Warning,
        clips::deactivated_notes,
        "Deactivated notes are not heard, and surprise whoever copies them.",
        "Delete them, or activate them.",
    ),
    plain(
        "zero-length-note",
        Warning,
        clips::notes_without_length,
        "A note without length cannot be seen in the editor, and hangs some instruments.",
        "Delete it, or give it a length.",
    ),
    plain(
        "overlapping-notes",
        Warning,
        clips::overlapping_notes,
        "Of notes of one pitch Live keeps one that starts with another, and cuts one that another begins in: what a tool wrote is not what Live will play.",
        "Delete or shorten one of them.",
    ),
    plain(
        "unnamed-track",
        Info,
        tracks::unnamed,
        "A name that Live makes changes with the place of the track and its first device.",
        "Name the track after what it plays.",
    ),
    plain(
        "muted-track",
        Info,
        tracks::muted,
        "A muted track is either an idea to decide on or a mistake.",
        "Unmute the track, or delete it.",
    ),
    plain(
        "frozen-track",
        Info,
        tracks::frozen,
        "A frozen track cannot be edited, and its audio is a file beside the Set.",
        "Unfreeze it, or flatten it.",
    ),
    plain(
        "unused-return",
        Info,
        tracks::unused_return,
        "A return track that nothing sends to takes processing time for nothing.",
        "Delete it, or send something to it.",
    ),
    plain(
        "no-locators",
        Info,
        tracks::no_locators,
        "An Arrangement without locators says nothing of its form to people and tools.",
        "Add a locator to the beginning of each part.",
    ),
    plain(
        "unwarped-clip",
        Info,
        clips::unwarped,
        "Audio that is not warped does not follow the tempo when it changes.",
        "Warp it, unless it is meant to keep its own time.",
    ),
    plain(
        "device-off",
        Info,
        devices::switched_off,
        "A device that is switched off is either an idea to decide on or a mistake.",
        "Delete it, or switch it on.",
    ),
    plain(
        "plug-in",
        Info,
        devices::plugins,
        "A third-party plug-in must be installed wherever the Set is opened.",
        "Nothing, if everybody has it; `plug-in-not-allowed` holds the Set to a list.",
    ),
    plain(
        "user-name-in-path",
        Info,
        samples::user_names,
        "Absolute paths of samples tell everybody the name of whoever saved the Set.",
        "Live writes them into every Set: save from a neutral account before you publish it.",
    ),
    plain(
        "out-of-scale",
        Off,
        clips::out_of_scale,
        "Notes outside of the scale of a clip are wrong notes or a wrong scale.",
        "Correct the notes, or the scale. Off by default: Live 12 has scale mode on, in C Major, in every new Set.",
    ),
];

/// What the import of a file notes.
const OF_IMPORT: &[LintRule] = &[
    noted(
        WarningCode::TrailingBytes,
        Warning,
        "Something between Live and here adds to the file, and other tools refuse it.",
        "Keep commit hooks and editors from touching `.als` files: `*.als binary` in `.gitattributes`.",
    ),
    noted(
        WarningCode::PlainXml,
        Info,
        "Live reads it, but some tools expect gzip.",
        "Nothing, if it is on purpose: git keeps it smaller.",
    ),
    noted(
        WarningCode::SchemaNewer,
        Info,
        "A newer Live may mean something else by the same words.",
        "Look at a summary of what is read of it.",
    ),
    noted(WarningCode::UnknownTrackKind, Info, "What is on such a track is not looked at.", "Nothing."),
    noted(WarningCode::Unknown, Info, "It is not looked at.", "Nothing."),
    noted(
        WarningCode::MissingField,
        Warning,
        "Live writes it into every Set: a tool has left it out, or the file is damaged.",
        RESAVE,
    ),
    noted(WarningCode::BadNumber, Warning, "Live writes none: a tool has, or the file is damaged.", RESAVE),
    noted(WarningCode::Range, Warning, "Live writes none: a tool has, or the file is damaged.", RESAVE),
    noted(WarningCode::DupId, Warning, "Routings and groups that name it may lead to the wrong one.", RESAVE),
    noted(WarningCode::DupLocator, Info, "Live sets one locator to a beat.", "Delete one of them."),
    noted(WarningCode::DanglingGroup, Warning, "Live writes none: a tool has, or the file is damaged.", RESAVE),
    noted(WarningCode::DanglingPointee, Warning, "Its automation moves nothing: what it pointed at is gone.", RESAVE),
    noted(WarningCode::GroupCycle, Warning, "Live writes none: a tool has, or the file is damaged.", RESAVE),
    noted(
        WarningCode::SlotsNeScenes,
        Warning,
        "Live writes as many slots as scenes: a tool has not, or the file is damaged.",
        RESAVE,
    ),
    noted(
        WarningCode::SendsNeReturns,
        Warning,
        "Live writes as many sends as return tracks: a tool has not, or the file is damaged.",
        RESAVE,
    ),
    noted(
        WarningCode::ClipOverlap,
        Warning,
        "Live writes no overlapping clips: a tool has, or the file is damaged.",
        RESAVE,
    ),
    noted(
        WarningCode::TimeNeStart,
        Warning,
        "Live writes one beat twice: a tool has not, or the file is damaged.",
        RESAVE,
    ),
    noted(WarningCode::LoopInverted, Warning, "Such a clip cannot play.", RESAVE),
    noted(
        WarningCode::ZeroNote,
        Off,
        "Off by default: `zero-length-note` says where they are.",
        "Delete it, or give it a length.",
    ),
    noted(WarningCode::FractionalVelocity, Info, "Live 8 and 9 wrote such; MIDI devices round them.", "Nothing."),
];

/// All rules, in order.
pub fn all() -> impl Iterator<Item = &'static LintRule> {
    OF_SET.iter().chain(OF_IMPORT)
}

/// The rule of this id.
pub fn by_id(id: &str) -> Option<&'static LintRule> {
    all().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_every_code_has_a_rule() {
        let ids: BTreeSet<_> = all().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), all().count());
        let codes: BTreeSet<_> = OF_IMPORT.iter().map(|rule| rule.id).collect();
        assert_eq!(codes, WarningCode::ALL.iter().map(|code| code.as_str()).collect());
        assert!(all().all(|rule| rule.why.ends_with('.') && rule.fix.ends_with('.')));
    }
}
