//! Requests: get, set, call. Find the member, judge types and ranges, run what is special to it, keep the history.

use crate::convert;
use crate::engine::{Engine, Interface};
use crate::history::Written;
use crate::refusal::{Kind, Refusal, Res, argument};
use crate::rules::Rule;
use crate::table::{Member, Sort, Type};
use crate::value::{Id, Value};

impl Engine {
    /// Which interface the next requests come by.
    pub fn enter(&mut self, face: Interface) {
        self.face = face;
    }

    /// Whether this interface sees a member.
    pub(crate) fn sees(&self, member: &Member) -> bool {
        match self.face {
            Interface::Python => member.python,
            Interface::Max => {
                let steps = matches!(member.name, "begin_undo_step" | "end_undo_step");
                member.max || (steps && !self.on(Rule::UndoMaxBeginEndAvailability)) || !self.on(Rule::MaxAllowlist)
            }
            Interface::Sdk | Interface::User => member.python || member.max,
        }
    }

    fn member(&self, id: Id, name: &str) -> Res<&'static Member> {
        if self.alive(id) { self.member_of(id, name) } else { Err(Refusal::dead(id)) }
    }

    /// A member of an object that may be dead.
    fn member_of(&self, id: Id, name: &str) -> Res<&'static Member> {
        let class = self.class(id);
        match class.member(name) {
            Some(member) if self.sees(member) => Ok(member),
            _ => Err(Refusal::new(Kind::AttributeError, format!("{} has no member {name}", class.name))),
        }
    }

    fn not_simulated(&mut self, member: &'static Member) -> Refusal {
        *self.missing.entry(format!("{}.{}", member.owner, member.name)).or_default() += 1;
        Refusal::not_simulated(member.owner, member.name)
    }

    /// Reads a property, a child or a list of children.
    pub fn get(&mut self, id: Id, name: &str) -> Res {
        self.requests += 1;
        let id = self.meant(id);
        // Without the rule a dead object answers what was known of it.
        let remembered = !self.on(Rule::IdsDeadIdFails) && self.at(id).is_some();
        let member = if remembered { self.member_of(id, name)? } else { self.member(id, name)? };
        if let Some(value) = self.still_shown(id, member.name) {
            return Ok(value);
        }
        match self.read(id, member) {
            Ok(Value::Null) if member.sort == (Sort::Child { list: false }) && !self.on(Rule::IdsIdZeroNothing) => {
                let text = format!("{}.{name}: nothing is there", member.owner);
                Err(Refusal::new(Kind::RuntimeError, text).by(Rule::IdsIdZeroNothing))
            }
            Ok(value @ Value::Obj(_)) => {
                self.give_out(&value);
                Ok(value)
            }
            Ok(Value::Ids(ids)) if self.face == Interface::Sdk && !self.on(Rule::IdsPositionalAgree) => {
                // In the order in which they were made, wherever they stand.
                let mut ids = (*ids).clone();
                ids.sort_unstable();
                Ok(Value::ids(ids))
            }
            Err(refusal) if refusal.kind == Kind::NotSimulated => Err(self.not_simulated(member)),
            answer => answer,
        }
    }

    /// Reads a member without counting.
    pub(crate) fn peek(&self, id: Id, name: &str) -> Res {
        let member = self.member(id, name)?;
        self.read(id, member)
    }

    fn read(&self, id: Id, member: &'static Member) -> Res {
        if matches!(member.sort, Sort::Function) {
            return Err(Refusal::new(Kind::AttributeError, format!("{}.{} is a function", member.owner, member.name)));
        }
        if !member.simulated {
            return Err(Refusal::not_simulated(member.owner, member.name));
        }
        if !member.only.is_empty() {
            crate::applies::check(self, id, member)?;
        }
        if let Some(get) = member.get {
            return get(self, id);
        }
        let value = self.at(id).and_then(|object| object.values.get(member.slot)).cloned().unwrap_or_default();
        Ok(match value {
            // A reference that has died is nothing.
            Value::Obj(other) if !self.alive(other) => Value::Null,
            value => value,
        })
    }

    /// Writes a property or a child.
    pub fn set(&mut self, id: Id, name: &str, value: Value) -> Res<()> {
        self.requests += 1;
        let id = self.meant(id);
        let member = self.member(id, name)?;
        let class = self.class(id).name;
        // Told as done, and not done.
        let is_macro = name == "name" && class == "DeviceParameter" && self.is(self.parent(id), "RackDevice");
        let ignored = is_macro && self.on(Rule::NamesMacroNameNotWritable)
            || name == "color_index" && value == Value::Null && self.on(Rule::TracksColorNone);
        if ignored {
            return Ok(());
        }
        let is_pad_name = name == "name" && class == "DrumPad";
        let is_cue_time = name == "time" && class == "CuePoint" && !self.on(Rule::CueTimeReadonly);
        if !(member.writable || is_macro || is_pad_name || is_cue_time) {
            return Err(Refusal::new(Kind::AttributeError, format!("{class}.{name} cannot be set")));
        }
        if !member.simulated {
            return Err(self.not_simulated(member));
        }
        if !member.only.is_empty() {
            crate::applies::check(self, id, member)?;
        }
        let mut value = convert::convert(self, member.ty, value, || format!("{class}.{name}"))?;
        if !convert::in_range(self, id, member, &mut value)? {
            return Ok(());
        }
        let value = self.kept_name(name, value);
        self.shows_later(id, member.name);
        self.edit(Written::of(self, id, name), |engine| {
            match member.set {
                Some(set) => set(engine, id, value)?,
                None => {
                    engine.put_slot(id, member.slot, value, member.free);
                }
            }
            Ok(Value::Null)
        })?;
        Ok(())
    }

    /// Calls a function of an object.
    pub fn call(&mut self, id: Id, name: &str, args: &[Value], named: &[(String, Value)]) -> Res {
        self.requests += 1;
        let id = self.meant(id);
        let member = match self.member(id, name) {
            Ok(member) => member,
            Err(refusal) => {
                let Some(call) = self.beside_live(id, name) else { return Err(refusal) };
                return self.edit(Written::call(name), |engine| call(engine, id, args));
            }
        };
        if member.sort != Sort::Function {
            return Err(Refusal::new(Kind::AttributeError, format!("{}.{name} is no function", self.class_name(id))));
        }
        let Some(call) = member.call else { return Err(self.not_simulated(member)) };
        if !member.only.is_empty() {
            crate::applies::check(self, id, member)?;
        }
        let mut args = self.arguments(member, args, named)?;
        if name.starts_with("delete_")
            && let Some(Value::Obj(id)) = args.first_mut()
        {
            *id = self.doomed(*id);
        }
        let mut written = Written::call(name);
        if name == "move_device"
            && args.first().is_some_and(|arg| matches!(arg, Value::Obj(id) if self.is(*id, "MaxDevice")))
        {
            written = Written::MaxDeviceMove;
        }
        let answer = self.edit(written, |engine| call(engine, id, &args))?;
        self.give_out(&answer);
        Ok(answer)
    }

    /// Calls a function of a module: `Live.Conversions.is_convertible_to_midi`.
    pub fn call_module(&mut self, name: &str, args: &[Value]) -> Res {
        self.requests += 1;
        if self.face == Interface::Max && self.on(Rule::BrowserNotInMax) {
            return Err(Refusal::new(Kind::AttributeError, format!("no {name} in Max")).by(Rule::BrowserNotInMax));
        }
        let known = self.table.json["module_functions"].as_object().and_then(|all| all.get_key_value(name));
        let Some((name, _)) = known else {
            return Err(Refusal::new(Kind::AttributeError, format!("no function {name}")));
        };
        let Some(call) = crate::members::module_function(name) else {
            *self.missing.entry(name.clone()).or_default() += 1;
            return Err(Refusal::new(Kind::NotSimulated, format!("{name} is not simulated")));
        };
        self.edit(Written::call(name), |engine| call(engine, 0, args))
    }

    /// The arguments in the order of the table, converted; `Null` for optional ones that are absent.
    fn arguments(&self, member: &'static Member, args: &[Value], named: &[(String, Value)]) -> Res<Vec<Value>> {
        let place = || format!("{}.{}", member.owner, member.name);
        if args.len() > member.args.len() {
            return argument(format!("{} takes {} arguments, not {}", place(), member.args.len(), args.len()));
        }
        if let Some((name, _)) = named.iter().find(|(name, _)| member.args.iter().all(|arg| arg.name != name)) {
            return argument(format!("{} has no argument {name}", place()));
        }
        let mut all = Vec::with_capacity(member.args.len());
        for (at, arg) in member.args.iter().enumerate() {
            let given =
                args.get(at).or_else(|| named.iter().find(|(name, _)| name == arg.name).map(|(_, value)| value));
            all.push(match given {
                // Without the rule a slot stands for its clip.
                Some(Value::Obj(id))
                    if arg.ty == Type::Object("Clip")
                        && self.is(*id, "ClipSlot")
                        && !self.on(Rule::ArrDupClipObject) =>
                {
                    Value::obj(self.live_ref(*id, "clip"))
                }
                Some(value) => convert::convert(self, arg.ty, value.clone(), || format!("{}({})", place(), arg.name))?,
                None if arg.optional => arg.default.map_or(Value::Null, Value::from_json),
                None => return argument(format!("{} needs the argument {}", place(), arg.name)),
            });
        }
        Ok(all)
    }

    /// Runs an edit: into the history when it succeeds, without a trace when it is refused.
    pub(crate) fn edit(&mut self, written: Written, edit: impl FnOnce(&mut Self) -> Res) -> Res {
        debug_assert!(self.journal.is_empty(), "an edit within an edit");
        let answer = edit(self);
        if answer.is_err() {
            self.roll_back();
            self.refused();
        } else if !self.journal.is_empty() {
            self.edits += 1;
            self.commit(written);
        }
        answer
    }
}
