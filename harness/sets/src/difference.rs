//! The difference of two Sets for others than the one who asked: as Markdown, for a comment on a pull request; and what
//! the files of two Live Sets say beside what is understood of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use livebridge_als::outline::{FileDifference, FileEdit};
use livebridge_diff::{Change, ChangeClass, Fact, Op, SetDiff};
use livebridge_text::markdown::{cell, code};
use livebridge_text::phrasing::count;

/// As many facts are shown; a comment is no place for all that may follow.
const SHOWN: usize = 60;

/// Adds to the difference of two Live Sets what their files say beside it, so that no difference is silent: each change
/// that is not understood, and each that is but of whose object nothing is told. `all` gives them one by one; else those
/// of one place share a change that counts them.
pub fn with_files(mut diff: SetDiff, files: &[FileDifference], all: bool) -> SetDiff {
    let told: Vec<String> = diff.changes.iter().map(|change| format!("{} {}", change.label, change.fact)).collect();
    let is_told = |file: &&FileDifference| file.is_told && told.iter().any(|told| is_about(told, file));
    let is_of_version = |file: &&FileDifference| !all && file.is_of_version && !file.is_told;
    let of_version = files.iter().filter(is_of_version).count();
    let mut places: BTreeMap<(usize, &str), Vec<&FileDifference>> = BTreeMap::new();
    // In the order in which objects come, and of each by what stands in it.
    let mut objects: Vec<&str> = Vec::new();
    for file in files.iter().filter(|file| !is_told(file) && !is_of_version(file)) {
        let at = objects.iter().position(|object| *object == file.object).unwrap_or_else(|| {
            objects.push(&file.object);
            objects.len() - 1
        });
        let part = file.within.split('/').next().unwrap_or_default();
        places.entry((at, part)).or_default().push(file);
    }
    for ((_, part), files) in places {
        match &files[..] {
            files if all || files.len() == 1 => diff.changes.extend(files.iter().map(|file| one(file))),
            [first, ..] => {
                let place = if part.is_empty() { "of its own".to_owned() } else { format!("in {part}") };
                let fact = format!("{} {place}", count(files.len(), "difference"));
                diff.changes.push(unread(first, Op::Change, fact));
            }
            [] => {}
        }
    }
    if let Some(first) = files.iter().find(is_of_version) {
        let fact = format!("{} of which only one of the two versions of Live writes any", count(of_version, "element"));
        let (label, track) = ("Set".to_owned(), None);
        diff.changes.push(Change { label, track, class: ChangeClass::Meta, ..unread(first, Op::Change, fact) });
    }
    diff
}

/// Whether something that was told is about the object of a difference in the file: it names the same clip, scene or
/// device, or is of the same track.
fn is_about(told: &str, file: &FileDifference) -> bool {
    match (&file.track, &*file.object) {
        // What the main track has is the Set's: tempo, signature.
        (Some(track), _) if track == "main track" => told.starts_with("Set") || told.contains("main track"),
        (Some(track), object) if object.contains(" device ") || object.contains(" chain ") => {
            told.starts_with(track) && told.contains(" device ") || told.contains(quoted(track))
        }
        (Some(track), object) if object == track => told.contains(quoted(track)) && !told.contains(" clip "),
        (Some(_), object) => told.starts_with(object),
        (None, "") => told.starts_with("Set"),
        (None, object) => told.contains(quoted(object)),
    }
}

/// The name in a label, with its quotes; all of it where there is none.
fn quoted(label: &str) -> &str {
    label.find('"').map_or(label, |at| &label[at..])
}

/// One difference as a change.
fn one(file: &FileDifference) -> Change {
    let within = if file.within.is_empty() { file.path.rsplit('/').next().unwrap_or_default() } else { &file.within };
    match &file.edit {
        FileEdit::Value { key, old, new } => {
            let key = if key == "Value" { String::new() } else { format!(" {key}") };
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
            let fact = format!("{within}{key} {} -> {}", shown(old), shown(new));
            let values = |value: &Option<String>| value.clone().map(serde_json::Value::from);
            Change { old: values(old), new: values(new), ..unread(file, Op::Change, fact) }
        }
        FileEdit::Text => unread(file, Op::Change, format!("{within}: another text")),
        FileEdit::Added => unread(file, Op::Add, within.to_owned()),
        FileEdit::Removed => unread(file, Op::Remove, within.to_owned()),
        FileEdit::Order => unread(file, Op::Move, format!("{within}: in another order")),
    }
}

fn unread(file: &FileDifference, op: Op, fact: String) -> Change {
    Change {
        op,
        path: format!("file/{}", file.path),
        label: if file.object.is_empty() { "Set".to_owned() } else { file.object.clone() },
        track: file.track.clone(),
        class: ChangeClass::Unread,
        fact,
        old: None,
        new: None,
        notes: None,
    }
}

/// The facts of a difference, a table for the Set and one for each track, at most 60 in all. `old` and `new` say what
/// was compared.
pub fn markdown(diff: &SetDiff, old: &str, new: &str) -> String {
    let mut out = format!("### {} to {}\n\n", code(old), code(new));
    if diff.is_empty() {
        return out + "No difference.\n";
    }
    let facts = diff.facts();
    let _ = writeln!(out, "{}", diff.summary());
    for (track, facts) in by_track(facts.iter().take(SHOWN)) {
        let _ = writeln!(out, "\n| | {} | |\n|:-:|---|---|", cell(track.unwrap_or("Set")));
        for Fact { change, more } in facts {
            let within = change.label.strip_prefix(track.unwrap_or("Set")).unwrap_or(&change.label).trim_start();
            let more = if *more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(out, "| `{}` | {}{more} | {} |", change.op.sign(), cell(within), cell(&change.fact));
        }
    }
    if let Some(rest @ 1..) = facts.len().checked_sub(SHOWN) {
        let _ = writeln!(out, "\nand {}", count(rest, "more fact"));
    }
    out
}

/// The facts of the Set first, then those of each track, in their order.
fn by_track<'a>(facts: impl Iterator<Item = &'a Fact<'a>>) -> Vec<(Option<&'a str>, Vec<&'a Fact<'a>>)> {
    let mut groups: Vec<(Option<&str>, Vec<&Fact<'_>>)> = Vec::new();
    for fact in facts {
        let track = fact.change.track.as_deref();
        match groups.iter_mut().find(|(of, _)| *of == track) {
            Some((_, group)) => group.push(fact),
            None => groups.push((track, vec![fact])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use livebridge_diff::DiffExt;
    use livebridge_port::fixtures;

    use super::*;

    #[test]
    fn there_is_a_table_for_each_track() {
        let old = fixtures::seeded();
        let mut new = old.clone();
        new.tempo = 98.0;
        new.tracks[0].mute = true;
        new.tracks[0].session[0].name = "Be|at".into();
        new.tracks[1].volume.value = 0.7;
        assert_eq!(
            markdown(&old.diff(&new), "a.als", "b.als"),
            "### `a.als` to `b.als`\n\n\
             Set: 2 tracks changed; 4 facts\n\n\
             | | `Set` | |\n|:-:|---|---|\n\
             | `~` |  | `tempo 124 BPM -> 98 BPM` |\n\n\
             | | `track \"Drums\"` | |\n|:-:|---|---|\n\
             | `~` |  | `mute off -> on` |\n\
             | `~` | `clip \"Be\\|at\"` | `renamed from \"Beat\"` |\n\n\
             | | `track \"Bass\"` | |\n|:-:|---|---|\n\
             | `~` |  | `volume -2.0 -> -6.0 dB` |\n"
        );
        assert_eq!(markdown(&old.diff(&old), "a", "b"), "### `a` to `b`\n\nNo difference.\n");
    }

    #[test]
    fn no_more_facts_are_shown_than_a_comment_takes() {
        let old = fixtures::seeded();
        let mut new = old.clone();
        new.scenes = (0..80)
            .map(|n| livebridge_port::snapshot::SceneSnapshot { name: format!("{n}").into(), ..old.scenes[0].clone() })
            .collect();
        let text = markdown(&old.diff(&new), "a", "b");
        let rows = text.lines().filter(|line| line.starts_with("| `")).count();
        let facts = old.diff(&new).facts().len();
        assert_eq!(rows, SHOWN);
        assert!(text.ends_with(&format!("\nand {} more facts\n", facts - SHOWN)), "{text}");
    }
}
