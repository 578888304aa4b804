//! The sections of a song as people write them: `Intro:0:8` on the command line, or a TOML file whose errors name the
//! line.

use std::path::Path;

use anyhow::{Context, anyhow};
use livebridge_port::{Name, SceneInfo};
use livebridge_text::toml_file::{TomlError, TomlFile};
use livebridge_transforms::{Section, TimeSignature};
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::contents;

/// A section whose scene may be a name.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    name: Name,
    scene: Scene,
    bars: f64,
    color: Option<u32>,
    /// Where it was written, for errors: ` (song.toml:7)`.
    place: String,
}

#[derive(Debug, Clone)]
enum Scene {
    /// Counted from 0.
    Index(i64),
    Named(String),
}

/// What a file of sections holds.
#[derive(Debug)]
pub(super) struct Song {
    pub(super) sections: Vec<Draft>,
    pub(super) signature: Option<TimeSignature>,
    pub(super) fill: bool,
}

impl Default for Song {
    fn default() -> Self {
        Self { sections: Vec::new(), signature: None, fill: true }
    }
}

impl Draft {
    /// The section with its scene looked up.
    pub(super) fn resolve(self, scenes: &[SceneInfo]) -> anyhow::Result<Section> {
        let scene_index = match self.scene {
            Scene::Index(index) => index,
            Scene::Named(name) => {
                let index = contents::scene(scenes, &name)
                    .map_err(|error| anyhow!("section `{}`{}: {error}", self.name, self.place))?;
                i64::try_from(index).context("the index of a scene")?
            }
        };
        Ok(Section { name: self.name, scene_index, bars: self.bars, color: self.color })
    }
}

/// `NAME:SCENE:BARS`; the name may hold colons. A scene of digits alone is an index.
pub(super) fn parse(text: &str) -> Result<Draft, String> {
    let mut parts = text.rsplitn(3, ':');
    let (Some(bars), Some(scene), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("a section is NAME:SCENE:BARS, such as `Intro:0:8`".to_owned());
    };
    let number: f64 = bars.parse().map_err(|_| format!("`{bars}` is no number of bars"))?;
    let scene = match scene.parse() {
        Ok(index) if scene.bytes().all(|byte| byte.is_ascii_digit()) => Scene::Index(index),
        _ if scene.is_empty() => return Err("the scene is missing".to_owned()),
        _ => Scene::Named(scene.to_owned()),
    };
    Ok(Draft { name: name.into(), scene, bars: positive(number)?, color: None, place: String::new() })
}

fn positive(bars: f64) -> Result<f64, String> {
    if bars.is_finite() && bars > 0.0 { Ok(bars) } else { Err(format!("bars must be above 0, not {bars}")) }
}

/// `4/4`: both numbers from 1.
pub(super) fn signature(text: &str) -> Result<TimeSignature, String> {
    let numbers = text.split_once('/').and_then(|(numerator, denominator)| {
        let signature =
            TimeSignature { numerator: numerator.trim().parse().ok()?, denominator: denominator.trim().parse().ok()? };
        (signature.numerator > 0 && signature.denominator > 0).then_some(signature)
    });
    numbers.ok_or_else(|| format!("`{text}` is no time signature, such as 4/4"))
}

/// The file as TOML has it, before it is judged.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    signature: Option<Spanned<String>>,
    #[serde(default = "filled")]
    fill: bool,
    #[serde(default)]
    section: Vec<WrittenSection>,
}

const fn filled() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSection {
    name: String,
    scene: Spanned<Value>,
    bars: Spanned<f64>,
    color: Option<Spanned<i64>>,
}

/// Reads a file of sections. Errors name the file and the line.
pub(super) fn read(path: &Path) -> anyhow::Result<Song> {
    Ok(song(&TomlFile::read(path)?)?)
}

fn song(file: &TomlFile) -> Result<Song, TomlError> {
    let written: Written = file.parse()?;
    let signature = written.signature.map(|it| signature(it.get_ref()).map_err(|what| file.wrong(it.span(), what)));
    let mut sections = Vec::new();
    for section in written.section {
        let at = section.scene.span();
        let wrong = |what: String| file.wrong(at.clone(), what);
        let scene = match section.scene.into_inner() {
            Value::Integer(index) if index >= 0 => Scene::Index(index),
            Value::String(name) => Scene::Named(name),
            Value::Integer(index) => return Err(wrong(format!("a scene is counted from 0, and there is no {index}"))),
            other => return Err(wrong(format!("a scene is an index or a name, not a {}", other.type_str()))),
        };
        let bars = positive(*section.bars.get_ref()).map_err(|what| file.wrong(section.bars.span(), what))?;
        let color = section.color.map(|it| match u32::try_from(*it.get_ref()) {
            Ok(color) if color <= 0xFF_FFFF => Ok(color),
            _ => Err(file.wrong(it.span(), format!("color must be 0 to 0xFFFFFF, not {}", it.get_ref()))),
        });
        let place = format!(" ({})", file.place(at.clone()));
        sections.push(Draft { name: section.name.into(), scene, bars, color: color.transpose()?, place });
    }
    Ok(Song { sections, signature: signature.transpose()?, fill: written.fill })
}

#[cfg(test)]
mod tests {
    use livebridge_fake::FakeLiveBridge;
    use livebridge_port::{LiveBridge, fixtures};

    use super::*;

    fn scenes() -> Vec<SceneInfo> {
        FakeLiveBridge::from_snapshot(&fixtures::seeded_session()).unwrap().list_scenes().unwrap()
    }

    #[test]
    fn one_on_the_command_line() {
        let section = |text: &str| parse(text).unwrap().resolve(&scenes()).unwrap();
        let intro = section("Intro:0:8");
        assert_eq!((&*intro.name, intro.scene_index, intro.bars.to_bits()), ("Intro", 0, 8_f64.to_bits()));
        let named = section("Part 1: drop:chorus:2.5");
        assert_eq!((&*named.name, named.scene_index, named.bars.to_bits()), ("Part 1: drop", 2, 2.5_f64.to_bits()));
        assert_eq!(section(":7:1").scene_index, 7, "a scene that does not exist is silence");
        for wrong in ["Intro", "Intro:0", "Intro::8", "Intro:0:x", "Intro:0:0", "Intro:0:-1", "Intro:0:inf"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        let unknown = parse("Intro:Bridge:8").unwrap().resolve(&scenes()).unwrap_err().to_string();
        assert!(unknown.starts_with("section `Intro`: there is no scene `Bridge`\nthere are\n  scene:0"), "{unknown}");
    }

    /// What is said of a file with this text.
    fn written(text: &str) -> anyhow::Result<Song> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("song.toml");
        std::fs::write(&path, text).unwrap();
        read(&path).map_err(|error| anyhow!("{}", error.to_string().replace(&path.display().to_string(), "song.toml")))
    }

    #[test]
    fn a_file() {
        let text =
            "signature = '3/4'\nfill = false\n[[section]]\nname = 'A'\nscene = 'Verse'\nbars = 8\ncolor = 0xFF00\n";
        let song = written(text).unwrap();
        assert_eq!((song.signature.unwrap().numerator, song.fill), (3, false));
        let section = song.sections[0].clone().resolve(&scenes()).unwrap();
        assert_eq!((section.scene_index, section.color), (1, Some(0xFF00)));
    }

    #[test]
    fn errors_name_the_line() {
        let section = |rest: &str| format!("# a song\n[[section]]\nname = 'A'\n{rest}");
        for (text, said) in [
            (section("scene = -1\nbars = 8"), "song.toml:4: a scene is counted from 0, and there is no -1"),
            (section("scene = 1.5\nbars = 8"), "song.toml:4: a scene is an index or a name, not a float"),
            (section("scene = 0\nbars = 0"), "song.toml:5: bars must be above 0, not 0"),
            (section("scene = 0\nbars = 1\ncolor = 0x1000000"), "song.toml:6: color must be 0 to 0xFFFFFF"),
            ("fill = true\nsignature = '4'".to_owned(), "song.toml:2: `4` is no time signature"),
            (section("scene = 0\nbeats = 8"), "song.toml:5: unknown field `beats`"),
            (section("scene = = 0"), "song.toml:4: "),
            ("fill = 1".to_owned(), "song.toml:1: "),
        ] {
            let error = written(&text).unwrap_err().to_string();
            assert!(error.starts_with(said), "{error}");
        }
        let unknown = written(&section("scene = 'Bridge'\nbars = 8")).unwrap();
        let error = unknown.sections[0].clone().resolve(&scenes()).unwrap_err().to_string();
        assert!(error.contains("song.toml:4): there is no scene `Bridge`"), "{error}");
    }
}
