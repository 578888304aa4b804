//! A picture as an HTML page: views that scroll below heads that stay, and all of it as text and a table.

use std::fmt::Write as _;

use livebridge_diff::{Change, SetDiff};
use livebridge_port::snapshot::levels::panning;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::layout::{Layout, TRACKS};
use super::strips::Strip;
use super::style::{Palette, in_both_schemes, plain, tenth};
use super::{Panel, Picture, left_out, marks, svg};

/// The most facts of a difference that are listed.
const FACTS: usize = 400;
/// The most devices that the table names for a track.
const DEVICES: usize = 32;

/// Nothing is fetched from anywhere, and no script runs: the browser sees to it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// What is the same in both schemes.
const FORMS: &str = "\
* { box-sizing: border-box }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif }
main { max-width: 1360px; margin: 0 auto; padding: 16px }
h1 { font-size: 22px; margin: 0; overflow-wrap: anywhere } h2 { font-size: 16px; margin: 28px 0 8px } p { margin: 4px 0 }
ul { list-style: none; margin: 8px 0; padding: 0 } li { padding: 2px 0 2px 28px; position: relative; overflow-wrap: anywhere }
.mark { position: absolute; left: 0; top: 3px; width: 20px; border-radius: 4px; text-align: center; font-weight: 700 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: 4px 12px 4px 0; vertical-align: top }
th { font-weight: 600 } td.number { font-variant-numeric: tabular-nums; white-space: nowrap }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media (max-width: 640px) {
  main { padding: 12px } thead { display: none } table, tbody { display: block }
  tr { display: flex; flex-wrap: wrap; gap: 0 12px; padding: 6px 0 } td, th { padding: 0 } tbody th { width: 100% }
  td:empty { display: none } td.wide { width: 100% }
}
";

/// The views, wherever they stand.
pub(super) const VIEW: &str = "\
.view { display: flex; overflow-x: auto; border-radius: 6px }
.view svg { flex: none; display: block } .view .heads { position: sticky; left: 0; z-index: 1 }
";

/// The page.
pub(super) fn page(picture: &Picture<'_>, layout: &Layout<'_>) -> String {
    let difference = picture.difference.as_ref().map(|(diff, _)| *diff);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                title { (picture.name) }
                style { (PreEscaped(FORMS)) (PreEscaped(VIEW)) (PreEscaped(in_both_schemes(colors))) (PreEscaped(svg::rules())) }
            }
            body {
                main {
                    h1 { (picture.name) }
                    p.dim { (picture.headline()) }
                    @if let Some(sentence) = left_out(layout) { p { (sentence) } }
                    @if let Some(diff) = difference { (changes(diff)) }
                    h2 { "Session" }
                    @if !layout.has_session() { p.dim { "No clips in the Session." } }
                    (view("The Session: a column for each track, a row for each scene", &picture.session(layout)))
                    h2 { "Arrangement" }
                    @match picture.arrangement(layout, 0.0) {
                        Some(panel) => (view("The Arrangement: a lane for each track, time from left to right", &panel)),
                        None => p.dim { "Nothing in the Arrangement." },
                    }
                    h2 { "Tracks" }
                    (table(layout))
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn colors(palette: &Palette) -> String {
    let Palette { paper, ink, dim, line, green, red, amber, blue, .. } = palette;
    let mut rules = format!(
        "html {{ background: {paper}; color: {ink} }} .dim {{ color: {dim} }} {}\
         tr {{ border-top: 1px solid {line} }} .mark {{ color: {paper} }} :focus-visible {{ outline: 2px solid {blue} }}\n",
        view_colors(palette)
    );
    // Writing to a String cannot fail.
    for (class, color) in [("added", green), ("removed", red), ("changed", amber), ("moved", blue)] {
        let _ = writeln!(rules, ".mark.{class} {{ background: {color} }}");
    }
    rules
}

/// The heads of a view hide what is scrolled below them.
pub(super) fn view_colors(palette: &Palette) -> String {
    format!(".view .heads {{ background: {} }}\n", palette.paper)
}

/// A view that can be scrolled, by keyboard too. Its heads stay at the left.
pub(super) fn view(what: &str, panel: &Panel) -> Markup {
    html! {
        div.view role="region" tabindex="0" aria-label=(what) {
            svg.heads width=(tenth(panel.heads_width)) height=(tenth(panel.height)) aria-hidden="true" { (panel.heads) }
            svg width=(tenth(panel.body_width)) height=(tenth(panel.height)) role="img" aria-label=(what) { (panel.body) }
        }
    }
}

/// The facts of a difference, each with its sign.
fn changes(diff: &SetDiff) -> Markup {
    let facts = diff.facts();
    html! {
        h2 { "What changed" }
        @if facts.is_empty() {
            p { "Nothing." }
        } @else {
            p { (diff.summary()) }
            svg width="320" height="16" role="img" aria-label="legend: + added, − removed, ~ changed, > moved" { (svg::legend()) }
            ul {
                @for line in facts.iter().take(FACTS) {
                    li {
                        @let Change { op, label, fact, .. } = line.change;
                        span class={ "mark " (marks::name(*op)) } aria-hidden="true" { (marks::sign(*op)) }
                        span.said { (marks::name(*op)) ": " }
                        strong { (plain(label, 160)) }
                        @if line.more > 0 { " and " (line.more) " more" }
                        ": " (plain(fact, 240))
                    }
                }
            }
            @if facts.len() > FACTS { p { "and " (facts.len() - FACTS) " more facts" } }
        }
    }
}

/// Everything about the tracks in words, for whoever cannot see the views.
fn table(layout: &Layout<'_>) -> Markup {
    html! {
        table {
            thead { tr { @for head in ["track", "kind", "level", "pan", "state", "clips", "devices"] { th scope="col" { (head) } } } }
            tbody { @for strip in layout.strips.iter().take(TRACKS * 2) { (row(strip)) } }
        }
    }
}

fn row(strip: &Strip<'_>) -> Markup {
    let there = |list: &[super::layout::Placed<'_>]| list.iter().filter(|placed| !placed.gone).count();
    let clips = [(there(&strip.session), "Session"), (there(&strip.arrangement), "Arrangement")];
    let clips = clips.iter().filter(|(n, _)| *n > 0).map(|(n, place)| format!("{n} {place}"));
    let names = strip.devices.iter().take(DEVICES).map(|(name, _)| plain(name, 60));
    let mut devices: Vec<_> = names.collect();
    if strip.devices.len() > DEVICES {
        devices.push(format!("{} more", strip.devices.len() - DEVICES));
    }
    html! {
        tr {
            th scope="row" { (plain(&strip.name, 80)) @if let Some(mark) = strip.mark { " (" (marks::name(mark.op())) ")" } }
            td { (strip.kind.name()) }
            td.number { @if let Some((level, _)) = &strip.level { (level) } }
            td.number { @if let Some(pan) = strip.panning { (panning(pan)) } }
            td { (strip.state_names().collect::<Vec<_>>().join(", ")) }
            td { (clips.collect::<Vec<_>>().join(", ")) }
            td.wide { (devices.join(", ")) }
        }
    }
}
