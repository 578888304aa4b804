//! The Arrangement: a lane per track, time from left to right, bars and locators above.

use livebridge_port::snapshot::Bars;
use livebridge_text::phrasing::number;
use maud::{Markup, html};

use super::clip::{self, GONE, Place};
use super::layout::{Cue, Layout, Placed};
use super::strips::{Kind, Strip};
use super::style::{BOLD, fit, hex, plain, tenth};
use super::{Kit, Panel};

/// The names of the tracks.
const HEADS: f64 = 132.0;
/// The narrowest and the widest that the time axis gets.
const WIDTH: (f64, f64) = (960.0, 3_200.0);
/// Locators, then the numbers of the bars.
const TOP: f64 = 40.0;
/// A lane and the gap to the next.
const LANE: (f64, f64) = (38.0, 4.0);
/// The lane of a group, where no clips can be.
const GROUP: f64 = 20.0;

/// Draws it at least this wide, heads included.
pub(super) fn draw(kit: &Kit, layout: &Layout<'_>, least: f64) -> Panel {
    // A pixel and a half for a beat keep a bar of 4/4 six pixels wide, as long as that is not too wide.
    let width = (layout.beats * 1.5).max(least - HEADS).clamp(WIDTH.0, WIDTH.1);
    let scale = Scale { width, per_beat: width / layout.beats.max(1.0) };
    let mut y = TOP;
    let lanes: Vec<_> = layout
        .strips
        .iter()
        .filter(|strip| !matches!(strip.kind, Kind::Return | Kind::Main))
        .map(|strip| {
            let height = match strip.kind {
                Kind::Group => GROUP,
                _ if strip.arrangement.iter().any(|placed| placed.gone) => LANE.0 + GONE,
                _ => LANE.0,
            };
            let top = y;
            y += height + LANE.1;
            (strip, top, height)
        })
        .collect();
    Panel {
        heads: html! { @for (strip, top, height) in &lanes { (head(kit, strip, *top, *height)) } },
        heads_width: HEADS,
        body: html! {
            @for (strip, top, height) in &lanes {
                @if strip.is_track() { rect.lane x="0" y=(tenth(*top)) width=(tenth(width)) height=(height) {} }
            }
            (ruler(kit, &scale, y))
            @for cue in &layout.cues { path.locator d={ "M" (tenth(scale.x(cue.time))) " 2V" (tenth(y)) } {} }
            @for (strip, top, _) in &lanes {
                @for placed in &strip.arrangement { (clip(kit, strip, placed, &scale, *top)) }
            }
            (cues(kit, &layout.cues, &scale))
        },
        body_width: width,
        height: y,
    }
}

/// From beats to pixels.
struct Scale {
    width: f64,
    per_beat: f64,
}

impl Scale {
    fn x(&self, beat: f64) -> f64 {
        (beat * self.per_beat).clamp(0.0, self.width)
    }
}

fn head(kit: &Kit, strip: &Strip<'_>, y: f64, height: f64) -> Markup {
    let indent = 8.0 * as_float(strip.depth.min(4));
    let left = 8.0 + indent;
    let room = HEADS - left - if strip.mark.is_some() { 26.0 } else { 8.0 };
    let level = strip.level.iter().map(|(level, _)| level.as_str());
    let second: Vec<&str> = level.chain(strip.state_names()).collect();
    let gone = strip.mark.is_some_and(|mark| mark.op() == livebridge_diff::Op::Remove);
    html! {
        g class=[gone.then_some("gone")] data-id=[kit.named(strip.id())] {
            title { (plain(&strip.name, 80)) ", " (strip.kind.name()) ", " (second.join(", ")) @if let Some(mark) = strip.mark { "\n" (clip::facts(mark)) } }
            rect.slot x=(indent) y=(tenth(y)) width=(HEADS - 6.0 - indent) height=(height) rx="3" {}
            rect.bar x=(indent) y=(tenth(y)) width="4" height=(height) fill=[strip.color.map(hex)] {}
            text.name x=(left) y=(tenth(y + 14.0)) { (fit(&strip.name, room * BOLD)) }
            @if strip.is_track() { text.small x=(left) y=(tenth(y + 29.0)) { (fit(&second.join(", "), HEADS - left - 6.0)) } }
        }
        @if let Some(mark) = strip.mark {
            (clip::badge(mark, Place { x: indent, y, width: HEADS - 6.0 - indent, height }))
        }
    }
}

fn clip(kit: &Kit, strip: &Strip<'_>, placed: &Placed<'_>, scale: &Scale, top: f64) -> Markup {
    let start = placed.clip.start_time.unwrap_or_default();
    let (x, end) = (scale.x(start), scale.x(start + placed.clip.duration));
    let (y, height) = if placed.gone { (top + LANE.0, GONE) } else { (top, LANE.0) };
    // A hair between neighbours, and never so narrow that it cannot be seen.
    let width = (end - x - 0.5).max(1.5);
    let id = strip.id().and_then(|track| Some(track.arrangement_clip(placed.index?)));
    clip::draw(kit, placed, kit.named(id), placed.clip.duration, Place { x, y, width, height })
}

/// Lines and numbers of bars; of beats where the bars are not known.
fn ruler(kit: &Kit, scale: &Scale, bottom: f64) -> Markup {
    let signatures = kit.bars.iter().flat_map(Bars::signatures);
    let unit = signatures.map(|(_, signature)| signature.beats()).reduce(f64::min).unwrap_or(1.0);
    let every = (0..64).map(|n| 2.0_f64.powi(n)).find(|every| every * unit * scale.per_beat >= 48.0);
    let place = |count: f64| kit.bars.as_ref().map_or((count, count), |bars| (bars.start(count + 1.0), count + 1.0));
    let counts = every.into_iter().flat_map(|every| (0..200_u32).map(move |n| f64::from(n) * every));
    let lines = counts.map(place).take_while(|(beat, _)| scale.x(*beat) < scale.width);
    html! {
        @for (beat, count) in lines {
            @let x = tenth(scale.x(beat));
            path.grid d={ "M" (x) " 22V" (tenth(bottom)) } {}
            text.small x=(x + 3.0) y="34" { (number(count)) }
        }
    }
}

/// The flags of the locators, and each name as far as the next one.
fn cues(kit: &Kit, cues: &[Cue<'_>], scale: &Scale) -> Markup {
    html! {
        @for (i, cue) in cues.iter().enumerate() {
            @let x = scale.x(cue.time);
            @let next = cues.get(i + 1).map_or(scale.width, |next| scale.x(next.time));
            @let signs = if cue.mark.is_some() { 16.0 } else { 0.0 };
            g.cue {
                title { "locator " (plain(cue.name, 60)) " at " (kit.time(cue.time)) @if let Some(mark) = cue.mark { "\n" (clip::facts(mark)) } }
                path.flag d={ "M" (tenth(x)) " 2l7 5l-7 5z" } {}
                @if next - x >= 24.0 { text x=(tenth(x + 10.0 + signs)) y="12" { (fit(cue.name, next - x - 14.0 - signs)) } }
            }
            @if let Some(mark) = cue.mark { (clip::sign(super::marks::name(mark.op()), &mark.signs(), x + 8.0, 0.0, 14.0)) }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few")]
fn as_float(n: usize) -> f64 {
    n as f64
}
