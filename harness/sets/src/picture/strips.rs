//! The strips of the mixer: tracks, and the groups, return tracks and main track that only the file knows.

use livebridge_als::SOURCE;
use livebridge_port::snapshot::{Extra, TrackSnapshot};
use livebridge_port::{Snapshot, TrackKind};
use livebridge_text::phrasing::{fader_level, level};
use livebridge_transforms::{FaderCurve, FaderParam, db_to_param_value};
use serde::Deserialize;

use super::layout::{Placed, RowOf};
use super::marks::{Mark, Marks};

/// What a strip is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Midi,
    Audio,
    Group,
    Return,
    Main,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Midi => "MIDI",
            Self::Audio => "audio",
            Self::Group => "group",
            Self::Return => "return",
            Self::Main => "main",
        }
    }
}

/// A switch that is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Muted,
    Soloed,
    Armed,
    Frozen,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Muted => "muted",
            Self::Soloed => "soloed",
            Self::Armed => "armed",
            Self::Frozen => "frozen",
        }
    }

    /// Those of the pairs that are on.
    fn on(pairs: [(bool, Self); 4]) -> Vec<Self> {
        pairs.iter().filter(|(on, _)| *on).map(|(_, state)| *state).collect()
    }
}

/// A strip of the mixer, with the clips of its track.
pub(super) struct Strip<'a> {
    pub kind: Kind,
    pub name: String,
    pub color: Option<u32>,
    /// How many groups it lies in.
    pub depth: usize,
    /// The level of its fader in words, and the place of the fader, 0..1.
    pub level: Option<(String, f64)>,
    pub panning: Option<f64>,
    /// The switches that are on.
    pub states: Vec<State>,
    pub devices: Vec<(String, Option<&'a Mark>)>,
    pub mark: Option<&'a Mark>,
    pub session: Vec<Placed<'a>>,
    pub arrangement: Vec<Placed<'a>>,
}

impl Strip<'_> {
    /// Whether clips can be on it.
    pub(super) fn is_track(&self) -> bool {
        matches!(self.kind, Kind::Midi | Kind::Audio)
    }

    /// The names of the switches that are on.
    pub(super) fn state_names(&self) -> impl Iterator<Item = &str> {
        self.states.iter().map(|state| state.name())
    }
}

/// What the file tells of the Set, as far as it is drawn.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct FileSection {
    /// The Live that saved it.
    pub live: String,
    /// Time signature at the beginning: `4/4`.
    pub signature: Option<String>,
    groups: Vec<Bus>,
    returns: Vec<Bus>,
    main: Option<Bus>,
}

/// A track that the port does not list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Bus {
    name: String,
    gain: Option<f64>,
    pan: Option<f64>,
    mute: bool,
    solo: bool,
    details: Details,
    devices: Vec<Named>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    color: Option<u32>,
    group: Option<String>,
    frozen: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    name: String,
}

impl FileSection {
    /// Nothing where there is no such section, or one of another form.
    pub(super) fn of(set: &Snapshot) -> Self {
        section(&set.extra)
    }
}

fn section<'a, T: Deserialize<'a> + Default>(extra: &'a Extra) -> T {
    extra.section(SOURCE).and_then(|section| T::deserialize(section).ok()).unwrap_or_default()
}

/// The colour that only the file knows.
pub(super) fn color_of(extra: &Extra) -> Option<u32> {
    section::<Details>(extra).color
}

/// All strips in the order of the mixer: tracks with their groups before them, return tracks, the main track.
pub(super) fn all<'a>(set: &'a Snapshot, marks: Option<&'a Marks<'a>>, row_of: &RowOf) -> Vec<Strip<'a>> {
    let file = FileSection::of(set);
    let bus_mark = |path: &str| marks.and_then(|marks| marks.at(&format!("extra/{SOURCE}/{path}")));
    let mut groups = Groups { buses: &file.groups, drawn: vec![false; file.groups.len()] };
    let mut strips = Vec::new();
    for (i, track) in set.tracks.iter().enumerate() {
        let details: Details = section(&track.extra);
        for (g, depth) in groups.before(details.group.as_deref()) {
            strips.push(file.groups[g].strip(Kind::Group, depth, bus_mark(&format!("groups[{g}]"))));
        }
        let depth = groups.depth(details.group.as_deref());
        strips.push(Strip { depth, ..of_track(track, &details, i, marks, row_of) });
    }
    let empty = groups.drawn.iter().enumerate().filter(|(_, drawn)| !**drawn);
    strips.extend(empty.map(|(g, _)| file.groups[g].strip(Kind::Group, 0, bus_mark(&format!("groups[{g}]")))));
    for (i, mark) in marks.iter().flat_map(|marks| marks.gone("tracks")) {
        let Some((marks, track)) = marks.and_then(|marks| Some((marks, marks.old.tracks.get(i)?))) else { continue };
        let gone = of_gone_track(track, mark, marks, row_of);
        strips.insert(place_of_track(&strips, i), gone);
    }
    let returns = file.returns.iter().enumerate();
    strips.extend(returns.map(|(r, bus)| bus.strip(Kind::Return, 0, bus_mark(&format!("returns[{r}]")))));
    strips.extend(file.main.iter().map(|bus| bus.strip(Kind::Main, 0, bus_mark("main"))));
    strips
}

/// Where the track with this index stands among the strips.
fn place_of_track(strips: &[Strip<'_>], track: usize) -> usize {
    let tracks = strips.iter().enumerate().filter(|(_, strip)| strip.is_track());
    tracks.map(|(at, _)| at).nth(track).unwrap_or(strips.len())
}

/// The groups, and which are drawn already. A track names its group; of two groups of one name, the first is meant.
struct Groups<'a> {
    buses: &'a [Bus],
    drawn: Vec<bool>,
}

impl Groups<'_> {
    /// The groups to draw before a track in the group of this name, outermost first, with their depths.
    fn before(&mut self, group: Option<&str>) -> Vec<(usize, usize)> {
        let (mut out, mut name) = (Vec::new(), group);
        while let Some(g) = name.and_then(|name| self.buses.iter().position(|bus| bus.name == name)) {
            if std::mem::replace(&mut self.drawn[g], true) {
                break;
            }
            let bus = &self.buses[g];
            out.push((g, self.depth(bus.details.group.as_deref())));
            name = bus.details.group.as_deref();
        }
        out.reverse();
        out
    }

    /// How many groups lie around what is in the group of this name.
    fn depth(&self, group: Option<&str>) -> usize {
        let (mut depth, mut name) = (0, group);
        // Names that lead in a circle end at the number of groups.
        while let Some(bus) =
            self.buses.iter().find(|bus| name == Some(&*bus.name)).filter(|_| depth < self.buses.len())
        {
            depth += 1;
            name = bus.details.group.as_deref();
        }
        depth
    }
}

impl Bus {
    fn strip<'a>(&self, kind: Kind, depth: usize, mark: Option<&'a Mark>) -> Strip<'a> {
        let name = match kind {
            Kind::Main if self.name.is_empty() => "Main".to_owned(),
            _ => self.name.clone(),
        };
        let level = self.gain.map(|gain| {
            let fader = FaderParam { min: 0.0, max: 1.0, default_value: 0.85 };
            let db = 20.0 * gain.log10();
            let place = db_to_param_value(db, fader, FaderCurve::Live).unwrap_or_default();
            (if db > -70.0 { level(db) } else { "-inf".to_owned() }, place.clamp(0.0, 1.0))
        });
        Strip {
            kind,
            name,
            color: self.details.color,
            depth,
            level,
            panning: self.pan,
            states: State::on([
                (self.mute, State::Muted),
                (self.solo, State::Soloed),
                (false, State::Armed),
                (self.details.frozen, State::Frozen),
            ]),
            devices: self.devices.iter().map(|device| (device.name.clone(), None)).collect(),
            mark,
            session: Vec::new(),
            arrangement: Vec::new(),
        }
    }
}

/// The strip of a track, without its clips.
fn bare<'a>(track: &TrackSnapshot, details: &Details) -> Strip<'a> {
    let fader = &track.volume;
    let place = ((fader.value - fader.min) / (fader.max - fader.min)).clamp(0.0, 1.0);
    let name = |device: &livebridge_port::snapshot::DeviceSnapshot| device.name.as_deref().unwrap_or("?").to_owned();
    Strip {
        kind: if track.kind == TrackKind::Midi { Kind::Midi } else { Kind::Audio },
        name: track.name.to_string(),
        color: details.color,
        depth: 0,
        level: Some((fader_level(fader), if place.is_finite() { place } else { 0.0 })),
        panning: Some(track.panning),
        states: State::on([
            (track.mute, State::Muted),
            (track.solo, State::Soloed),
            (track.arm, State::Armed),
            (details.frozen, State::Frozen),
        ]),
        devices: track.devices.iter().map(|device| (name(device), None)).collect(),
        mark: None,
        session: Vec::new(),
        arrangement: Vec::new(),
    }
}

fn of_track<'a>(
    track: &'a TrackSnapshot,
    details: &Details,
    index: usize,
    marks: Option<&'a Marks<'a>>,
    row_of: &RowOf,
) -> Strip<'a> {
    let path = format!("tracks[{index}]");
    let mark = |below: &str, i: usize| marks.and_then(|marks| marks.at(&format!("{path}/{below}[{i}]")));
    let mut strip = Strip { mark: marks.and_then(|marks| marks.at(&path)), ..bare(track, details) };
    for (i, device) in strip.devices.iter_mut().enumerate() {
        device.1 = mark("devices", i);
    }
    let here =
        |list: &'static str| move |(i, clip): (usize, &'a _)| Placed { clip, row: 0, mark: mark(list, i), gone: false };
    strip.arrangement = track.arrangement.iter().enumerate().map(here("arrangement")).collect();
    let session = track.session.iter().enumerate().map(here("session"));
    strip.session = session.filter_map(|placed| in_row(placed, |scene| row_of.new_scene(scene))).collect();
    let old = marks.and_then(|marks| Some((marks, marks.old.tracks.get(marks.old_track(index)?)?)));
    if let Some((marks, old)) = old {
        // What is gone stands below the new place of its track, by its index in the old one.
        let gone = |list: &str| marks.gone(&format!("{path}/{list}"));
        let placed = |clip, mark| Placed { clip, row: 0, mark: Some(mark), gone: true };
        let session = gone("session").into_iter().filter_map(|(i, mark)| Some(placed(old.session.get(i)?, mark)));
        strip.session.extend(session.filter_map(|clip| in_row(clip, |scene| row_of.old_scene(scene, marks))));
        let arrangement = gone("arrangement").into_iter();
        strip.arrangement.extend(arrangement.filter_map(|(i, mark)| Some(placed(old.arrangement.get(i)?, mark))));
        for (i, mark) in gone("devices") {
            let name = old.devices.get(i).and_then(|device| device.name.as_deref()).unwrap_or("?");
            strip.devices.insert(i.min(strip.devices.len()), (name.to_owned(), Some(mark)));
        }
    }
    strip
}

/// A track that is no more, with all that was on it.
fn of_gone_track<'a>(track: &'a TrackSnapshot, mark: &'a Mark, marks: &Marks<'_>, row_of: &RowOf) -> Strip<'a> {
    let gone = |clip| Placed { clip, row: 0, mark: Some(mark), gone: true };
    let session = track.session.iter().map(gone);
    Strip {
        mark: Some(mark),
        session: session.filter_map(|clip| in_row(clip, |scene| row_of.old_scene(scene, marks))).collect(),
        arrangement: track.arrangement.iter().map(gone).collect(),
        ..bare(track, &section(&track.extra))
    }
}

/// A Session clip in the row of its scene, if that is there.
fn in_row(placed: Placed<'_>, row: impl Fn(usize) -> Option<usize>) -> Option<Placed<'_>> {
    Some(Placed { row: row(placed.clip.scene?)?, ..placed })
}
