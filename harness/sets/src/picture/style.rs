//! What every picture shares: the two palettes, ink that can be read on a colour, text that fits, numbers of pixels.
//!
//! Colours of text have a contrast of at least 4.5 to what is below them, in light and in dark. The rules name colours
//! outright and use no CSS variables: viewers of SVG that are no browsers do not know those.

use std::fmt::Write as _;

/// The colours of a scheme, light or dark.
pub(crate) struct Palette {
    /// Below everything.
    pub paper: &'static str,
    /// A surface on it: an empty slot, a lane.
    pub surface: &'static str,
    /// Text and lines that matter.
    pub ink: &'static str,
    /// Text beside them.
    pub dim: &'static str,
    /// Lines of a grid.
    pub line: &'static str,
    /// A clip or track without a colour of its own.
    pub neutral: &'static str,
    /// A level, and what moved.
    pub blue: &'static str,
    /// What is new.
    pub green: &'static str,
    /// What is gone, and what records.
    pub red: &'static str,
    /// What changed, and what is muted.
    pub amber: &'static str,
}

/// On white.
pub(crate) const LIGHT: Palette = Palette {
    paper: "#fff",
    surface: "#f2f4f7",
    ink: "#1b1f24",
    dim: "#59636e",
    line: "#d8dee4",
    neutral: "#c3ccd6",
    blue: "#0a53be",
    green: "#1a7f37",
    red: "#cf222e",
    amber: "#8a5a00",
};

/// On black.
pub(crate) const DARK: Palette = Palette {
    paper: "#0d1117",
    surface: "#171c24",
    ink: "#e6edf3",
    dim: "#9198a1",
    line: "#2a313c",
    neutral: "#55606e",
    blue: "#79b8ff",
    green: "#56d364",
    red: "#ff7b72",
    amber: "#e3b341",
};

/// The rules of both schemes, as the reader prefers.
pub(crate) fn in_both_schemes(rules: impl Fn(&Palette) -> String) -> String {
    format!("{}@media (prefers-color-scheme: dark) {{\n{}}}\n", rules(&LIGHT), rules(&DARK))
}

/// A colour as CSS writes it.
pub(crate) fn hex(rgb: u32) -> String {
    format!("#{:06x}", rgb & 0xFF_FFFF)
}

/// Black or white, whichever can be read on this colour: one of the two always can.
pub(crate) fn ink_on(rgb: u32) -> &'static str {
    // Where both have the same contrast, 4.58 to 1.
    if luminance(rgb) > 0.179 { "#000" } else { "#fff" }
}

/// Relative luminance as the Web Content Accessibility Guidelines define it, 0..1.
fn luminance(rgb: u32) -> f64 {
    let part = |shift: u32, weight: f64| {
        let value = f64::from((rgb >> shift) & 0xFF) / 255.0;
        weight * if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    part(16, 0.2126) + part(8, 0.7152) + part(0, 0.0722)
}

/// Bold text is wider: so much of the room counts.
pub(crate) const BOLD: f64 = 0.88;

/// The text on one line, of at most `most` characters; what XML cannot hold or nobody can see becomes a space.
pub(crate) fn plain(text: &str, most: usize) -> String {
    let seen = |c: char| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { ' ' } else { c };
    cut(text.chars().map(seen), most, |_| 1.0)
}

/// The text as far as it fits on this many pixels, at 11 pixels of height: an estimate, as fonts differ, and on the
/// safe side for most.
pub(crate) fn fit(text: &str, pixels: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "few pixels, and not negative")]
    let most = (pixels.max(0.0) / 6.2) as usize;
    cut(plain(text, 200).chars(), most, |c| if c >= '\u{1100}' { 1.9 } else { 1.0 })
}

/// Characters up to a width, with an ellipsis where some are left out.
#[expect(clippy::cast_precision_loss, reason = "lengths of labels")]
fn cut(text: impl Iterator<Item = char>, most: usize, width: impl Fn(char) -> f64) -> String {
    let (mut out, mut used, mut safe) = (String::new(), 0.0, 0);
    for c in text {
        used += width(c);
        if used > most as f64 {
            out.truncate(safe);
            if most > 0 {
                out.push('…');
            }
            return out;
        }
        out.push(c);
        // Up to here, an ellipsis fits behind.
        if used < most as f64 {
            safe = out.len();
        }
    }
    out
}

/// To a tenth of a pixel.
pub(crate) fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// Classes for text and lines, in the colours of a scheme.
pub(crate) fn text_rules(palette: &Palette) -> String {
    let Palette { ink, dim, line, .. } = palette;
    let mut rules = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(rules, "text {{ fill: {ink} }} .small {{ fill: {dim} }} .grid {{ stroke: {line} }}");
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(a: f64, b: f64) -> f64 {
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn rgb(css: &str) -> u32 {
        let digits = css.trim_start_matches('#');
        let six = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        u32::from_str_radix(&six, 16).unwrap()
    }

    #[test]
    fn text_can_be_read_on_every_colour() {
        for color in (0..=0xFF_u32).flat_map(|v| [v << 16, v << 8, v, v << 16 | v << 8 | v, v << 16 | (255 - v)]) {
            let ratio = contrast(luminance(color), luminance(rgb(ink_on(color))));
            assert!(ratio >= 4.5, "{} on {}: {ratio}", ink_on(color), hex(color));
        }
        for palette in [LIGHT, DARK] {
            let Palette { paper, surface, ink, dim, blue, green, red, amber, .. } = palette;
            for text in [ink, dim, blue, green, red, amber] {
                for below in [paper, surface] {
                    let ratio = contrast(luminance(rgb(text)), luminance(rgb(below)));
                    assert!(ratio >= 4.5, "{text} on {below}: {ratio}");
                }
            }
        }
    }

    #[test]
    fn text_is_cut_where_it_ends() {
        assert_eq!(fit("Drums", 62.0), "Drums");
        assert_eq!(fit("Lead Vox Double", 62.0), "Lead Vox …");
        assert_eq!(fit("ドラム", 24.0), "ド…");
        assert_eq!(fit("Drums", -3.0), "");
        assert_eq!(plain("a\u{1}b\nc\u{fffe}", 9), "a b c ");
        assert_eq!(plain("abcdef", 4), "abc…");
    }
}
