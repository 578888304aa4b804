//! What a user may change: `livebridge-lint.toml`, with severities, options of rules, and what is allowed in spite of them.
//!
//! Every mistake in it is told, with its line; a key or rule that is not known is refused with the nearest one.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::rule::{LintRule, OptionKind, Severity};
use super::{LintFinding, rules};

/// The name of the file, beside a Set or above it.
pub const FILE_NAME: &str = "livebridge-lint.toml";

/// A configuration; the default one changes nothing.
#[derive(Debug, Default)]
pub struct Config {
    severities: BTreeMap<&'static str, Severity>,
    options: BTreeMap<&'static str, BTreeMap<&'static str, Setting>>,
    allowed: Vec<Allow>,
}

/// The value of an option.
#[derive(Debug)]
enum Setting {
    Number(f64),
    Version(Version),
    Patterns(Vec<Pattern>),
}

/// Findings that are not told: those to which everything in it applies.
#[derive(Debug)]
struct Allow {
    rule: Pattern,
    /// The path of the Set, from the folder of the configuration.
    file: Option<Pattern>,
    track: Option<Pattern>,
    name: Option<Pattern>,
}

/// A text in which `*` stands for anything and `?` for one character.
#[derive(Debug)]
pub(super) struct Pattern(glob::Pattern);

impl Pattern {
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.matches(text)
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// A version of Live.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Version(Vec<u32>);

impl Version {
    /// `12.3`: numbers and dots only.
    fn parse(text: &str) -> Option<Self> {
        let parts = text.split('.').map(|part| part.parse().ok());
        parts.collect::<Option<Vec<_>>>().map(Self)
    }

    /// As Live writes it into a Set, with what it writes of betas: `12.4.5b10` is 12.4.5.
    pub(super) fn of_creator(text: &str) -> Option<Self> {
        let numbers = text.split('.').map(|part| {
            let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            part[..digits].parse().ok()
        });
        numbers.collect::<Option<Vec<_>>>().map(Self)
    }

    /// 12.2.9 is before 12.3; 12.3 and 12.3.1 are not.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        let part = |i: usize| self.0.get(i).copied().unwrap_or_default();
        (0..other.0.len()).map(part).lt(other.0.iter().copied())
    }

    /// 12.4 is after 12.3; 12.3 and 12.3.1 are not.
    pub(super) fn is_after(&self, other: &Self) -> bool {
        self.0.iter().copied().take(other.0.len()).gt(other.0.iter().copied())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<_> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

/// What is wrong with a configuration: everything, by line.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", .0.iter().map(|(line, what)| format!("{}:{line}: {what}", .1)).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError(Vec<(usize, String)>, String);

impl Config {
    /// The configuration for a file: beside it, or above it as far as its repository goes.
    pub fn find(file: &Path) -> Option<PathBuf> {
        let file = std::path::absolute(file).ok()?;
        let folder = file.parent()?;
        let last = folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(folder);
        let within = folder.ancestors().take_while(|above| above.starts_with(last));
        within.map(|above| above.join(FILE_NAME)).find(|path| path.is_file())
    }

    /// Reads one; `name` stands in errors.
    ///
    /// ```
    /// use livebridge_sets::lint::config::Config;
    ///
    /// let error = Config::parse("[rules]\narmed-trak = \"off\"", "lint.toml").unwrap_err();
    /// assert_eq!(error.to_string(), "lint.toml:2: there is no rule `armed-trak`, but there is `armed-track`");
    /// ```
    pub fn parse(text: &str, name: &str) -> Result<Self, ConfigError> {
        let mut reader = Reader { text, config: Self::default(), wrong: Vec::new() };
        match DeTable::parse(text) {
            Ok(table) => reader.document(table.get_ref()),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                reader.wrong_at(at, error.message().to_owned());
            }
        }
        if reader.wrong.is_empty() {
            return Ok(reader.config);
        }
        reader.wrong.sort();
        Err(ConfigError(reader.wrong, name.to_owned()))
    }

    /// How bad it is to break a rule.
    pub fn severity(&self, rule: &LintRule) -> Severity {
        self.severities.get(rule.id).copied().unwrap_or(rule.severity)
    }

    /// Whether a finding in this file is not to be told.
    pub fn allows(&self, finding: &LintFinding, file: &str) -> bool {
        let fits = |pattern: &Option<Pattern>, text: Option<&str>| {
            pattern.as_ref().is_none_or(|pattern| text.is_some_and(|text| pattern.matches(text)))
        };
        self.allowed.iter().any(|allow| {
            allow.rule.matches(finding.rule.id)
                && fits(&allow.file, Some(file))
                && fits(&allow.track, finding.track.as_deref())
                && fits(&allow.name, finding.name.as_deref())
        })
    }

    pub(super) fn number(&self, rule: &LintRule, option: &str) -> Option<f64> {
        match self.setting(rule, option) {
            Some(Setting::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn version(&self, rule: &LintRule, option: &str) -> Option<&Version> {
        match self.setting(rule, option) {
            Some(Setting::Version(version)) => Some(version),
            _ => None,
        }
    }

    pub(super) fn patterns(&self, rule: &LintRule, option: &str) -> Option<&[Pattern]> {
        match self.setting(rule, option) {
            Some(Setting::Patterns(patterns)) => Some(patterns),
            _ => None,
        }
    }

    fn setting(&self, rule: &LintRule, option: &str) -> Option<&Setting> {
        self.options.get(rule.id)?.get(option)
    }
}

/// That there is no such rule, with the nearest that there is.
pub fn no_rule(id: &str) -> String {
    unknown("rule", id, rules::all().map(|rule| rule.id))
}

/// That there is no such thing, with the nearest that there is.
fn unknown(what: &str, name: &str, known: impl Iterator<Item = &'static str>) -> String {
    let scored = known.map(|known| (strsim::jaro_winkler(name, known), known));
    let near = scored.max_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|(score, _)| *score > 0.75);
    let near = near.map_or_else(String::new, |(_, near)| format!(", but there is `{near}`"));
    format!("there is no {what} `{name}`{near}")
}

type Entry<'a> = (&'a Spanned<std::borrow::Cow<'a, str>>, &'a Spanned<DeValue<'a>>);

/// Reads one document and gathers what is wrong with it.
struct Reader<'a> {
    text: &'a str,
    config: Config,
    wrong: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn wrong_at(&mut self, byte: usize, what: String) {
        let line = 1 + self.text.bytes().take(byte).filter(|byte| *byte == b'\n').count();
        self.wrong.push((line, what));
    }

    fn wrong(&mut self, at: &Spanned<DeValue<'_>>, what: String) {
        self.wrong_at(at.span().start, what);
    }

    fn document(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("rules", DeValue::Table(rules)) => rules.iter().for_each(|entry| self.rule(entry)),
                ("allow", DeValue::Array(list)) => list.iter().for_each(|allow| self.allow(allow)),
                ("rules", _) => self.wrong(value, "`rules` is a table: `[rules]`".to_owned()),
                ("allow", _) => self.wrong(value, "`allow` is a list of tables: `[[allow]]`".to_owned()),
                (name, _) => {
                    let what = unknown("key", name, ["rules", "allow"].into_iter());
                    self.wrong_at(key.span().start, what);
                }
            }
        }
    }

    /// `rule = "off"`, or a table of its severity and options.
    fn rule(&mut self, (key, value): Entry<'_>) {
        let Some(rule) = rules::by_id(key.get_ref()) else {
            return self.wrong_at(key.span().start, no_rule(key.get_ref()));
        };
        match value.get_ref() {
            DeValue::Table(table) => {
                for (key, value) in table {
                    let name = key.get_ref().as_ref();
                    if name == "severity" {
                        self.severity(rule, value);
                    } else if let Some(option) = rule.options.iter().find(|option| option.name == name) {
                        match setting(option.kind, value.get_ref()) {
                            Ok(setting) => {
                                self.config.options.entry(rule.id).or_default().insert(option.name, setting);
                            }
                            Err(why) => {
                                self.wrong(
                                    value,
                                    format!("`{name}` of `{}` is {}{why}", rule.id, option.kind.as_str()),
                                );
                            }
                        }
                    } else {
                        let known = rule.options.iter().map(|option| option.name).chain(["severity"]);
                        let what = unknown(&format!("option of `{}`", rule.id), name, known);
                        self.wrong_at(key.span().start, what);
                    }
                }
            }
            _ => self.severity(rule, value),
        }
    }

    fn severity(&mut self, rule: &'static LintRule, value: &Spanned<DeValue<'_>>) {
        match value.get_ref().as_str().and_then(|text| text.parse().ok()) {
            Some(severity) => drop(self.config.severities.insert(rule.id, severity)),
            None => self
                .wrong(value, format!("the severity of `{}` is \"off\", \"info\", \"warning\" or \"error\"", rule.id)),
        }
    }

    fn allow(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.wrong(value, "`allow` is a list of tables: `[[allow]]`".to_owned());
        };
        let mut allow = Allow { rule: Pattern(glob::Pattern::default()), file: None, track: None, name: None };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let slot = match name {
                "rule" => None,
                "file" => Some(&mut allow.file),
                "track" => Some(&mut allow.track),
                "name" => Some(&mut allow.name),
                // Words for whoever reads the file.
                "reason" => continue,
                _ => {
                    let known = ["rule", "file", "track", "name", "reason"];
                    let what = unknown("key of `[[allow]]`", name, known.into_iter());
                    self.wrong_at(key.span().start, what);
                    continue;
                }
            };
            match (pattern(value.get_ref()), slot) {
                (Ok(pattern), Some(slot)) => *slot = Some(pattern),
                (Ok(pattern), None) if rules::all().any(|rule| pattern.matches(rule.id)) => allow.rule = pattern,
                (Ok(pattern), None) => {
                    self.wrong(value, no_rule(pattern.as_str()));
                }
                (Err(why), _) => self.wrong(value, format!("`{name}` is a text such as \"Drum*\"{why}")),
            }
        }
        if !table.keys().any(|key| key.get_ref() == "rule") {
            self.wrong(value, "`[[allow]]` needs a `rule`; \"*\" is all of them".to_owned());
        }
        self.config.allowed.push(allow);
    }
}

/// The value of an option; the error reads after what it should be.
fn setting(kind: OptionKind, value: &DeValue<'_>) -> Result<Setting, String> {
    match (kind, value) {
        (OptionKind::Number, DeValue::Integer(number)) if number.radix() == 10 => finite(number.as_str()),
        (OptionKind::Number, DeValue::Float(number)) => finite(number.as_str()),
        (OptionKind::Version, DeValue::String(text)) => {
            Version::parse(text).map(Setting::Version).ok_or_else(String::new)
        }
        (OptionKind::Patterns, DeValue::Array(list)) => {
            let patterns: Result<_, _> = list.iter().map(|value| pattern(value.get_ref())).collect();
            patterns.map(Setting::Patterns)
        }
        _ => Err(String::new()),
    }
}

fn finite(text: &str) -> Result<Setting, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    number.map(Setting::Number).ok_or_else(|| ", and finite".to_owned())
}

fn pattern(value: &DeValue<'_>) -> Result<Pattern, String> {
    let text = value.as_str().ok_or_else(String::new)?;
    glob::Pattern::new(text).map(Pattern).map_err(|error| format!("; {text:?} is none: {}", error.msg))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        Config::parse(text, "c").unwrap_err().to_string()
    }

    #[test]
    fn everything_wrong_is_told_by_line() {
        let text = "rule = 1\n[rules]\narmed-track = \"of\"\ntempo = { min = \"slow\", maks = 3, max = inf }\n\
                    live-version = { min = \"twelve\" }\nscale = { allowed = [\"[\"] }\n[[allow]]\ntrack = 3\nfiel = \"x\"\n";
        assert_eq!(
            wrong(text),
            "c:1: there is no key `rule`, but there is `rules`\n\
             c:3: the severity of `armed-track` is \"off\", \"info\", \"warning\" or \"error\"\n\
             c:4: `max` of `tempo` is a number, and finite\n\
             c:4: `min` of `tempo` is a number\n\
             c:4: there is no option of `tempo` `maks`, but there is `max`\n\
             c:5: `min` of `live-version` is a version such as \"12.3\"\n\
             c:6: `allowed` of `scale` is a list of texts such as [\"Drum*\"]; \"[\" is none: invalid range pattern\n\
             c:7: `[[allow]]` needs a `rule`; \"*\" is all of them\n\
             c:8: `track` is a text such as \"Drum*\"\n\
             c:9: there is no key of `[[allow]]` `fiel`, but there is `file`"
        );
        assert_eq!(wrong("[rules"), "c:1: unclosed table, expected `]`");
        assert_eq!(
            wrong("rules = 3\nallow = 4"),
            "c:1: `rules` is a table: `[rules]`\nc:2: `allow` is a list of tables: `[[allow]]`"
        );
        assert_eq!(wrong("[[allow]]\nrule = \"muted\""), "c:2: there is no rule `muted`, but there is `muted-track`");
    }

    #[test]
    fn versions_compare_as_far_as_they_are_written() {
        let version = |text| Version::of_creator(text).unwrap();
        let three = Version::parse("12.3").unwrap();
        let told = |text| (version(text).is_before(&three), version(text).is_after(&three));
        assert_eq!(told("12.2.9"), (true, false));
        assert_eq!(told("12"), (true, false));
        assert_eq!([told("12.3"), told("12.3.5"), told("12.3b2")], [(false, false); 3]);
        assert_eq!([told("12.4.5b10"), told("13")], [(false, true); 2]);
        assert_eq!((Version::of_creator("twelve"), Version::parse("12.3b2")), (None, None));
    }
}
