//! A clip in its colour with its notes, and the badges that say what became of it.

use livebridge_text::phrasing::{count, file_name, number};
use maud::{Markup, html};

use super::Kit;
use super::layout::Placed;
use super::marks::{self, Mark};
use super::notes::{self, Room};
use super::style::{fit, hex, ink_on, plain, tenth};

/// How high a clip that is gone is, below the others.
pub(super) const GONE: f64 = 14.0;
/// The line of the name.
const NAME: f64 = 13.0;

/// A place in pixels.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Draws a clip whose content is `beats` beats long there.
pub(super) fn draw(kit: &Kit, placed: &Placed<'_>, id: Option<String>, beats: f64, place: Place) -> Markup {
    let Placed { clip, mark, gone, .. } = *placed;
    let Place { x, y, width, height } = place;
    // In a difference, what stayed as it was stands back.
    let pale = kit.is_difference && mark.is_none();
    let class = match (gone, clip.muted, pale) {
        (true, ..) => "clip gone",
        (_, true, _) => "clip off",
        (_, _, true) => "clip pale",
        _ => "clip",
    };
    let color = (clip.color != 0 && !gone).then_some(clip.color);
    let solid = class == "clip";
    let ink = color.filter(|_| solid).map(ink_on);
    // What does not sound has an outline only.
    let (fill, stroke) = match (clip.muted || gone, color) {
        (true, color) => (Some("none".to_owned()), color.map(hex)),
        (false, color) => (color.map(hex), None),
    };
    let name = fit(&clip.name, width - 6.0 - if mark.is_some() { 14.0 } else { 0.0 });
    html! {
        svg class=(class) data-id=[id] x=(tenth(x)) y=(tenth(y)) width=(tenth(width)) height=(tenth(height)) {
            title { (words(kit, placed)) }
            rect.face width="100%" height="100%" rx="3" fill=[fill] stroke=[stroke] {}
            @if width >= 18.0 && !name.is_empty() {
                text x="4" y="10.5" fill=[ink] style=[ink.map(|ink| format!("fill:{ink}"))] { (name) }
            }
            @if !gone { (content(kit, placed, beats, place, ink)) }
        }
        @if let Some(mark) = mark { (badge(mark, place)) }
    }
}

/// Notes below the name, or the middle line of audio.
fn content(kit: &Kit, placed: &Placed<'_>, beats: f64, place: Place, ink: Option<&str>) -> Markup {
    let Place { width, height, .. } = place;
    let area = height - NAME - 2.0;
    let style = ink.map(|ink| format!("stroke:{ink}"));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of a picture, not negative")]
    let room = Room { columns: width as usize, rows: (area / 1.5).max(1.0) as usize };
    let drawn = notes::draw(placed.clip, beats, room, kit.note_runs);
    html! {
        @if let Some(drawing) = drawn {
            @let rows = as_float(drawing.rows);
            @let row = tenth((area / rows).min(4.0));
            @let top = tenth(NAME + (area - row * rows) / 2.0);
            path.notes style=[style] transform={ "translate(0 " (top) ") scale(1 " (row) ")" } d=(drawing.path) {}
        } @else if placed.clip.file_path.is_some() && width >= 8.0 {
            @let middle = tenth(NAME + area / 2.0);
            path.audio style=[style] d={ "M3 " (middle) "H" (tenth(width - 3.0)) } {}
        }
    }
}

/// Outline and sign of a mark: its form tells it, not only its colour.
pub(super) fn badge(mark: &Mark, place: Place) -> Markup {
    let Place { x, y, width, height } = place;
    let (class, signs) = (marks::name(mark.op()), mark.signs());
    let wide = 6.0 + 8.0 * as_float(signs.chars().count());
    let left = (x + width - wide).max(x);
    html! {
        rect class={ "outline " (class) } x=(tenth(x + 1.0)) y=(tenth(y + 1.0)) width=(tenth((width - 2.0).max(1.0))) height=(tenth(height - 2.0)) rx="3" {}
        (sign(class, &signs, left, y, wide))
    }
}

/// Only the sign, at its top left corner.
pub(super) fn sign(class: &str, signs: &str, x: f64, y: f64, width: f64) -> Markup {
    html! {
        rect class={ "badge " (class) } x=(tenth(x)) y=(tenth(y)) width=(tenth(width)) height="14" rx="3" {}
        text.sign x=(tenth(x + width / 2.0)) y=(tenth(y + 11.0)) { (signs) }
    }
}

/// What the pointer shows, and a reader hears: the clip in words.
fn words(kit: &Kit, placed: &Placed<'_>) -> String {
    let clip = placed.clip;
    let mut parts = vec![if clip.name.is_empty() { "unnamed".to_owned() } else { plain(&clip.name, 60) }];
    parts.extend(clip.start_time.map(|start| format!("at {}", kit.time(start))));
    parts.push(format!("{} beats", number(clip.duration)));
    parts.extend(clip.looping.then(|| "looping".to_owned()));
    parts.extend(clip.muted.then(|| "off".to_owned()));
    parts.extend(clip.notes.as_ref().map(|notes| count(notes.len(), "note")));
    let file = clip.file_path.as_deref().map(file_name);
    parts.extend(file.map(|file| plain(file, 40)));
    let mut words = parts.join(", ");
    if let Some(mark) = placed.mark {
        words = format!("{}: {words}\n{}", marks::name(mark.op()), facts(mark));
    }
    words
}

/// The facts of a mark, a line each; of many, the first.
pub(super) fn facts(mark: &Mark) -> String {
    const SHOWN: usize = 6;
    let mut lines: Vec<_> = mark.facts.iter().take(SHOWN).map(|fact| plain(fact, 120)).collect();
    if mark.facts.len() > SHOWN {
        lines.push(format!("and {} more", mark.facts.len() - SHOWN));
    }
    lines.join("\n")
}

#[expect(clippy::cast_precision_loss, reason = "a few")]
fn as_float(n: usize) -> f64 {
    n as f64
}
