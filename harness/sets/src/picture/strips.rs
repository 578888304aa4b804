//! The strips of the mixer: tracks, and the groups, return tracks and main track that only the file knows.

use livebridge_port::snapshot::TrackSnapshot;
use livebridge_port::snapshot::als::{BusSection, SOURCE, SetSection, TrackSection};
use livebridge_port::{Snapshot, TrackId, TrackKind};
use livebridge_text::phrasing::{fader_level, level};
use livebridge_transforms::{FaderCurve, FaderParam, db_to_param_value};

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
    /// Its index among the tracks, where it is one of the present Set.
    pub track: Option<u32>,
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

    /// The id of the track in the port, where it is one of the present Set.
    pub(super) fn id(&self) -> Option<TrackId> {
        self.track.map(TrackId)
    }

    /// The names of the switches that are on.
    pub(super) fn state_names(&self) -> impl Iterator<Item = &str> {
        self.states.iter().map(|state| state.name())
    }
}

/// All strips in the order of the mixer: tracks with their groups before them, return tracks, the main track.
pub(super) fn all<'a>(set: &'a Snapshot, marks: Option<&'a Marks<'a>>, row_of: &RowOf) -> Vec<Strip<'a>> {
    let file = set.extra.read::<SetSection>(SOURCE);
    let bus_mark = |path: &str| marks.and_then(|marks| marks.at(&format!("extra/{SOURCE}/{path}")));
    let mut groups = Groups { buses: &file.groups, drawn: vec![false; file.groups.len()] };
    let mut strips = Vec::new();
    for (i, track) in set.tracks.iter().enumerate() {
        let details: TrackSection = track.extra.read(SOURCE);
        for (g, depth) in groups.before(details.group.as_deref()) {
            strips.push(strip(&file.groups[g], Kind::Group, depth, bus_mark(&format!("groups[{g}]"))));
        }
        let depth = groups.depth(details.group.as_deref());
        strips.push(Strip { depth, ..of_track(track, &details, i, marks, row_of) });
    }
    let empty = groups.drawn.iter().enumerate().filter(|(_, drawn)| !**drawn);
    strips.extend(empty.map(|(g, _)| strip(&file.groups[g], Kind::Group, 0, bus_mark(&format!("groups[{g}]")))));
    for (i, mark) in marks.iter().flat_map(|marks| marks.gone("tracks")) {
        let Some((marks, track)) = marks.and_then(|marks| Some((marks, marks.old.tracks.get(i)?))) else { continue };
        let gone = of_gone_track(track, mark, marks, row_of);
        strips.insert(place_of_track(&strips, i), gone);
    }
    let returns = file.returns.iter().enumerate();
    strips.extend(returns.map(|(r, bus)| strip(bus, Kind::Return, 0, bus_mark(&format!("returns[{r}]")))));
    strips.extend(file.main.iter().map(|bus| strip(bus, Kind::Main, 0, bus_mark("main"))));
    strips
}

/// Where the track with this index stands among the strips.
fn place_of_track(strips: &[Strip<'_>], track: usize) -> usize {
    let tracks = strips.iter().enumerate().filter(|(_, strip)| strip.is_track());
    tracks.map(|(at, _)| at).nth(track).unwrap_or(strips.len())
}

/// The groups, and which are drawn already. A track names its group; of two groups of one name, the first is meant.
struct Groups<'a> {
    buses: &'a [BusSection],
    drawn: Vec<bool>,
}

impl Groups<'_> {
    /// The groups to draw before a track in the group of this name, outermost first, with their depths.
    fn before(&mut self, group: Option<&str>) -> Vec<(usize, usize)> {
        let (mut out, mut name) = (Vec::new(), group);
        while let Some(g) = name.and_then(|name| self.buses.iter().position(|bus| name_of(bus) == name)) {
            if std::mem::replace(&mut self.drawn[g], true) {
                break;
            }
            let bus = &self.buses[g];
            out.push((g, self.depth(group_of(bus))));
            name = group_of(bus);
        }
        out.reverse();
        out
    }

    /// How many groups lie around what is in the group of this name.
    fn depth(&self, group: Option<&str>) -> usize {
        let (mut depth, mut name) = (0, group);
        // Names that lead in a circle end at the number of groups.
        while let Some(bus) =
            self.buses.iter().find(|bus| name == Some(name_of(bus))).filter(|_| depth < self.buses.len())
        {
            depth += 1;
            name = group_of(bus);
        }
        depth
    }
}

fn name_of(bus: &BusSection) -> &str {
    bus.name.as_deref().unwrap_or_default()
}

fn group_of(bus: &BusSection) -> Option<&str> {
    bus.details.as_ref()?.group.as_deref()
}

/// The strip of a track that the port does not list.
fn strip<'a>(bus: &BusSection, kind: Kind, depth: usize, mark: Option<&'a Mark>) -> Strip<'a> {
    let name = match kind {
        Kind::Main if name_of(bus).is_empty() => "Main".to_owned(),
        Kind::Midi | Kind::Audio | Kind::Group | Kind::Return | Kind::Main => name_of(bus).to_owned(),
    };
    let level = bus.gain.map(|gain| {
        let fader = FaderParam { min: 0.0, max: 1.0, default_value: 0.85 };
        let db = 20.0 * gain.log10();
        let place = db_to_param_value(db, fader, FaderCurve::Live).unwrap_or_default();
        (if db > -70.0 { level(db) } else { "-inf".to_owned() }, place.clamp(0.0, 1.0))
    });
    Strip {
        kind,
        track: None,
        name,
        color: bus.details.as_ref().and_then(|details| details.color),
        depth,
        level,
        panning: bus.pan,
        states: State::on([
            (bus.mute, State::Muted),
            (bus.solo, State::Soloed),
            (false, State::Armed),
            (bus.details.as_ref().is_some_and(|details| details.frozen), State::Frozen),
        ]),
        devices: bus
            .devices
            .iter()
            .map(|device| (device.name.as_deref().unwrap_or_default().to_owned(), None))
            .collect(),
        mark,
        session: Vec::new(),
        arrangement: Vec::new(),
    }
}

/// The strip of a track, without its clips.
fn bare<'a>(track: &TrackSnapshot, details: &TrackSection) -> Strip<'a> {
    let fader = &track.volume;
    let place = ((fader.value - fader.min) / (fader.max - fader.min)).clamp(0.0, 1.0);
    let name = |device: &livebridge_port::snapshot::DeviceSnapshot| device.name.as_deref().unwrap_or("?").to_owned();
    Strip {
        kind: if track.kind == TrackKind::Midi { Kind::Midi } else { Kind::Audio },
        track: None,
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
    details: &TrackSection,
    index: usize,
    marks: Option<&'a Marks<'a>>,
    row_of: &RowOf,
) -> Strip<'a> {
    let path = format!("tracks[{index}]");
    let mark = |below: &str, i: usize| marks.and_then(|marks| marks.at(&format!("{path}/{below}[{i}]")));
    let mark_of_track = marks.and_then(|marks| marks.at(&path));
    let mut strip = Strip { mark: mark_of_track, track: u32::try_from(index).ok(), ..bare(track, details) };
    for (i, device) in strip.devices.iter_mut().enumerate() {
        device.1 = mark("devices", i);
    }
    let here = |list: &'static str| {
        move |(i, clip): (usize, &'a _)| Placed {
            clip,
            row: 0,
            index: u32::try_from(i).ok(),
            mark: mark(list, i),
            gone: false,
        }
    };
    strip.arrangement = track.arrangement.iter().enumerate().map(here("arrangement")).collect();
    let session = track.session.iter().enumerate().map(here("session"));
    strip.session = session.filter_map(|placed| in_row(placed, |scene| row_of.new_scene(scene))).collect();
    let old = marks.and_then(|marks| Some((marks, marks.old.tracks.get(marks.old_track(index)?)?)));
    if let Some((marks, old)) = old {
        // What is gone stands below the new place of its track, by its index in the old one.
        let gone = |list: &str| marks.gone(&format!("{path}/{list}"));
        let placed = |clip, mark| Placed { clip, row: 0, index: None, mark: Some(mark), gone: true };
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
    let gone = |clip| Placed { clip, row: 0, index: None, mark: Some(mark), gone: true };
    let session = track.session.iter().map(gone);
    Strip {
        mark: Some(mark),
        session: session.filter_map(|clip| in_row(clip, |scene| row_of.old_scene(scene, marks))).collect(),
        arrangement: track.arrangement.iter().map(gone).collect(),
        ..bare(track, &track.extra.read(SOURCE))
    }
}

/// A Session clip in the row of its scene, if that is there.
fn in_row(placed: Placed<'_>, row: impl Fn(usize) -> Option<usize>) -> Option<Placed<'_>> {
    Some(Placed { row: row(placed.clip.scene?)?, ..placed })
}
