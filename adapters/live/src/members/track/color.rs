//! Colours: the palette, and what is nearest in it.

use livebridge_transforms::LIVE_PALETTE;

use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, range};
use crate::rules::Rule as R;
use crate::value::{Id, Value};

// ---- colours ----

/// The colours of a host without Live's palette: as many hues, evenly around the wheel.
pub(super) fn wheel() -> [u32; 70] {
    let mut colors = [0; 70];
    for (color, at) in colors.iter_mut().zip(0_u32..) {
        let (part, up) = (at * 6 / 70, at * 6 % 70 * 255 / 70);
        let (low, high, down) = (0, 255, 255 - up);
        let (red, green, blue) = match part {
            0 => (high, up, low),
            1 => (down, high, low),
            2 => (low, high, up),
            3 => (low, down, high),
            4 => (up, low, high),
            _ => (high, low, down),
        };
        *color = red << 16 | green << 8 | blue;
    }
    colors
}

pub(super) fn palette(engine: &Engine) -> [u32; 70] {
    if engine.on(R::ColorPalettePoints) { LIVE_PALETTE } else { wheel() }
}

/// The place in the palette that is nearest to a colour.
pub(crate) fn nearest(engine: &Engine, rgb: i64) -> usize {
    let palette = palette(engine);
    let part = |rgb: i64, shift: u32| (rgb >> shift) & 0xff;
    let distance = |other: u32| -> i64 {
        [16, 8, 0].iter().map(|shift| (part(rgb, *shift) - part(i64::from(other), *shift)).pow(2)).sum()
    };
    (0..palette.len()).min_by_key(|at| distance(palette[*at])).unwrap_or(0)
}

/// The colour of a place in the palette.
pub(crate) fn rgb(engine: &Engine, at: i64) -> i64 {
    usize::try_from(at).ok().and_then(|at| palette(engine).get(at).copied()).map_or(0, i64::from)
}

/// A colour: the palette's, or the very one that was written where nothing snaps. 0 in `color` is the palette's, black
/// is -1 there.
pub(crate) fn get_color(engine: &Engine, id: Id) -> Res {
    let own = engine.i(id, "color");
    Ok(Value::Int(if own == 0 { rgb(engine, engine.i(id, "color_index")) } else { own.max(0) }))
}

pub(in crate::members) fn set_color(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let wanted = value.int().unwrap_or(0);
    let sdk = engine.face == Interface::Sdk;
    if sdk && engine.is(id, "Track") && engine.on(R::TracksSdkNoTrackColour) {
        return Err(
            Refusal::new(Kind::AttributeError, "the Extensions API has no track colour").by(R::TracksSdkNoTrackColour)
        );
    }
    let at = nearest(engine, wanted);
    let snaps = if sdk { !engine.on(R::ColorSdkRgbRoundtrip) } else { engine.on(R::ColorSnapNearest) };
    let exact = rgb(engine, i64::try_from(at).unwrap_or(0)) == wanted;
    engine.put(id, "color_index", Value::count(at));
    engine.put(
        id,
        "color",
        if snaps || exact {
            0
        } else if wanted == 0 {
            -1
        } else {
            wanted
        },
    );
    Ok(())
}

pub(in crate::members) fn set_color_index(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let at = value.int().unwrap_or(-1);
    if !(0..70).contains(&at) {
        return range(format!("the palette has no colour {at}"));
    }
    engine.put(id, "color_index", at);
    engine.put(id, "color", 0);
    Ok(())
}
