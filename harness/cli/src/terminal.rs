//! What a terminal gets that a file or a pipe does not: colour, and a progress bar; and what it never gets.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use livebridge_diff::SetDiff;
use livebridge_text::phrasing::visible;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set to anything or the terminal is a dumb one
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What the command line says, once for the process.
static COLOR: OnceLock<Color> = OnceLock::new();

/// Colours from now on as the command line says.
pub(super) fn choose(color: Color) {
    // Only the first counts: the command line is read once.
    let _ = COLOR.set(color);
}

/// Colour, where it is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint(bool);

impl Paint {
    /// For stdout.
    pub(super) fn stdout() -> Self {
        Self::when(io::stdout().is_terminal())
    }

    /// For stderr.
    pub(super) fn stderr() -> Self {
        Self::when(io::stderr().is_terminal())
    }

    fn when(terminal: bool) -> Self {
        Self(match COLOR.get().copied().unwrap_or(Color::Auto) {
            Color::Auto => terminal && wanted(),
            Color::Always => true,
            Color::Never => false,
        })
    }

    fn with(self, code: u8, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// A text of several lines without anything that steers a terminal, but for the colours that were given here: names
    /// of files, and what targets say, are not ours.
    pub(super) fn tame(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| c.is_control() && *c != '\n') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let ours = self.0.then(|| OURS.into_iter().find(|code| from.starts_with(code))).flatten();
            let (said, after) = from.split_at(ours.map_or(c.len_utf8(), str::len));
            match ours {
                Some(code) => out.push_str(code),
                None => out.push_str(&visible(said)),
            }
            rest = after;
        }
        out + rest
    }

    /// Bold: headings.
    pub(super) fn bold(self, text: &str) -> String {
        self.with(1, text)
    }

    /// Red: failures.
    pub(super) fn red(self, text: &str) -> String {
        self.with(31, text)
    }

    /// Yellow: what wants a look.
    pub(super) fn yellow(self, text: &str) -> String {
        self.with(33, text)
    }

    /// Green: what is as it should be.
    pub(super) fn green(self, text: &str) -> String {
        self.with(32, text)
    }

    /// A report with the verdict that a line begins with in its colour.
    pub(super) fn verdicts(self, text: &str) -> String {
        type Color = fn(Paint, &str) -> String;
        const COLORED: [(&str, Color); 9] = [
            ("FAIL", Paint::red),
            ("UNTESTABLE", Paint::red),
            ("HARNESS_ERROR", Paint::red),
            ("WARN", Paint::yellow),
            ("CONFORMANT", Paint::green),
            ("PARTIAL", Paint::yellow),
            ("NONCONFORMANT", Paint::red),
            ("NOT DECIDED", Paint::yellow),
            ("NOTHING RAN", Paint::yellow),
        ];
        let line = |line: &str| {
            let colored = COLORED.iter().find_map(|(word, color)| {
                let rest = line.strip_prefix(word).filter(|rest| !rest.starts_with(char::is_alphanumeric))?;
                Some(format!("{}{rest}", color(self, word)))
            });
            colored.unwrap_or_else(|| line.to_owned())
        };
        text.split_inclusive('\n').map(line).collect()
    }

    /// A difference in words: what is new in green, what is gone in red, what is other in yellow.
    pub(super) fn diff(self, diff: &SetDiff) -> String {
        let line = |line: &str| match line.as_bytes().first() {
            Some(b'+') => self.green(line),
            Some(b'-') => self.red(line),
            Some(b'~' | b'>') => self.yellow(line),
            _ => line.to_owned(),
        };
        diff.to_string().lines().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// All that [`Paint`] puts into a text.
const OURS: [&str; 5] = ["\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m"];

fn wanted() -> bool {
    let empty = |name| std::env::var_os(name).is_none_or(|value| value.is_empty());
    empty("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// A progress bar on stderr: only on a terminal, else it shows nothing. `template` is in the words of indicatif.
pub(super) fn progress(length: u64, template: &str) -> ProgressBar {
    let target = if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(length), target).with_style(style.progress_chars("=> "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use livebridge_diff::DiffExt;

    #[test]
    fn no_colour_is_no_escape() {
        assert_eq!(Paint(false).red("x"), "x");
        assert_eq!(Paint(false).verdicts("\nFAIL x\n a\n"), "\nFAIL x\n a\n");
        assert_eq!(
            Paint(true).verdicts("\nFAIL x\n a\nPARTIAL (b)"),
            "\n\x1b[31mFAIL\x1b[0m x\n a\n\x1b[33mPARTIAL\x1b[0m (b)"
        );
        assert_eq!([Paint(true).red("x"), Paint(true).bold("x")], ["\x1b[31mx\x1b[0m", "\x1b[1mx\x1b[0m"]);
    }

    #[test]
    fn only_our_colours_reach_a_terminal() {
        let name = "a\x1b]0;title\x07\n\u{9b}2J\r";
        let tamed = "a\\u001b]0;title\\u0007\n\\u009b2J\\r";
        let painted = |paint: Paint| [paint.red(name), paint.bold("x"), paint.yellow("y"), paint.green("z")].concat();
        assert_eq!(Paint(false).tame(&painted(Paint(false))), format!("{tamed}xyz"));
        let colours = format!("\x1b[31m{tamed}\x1b[0m\x1b[1mx\x1b[0m\x1b[33my\x1b[0m\x1b[32mz\x1b[0m");
        assert_eq!(Paint(true).tame(&painted(Paint(true))), colours);
        // Where there is no colour, none is ours.
        assert_eq!(Paint(false).tame("\x1b[31m"), "\\u001b[31m");
    }

    #[test]
    fn a_difference_is_coloured_by_what_happened() {
        use livebridge_port::fixtures;
        let mut new = fixtures::seeded();
        new.tempo = 98.0;
        new.tracks.pop();
        let diff = fixtures::seeded().diff(&new);
        assert_eq!(Paint(false).diff(&diff), diff.to_string());
        let painted = Paint(true).diff(&diff);
        assert!(painted.contains("\n\x1b[33m~ Set: tempo 124 BPM -> 98 BPM\x1b[0m\n\x1b[31m- track"), "{painted}");
    }

    #[test]
    fn no_terminal_no_bar() {
        // Tests have their stderr captured or piped; on a terminal there is nothing to see here.
        assert!(progress(10, "{bar}").is_hidden() || io::stderr().is_terminal());
    }
}
