//! The object model as a table: classes with all their members, inherited ones included, each with what the published
//! list says of it and, where it is simulated, how it is read, written or called.
//!
//! Built once from `golden/live/lom.json` and the definitions in `members/`. A member without definition is known and
//! not simulated.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value as Json;

use crate::engine::Engine;
use crate::members;
use crate::refusal::Res;
use crate::value::{Id, Value};

/// Reads a member.
pub(crate) type Get = fn(&Engine, Id) -> Res;
/// Writes a member.
pub(crate) type Set = fn(&mut Engine, Id, Value) -> Res<()>;
/// Calls a member with as many arguments as the table lists; absent optional ones are `Null`.
pub(crate) type Call = fn(&mut Engine, Id, &[Value]) -> Res;

/// A default value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum D {
    N,
    B(bool),
    I(i64),
    F(f64),
    S(&'static str),
    /// An empty list of children.
    K,
    /// An empty list of values.
    L,
}

/// How a member behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Def {
    /// `Class.member`; members that begin with `_` are the engine's own.
    pub name: &'static str,
    pub default: D,
    pub get: Option<Get>,
    pub set: Option<Set>,
    pub call: Option<Call>,
    /// Not in the history.
    pub free: bool,
    /// Answers as a Live at rest does, and brings nothing about.
    pub inert: bool,
}

impl Def {
    /// Written by this function.
    pub(crate) const fn on_set(mut self, set: Set) -> Self {
        self.set = Some(set);
        self
    }

    /// Read by this function.
    pub(crate) const fn on_get(mut self, get: Get) -> Self {
        self.get = Some(get);
        self
    }

    /// Not in the history.
    pub(crate) const fn free(mut self) -> Self {
        self.free = true;
        self
    }

    /// Answers as a Live at rest does, and brings nothing about: the score does not count it.
    pub(crate) const fn inert(mut self) -> Self {
        self.inert = true;
        self
    }
}

/// A stored value.
pub(crate) const fn val(name: &'static str, default: D) -> Def {
    Def { name, default, get: None, set: None, call: None, free: false, inert: false }
}

/// A value that is computed at each read.
pub(crate) const fn computed(name: &'static str, get: Get) -> Def {
    Def { name, default: D::N, get: Some(get), set: None, call: None, free: false, inert: false }
}

/// A function.
pub(crate) const fn func(name: &'static str, call: Call) -> Def {
    Def { name, default: D::N, get: None, set: None, call: Some(call), free: false, inert: false }
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// An object, or a list of them.
    Child {
        /// Whether it is a list.
        list: bool,
    },
    /// A value.
    Property,
    /// Something to call.
    Function,
    /// Something to listen to, without value.
    Event,
    /// The engine's own.
    Hidden,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    None,
    Bool,
    Int,
    Float,
    Text,
    Any,
    List,
    /// An object of this class, or of one of these with `|` between them.
    Object(&'static str),
    /// A struct.
    Struct(&'static str),
}

/// An argument of a function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arg {
    pub name: &'static str,
    pub ty: Type,
    pub optional: bool,
    pub default: Option<&'static Json>,
}

/// A member of a class.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of the table")]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// The class that defines it.
    pub owner: &'static str,
    /// What it is.
    pub sort: Sort,
    /// Whether it answers.
    pub simulated: bool,
    /// Whether it only answers as a Live at rest does.
    pub inert: bool,
    pub(crate) ty: Type,
    /// Whether the list says that it can be set.
    pub writable: bool,
    pub(crate) observable: bool,
    pub(crate) python: bool,
    pub(crate) max: bool,
    pub(crate) min: Option<f64>,
    pub(crate) limit: Option<f64>,
    pub(crate) allowed: Option<Vec<i64>>,
    pub(crate) clamps: bool,
    pub(crate) reverts: bool,
    pub(crate) only: Vec<&'static str>,
    pub(crate) args: Vec<Arg>,
    pub(crate) slot: usize,
    pub(crate) free: bool,
    pub(crate) get: Option<Get>,
    pub(crate) set: Option<Set>,
    pub(crate) call: Option<Call>,
    /// What the list says of it.
    pub row: Option<&'static Json>,
    default: D,
}

/// A class with all its members, sorted by name.
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: &'static str,
    /// The class it is made from.
    pub inherits: Option<&'static str>,
    /// Whether Max reaches objects of it.
    pub max: bool,
    /// `lom`, `struct`, ...
    pub kind: &'static str,
    /// Its members, inherited ones included.
    pub members: Vec<Member>,
    pub(crate) fresh: Vec<Value>,
    /// The members by the hash of their name: a name is looked up in every request, some of them several times.
    by_hash: Vec<(u64, usize)>,
}

/// FNV-1a. Two names of one class with the same hash would be seen when the table is built.
const fn hash(name: &str) -> u64 {
    let (bytes, mut hash, mut at) = (name.as_bytes(), 0xcbf2_9ce4_8422_2325_u64, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

impl Class {
    /// A member by name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        let hash = hash(name);
        let at = self.by_hash.binary_search_by_key(&hash, |(other, _)| *other).ok()?;
        self.members.get(self.by_hash.get(at)?.1).filter(|member| member.name == name)
    }
}

/// The whole table.
#[derive(Debug)]
pub struct Table {
    /// Classes in the order of their names.
    pub classes: Vec<Class>,
    by_name: BTreeMap<&'static str, usize>,
    /// The file.
    pub json: &'static Json,
}

impl Table {
    /// The table.
    pub fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(build)
    }

    /// The number of a class.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// A class by name.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.index(name).and_then(|at| self.classes.get(at))
    }

    /// Whether a class is another, or made from it.
    pub fn is_a(&self, name: &str, other: &str) -> bool {
        let mut at = Some(name);
        while let Some(name) = at {
            if name == other {
                return true;
            }
            at = self.class(name).and_then(|class| class.inherits);
        }
        false
    }
}

#[expect(clippy::expect_used, reason = "the file is compiled in, and a test reads it")]
fn build() -> Table {
    let json: Json = serde_json::from_str(livebridge_live_data::OBJECT_MODEL).expect("lom.json is JSON");
    let json: &'static Json = Box::leak(Box::new(json));
    let rows = json["classes"].as_object().expect("lom.json lists its classes");
    let mut defs: BTreeMap<&str, BTreeMap<&str, Def>> = BTreeMap::new();
    for def in members::ALL.iter().flat_map(|list| list.iter()) {
        let (class, member) = def.name.rsplit_once('.').expect("a definition is named Class.member");
        assert!(rows.contains_key(class), "no class for {}", def.name);
        assert!(defs.entry(class).or_default().insert(member, *def).is_none(), "{} is defined twice", def.name);
    }
    let classes: Vec<Class> = rows.keys().map(|name| build_class(name, rows, &defs)).collect();
    let by_name = classes.iter().enumerate().map(|(at, class)| (class.name, at)).collect();
    Table { classes, by_name, json }
}

fn build_class(
    name: &'static str,
    rows: &'static serde_json::Map<String, Json>,
    defs: &BTreeMap<&str, BTreeMap<&str, Def>>,
) -> Class {
    // From the class up to its ancestors: what is nearer stands.
    let mut chain = Vec::new();
    let mut at = Some(name);
    while let Some(name) = at {
        let Some((key, row)) = rows.get_key_value(name) else { break };
        chain.push((key.as_str(), row));
        at = row["inherits"].as_str();
    }
    let mut found: BTreeMap<&'static str, Member> = BTreeMap::new();
    for (owner, row) in &chain {
        for (section, sort) in [
            ("children", None),
            ("properties", Some(Sort::Property)),
            ("functions", Some(Sort::Function)),
            ("events", Some(Sort::Event)),
        ] {
            for (member, row) in row[section].as_object().into_iter().flatten() {
                let sort = sort.unwrap_or(Sort::Child { list: row["list"] == true });
                found.entry(member).or_insert_with(|| read_member(owner, member, sort, Some(row)));
            }
        }
        for member in defs
            .get(owner)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .filter(|member| member.starts_with('_') && !member.starts_with("__"))
        {
            let member: &'static str = Box::leak((*member).to_owned().into_boxed_str());
            found.entry(member).or_insert_with(|| read_member(owner, member, Sort::Hidden, None));
        }
    }
    let mut fresh = Vec::new();
    let mut members: Vec<Member> = found.into_values().collect();
    for member in &mut members {
        // The nearest definition, of the class itself or of what it is made from.
        if let Some(def) = chain.iter().find_map(|(owner, _)| defs.get(owner)?.get(member.name)) {
            member.simulated = true;
            (member.get, member.set, member.call) = (def.get, def.set, def.call);
            (member.free, member.inert, member.default) = (def.free, def.inert, def.default);
        }
        member.slot = fresh.len();
        fresh.push(match member.default {
            D::N => Value::Null,
            D::B(on) => Value::Bool(on),
            D::I(number) => Value::Int(number),
            D::F(number) => Value::Float(number),
            D::S(text) => Value::text(text),
            D::K => Value::ids(Vec::new()),
            D::L => Value::list(Vec::new()),
        });
        if member.name == "canonical_parent" {
            member.simulated = true;
            member.get = Some(members::parent);
        }
    }
    let row = &rows[name];
    let mut by_hash: Vec<(u64, usize)> =
        members.iter().enumerate().map(|(at, member)| (hash(member.name), at)).collect();
    by_hash.sort_unstable();
    assert!(by_hash.windows(2).all(|pair| pair[0].0 != pair[1].0), "two members of {name} have the same hash");
    Class {
        name,
        inherits: row["inherits"].as_str(),
        max: row["max_exposed"] == true,
        kind: row["kind"].as_str().unwrap_or_default(),
        members,
        fresh,
        by_hash,
    }
}

fn read_member(owner: &'static str, name: &'static str, sort: Sort, row: Option<&'static Json>) -> Member {
    static NONE: Json = Json::Null;
    let json = row.unwrap_or(&NONE);
    let ty = match sort {
        Sort::Child { list: false } => Type::Object(json["class"].as_str().unwrap_or("LomObject")),
        Sort::Child { list: true } => Type::List,
        Sort::Property => read_type(json["type"].as_str()),
        Sort::Function | Sort::Event | Sort::Hidden => Type::Any,
    };
    let args = json["args"].as_array().into_iter().flatten().map(|arg| Arg {
        name: arg["name"].as_str().unwrap_or_default(),
        ty: read_type(arg["type"].as_str()),
        optional: arg["optional"] == true,
        default: arg.get("default"),
    });
    Member {
        name,
        owner,
        sort,
        simulated: false,
        inert: false,
        ty,
        writable: json["set"] == true,
        observable: json["observe"] == true || sort == Sort::Event,
        python: json["python_exposed"] != false && sort != Sort::Hidden,
        max: json["max_exposed"] != false && sort != Sort::Hidden,
        min: json["min"].as_f64(),
        limit: json["max"].as_f64(),
        allowed: json["allowed"].as_array().map(|list| list.iter().filter_map(Json::as_i64).collect()),
        clamps: json["out_of_range"] == "clamp",
        reverts: json["out_of_range"] == "revert",
        only: json["only"].as_array().into_iter().flatten().filter_map(Json::as_str).collect(),
        args: args.collect(),
        slot: 0,
        free: false,
        get: None,
        set: None,
        call: None,
        row,
        default: D::N,
    }
}

fn read_type(name: Option<&'static str>) -> Type {
    match name {
        None | Some("any" | "handle" | "id") => Type::Any,
        Some("none") => Type::None,
        Some("bool") => Type::Bool,
        Some("int") => Type::Int,
        Some("float") => Type::Float,
        Some("string") => Type::Text,
        Some(name) if name.starts_with("list") || name.starts_with("tuple") => Type::List,
        Some(
            name @ ("RoutingType"
            | "RoutingChannel"
            | "WarpMarker"
            | "EnvelopeEvent"
            | "ReferencePitch"
            | "PitchClassAndOctave"
            | "BeatTime"
            | "SmptTime"),
        ) => Type::Struct(name),
        Some(name) => Type::Object(name),
    }
}
