//! Finding tracks: in any case, all of them, and by text. Contract, section 4, `findTrack`.

use livebridge_port::{Mutation, Operation, TrackPropsPatch};

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::names::twins;
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("reads/find-a-track", "LB-READ-010", find_a_track),
        Check::new("reads/find-all-or-none", "LB-READ-011", find_all_or_none),
        Check::new("reads/a-query-is-text", "LB-READ-020", query_is_text),
        Check::new("reads/find-all-of-a-name", "LB-READ-010", find_all_of_a_name).calling(&[Operation::SetTrackProps]),
        Check::new("reads/find-all-of-many", "LB-READ-011", find_all_of_many).calling(&[Operation::CreateTrack]),
    ]
}

fn find_a_track(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(2)?;
    if stage.offers(Operation::SetTrackProps) {
        let props = TrackPropsPatch { name: Some("Große Flöte 7".into()), ..TrackPropsPatch::default() };
        stage.call(Mutation::SetTrackProps { track_id: tracks[0].id.clone(), props })?;
    }
    let tracks = stage.tracks()?;
    let name = &tracks[0].name;
    let middle: String = name.chars().skip(1).collect();
    for query in [name.to_string(), name.to_uppercase().replace("SS", "ß"), name.to_lowercase(), middle.to_lowercase()]
    {
        let lower = query.to_lowercase();
        let wanted: Vec<_> = tracks
            .iter()
            .filter(|track| track.name.to_lowercase().contains(&lower))
            .map(|track| (track.id.clone(), track.name.clone(), track.kind))
            .collect();
        let found: Vec<_> =
            stage.find_track(&query)?.into_iter().map(|track| (track.id, track.name, track.kind)).collect();
        require(found == wanted, || format!("`{query}` finds {wanted:?}"), || told(&found))?;
    }
    Ok(())
}

fn find_all_or_none(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let (all, tracks) = (stage.find_track("")?.len(), stage.tracks()?.len());
    require(all == tracks, || format!("an empty query matches all {tracks} tracks"), || format!("{all} matches"))?;
    let none = stage.find_track("no track has this in its name")?;
    require(none.is_empty(), || "no match is an empty list".to_owned(), || told(&none))
}

/// Characters that mean something in patterns of all kinds.
fn query_is_text(stage: &mut Stage) -> Checked {
    const NAME: &str = r"a.b (c) [d] {e}  x*+? ^$ | \ % _ Quartet ";
    let tracks = stage.several_tracks(2)?;
    let props = TrackPropsPatch { name: Some(NAME.into()), ..TrackPropsPatch::default() };
    stage.call(Mutation::SetTrackProps { track_id: tracks[0].id.clone(), props })?;
    let others = stage.tracks()?.into_iter().filter(|track| track.id != tracks[0].id);
    let others: Vec<_> = others.map(|track| track.name.to_lowercase()).collect();
    let words = NAME.split(' ').filter(|word| !word.is_empty());
    // Blanks count, also at the ends, and a part of a word will do.
    let pieces = words.chain(["a.b (c", "*+", ".", "*", "(", "[", "}  x", "b (", " (c) ", "uarte", "tet "]);
    for query in pieces.filter(|query| others.iter().all(|name| !name.contains(*query))) {
        let found: Vec<_> = stage.find_track(query)?.into_iter().map(|track| track.id).collect();
        require(
            found == [tracks[0].id.clone()],
            || format!("`{query}` finds the track `{NAME}` and no other"),
            || told(&found),
        )?;
    }
    let none = stage.find_track("a.*b")?;
    require(none.is_empty(), || "`a.*b` finds nothing".to_owned(), || told(&none))?;
    let none: Vec<_> = stage.find_track(" Quartet  ")?.into_iter().map(|track| track.id).collect();
    require(none.is_empty(), || "` Quartet  ` finds nothing: there is one blank at the end".to_owned(), || told(&none))
}

fn find_all_of_a_name(stage: &mut Stage) -> Checked {
    let ids = twins(stage, 2)?;
    let found: Vec<_> = stage.find_track("Twin")?.into_iter().map(|track| track.id).collect();
    let all = ids[..2].iter().all(|id| found.contains(id));
    require(all, || format!("`Twin` finds both tracks: {:?}", &ids[..2]), || told(&found))?;
    let listed = stage.tracks()?.into_iter().filter(|track| track.name.to_lowercase().contains("twin")).count();
    if found.len() == listed {
        return Ok(());
    }
    Err(Stop::broken(format!("`Twin` finds {listed} tracks"), format!("{} tracks", found.len())))
}

/// Tracks made through the port, so that a target is asked that cannot load a Set.
fn find_all_of_many(stage: &mut Stage) -> Checked {
    const TRACKS: usize = 40;
    stage.many_tracks(TRACKS)?;
    let (listed, found) = (stage.tracks()?.len(), stage.find_track("")?.len());
    require(found == listed, || format!("an empty query finds all {listed} tracks"), || format!("{found} tracks"))
}
