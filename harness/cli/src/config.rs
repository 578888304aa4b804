//! `livebridge.toml`: options of commands, by the same names as their flags.
//!
//! The file is turned into arguments and goes through the same parser, so that a flag and a key of one name cannot
//! mean different things. What the command line says wins.

use std::ffi::OsString;
use std::path::Path;

use anyhow::bail;
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command};
use livebridge_text::suggestions::but_there_is;
use livebridge_text::toml_file::{TomlError, TomlFile};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file that is looked for in the working directory.
pub(super) const NAME: &str = "livebridge.toml";

/// The commands whose options can stand in the file, each in a table of its name.
const COMMANDS: [&str; 1] = ["verify"];

/// The arguments of a command line with those of the file in them. `parsed` is what the parser made of `given`.
pub(super) fn with_file(command: &Command, given: Vec<OsString>, parsed: &ArgMatches) -> anyhow::Result<Vec<OsString>> {
    let Some((name, parsed)) = parsed.subcommand().filter(|(name, _)| COMMANDS.contains(name)) else {
        return Ok(given);
    };
    let asked = parsed.get_one::<std::path::PathBuf>("config");
    let path = asked.map_or(Path::new(NAME), std::path::PathBuf::as_path);
    if asked.is_none() && !path.exists() {
        return Ok(given);
    }
    let file = TomlFile::read(path)?;
    let Some(command) = command.find_subcommand(name) else { return Ok(given) };
    let (flags, target) = arguments(&file, name, command, parsed)?;
    let (mut merged, mut after) = (Vec::new(), given.into_iter());
    for argument in after.by_ref() {
        let found = argument == *name;
        merged.push(argument);
        if found {
            break;
        }
    }
    merged.extend(flags.into_iter().map(OsString::from));
    merged.extend(after);
    merged.extend(target.into_iter().map(OsString::from));
    Ok(merged)
}

/// The flags that the file gives, and the target, which stands at the end.
fn arguments(
    file: &TomlFile,
    name: &str,
    command: &Command,
    parsed: &ArgMatches,
) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let tables = DeTable::parse(&file.text).map_err(|error| file.toml_error(&error))?;
    let (mut flags, mut target) = (Vec::new(), Vec::new());
    for (table, entries) in tables.get_ref() {
        if !COMMANDS.contains(&&**table.get_ref()) {
            let message = format!("there is no table [{}]{}", table.get_ref(), but_there_is(table.get_ref(), COMMANDS));
            return Err(file.wrong(table.span(), message).into());
        }
        let DeValue::Table(entries) = entries.get_ref() else {
            bail!(file.wrong(table.span(), format!("{0} is a table: write [{0}]", table.get_ref())));
        };
        if table.get_ref() != name {
            continue;
        }
        for (key, value) in entries {
            let entry = Entry { file, key, value };
            match &**key.get_ref() {
                "target" => target.splice(0..0, [entry.text(value)?]).for_each(drop),
                "command" => {
                    let words = entry.texts()?;
                    if words.is_empty() {
                        bail!(file.wrong(value.span(), "an empty command: give a program and its arguments"));
                    }
                    target.push("--".to_owned());
                    target.extend(words);
                }
                _ => flags.extend(entry.flags(command, parsed)?),
            }
        }
        if let (Some((key, _)), Some(_)) = (entries.get_key_value("target"), entries.get("command")) {
            bail!(file.wrong(key.span(), "target and command are both given: a run has one target"));
        }
    }
    let by_hand = |id| parsed.value_source(id) == Some(ValueSource::CommandLine);
    if by_hand("target") || by_hand("command") {
        target.clear();
    }
    Ok((flags, target))
}

/// A key with its value.
struct Entry<'a> {
    file: &'a TomlFile,
    key: &'a Spanned<std::borrow::Cow<'a, str>>,
    value: &'a Spanned<DeValue<'a>>,
}

impl Entry<'_> {
    /// Something wrong with it, by its name.
    fn wrong(&self, message: &str) -> TomlError {
        self.file.wrong(self.key.span(), format!("{}: {message}", self.key.get_ref()))
    }

    /// The flags that it stands for; none when the command line has them already.
    fn flags(&self, command: &Command, parsed: &ArgMatches) -> Result<Vec<String>, TomlError> {
        // Where the options come from cannot be an option, nor can what prints something else.
        let option = |name: &&str| !matches!(*name, "config" | "help" | "list");
        let known: Vec<&str> = command
            .get_arguments()
            .filter_map(clap::Arg::get_long)
            .filter(option)
            .chain(["target", "command"])
            .collect();
        let key = self.key.get_ref();
        let argument = command.get_arguments().find(|argument| argument.get_long().is_some_and(|long| long == key));
        let Some(argument) = argument.filter(|_| known.contains(&&**key)) else {
            let near = but_there_is(key, known.iter().copied());
            return Err(self.file.wrong(self.key.span(), format!("there is no option `{key}`{near}")));
        };
        let flags: Vec<String> = match (argument.get_action(), self.value.get_ref()) {
            (ArgAction::SetTrue, DeValue::Boolean(on)) => on.then(|| format!("--{key}")).into_iter().collect(),
            (ArgAction::SetTrue, _) => return Err(self.wrong("it is true or false")),
            (ArgAction::Append, DeValue::Array(_)) => {
                self.texts()?.into_iter().map(|text| format!("--{key}={text}")).collect()
            }
            _ => vec![format!("--{key}={}", self.text(self.value)?)],
        };
        let alone = command.clone().no_binary_name(true).try_get_matches_from(&flags);
        if let Err(error) = alone {
            let rendered = error.to_string();
            let said = rendered.lines().next().unwrap_or_default();
            return Err(self.wrong(said.strip_prefix("error: ").unwrap_or(said)));
        }
        let by_hand = parsed.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine);
        Ok(if by_hand { Vec::new() } else { flags })
    }

    /// A list of texts.
    fn texts(&self) -> Result<Vec<String>, TomlError> {
        match self.value.get_ref() {
            DeValue::Array(values) => values.iter().map(|value| self.text(value)).collect(),
            _ => Err(self.wrong("it is a list of texts: [\"...\"]")),
        }
    }

    /// A text, or a number as it is written.
    fn text(&self, value: &Spanned<DeValue<'_>>) -> Result<String, TomlError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Integer(number) => Ok(number.to_string()),
            DeValue::Float(number) => Ok(number.to_string()),
            _ => Err(self.wrong("it is a text or a number")),
        }
    }
}
