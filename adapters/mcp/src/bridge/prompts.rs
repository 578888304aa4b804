//! Prompts: requests that somebody picks from a list and a model then carries out with the tools.

use crate::content::{PromptArgument, PromptInfo};

/// The prompts.
pub(super) fn listed() -> Vec<PromptInfo> {
    vec![
        prompt(
            "humanize_clip",
            "Loosen the timing and the velocities of a MIDI clip a little.",
            &[
                ("clipId", "Id of the clip.", true),
                ("amount", "How much: subtle, medium or strong; subtle when left out.", false),
            ],
        ),
        prompt(
            "build_arrangement",
            "Make a song of a few sections.",
            &[
                ("sections", "The sections in order with their bars, such as `intro 8, verse 16, chorus 16`.", true),
                ("style", "What it should sound like.", false),
            ],
        ),
        prompt(
            "batch_rename",
            "Give all tracks names by one rule.",
            &[("rule", "The rule, such as `lower case, the instrument first`.", true)],
        ),
    ]
}

fn prompt(name: &str, description: &str, arguments: &[(&str, &str, bool)]) -> PromptInfo {
    let argument = |(name, description, required): &(&str, &str, bool)| PromptArgument {
        name: (*name).to_owned(),
        description: (*description).to_owned(),
        required: *required,
    };
    PromptInfo {
        name: name.to_owned(),
        description: description.to_owned(),
        arguments: arguments.iter().map(argument).collect(),
    }
}

/// The text of a prompt.
pub(super) fn rendered(prompt: &PromptInfo, arguments: &[(String, String)]) -> String {
    let given = |name: &str, otherwise: &str| {
        let argument = arguments.iter().find(|(given, _)| given == name);
        argument.map_or_else(|| otherwise.to_owned(), |(_, value)| value.clone())
    };
    match prompt.name.as_str() {
        "humanize_clip" => format!(
            "Humanize the MIDI clip `{}`, {}. Read its notes with live_get_notes, in pages when there are many. Move \
             each start by at most a few hundredths of a beat and each velocity by a few steps; keep pitches, \
             order and lengths, and start nothing before 0. Write all notes back with one live_set_notes call, so that \
             it is one undo step, and say in a sentence what changed.",
            given("clipId", ""),
            given("amount", "subtle"),
        ),
        "build_arrangement" => format!(
            "Build a song of these sections: {}. Style: {}. Read the Set with live_get_song_overview first and keep what \
             is there. Make the tracks that are missing, one clip a section in the Session slots (bars have 4 beats \
             unless the Set says otherwise), and write notes that fit the scale of the Set. Say which slot holds which \
             section.",
            given("sections", ""),
            given("style", "your choice"),
        ),
        "batch_rename" => format!(
            "Rename the tracks of this Set by this rule: {}. List them with live_get_song_overview, say which name \
             becomes which, then write each with live_set_track_props; leave names that follow the rule already.",
            given("rule", ""),
        ),
        // `listed` has no others.
        other => other.to_owned(),
    }
}
