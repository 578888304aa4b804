//! Rules about the audio files of clips and samplers: whether they are where a Set says, and those it was saved with.

use std::collections::BTreeMap;
use std::fmt;

use livebridge_als::Set;
use livebridge_als::model::{Clip, Content, Device, FileRef, Track};
use livebridge_text::phrasing::count;

use super::context::{Context, Place, clip_label, clips, devices, mixer};
use super::media::{Found, Origin};

/// A file with the first place that plays it.
struct Sample<'a> {
    file: &'a FileRef,
    track: &'a Track,
    player: Player<'a>,
    uses: usize,
}

impl Sample<'_> {
    fn path(&self) -> &str {
        self.file.best()
    }

    /// `plays "a.wav" in clip "b" (scene 1)`: reads after the track.
    fn words(&self) -> String {
        let more = if self.uses > 1 { format!(" and {}", count(self.uses - 1, "other place")) } else { String::new() };
        format!("plays {:?} in {}{more}", self.path(), self.player)
    }
}

/// The files of a Set, each once, in the order in which they are first met.
fn samples(set: &Set) -> Vec<Sample<'_>> {
    let (mut samples, mut known) = (Vec::<Sample<'_>>::new(), BTreeMap::new());
    for track in mixer(set) {
        for (player, file) in files(track) {
            let place = *known.entry((file.relative_type, &file.relative, &file.path)).or_insert(samples.len());
            match samples.get_mut(place) {
                Some(sample) => sample.uses += 1,
                None => samples.push(Sample { file, track, player, uses: 1 }),
            }
        }
    }
    samples
}

/// What plays a file.
enum Player<'a> {
    Clip(Place, &'a Clip),
    Device(&'a Device),
}

impl fmt::Display for Player<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clip(place, clip) => f.write_str(&clip_label(*place, clip)),
            Self::Device(device) => write!(f, "device {:?}", &*device.shown_name()),
        }
    }
}

/// The files that a track plays, in take lanes too.
fn files(track: &Track) -> Vec<(Player<'_>, &FileRef)> {
    let mut files = Vec::new();
    let lanes = track.take_clips.iter().map(|clip| (Place::Beat(clip.start.unwrap_or_default()), clip));
    for (place, clip) in clips(track).chain(lanes) {
        if let Content::Audio(audio) = &clip.content {
            files.push((Player::Clip(place, clip), &audio.file));
        }
    }
    for device in devices(track) {
        files.extend(device.samples.iter().map(|file| (Player::Device(device), file)));
    }
    files.retain(|(_, file)| !file.best().is_empty());
    files
}

pub(super) fn missing(context: &mut Context<'_>) {
    let Some(media) = context.media else { return };
    for sample in samples(context.set) {
        let Origin::Project(path) = media.origin(sample.file) else { continue };
        let what = match media.look(&path) {
            Found::File { .. } => continue,
            Found::Nothing => "which is not in the Project".to_owned(),
            Found::Outside => "which leads out of the Project: nobody looked there".to_owned(),
            Found::Unusable(why) => format!("which cannot be read: {why}"),
        };
        context.tell(Some(sample.track), Some(sample.path()), format!("{}, {what}", sample.words()));
    }
}

pub(super) fn changed(context: &mut Context<'_>) {
    let Some(media) = context.media else { return };
    for sample in samples(context.set) {
        let (Origin::Project(path) | Origin::Beside(path)) = media.origin(sample.file) else { continue };
        // Without a size there is no CRC either: Live writes zeros.
        let Some(size) = sample.file.size.and_then(|size| u64::try_from(size).ok()).filter(|size| *size > 0) else {
            continue;
        };
        let Found::File { bytes, crc } = media.look(&path) else { continue };
        let what = if bytes != size {
            format!("of {bytes} bytes, but was saved with one of {size}")
        } else if let Some(saved) = sample.file.crc.filter(|saved| *saved != i64::from(crc)) {
            format!("of CRC {crc}, but was saved with one of CRC {saved}")
        } else {
            continue;
        };
        context.tell(Some(sample.track), Some(sample.path()), format!("{}, {what}", sample.words()));
    }
}

pub(super) fn outside(context: &mut Context<'_>) {
    let Some(media) = context.media else { return };
    for sample in samples(context.set) {
        let what = match media.origin(sample.file) {
            Origin::Project(_) | Origin::Elsewhere => continue,
            Origin::Machine => "by a path of the machine that saved it",
            Origin::Beside(path) => match media.look(&path) {
                Found::File { .. } => "from beside the Project",
                _ => "from beside the Project, and it is not there",
            },
        };
        context.tell(Some(sample.track), Some(sample.path()), format!("{}, {what}", sample.words()));
    }
}

pub(super) fn user_names(context: &mut Context<'_>) {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for track in mixer(context.set) {
        let patches = devices(track).into_iter().filter_map(|device| device.patch.as_ref());
        for file in files(track).into_iter().map(|(_, file)| file).chain(patches) {
            if let Some(user) = user_in(&file.path) {
                users.entry(user).or_default().push(&file.path);
            }
        }
    }
    for (user, mut paths) in users {
        paths.sort_unstable();
        paths.dedup();
        let first = paths.first().copied().unwrap_or_default();
        let which = if paths.len() == 1 { format!("{first:?}") } else { format!("first {first:?}") };
        context.tell(None, Some(user), format!("{} the user {user:?}: {which}", named(paths.len())));
    }
}

fn named(paths: usize) -> String {
    format!("{} {}", count(paths, "path"), if paths == 1 { "names" } else { "name" })
}

/// The user whose home a path leads to.
fn user_in(path: &str) -> Option<&str> {
    let mut parts = path.split(['/', '\\']).filter(|part| !part.is_empty()).peekable();
    // The letter of a drive, or the name of a volume.
    if parts.peek().is_some_and(|part| part.ends_with(':')) {
        parts.next();
    } else if parts.peek() == Some(&"Volumes") {
        parts.nth(1);
    }
    let homes = ["Users", "home", "Documents and Settings"];
    let shared = ["Shared", "Public", "All Users", "Default"];
    parts.next().filter(|part| homes.iter().any(|home| home.eq_ignore_ascii_case(part)))?;
    // The last part is the file.
    let user = parts.next().filter(|user| !shared.iter().any(|shared| shared.eq_ignore_ascii_case(user)))?;
    parts.next().map(|_| user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_in_homes() {
        assert_eq!(user_in("/Users/ada/Music/kick.wav"), Some("ada"));
        assert_eq!(user_in("Users/ada/kick.wav"), Some("ada"));
        assert_eq!(user_in("C:/Users/ada/kick.wav"), Some("ada"));
        assert_eq!(user_in(r"D:\users\ada\kick.wav"), Some("ada"));
        assert_eq!(user_in("/home/ada/kick.wav"), Some("ada"));
        assert_eq!(user_in("/Volumes/Disk/Users/ada/kick.wav"), Some("ada"));
        let nobody = ["/Users/Shared/kick.wav", "/Users/kick.wav", "Samples/Users/ada/kick.wav", "E:/kick.wav", ""];
        assert_eq!(nobody.map(user_in), [None; 5]);
    }
}
