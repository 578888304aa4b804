//! Names of which a bridge could lose something, and tracks that share one.

use livebridge_port::{IdRef, Mutation, Name, TrackPropsPatch};

use crate::check::{Checked, require};
use crate::stage::Stage;

/// Names of which a bridge could lose something: what can be typed into Live, and no control characters.
pub(crate) fn names() -> [String; 13] {
    [
        "  blanks at both ends  ".to_owned(),
        // The same to the eye, written in two ways.
        "Cafe\u{301} and Caf\u{e9}".to_owned(),
        // Beyond 16 bits.
        "\u{1d11e} \u{1f39b}\u{fe0f} \u{540d}\u{524d}".to_owned(),
        r#""quoted" 'once' \n \u0041 %20 &amp; <b> ${x}"#.to_owned(),
        format!("{}and its end", "a long name goes on \u{fc}ber all limits, ".repeat(8)),
        "<&> &#38; ]]>".to_owned(),
        long_name(1000),
        String::new(),
        "#1 with a hash".to_owned(),
        "007".to_owned(),
        "null".to_owned(),
        "None".to_owned(),
        "soft\u{ad}hyphen \u{200b}zero\u{a0}width".to_owned(),
    ]
}

/// A name of so many characters, of which no two stretches are alike.
pub(crate) fn long_name(characters: usize) -> String {
    (0..).flat_map(|i: u32| format!("{i:x} \u{e4}").chars().collect::<Vec<_>>()).take(characters).collect()
}

/// Names that a host may refuse or replace: what it says is what it keeps.
pub(crate) fn unusual_names() -> Vec<String> {
    let controls = ["\n", "\r\n", "\t", "\u{0}", "\u{1b}[31m", "\u{7f}", "\u{85}", "\u{2028}", "\u{2029}"];
    let inside = controls.map(|control| format!("one{control}two"));
    inside.into_iter().chain(["\n".to_owned(), "end\n".to_owned(), long_name(10_000)]).collect()
}

/// Each name, written in every way, is read back.
pub(crate) fn are_kept(
    stage: &mut Stage,
    write: impl Fn(Name) -> Mutation,
    read: impl Fn(&mut Stage) -> Checked<Option<Name>>,
) -> Checked {
    for name in names() {
        for via in stage.ways() {
            stage.send(via, write(name.as_str().into()))?;
            let seen = read(stage)?;
            require(
                seen.as_deref() == Some(&name),
                || format!("the name is {name:?}"),
                || seen.map_or_else(|| "it is not listed".to_owned(), |seen| format!("it is {seen:?}")),
            )?;
        }
    }
    Ok(())
}

pub(crate) fn rename(track_id: &IdRef, name: &str) -> Mutation {
    let props = TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
    Mutation::SetTrackProps { track_id: track_id.clone(), props }
}

/// Names the first two tracks of the Set alike.
pub(crate) fn twins(stage: &mut Stage, count: usize) -> Checked<Vec<IdRef>> {
    let ids: Vec<_> = stage.several_tracks(count)?.into_iter().map(|track| track.id).collect();
    for id in &ids[..2] {
        stage.call(rename(id, "Twin"))?;
    }
    Ok(ids)
}

pub(crate) fn mute(track_id: &IdRef) -> Mutation {
    let props = TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() };
    Mutation::SetTrackProps { track_id: track_id.clone(), props }
}
