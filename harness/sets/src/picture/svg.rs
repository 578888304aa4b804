//! A picture as one SVG document, and the rules for what both it and the page are drawn with.

use std::fmt::Write as _;

use livebridge_diff::Op;
use maud::{Markup, PreEscaped, html};

use super::layout::Layout;
use super::style::{Palette, in_both_schemes, tenth, text_rules};
use super::{Panel, Picture, left_out, marks};

/// Around everything.
const MARGIN: f64 = 16.0;

/// What is the same in both schemes.
const FORMS: &str = "\
svg { font: 11px system-ui, sans-serif }
.title { font-size: 17px; font-weight: 600 } .heading { font-size: 13px; font-weight: 600 } .name { font-weight: 600 }
.end { text-anchor: end } .middle, .sign { text-anchor: middle } .sign { font-weight: 700; font-size: 12px }
.notes { fill: none; stroke-width: .8 } .audio, .grid, .locator, .unity, .outline { fill: none }
.pale .face { fill-opacity: .3 } .off .face { stroke-dasharray: 3 2 } .off .notes { opacity: .6 }
.gone .face { stroke-dasharray: 2 3 } .gone text { text-decoration: line-through }
.outline { stroke-width: 2 } .outline.changed { stroke-dasharray: 6 3 } .outline.moved { stroke-dasharray: 2 3 }
.outline.removed { stroke-dasharray: 1 3 }
";

/// The rules of everything that is drawn, light and dark.
pub(super) fn rules() -> String {
    let schemed = in_both_schemes(|palette| {
        let Palette { paper, surface, ink, dim, line, neutral, blue, green, red, amber } = palette;
        let mut rules = text_rules(palette);
        // Writing to a String cannot fail.
        let _ = write!(
            rules,
            ".slot, .lane, .switch {{ fill: {surface} }} .switch {{ stroke: {line} }} .bar {{ fill: {neutral} }}\n\
             .face {{ fill: {neutral} }} .off .face:not([stroke]), .gone .face {{ stroke: {dim} }}\n\
             .notes, .audio {{ stroke: {ink} }} .level {{ fill: {blue} }} .unity, .locator {{ stroke: {dim} }}\n\
             .flag {{ fill: {ink} }} .sign {{ fill: {paper} }}\n"
        );
        for (class, color) in [("added", green), ("removed", red), ("changed", amber), ("moved", blue)] {
            let _ = writeln!(rules, ".outline.{class} {{ stroke: {color} }} .badge.{class} {{ fill: {color} }}");
        }
        for (class, color) in [("amber", amber), ("blue", blue), ("red", red)] {
            let _ = writeln!(rules, ".switch.{class} {{ fill: {color}; stroke: {color} }}");
        }
        rules
    });
    // A colour of its own comes as an attribute, which any rule outweighs: the rules for `face` and `bar` say only
    // what there is without one.
    let schemed = schemed.replace(".face { fill: ", ".face:not([fill]) { fill: ");
    let schemed = schemed.replace(".bar { fill: ", ".bar:not([fill]) { fill: ");
    format!("{FORMS}{schemed}")
}

/// The document.
pub(super) fn draw(picture: &Picture<'_>, layout: &Layout<'_>) -> String {
    let session = picture.session(layout);
    let arrangement = picture.arrangement(layout, session.heads_width + session.body_width);
    let panels = [("Session", Some(session)), ("Arrangement", arrangement)];
    let mut lines = vec![picture.headline()];
    if let Some((diff, _)) = &picture.difference {
        lines.insert(0, if diff.is_empty() { "no difference".to_owned() } else { diff.summary() });
    }
    lines.extend(left_out(layout));
    let (mut width, mut y) = (640.0_f64, MARGIN + 22.0 + 18.0 * as_float(lines.len()));
    let legend = picture.difference.is_some().then_some(y + 4.0);
    y += if legend.is_some() { 26.0 } else { 8.0 };
    let mut placed = Vec::new();
    for (heading, panel) in &panels {
        let Some(panel) = panel else { continue };
        width = width.max(panel.heads_width + panel.body_width + 2.0 * MARGIN);
        placed.push((*heading, panel, y));
        y += 26.0 + panel.height + 16.0;
    }
    let document = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (tenth(width)) " " (tenth(y)) } width=(tenth(width)) height=(tenth(y)) role="img" aria-labelledby="t d" {
            title id="t" { (picture.name) }
            desc id="d" { (lines.join(". ")) }
            style { (PreEscaped(rules())) (PreEscaped(in_both_schemes(|palette| format!(".paper {{ fill: {} }}\n", palette.paper)))) }
            rect.paper width="100%" height="100%" {}
            text.title x=(MARGIN) y=(MARGIN + 14.0) { (picture.name) }
            @for (i, line) in lines.iter().enumerate() {
                text.small x=(MARGIN) y=(tenth(MARGIN + 34.0 + 18.0 * as_float(i))) { (line) }
            }
            @if let Some(y) = legend { svg x=(MARGIN) y=(tenth(y)) width="400" height="16" { (self::legend()) } }
            @for (heading, panel, y) in &placed {
                text.heading x=(MARGIN) y=(tenth(y + 14.0)) { (heading) }
                (part(&panel.heads, MARGIN, y + 26.0, panel.heads_width, panel))
                (part(&panel.body, MARGIN + panel.heads_width, y + 26.0, panel.body_width, panel))
            }
        }
    };
    document.into_string() + "\n"
}

fn part(content: &Markup, x: f64, y: f64, width: f64, panel: &Panel) -> Markup {
    html! { svg x=(tenth(x)) y=(tenth(y)) width=(tenth(width)) height=(tenth(panel.height)) { (content) } }
}

/// What the signs of a difference mean.
pub(super) fn legend() -> Markup {
    let ops = [Op::Add, Op::Remove, Op::Change, Op::Move];
    html! {
        @for (x, op) in [0.0, 76.0, 164.0, 252.0].into_iter().zip(ops) {
            (super::clip::sign(marks::name(op), &marks::sign(op).to_string(), x, 1.0, 14.0))
            text x=(x + 20.0) y="12" { (marks::name(op)) }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few lines")]
fn as_float(n: usize) -> f64 {
    n as f64
}
