//! A picture as a part of another page: its views one by one, and the rules of all pictures, which hold within elements
//! of one class and nowhere else.

use super::Picture;
use super::html::{self, view};
use super::style::in_both_schemes;
use super::{arrangement, left_out, session, svg};

/// A picture in parts, each markup to be put into a page that has [`style`]. Tracks, slots and clips of the Set bear their
/// ids in the port as `data-id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// The Set in one line, as text.
    pub headline: String,
    /// The Session with its mixer.
    pub session: String,
    /// The Arrangement; `None` when nothing is in it.
    pub arrangement: Option<String>,
    /// What was not drawn, as a sentence, where something was not.
    pub left_out: Option<String>,
}

impl Embedded {
    pub(super) fn of(picture: &Picture<'_>) -> Self {
        let layout = picture.layout();
        let kit = picture.kit(&layout, true);
        let name = |what: &str| format!("{}: {what}", picture.name);
        let session = view(&name("the Session"), &session::draw(&kit, &layout)).into_string();
        let arrangement = (layout.beats > 0.0).then(|| arrangement::draw(&kit, &layout, 0.0));
        let arrangement = arrangement.map(|panel| view(&name("the Arrangement"), &panel).into_string());
        Self { headline: picture.headline(), session, arrangement, left_out: left_out(&layout) }
    }
}

/// The rules of embedded pictures, light and dark. They hold within elements of this class.
pub fn style(class: &str) -> String {
    format!(".{class} {{\n{}{}{}}}\n", html::VIEW, in_both_schemes(html::view_colors), svg::rules())
}
