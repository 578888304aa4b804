//! Pictures of Sets, and of what differs between two: one renderer for goldens, reports and the command line.
//!
//! `layout` and `strips` decide what is drawn, `marks` what a difference says of it, `session` and `arrangement` draw
//! it, `clip` and `notes` what both have; `svg` and `html` put it on a page. A picture is one file: no script, no
//! font, no link, light or dark as the reader prefers. Equal Sets give equal bytes, and no Set more than [`MAX_BYTES`].

mod arrangement;
mod clip;
mod embedded;
mod html;
mod layout;
mod marks;
mod notes;
mod session;
mod strips;
pub(crate) mod style;
mod svg;

use livebridge_diff::SetDiff;
use livebridge_port::Snapshot;
use livebridge_port::snapshot::Bars;
use livebridge_port::snapshot::als::{SOURCE, SetSection};
use livebridge_text::phrasing::{count, number, pitch_class};
use maud::Markup;

pub use embedded::{Embedded, style as embedded_style};
use layout::Layout;
use marks::Marks;
use style::plain;

/// No picture is larger, whatever is in the Set.
pub const MAX_BYTES: usize = 8 << 20;

/// A picture of a Set.
///
/// ```
/// use livebridge_diff::DiffExt;
/// use livebridge_port::fixtures;
/// use livebridge_sets::picture::Picture;
///
/// let old = fixtures::seeded();
/// let mut new = old.clone();
/// new.tracks[1].volume.value = 0.7;
/// let picture = Picture::of("seeded", &old).svg();
/// assert!(picture.starts_with("<svg") && picture.contains("Bassline"));
/// let diff = old.diff(&new);
/// let page = Picture::of_difference("before to after", &old, &new, &diff).html();
/// assert!(page.contains("volume -2.0 -&gt; -6.0 dB"));
/// ```
pub struct Picture<'a> {
    name: String,
    set: &'a Snapshot,
    difference: Option<(&'a SetDiff, Marks<'a>)>,
}

/// What the drawing of both views needs to know.
struct Kit {
    /// Whether what is drawn bears the ids of the port, as `data-id`.
    names: bool,
    is_difference: bool,
    /// How many runs of notes a clip may have.
    note_runs: usize,
    /// The bars of the Arrangement, where they are known.
    bars: Option<Bars>,
}

impl Kit {
    /// An id, where ids are wanted.
    fn named<T: ToString>(&self, id: Option<T>) -> Option<String> {
        id.filter(|_| self.names).map(|id| id.to_string())
    }

    /// A time in the Arrangement, in words: `33|1`, or `beat 128` where the bars are not known.
    fn time(&self, at: f64) -> String {
        let position = self.bars.as_ref().and_then(|bars| bars.position(at));
        position.unwrap_or_else(|| format!("beat {}", number(at)))
    }
}

/// A view: heads that stay where they are, and a body that may be scrolled.
struct Panel {
    heads: Markup,
    heads_width: f64,
    body: Markup,
    body_width: f64,
    height: f64,
}

impl<'a> Picture<'a> {
    /// Of a Set that is called `name`.
    pub fn of(name: &str, set: &'a Snapshot) -> Self {
        Self { name: plain(name, 200), set, difference: None }
    }

    /// Of what differs between two Sets: the new one, with marks, and what is gone where it was.
    pub fn of_difference(name: &str, old: &'a Snapshot, new: &'a Snapshot, diff: &'a SetDiff) -> Self {
        Self { name: plain(name, 200), set: new, difference: Some((diff, Marks::of(old, new, diff))) }
    }

    /// As an SVG: the Session above the Arrangement.
    pub fn svg(&self) -> String {
        let layout = self.layout();
        svg::draw(self, &layout)
    }

    /// As an HTML page: the views can be scrolled, and all of it stands there as text too.
    pub fn html(&self) -> String {
        let layout = self.layout();
        html::page(self, &layout)
    }

    /// In parts, for a page that has [`embedded_style`].
    ///
    /// ```
    /// use livebridge_port::fixtures;
    /// use livebridge_sets::picture::{Picture, embedded_style};
    ///
    /// let set = fixtures::seeded();
    /// let parts = Picture::of("seeded", &set).embedded();
    /// assert!(parts.session.contains("Bassline") && parts.headline.starts_with("124 BPM"));
    /// assert!(embedded_style("picture").starts_with(".picture {"));
    /// ```
    pub fn embedded(&self) -> Embedded {
        Embedded::of(self)
    }

    fn layout(&self) -> Layout<'_> {
        Layout::of(self.set, self.difference.as_ref().map(|(_, marks)| marks))
    }

    fn session(&self, layout: &Layout<'_>) -> Panel {
        session::draw(&self.kit(layout, false), layout)
    }

    /// At least as wide as this, if there is room; nothing when there is nothing in the Arrangement.
    fn arrangement(&self, layout: &Layout<'_>, least: f64) -> Option<Panel> {
        (layout.beats > 0.0).then(|| arrangement::draw(&self.kit(layout, false), layout, least))
    }

    fn kit(&self, layout: &Layout<'_>, names: bool) -> Kit {
        Kit {
            names,
            is_difference: self.difference.is_some(),
            note_runs: layout.note_runs,
            bars: Bars::of_set(self.set),
        }
    }

    /// The Set in one line: `124 BPM · A Minor · 4/4 · 3 tracks · ...`.
    fn headline(&self) -> String {
        let (set, file) = (self.set, self.set.extra.read::<SetSection>(SOURCE));
        let mut parts = vec![format!("{} BPM", number(set.tempo))];
        if !set.scale_name.is_empty() {
            parts.push(format!("{} {}", pitch_class(set.root_note), plain(&set.scale_name, 40)));
        }
        parts.extend(file.signature.map(|signature| signature.to_string()));
        let clips = |session: bool| {
            let list = |track: &livebridge_port::snapshot::TrackSnapshot| {
                if session { track.session.len() } else { track.arrangement.len() }
            };
            set.tracks.iter().map(list).sum::<usize>()
        };
        let counts = [
            (set.tracks.len(), "track"),
            (set.scenes.len(), "scene"),
            (clips(true), "Session clip"),
            (clips(false), "Arrangement clip"),
            (set.cue_points.as_ref().map_or(0, Vec::len), "locator"),
        ];
        parts.extend(counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| count(*n, what)));
        parts.extend(file.live.filter(|live| !live.is_empty()).map(|live| plain(&live, 40)));
        parts.join(" · ")
    }
}

/// What was left out, as a sentence; nothing when all is there.
fn left_out(layout: &Layout<'_>) -> Option<String> {
    (!layout.left_out.is_empty()).then(|| format!("Not drawn: {}.", layout.left_out.join(", ")))
}
