//! Scenes, locators and scales. Until Live 10 a scene's tempo and signature are words in its name.

use std::io;

use livebridge_port::snapshot::Signature;

use crate::model::{Locator, Scene, SongScale};
use crate::xml::{Parsed, Xml};
use crate::{palette, signature};

/// `Scenes`, Live 11 and later.
pub(super) fn scenes<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Vec<Scene>> {
    let (level, mut scenes) = (xml.level(), Vec::new());
    while xml.child(level)? {
        if xml.name() == "Scene" {
            xml.count_item()?;
            scenes.push(scene(xml)?);
        } else {
            xml.not_known();
        }
    }
    Ok(scenes)
}

fn scene<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Scene> {
    let (level, mut scene) = (xml.level(), Scene::default());
    let (mut has_tempo, mut has_signature, mut number) = (None, None, None);
    while xml.child(level)? {
        match xml.name() {
            "Name" => scene.name = xml.text()?,
            "Color" => scene.color = palette::color(xml.integer()?),
            "Tempo" => scene.tempo = xml.number()?,
            "IsTempoEnabled" => has_tempo = xml.flag()?,
            "TimeSignatureId" => number = xml.integer()?,
            "IsTimeSignatureEnabled" => has_signature = xml.flag()?,
            _ => {}
        }
    }
    // Without their switches both hold what was there once.
    scene.tempo = scene.tempo.filter(|_| has_tempo == Some(true));
    scene.signature = number.filter(|_| has_signature == Some(true)).and_then(signature::from_number);
    Ok(scene)
}

/// `SceneNames`, until Live 10.
pub(super) fn scene_names<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Vec<Scene>> {
    let (level, mut scenes) = (xml.level(), Vec::new());
    while xml.child(level)? {
        if xml.name() != "Scene" {
            xml.not_known();
            continue;
        }
        xml.count_item()?;
        let mut scene = Scene { name: xml.text()?, ..Scene::default() };
        (scene.tempo, scene.signature) = (tempo_in(&scene.name), signature_in(&scene.name));
        let inner = xml.level();
        while xml.child(inner)? {
            if xml.name() == "ColorIndex" {
                scene.color = palette::color(xml.integer()?);
            }
        }
        scenes.push(scene);
    }
    Ok(scenes)
}

/// The tempo in a name: `drum&bass 186bpm 4/4`.
fn tempo_in(name: &str) -> Option<f64> {
    let lower = name.to_ascii_lowercase();
    lower.match_indices("bpm").find_map(|(at, _)| {
        let before = lower[..at].trim_end();
        let start = before.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |i| i + 1);
        let start = start + before[start..].find(|c: char| c.is_ascii_digit())?;
        // As Live has it: a scene has no other tempo than the Set could have.
        before.get(start..)?.parse().ok().filter(|tempo| (20.0..=999.0).contains(tempo))
    })
}

/// The time signature in a name: a word of two whole numbers with `/` between them.
fn signature_in(name: &str) -> Option<Signature> {
    name.split(|c: char| !c.is_alphanumeric() && c != '/').find_map(Signature::parse)
}

/// `Locators`, which has a list of the same name in it.
pub(super) fn locators<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Vec<Locator>> {
    let (level, mut locators) = (xml.level(), Vec::new());
    while xml.child(level)? {
        let list = xml.level();
        while xml.child(list)? {
            if xml.name() != "Locator" {
                xml.not_known();
                continue;
            }
            xml.count_item()?;
            let (inner, mut locator) = (xml.level(), Locator::default());
            while xml.child(inner)? {
                match xml.name() {
                    "Time" => locator.time = xml.number()?,
                    "Name" => locator.name = xml.text()?,
                    _ => {}
                }
            }
            locators.push(locator);
        }
    }
    Ok(locators)
}

/// `ScaleInformation` of the Set or of a clip.
pub(super) fn scale<R: io::Read>(xml: &mut Xml<R>) -> Parsed<SongScale> {
    let (level, mut scale) = (xml.level(), SongScale { root: None, name: "".into(), notes: None });
    while xml.child(level)? {
        match xml.name() {
            "Root" | "RootNote" => scale.root = xml.integer()?,
            "Name" => scale.name = xml.text()?,
            _ => {}
        }
    }
    Ok(scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tempo_and_signature_are_words_of_a_name() {
        assert_eq!(tempo_in("drum&bass 186bpm 4/4"), Some(186.0));
        assert_eq!(tempo_in("Intro 97.5 BPM"), Some(97.5));
        assert_eq!(tempo_in("v1.2 bpm"), None);
        assert_eq!(tempo_in("bpm"), None);
        assert_eq!(tempo_in("5 bpm"), None);
        assert_eq!(signature_in("drum&bass 186bpm 7/8"), Signature::new(7, 8));
        assert_eq!(signature_in("3/4"), Signature::new(3, 4));
        assert_eq!(signature_in("1/2/3 a/b 4/5"), None);
    }
}
