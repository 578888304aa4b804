//! The difference of two Sets for others than the one who asked: as Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use livebridge_diff::{Fact, SetDiff};
use livebridge_text::markdown::{cell, code};
use livebridge_text::phrasing::count;

/// As many facts are shown; a comment is no place for all that may follow.
const SHOWN: usize = 60;

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
