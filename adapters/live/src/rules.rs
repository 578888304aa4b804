//! The rules: every published behaviour of Live by name, with its state here.
//!
//! Each is either implemented, by the engine or by a face, and can be switched; or it is not simulated, and says why.
//! What is known of it (source, version, evidence) stands in `golden/live/behaviours.json`. The rows stand by area.

mod arrangement;
mod clips;
mod devices;
mod faces;
mod ids;
mod mixer;
mod names;
mod time;
mod tracks;
mod undo;

use std::sync::OnceLock;

use serde_json::{Value as Json, json};

pub use names::{ALL, NAMES, Rule};

use crate::value::Value;

/// Who implements a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The engine.
    Engine,
    /// The face of this interface, `max`, `python` or `sdk`, as this test of it holds.
    Face(&'static str, &'static str),
    /// Nobody, for this reason.
    Nobody(&'static str),
}

/// A rule and its state by default.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Which one.
    pub rule: Rule,
    /// Who implements it.
    pub by: By,
    on: bool,
    /// The number that it has, where it has one.
    pub number: f64,
    until: [u32; 3],
}

const EVER: [u32; 3] = [u32::MAX, 0, 0];

/// Implemented by the engine, on by default.
const fn engine(rule: Rule) -> Row {
    Row { rule, by: By::Engine, on: true, number: 0.0, until: EVER }
}

/// Implemented by a face, on by default; the face's test of this name holds it, on and off.
const fn face(rule: Rule, face: &'static str, test: &'static str) -> Row {
    Row { by: By::Face(face, test), ..engine(rule) }
}

/// Not simulated.
const fn nobody(rule: Rule, reason: &'static str) -> Row {
    Row { by: By::Nobody(reason), on: false, ..engine(rule) }
}

impl Row {
    /// Off by default: another source says otherwise, or it is a matter of preferences.
    const fn off(mut self) -> Self {
        self.on = false;
        self
    }

    const fn number(mut self, number: f64) -> Self {
        self.number = number;
        self
    }

    /// What Live did before this version.
    const fn until(mut self, version: [u32; 3]) -> Self {
        self.until = version;
        self
    }
}

impl Rule {
    /// Its name.
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// A rule by name.
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().position(|other| *other == name).map(|at| ALL[at])
    }

    /// Its row.
    pub fn row(self) -> &'static Row {
        &rows()[self as usize]
    }
}

/// The rows of all rules, in order.
///
/// # Panics
///
/// When a rule has no row, which a test excludes.
#[expect(clippy::expect_used, reason = "a test reads every row")]
pub fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let areas: [&[Row]; 9] = [
            undo::ROWS,
            ids::ROWS,
            tracks::ROWS,
            clips::ROWS,
            arrangement::ROWS,
            mixer::ROWS,
            devices::ROWS,
            time::ROWS,
            faces::ROWS,
        ];
        let find = |rule: &Rule| {
            *areas.iter().flat_map(|area| area.iter()).find(|row| row.rule == *rule).expect("each rule has a row")
        };
        ALL.iter().map(find).collect()
    })
}

/// The version of Live that is simulated unless another is asked for.
pub const LIVE: [u32; 3] = [12, 4, 15];

/// Which rules are on, and what numbers they have.
#[derive(Debug, Clone)]
pub struct Rules {
    on: Box<[bool]>,
    number: Box<[f64]>,
    live: [u32; 3],
}

impl Default for Rules {
    fn default() -> Self {
        Self::of(LIVE)
    }
}

impl Rules {
    /// The rules of a version of Live.
    pub fn of(live: [u32; 3]) -> Self {
        let on = rows().iter().map(|row| row.on && live < row.until).collect();
        Self { on, number: rows().iter().map(|row| row.number).collect(), live }
    }

    /// Whether a rule is on.
    #[inline]
    pub fn on(&self, rule: Rule) -> bool {
        self.on[rule as usize]
    }

    /// The number of a rule.
    pub fn number(&self, rule: Rule) -> f64 {
        self.number[rule as usize]
    }

    /// Seconds of a tick.
    pub(crate) fn tick_seconds(&self) -> f64 {
        if self.on(Rule::TimeTick100ms) { 0.1 } else { 0.06 }
    }

    /// The version of Live.
    pub const fn live(&self) -> [u32; 3] {
        self.live
    }

    /// Switches a rule, or gives it a number.
    pub fn switch(&mut self, rule: Rule, to: &Value) -> Result<(), String> {
        if let By::Nobody(reason) = rule.row().by {
            return Err(format!("{} is not simulated: {reason}", rule.name()));
        }
        match to {
            Value::Bool(on) => self.on[rule as usize] = *on,
            Value::Int(_) | Value::Float(_) => {
                self.on[rule as usize] = true;
                self.number[rule as usize] = to.number().unwrap_or(0.0);
            }
            _ => return Err(format!("{} takes off, on or a number", rule.name())),
        }
        Ok(())
    }

    /// Switches as a command line says it: `NAME=off`, `NAME=on`, `NAME=12`.
    pub fn switch_text(&mut self, text: &str) -> Result<(), String> {
        let (name, to) = text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=off|on|NUMBER"))?;
        let rule = Rule::parse(name.trim()).ok_or_else(|| format!("there is no rule {name}"))?;
        let to = match to.trim() {
            "on" => Value::Bool(true),
            "off" => Value::Bool(false),
            number => Value::Float(number.parse().map_err(|_| format!("`{number}` is not off, on or a number"))?),
        };
        self.switch(rule, &to)
    }

    /// What a face is told at its greeting: what is switched from its default, and all rules of faces.
    pub fn for_faces(&self) -> Json {
        let default = Self::of(self.live);
        let mut json = json!({});
        for row in rows() {
            let at = row.rule as usize;
            let changed = self.on[at] != default.on[at] || self.number[at].to_bits() != default.number[at].to_bits();
            if changed || matches!(row.by, By::Face(..)) {
                json[row.rule.name()] = self.state(row.rule);
            }
        }
        json
    }

    fn state(&self, rule: Rule) -> Json {
        let at = rule as usize;
        if self.on[at] && self.number[at] != 0.0 { json!(self.number[at]) } else { json!(self.on[at]) }
    }

    /// All rules with what is known of them.
    pub fn describe(&self) -> Json {
        let default = Self::of(self.live);
        let known = behaviours();
        let describe = |(row, known): (&Row, &Json)| {
            let (implemented, reason, test) = match row.by {
                By::Engine => ("engine", None, Some("each_rule_does_what_it_says_on_and_off")),
                By::Face(face, test) => (face, None, Some(test)),
                By::Nobody(reason) => ("no", Some(reason), None),
            };
            json!({
                "name": row.rule.name(), "area": known["area"], "state": self.state(row.rule),
                "default": default.state(row.rule), "implemented": implemented, "reason": reason, "test": test,
                "interface": known["interface"], "live": known["live"], "evidence": known["evidence"],
                "sure": known["sure"], "sources": known["sources"], "conflict": known["conflict"],
            })
        };
        rows().iter().zip(known).map(describe).collect()
    }
}

/// What is known of each behaviour, in the order of the rules.
///
/// # Panics
///
/// When the list that is compiled in is damaged, which a test excludes.
#[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
pub fn behaviours() -> &'static [Json] {
    static LIST: OnceLock<Vec<Json>> = OnceLock::new();
    LIST.get_or_init(|| {
        let json: Json = serde_json::from_str(livebridge_live_data::BEHAVIOURS).expect("behaviours.json is JSON");
        let list = |key: &str| json[key].as_array().cloned().expect("behaviours.json lists them");
        [list("behaviours"), list("also")].concat()
    })
}
