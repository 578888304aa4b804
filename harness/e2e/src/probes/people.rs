//! People: what a user does in Live beside the bridge, and who can reach it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use livebridge_port::{IdRef, Mutation, Operation, TrackInfo, TrackKind, TrackPropsPatch};
use livebridge_suite::check::{Checked, Stop};
use livebridge_suite::stage::Stage;
use livebridge_wire::{Address, Endpoint};

use super::{Observed, Sight};

/// What the user sets the tempo to.
const TEMPO: f64 = 131.0;

/// How often is read until a change is seen.
const READS: usize = 50;

/// Reads the tempo until it is the user's.
fn tempo_seen(stage: &Stage) -> Checked<Observed> {
    for read in 0..READS {
        let now = stage.overview()?.tempo;
        if stage.same_number(TEMPO, now) {
            let answer = if read == 0 { "at once" } else { "later" };
            return Ok(Observed::new(answer, format!("the bridge reads a tempo of {now}")));
        }
    }
    Ok(Observed::new(
        "not seen",
        format!("the bridge reads a tempo of {}, and the user's is {TEMPO}", stage.overview()?.tempo),
    ))
}

pub(super) fn users_tempo(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.fresh("seeded")?;
    let inside = stage.inside()?;
    stage.overview()?;
    inside.edit_as_user(&Mutation::SetTempo { bpm: TEMPO }).map_err(Stop::Untestable)?;
    tempo_seen(stage)
}

pub(super) fn users_tempo_by_hand(sight: &mut Sight<'_>) -> Checked<Observed> {
    tempo_seen(sight.stage)
}

/// The name that the user gives.
const NAME: &str = "Mine";

/// What became of the track that the user has renamed and the bridge has muted, and of the tempo that one of them set.
fn both_stay(stage: &Stage, renamed: &IdRef, by_user: bool, tempo: f64) -> Checked<Observed> {
    let now = stage.tracks()?;
    let seen = stage.overview()?.tempo;
    let Some(TrackInfo { name, mute, .. }) = now.iter().find(|track| track.id == *renamed) else {
        return Ok(Observed::new("the user's is lost", "the track is gone"));
    };
    let has_tempo = stage.same_number(tempo, seen);
    let answer = match () {
        () if &**name != NAME || (by_user && !has_tempo) => "the user's is lost",
        () if !mute || !has_tempo => "the bridge's is lost",
        () => "both stay",
    };
    let line = format!("the track is called `{name}`, mute is {mute}, the tempo was to be {tempo} and is {seen}");
    Ok(Observed::new(answer, line))
}

fn mute(stage: &Stage, track: &IdRef) -> Checked {
    let props = TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() };
    stage.call(Mutation::SetTrackProps { track_id: track.clone(), props })?;
    Ok(())
}

pub(super) fn users_name(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    let track = stage.track(TrackKind::Midi)?;
    let inside = stage.inside()?;
    stage.overview()?;
    let props = TrackPropsPatch { name: Some(NAME.into()), ..TrackPropsPatch::default() };
    for edit in [Mutation::SetTrackProps { track_id: track.id.clone(), props }, Mutation::SetTempo { bpm: TEMPO }] {
        inside.edit_as_user(&edit).map_err(Stop::Untestable)?;
    }
    mute(stage, &track.id)?;
    both_stay(stage, &track.id, true, TEMPO)
}

/// What is seen once a person has renamed the first of the tracks that may be changed.
pub(super) fn users_name_by_hand(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    let tracks = stage.own_tracks()?;
    let first = tracks.iter().find(|track| track.kind == TrackKind::Midi).or(tracks.first());
    let first = first.ok_or_else(|| Stop::Missing("track of its own".to_owned()))?;
    mute(stage, &first.id)?;
    stage.call(Mutation::SetTempo { bpm: 97.0 })?;
    both_stay(stage, &first.id, false, 97.0)
}

/// What is seen while a Session clip plays.
pub(super) fn session_start(sight: &mut Sight<'_>) -> Checked<Observed> {
    let clips = sight.stage.all_clips(Some(TrackKind::Midi))?;
    let starts: Vec<f64> =
        clips.iter().filter(|clip| clip.is_midi && clip.slot_id.is_some()).map(|clip| clip.start_time).collect();
    if starts.is_empty() {
        return Err(Stop::Missing("Session clip".to_owned()));
    }
    let all = starts.iter().all(|start| start.abs() < 1e-6);
    Ok(Observed::new(if all { "0" } else { "another one" }, format!("Session clips start at {starts:?}")))
}

pub(super) fn make_first_track(stage: &mut Stage) -> Checked<String> {
    let track = stage.track(TrackKind::Midi)?;
    Ok(track.name.to_string())
}

pub(super) fn make_three_tracks(stage: &mut Stage) -> Checked<String> {
    let tracks = stage.several_tracks(3)?;
    let names: Vec<_> = tracks.iter().take(2).map(|track| track.name.to_string()).collect();
    Ok(names.join("` and `"))
}

pub(super) fn make_session_clip(stage: &mut Stage) -> Checked<String> {
    stage.needs("Session clip", &[Operation::ListClips])?;
    let clip = stage.midi_clip(&[])?;
    let clips = stage.all_clips(Some(TrackKind::Midi))?;
    let track = stage
        .tracks()?
        .into_iter()
        .find(|track| stage.clips(&track.id).is_ok_and(|clips| clips.iter().any(|other| other.id == clip)));
    let there = clips.iter().any(|other| other.id == clip);
    match track {
        Some(track) if there => Ok(track.name.to_string()),
        Some(_) | None => Err(Stop::Missing("Session clip".to_owned())),
    }
}

/// How long another address of this machine is tried.
const PATIENCE: Duration = Duration::from_secs(2);

/// The address of this machine in its network, where it has one. Nothing is sent.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address for documentation, which nobody has.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_loopback() && !own.is_unspecified()).then_some(own)
}

pub(super) fn loopback(sight: &mut Sight<'_>) -> Checked<Observed> {
    let none = || Stop::Missing("address on this machine that could be tried".to_owned());
    let authority = match &sight.endpoint {
        Some(Endpoint::Socket { address: Address::Tcp(authority) | Address::WebSocket { authority, .. }, .. }) => {
            authority.clone()
        }
        Some(Endpoint::Socket { address: Address::Unix(_), .. } | Endpoint::Child(_) | Endpoint::InProcess(_))
        | None => return Err(none()),
    };
    let port: u16 = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).ok_or_else(none)?;
    let own = own_address().ok_or_else(none)?;
    let reached = TcpStream::connect_timeout(&SocketAddr::new(own, port), PATIENCE).is_ok();
    let line = format!(
        "at the address of this machine in its network the port {}",
        if reached { "answers" } else { "does not answer" }
    );
    Ok(Observed::new(if reached { "others too" } else { "this machine only" }, line))
}
