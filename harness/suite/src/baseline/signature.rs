//! The signature of a failure: what was expected and seen, without what differs from run to run.
//!
//! - A word with a digit in it becomes `#`: numbers with sign, fraction and exponent, and ids such as `c41f` or the
//!   `0` of `track:0`.
//! - Of the path of a file, its name counts.
//! - A list of such words, `#, #, #`, becomes one `#`, whatever its length.
//! - White space becomes one space, and only the first 400 characters count.

use serde::{Deserialize, Serialize};

use crate::check::Finding;

/// A failure, generalised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureSignature {
    /// What should have been seen.
    pub expected: String,
    /// What was seen.
    pub seen: String,
}

impl FailureSignature {
    /// The signature of a finding.
    pub fn of(finding: &Finding) -> Self {
        Self { expected: generalized(&finding.expected), seen: generalized(&finding.seen) }
    }
}

/// How much of a text counts.
const CHARS: usize = 400;

fn generalized(text: &str) -> String {
    let mut general = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !general.ends_with(|c: char| c.is_alphanumeric() || c == '#') && folder(rest) > 0 {
            rest = &rest[folder(rest)..];
            continue;
        }
        let word = word(rest);
        if word.is_empty() {
            if !c.is_whitespace() {
                general.push(c);
            } else if !general.ends_with(' ') {
                general.push(' ');
            }
            rest = &rest[c.len_utf8()..];
            continue;
        }
        if !word.contains(|c: char| c.is_ascii_digit()) {
            general.push_str(word);
        } else if general.ends_with("#, ") {
            general.truncate(general.len() - 2);
        } else {
            general.push('#');
        }
        rest = &rest[word.len()..];
    }
    general.trim().chars().take(CHARS).collect()
}

/// How long the folder of a file is, its last separator included, when a text begins with the whole path of one.
fn folder(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || "`'\",;()[]{}".contains(c)).unwrap_or(text.len());
    let drive = text.get(..3).filter(|start| start.ends_with(":\\")).map_or(0, str::len);
    if !text.starts_with('/') && drive == 0 {
        return 0;
    }
    // A lone `/name` is no path of a file.
    text[..end].rfind(['/', '\\']).filter(|at| *at > 0).map_or(0, |at| at + 1)
}

/// The word that a text begins with: letters, digits and `_`; a number with what belongs to it. Empty when it begins
/// with something else.
fn word(text: &str) -> &str {
    let plain = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let digit_at = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let sign = usize::from(text.starts_with(['-', '+']) && digit_at(1));
    let mut end = sign + plain(&text[sign..]);
    // A fraction, or a negative exponent.
    while text[..end].contains(|c: char| c.is_ascii_digit())
        && text[end..].starts_with(['.', '-', '+'])
        && digit_at(end + 1)
    {
        end += 1 + plain(&text[end + 1..]);
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_run_to_run_is_left_out() {
        for (text, general) in [
            ("the tempo is 120.5", "the tempo is #"),
            ("it is -1e-06 or +3", "it is # or #"),
            ("`track:0/clipslot:12/clip` is listed", "`track:#/clipslot:#/clip` is listed"),
            ("id c41f9a", "id #"),
            ("[0.0, 1.5, 2] of [3]", "[#] of [#]"),
            ("0..12 beats,\n   0-4", "#..# beats, #"),
            ("setTempo answers with an overview", "setTempo answers with an overview"),
            ("Gerät 7 ist “ö”", "Gerät # ist “ö”"),
            ("a - b, -c", "a - b, -c"),
            ("it plays \"/tmp/livebridge-abcd/tone.wav\"", "it plays \"tone.wav\""),
            ("it plays C:\\Temp\\abcd\\tone.wav now", "it plays tone.wav now"),
            ("control/reset, /, and /a", "control/reset, /, and /a"),
            ("", ""),
        ] {
            assert_eq!(generalized(text), general);
        }
        assert_eq!(generalized(&"x".repeat(1000)).len(), CHARS);
    }

    #[test]
    fn generalizing_twice_changes_nothing() {
        for text in ["a 1, 2, 3 b", "#, 1", "1, #, 2", "x 4.5e-6 track:0"] {
            let once = generalized(text);
            assert_eq!(generalized(&once), once);
        }
    }
}
