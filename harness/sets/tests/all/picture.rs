//! Pictures: what is in them, what is never in them, how large they get, and how they look in a browser.

use std::fs;
use std::sync::Arc;

use livebridge_als::{Limits, import};
use livebridge_diff::DiffExt;
use livebridge_port::snapshot::{ClipSnapshot, CuePointSnapshot, DeviceSnapshot, SceneSnapshot, TrackSnapshot};
use livebridge_port::{Note, Snapshot, fixtures};
use livebridge_sets::picture::{MAX_BYTES, Picture};
use livebridge_testkit::{Browser, Look, workspace};

/// Both forms of the picture of a difference that has some of everything.
fn difference() -> (String, String) {
    let old = fixtures::seeded();
    let mut new = old.clone();
    new.tracks[0].session[0].color = 255;
    new.tracks[1].session[0].scene = Some(1);
    new.tracks[1].arrangement.clear();
    let added = ClipSnapshot { scene: Some(1), name: "New".into(), ..new.tracks[0].session[0].clone() };
    new.tracks[0].session.push(ClipSnapshot { notes: Some(Arc::new([Note::new(80.0, 1.0, 1.0)])), ..added });
    new.tracks.remove(2);
    let diff = old.diff(&new);
    let picture = Picture::of_difference("before to after", &old, &new, &diff);
    (picture.svg(), picture.html())
}

/// Every element of the text with its attributes, by a parser that refuses what is not well-formed.
fn elements(svg: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut elements = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.unwrap();
                }
                elements.push(tag.to_string());
            }
            quick_xml::events::Event::Eof => return elements,
            _ => {}
        }
    }
}

#[test]
fn a_picture_needs_nothing_from_outside() {
    let seeded = fixtures::seeded();
    let picture = Picture::of("seeded", &seeded);
    let (svg, html) = difference();
    for drawn in [picture.svg(), picture.html(), svg, html] {
        let told = drawn.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for never in ["<script", "<link", "<img", "http:", "https:", "//", "url(", "@import", "href", "src=", " on"] {
            let found =
                told.match_indices(never).map(|(at, _)| &told[at.saturating_sub(20)..(at + 30).min(told.len())]);
            let found: Vec<_> = found.filter(|text| never != " on" || text.contains('=')).collect();
            assert!(found.is_empty(), "`{never}` in {found:?}");
        }
    }
}

#[test]
fn names_cannot_break_out() {
    let mut set = fixtures::seeded();
    let evil = "</title><script>alert('x')</script>&\"<\u{1}\u{fffe}\u{202e}";
    set.tracks[0].name = evil.into();
    set.tracks[0].session[0].name = evil.into();
    set.tracks[0].devices[0].name = Some(evil.into());
    set.scenes[0].name = evil.into();
    set.scale_name = evil.into();
    set.cue_points = Some(vec![CuePointSnapshot { time: 1.0, name: evil.into() }]);
    let picture = Picture::of(evil, &set);
    let elements = elements(&picture.svg());
    assert!(elements.iter().all(|element| !element.starts_with("script")));
    let html = picture.html();
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;"));
    assert!(!html.contains(['\u{1}', '\u{fffe}']));
}

#[test]
fn equal_sets_give_equal_bytes() {
    for name in fixtures::NAMES {
        let (a, b) = (fixtures::by_name(name).unwrap(), fixtures::by_name(name).unwrap());
        assert_eq!(Picture::of(name, &a).svg(), Picture::of(name, &b).svg());
        assert_eq!(Picture::of(name, &a).html(), Picture::of(name, &b).html());
        elements(&Picture::of(name, &a).svg());
    }
}

#[test]
fn a_difference_marks_what_was_added_removed_changed_and_moved() {
    let (svg, html) = difference();
    for drawn in [&svg, &html] {
        for op in ["added", "removed", "changed", "moved"] {
            assert!(drawn.contains(&format!("class=\"outline {op}\"")), "nothing is {op}");
        }
        // The signs say it without colours.
        for sign in [">+</text>", ">\u{2212}</text>", ">~</text>", ">&gt;</text>"] {
            assert!(drawn.contains(sign), "no `{sign}`");
        }
        // What is gone still stands where it stood.
        assert!(drawn.contains("removed: Bass (arr), at beat 0") && drawn.contains("removed: Vox Take, at beat 0"));
    }
    let same = fixtures::seeded();
    let nothing = same.diff(&same);
    let picture = Picture::of_difference("same", &same, &same, &nothing);
    assert!(picture.html().contains("Nothing.") && !picture.svg().contains("class=\"outline"));
}

/// Far more of everything than anybody has.
fn monster() -> Snapshot {
    let long = "&<\u{1F3B5} a name that is far longer than any column \"&\" ".repeat(20);
    let mut set = fixtures::seeded();
    set.scenes = vec![SceneSnapshot { name: long.as_str().into(), ..set.scenes[0].clone() }; 400];
    let notes: Vec<_> = (0..100_000).map(|i| Note::new(f64::from(i * 7 % 128), f64::from(i) * 0.0625, 0.05)).collect();
    let mut track = set.tracks[0].clone();
    track.name = long.as_str().into();
    track.devices = vec![DeviceSnapshot { name: Some(long.as_str().into()), ..track.devices[0].clone() }; 40];
    let clip =
        ClipSnapshot { name: long.as_str().into(), loop_end: 6_250.0, duration: 6_250.0, ..track.session[0].clone() };
    let some: Arc<[Note]> = notes[..50].into();
    track.session =
        (0..400).map(|i| ClipSnapshot { scene: Some(i), notes: Some(some.clone()), ..clip.clone() }).collect();
    let whole = ClipSnapshot { scene: None, notes: Some(notes.into()), looping: false, ..clip.clone() };
    track.arrangement =
        (0..4_u32).map(|i| ClipSnapshot { start_time: Some(f64::from(i) * 6_250.0), ..whole.clone() }).collect();
    // Many tracks of one clip each, and before them as many clips as are drawn, dense with notes.
    let bare = TrackSnapshot { arrangement: Vec::new(), ..track.clone() };
    set.tracks = vec![TrackSnapshot { session: vec![clip], ..bare.clone() }; 220];
    set.tracks[..11].fill(bare);
    set.tracks[0] = track;
    set
}

#[test]
fn no_set_makes_a_larger_picture_than_promised() {
    let set = monster();
    let mut changed = set.clone();
    for track in &mut changed.tracks {
        track.session.iter_mut().for_each(|clip| clip.color = 1);
    }
    let diff = set.diff(&changed);
    let (alone, both) = (Picture::of("monster", &set), Picture::of_difference("monsters", &set, &changed, &diff));
    for drawn in [alone.svg(), alone.html(), both.svg(), both.html()] {
        assert!(drawn.len() <= MAX_BYTES, "{} bytes", drawn.len());
        assert!(drawn.contains("Not drawn: 60 tracks, 144 scenes, "), "nothing is said of what is left out");
    }
}

#[test]
fn numbers_that_are_none_do_no_harm() {
    let mut set = fixtures::seeded();
    set.tracks[1].volume.max = set.tracks[1].volume.min;
    set.tracks[1].panning = f64::NAN;
    set.tracks[1].arrangement[0].start_time = Some(1e300);
    set.tracks[0].session[0].loop_end = -1e300;
    set.tracks[2].arrangement[0].duration = f64::INFINITY;
    for drawn in [Picture::of("odd", &set).svg(), Picture::of("odd", &set).html()] {
        assert!(!drawn.contains("=\"NaN") && !drawn.contains("=\"inf") && drawn.len() < 100_000);
    }
}

/// What is measured of a page: the room it takes, whether its views scroll below heads that stay, and its colours.
const PROBE: &str = r"(() => {
  const views = [...document.querySelectorAll('.view')].map(view => {
    const heads = view.querySelector('.heads'), before = heads.getBoundingClientRect().left;
    const scrolls = view.scrollWidth > view.clientWidth;
    view.scrollLeft = 150;
    return { scrolls, stays: heads.getBoundingClientRect().left === before, width: view.clientWidth };
  });
  const colors = element => { const style = getComputedStyle(element); return [style.color, style.fill]; };
  return {
    width: innerWidth, needs: document.documentElement.scrollWidth, views,
    paper: getComputedStyle(document.documentElement).backgroundColor,
    ink: colors(document.querySelector('h1'))[0], dim: colors(document.querySelector('.dim'))[0],
    small: colors(document.querySelector('.small'))[1],
    tiny: Math.min(...[...document.querySelectorAll('text, td, th, li, p')]
      .map(element => parseFloat(getComputedStyle(element).fontSize))),
    cells: [...document.querySelectorAll('tbody td')].filter(cell => cell.getBoundingClientRect().right > innerWidth).length,
  };
})()";

#[test]
fn pages_fit_a_phone_and_a_desk_in_light_and_dark() {
    let Some(browser) = Browser::find() else { return };
    let bytes = fs::read(workspace().join("adapters/als/tests/als/sets/live12.als")).unwrap();
    let set = import(&bytes[..], Limits::default()).unwrap().to_snapshot();
    let page = Picture::of("live12", &set).html();
    for page in [page, difference().1] {
        for (width, dark) in [(360, false), (360, true), (1280, false), (1280, true)] {
            let look = Look { width, dark };
            let seen = browser.measure(&page, look, PROBE);
            assert_eq!(seen["width"], width, "{seen:#}");
            assert!(seen["needs"].as_u64() <= Some(width.into()), "{look:?}: the page is too wide: {seen:#}");
            assert_eq!(seen["cells"], 0, "{look:?}: the table is too wide: {seen:#}");
            for view in seen["views"].as_array().unwrap() {
                assert!(view["stays"] == true && view["width"].as_u64() < Some(width.into()), "{look:?}: {seen:#}");
                assert!(view["scrolls"] == true || width > 1_000, "{look:?}: {seen:#}");
            }
            assert!(seen["tiny"].as_f64() >= Some(11.0), "{look:?}: {seen:#}");
            let luminance = |key: &str| luminance(seen[key].as_str().unwrap());
            let paper = luminance("paper");
            assert_eq!(paper < 0.1, dark, "{look:?}: {seen:#}");
            for text in ["ink", "dim", "small"] {
                let (light, dark) = (luminance(text).max(paper), luminance(text).min(paper));
                assert!((light + 0.05) / (dark + 0.05) >= 4.5, "{look:?}: {text} on paper: {seen:#}");
            }
        }
    }
}

/// Relative luminance of `rgb(1, 2, 3)`.
fn luminance(css: &str) -> f64 {
    let parts: Vec<f64> =
        css.trim_start_matches("rgb(").trim_end_matches(')').split(", ").map(|part| part.parse().unwrap()).collect();
    let linear = |value: f64| if value <= 10.0 { value / 3294.6 } else { ((value / 255.0 + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(parts[0]) + 0.7152 * linear(parts[1]) + 0.0722 * linear(parts[2])
}

#[test]
fn browsers_have_nothing_to_complain_about() {
    let Some(browser) = Browser::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let look = Look { width: 1280, dark: false };
    let open = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        browser.open(&path, look)
    };
    let (svg, html) = difference();
    for (name, text) in [("a.svg", &svg), ("a.html", &html)] {
        let (document, console) = open(name, text);
        assert!(document.contains("Bassline"), "{name} was not shown");
        assert!(!document.contains("parsererror") && console.is_empty(), "{name}: {console:?}");
    }
    // A canary: the policy of the page stops a request, and that is seen here.
    let fetching = html.replace("<main>", "<main><img src=\"https://example.invalid/a.png\">");
    let (_, console) = open("b.html", &fetching);
    assert!(console.iter().any(|line| line.contains("Content Security Policy")), "{console:?}");
}
