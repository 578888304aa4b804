//! The Session: a column per strip of the mixer, a row per scene, and below them levels, switches and devices.

use livebridge_port::SlotId;
use livebridge_port::snapshot::levels::panning;
use livebridge_text::phrasing::number;
use maud::{Markup, html};

use super::clip::{self, GONE, Place};
use super::layout::{Layout, Placed, Row};
use super::strips::{Kind, State, Strip};
use super::style::{BOLD, fit, hex, plain, tenth};
use super::{Kit, Panel, marks};

/// The names of the scenes.
const HEADS: f64 = 104.0;
/// A column and the gap to the next.
const COLUMN: (f64, f64) = (116.0, 6.0);
/// The heads of the columns.
const TOP: f64 = 48.0;
/// A row and the gap to the next.
const ROW: (f64, f64) = (34.0, 3.0);
/// Level and switches, above the devices.
const MIXER: f64 = 62.0;
/// A device.
const LINE: f64 = 16.0;
/// The most devices of a strip that are named.
const DEVICES: usize = 12;

pub(super) fn draw(kit: &Kit, layout: &Layout<'_>) -> Panel {
    let gone = |row| {
        let mut clips = layout.strips.iter().flat_map(|strip| &strip.session);
        clips.any(|placed| placed.row == row && placed.gone)
    };
    let mut y = TOP;
    let tops: Vec<_> = (0..layout.rows.len())
        .map(|row| {
            let top = y;
            y += ROW.0 + ROW.1 + if gone(row) { GONE } else { 0.0 };
            top
        })
        .collect();
    let mixer = y + 8.0;
    let lines = layout.strips.iter().map(|strip| strip.devices.len().min(DEVICES + 1)).max().unwrap_or_default();
    let height = mixer + MIXER + LINE * as_float(lines) + 4.0;
    let width = (COLUMN.0 + COLUMN.1) * as_float(layout.strips.len().max(1));
    Panel {
        heads: html! {
            @for (row, top) in layout.rows.iter().zip(&tops) { (scene(row, *top)) }
            text.small x="2" y=(mixer + 26.0) { "level, pan" }
            @if lines > 0 { text.small x="2" y=(mixer + MIXER + 11.0) { "devices" } }
        },
        heads_width: HEADS,
        body: html! {
            (groups(layout))
            @for (i, strip) in layout.strips.iter().enumerate() {
                @let x = (COLUMN.0 + COLUMN.1) * as_float(i);
                (head(kit, strip, x))
                @if strip.is_track() {
                    @for (row, top) in layout.rows.iter().zip(&tops) { rect.slot data-id=[kit.named(slot(strip, row))] x=(tenth(x)) y=(tenth(*top)) width=(COLUMN.0) height=(ROW.0) rx="3" {} }
                }
                @for placed in &strip.session { (clip(kit, strip, placed, x, tops.get(placed.row).copied().unwrap_or_default())) }
                (mixer_of(strip, x, mixer))
                (devices(strip, x, mixer + MIXER))
            }
        },
        body_width: width,
        height,
    }
}

fn scene(row: &Row<'_>, y: f64) -> Markup {
    let name = row.name;
    let label = match row.number.map(|number| number.to_string()) {
        // Live 9 numbers scenes by their names.
        Some(number) if number == name => number,
        Some(number) => format!("{number} {name}"),
        None => name.to_owned(),
    };
    let tempo = row.tempo.map(|bpm| format!("{} BPM", number(bpm)));
    html! {
        g class=[row.number.is_none().then_some("gone")] {
            title { (plain(&label, 60)) @if let Some(mark) = row.mark { "\n" (clip::facts(mark)) } }
            rect.slot x="0" y=(tenth(y)) width=(HEADS - 6.0) height=(ROW.0) rx="3" {}
            @if let Some(color) = row.color { rect x="0" y=(tenth(y)) width="4" height=(ROW.0) fill=(hex(color)) {} }
            text.scene x="8" y=(tenth(y + if tempo.is_some() { 14.0 } else { 21.0 })) { (fit(&label, HEADS - 16.0)) }
            @if let Some(tempo) = tempo { text.small x="8" y=(tenth(y + 28.0)) { (tempo) } }
        }
        @if let Some(mark) = row.mark {
            (clip::badge(mark, Place { x: 0.0, y, width: HEADS - 6.0, height: ROW.0 }))
        }
    }
}

/// A bar over each group and all that is in it.
fn groups(layout: &Layout<'_>) -> Markup {
    let strips = &layout.strips;
    let inside = |i: usize| strips[i + 1..].iter().take_while(|strip| strip.depth > strips[i].depth).count();
    html! {
        @for (i, strip) in strips.iter().enumerate().filter(|(_, strip)| strip.kind == Kind::Group) {
            @let left = (COLUMN.0 + COLUMN.1) * as_float(i);
            @let width = (COLUMN.0 + COLUMN.1) * as_float(inside(i) + 1) - COLUMN.1;
            rect.bar x=(tenth(left)) y=(4.0 * as_float(strip.depth.min(2))) width=(tenth(width)) height="3" rx="1.5" fill=[strip.color.map(hex)] {}
        }
    }
}

fn head(kit: &Kit, strip: &Strip<'_>, x: f64) -> Markup {
    let place = Place { x, y: 12.0, width: COLUMN.0, height: 32.0 };
    let room = COLUMN.0 - 8.0 - if strip.mark.is_some() { 16.0 } else { 0.0 };
    let gone = strip.mark.is_some_and(|mark| mark.op() == livebridge_diff::Op::Remove);
    html! {
        g class=[gone.then_some("gone")] data-id=[kit.named(strip.id())] {
            title { (plain(&strip.name, 80)) ", " (strip.kind.name()) @for state in strip.state_names() { ", " (state) } @if let Some(mark) = strip.mark { "\n" (clip::facts(mark)) } }
            rect.slot x=(tenth(x)) y="12" width=(COLUMN.0) height="32" rx="3" {}
            rect.bar x=(tenth(x)) y="12" width=(COLUMN.0) height="4" fill=[strip.color.map(hex)] {}
            text.name x=(tenth(x + 4.0)) y="29" { (fit(&strip.name, room * BOLD)) }
            text.small x=(tenth(x + 4.0)) y="41" { (strip.kind.name()) @if strip.states.contains(&State::Frozen) { ", frozen" } }
        }
        @if let Some(mark) = strip.mark { (clip::badge(mark, place)) }
    }
}

/// The slot of a track in the row of a scene that is still there.
fn slot(strip: &Strip<'_>, row: &Row<'_>) -> Option<SlotId> {
    let scene = u32::try_from(row.number?.checked_sub(1)?).ok()?;
    Some(strip.id()?.slot(scene))
}

fn clip(kit: &Kit, strip: &Strip<'_>, placed: &Placed<'_>, x: f64, top: f64) -> Markup {
    let clip = placed.clip;
    let place = if placed.gone {
        Place { x, y: top + ROW.0, width: COLUMN.0, height: GONE }
    } else {
        Place { x, y: top, width: COLUMN.0, height: ROW.0 }
    };
    let content = clip.loop_end - clip.loop_start;
    let scene = placed.clip.scene.filter(|_| !placed.gone).and_then(|scene| u32::try_from(scene).ok());
    let id = strip.id().and_then(|track| Some(track.slot(scene?).clip()));
    clip::draw(kit, placed, kit.named(id), if content > 0.0 { content } else { clip.duration }, place)
}

/// Fader, level, panning and switches.
fn mixer_of(strip: &Strip<'_>, x: f64, y: f64) -> Markup {
    const UNITY: f64 = 0.85;
    let width = COLUMN.0 - 4.0;
    let switches = [('M', State::Muted, "amber"), ('S', State::Soloed, "blue"), ('\u{25cf}', State::Armed, "red")];
    let shown = match strip.kind {
        Kind::Midi | Kind::Audio => 3,
        Kind::Group | Kind::Return => 2,
        Kind::Main => 0,
    };
    html! {
        @if let Some((level, fader)) = &strip.level {
            rect.slot x=(tenth(x)) y=(tenth(y)) width=(width) height="8" rx="2" {}
            rect.level x=(tenth(x)) y=(tenth(y)) width=(tenth(width * fader)) height="8" rx="2" {}
            path.unity d={ "M" (tenth(x + width * UNITY)) " " (tenth(y - 2.0)) "v12" } {}
            text x=(tenth(x)) y=(tenth(y + 26.0)) { (level) }
        }
        @if let Some(pan) = strip.panning { text."small"."end" x=(tenth(x + width)) y=(tenth(y + 26.0)) { (panning(pan)) } }
        @for (i, (letter, state, color)) in switches.iter().take(shown).enumerate() {
            @let (left, on) = (x + 26.0 * as_float(i), strip.states.contains(state));
            rect class={ "switch " (if on { color } else { "" }) } x=(tenth(left + 0.5)) y=(tenth(y + 34.5)) width="22" height="16" rx="3" {}
            text class=(if on { "sign" } else { "small middle" }) x=(tenth(left + 11.5)) y=(tenth(y + 46.5)) { (letter) }
        }
    }
}

fn devices(strip: &Strip<'_>, x: f64, y: f64) -> Markup {
    let more = strip.devices.len().saturating_sub(DEVICES);
    html! {
        @for (i, (name, mark)) in strip.devices.iter().take(DEVICES).enumerate() {
            @let top = y + LINE * as_float(i);
            @let indent = if mark.is_some() { 18.0 } else { 0.0 };
            g {
                title { (plain(name, 80)) @if let Some(mark) = mark { "\n" (clip::facts(mark)) } }
                text.device x=(tenth(x + indent)) y=(tenth(top + 11.0)) { (fit(name, COLUMN.0 - indent)) }
            }
            @if let Some(mark) = mark { (clip::sign(marks::name(mark.op()), &mark.signs(), x, top, 14.0)) }
        }
        @if more > 0 { text.small x=(tenth(x)) y=(tenth(y + LINE * as_float(DEVICES) + 11.0)) { (more) " more" } }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred")]
fn as_float(n: usize) -> f64 {
    n as f64
}
