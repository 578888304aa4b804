//! The channel layouts of Core Audio, as they stand in AIFF and CAF files: a tag, a mask, or a list of labels.

use livebridge_loudness::{ChannelRole, Layout, Speaker};

/// The tag that says: see the labels.
const LABELS: u32 = 0;
/// The tag that says: see the mask, which is that of WAVE.
const MASK: u32 = 1 << 16;

/// The tags with their channels in order. `Ls` and `Rs` are beside the listener where there are `Rls` and `Rrs` behind.
const TAGS: [(u32, &str); 37] = [
    (100, "C"),
    (101, "L R"),
    (102, "L R"),
    (108, "L R Ls Rs"),
    (109, "L R Ls Rs C"),
    (110, "L R Ls Rs C Cs"),
    (113, "L R C"),
    (114, "C L R"),
    (115, "L R C Cs"),
    (116, "C L R Cs"),
    (117, "L R C Ls Rs"),
    (118, "L R Ls Rs C"),
    (119, "L C R Ls Rs"),
    (120, "C L R Ls Rs"),
    (121, "L R C LFE Ls Rs"),
    (122, "L R Ls Rs C LFE"),
    (123, "L C R Ls Rs LFE"),
    (124, "C L R Ls Rs LFE"),
    (125, "L R C LFE Ls Rs Cs"),
    (126, "L R C LFE Ls Rs Lc Rc"),
    (127, "C Lc Rc L R Ls Rs LFE"),
    (128, "L R C LFE Ls Rs Rls Rrs"),
    (129, "L R Ls Rs C LFE Lc Rc"),
    (131, "L R Cs"),
    (132, "L R Ls Rs"),
    (133, "L R LFE"),
    (134, "L R LFE Cs"),
    (135, "L R LFE Ls Rs"),
    (136, "L R C LFE"),
    (137, "L R C LFE Cs"),
    (138, "L R Ls Rs LFE"),
    (139, "L R Ls Rs C Cs"),
    (140, "L R Ls Rs C Rls Rrs"),
    (141, "C L R Ls Rs Cs"),
    (142, "C L R Ls Rs Cs LFE"),
    (143, "C L R Ls Rs Rls Rrs"),
    (148, "L R Ls Rs C Lc Rc"),
];

/// Labels by their numbers.
const NAMES: [(u32, &str); 24] = [
    (1, "L"),
    (2, "R"),
    (3, "C"),
    (4, "LFE"),
    (5, "Ls"),
    (6, "Rs"),
    (7, "Lc"),
    (8, "Rc"),
    (9, "Cs"),
    (10, "Lsd"),
    (11, "Rsd"),
    (12, "Ts"),
    (13, "Vhl"),
    (14, "Vhc"),
    (15, "Vhr"),
    (16, "Tbl"),
    (17, "Tbc"),
    (18, "Tbr"),
    (33, "Rls"),
    (34, "Rrs"),
    (35, "Lw"),
    (36, "Rw"),
    (37, "LFE2"),
    (42, "C"),
];

/// The layout of a `CHAN` or `chan` chunk; nothing where it tells none.
pub(super) fn layout(chunk: &[u8]) -> Option<Layout> {
    let (words, _) = chunk.as_chunks::<4>();
    let [tag, mask, count] = words.first_chunk::<3>()?.map(u32::from_be_bytes);
    match tag {
        LABELS => {
            // A description is a label, flags, and three coordinates.
            let labels = words[3..].chunks_exact(5).map(|description| u32::from_be_bytes(description[0]));
            let labels: Vec<u32> = labels.take(usize::try_from(count).unwrap_or(usize::MAX)).collect();
            let names = |label: u32| NAMES.iter().find(|(number, _)| *number == label).map(|(_, name)| *name);
            let has_rear = labels.iter().any(|label| names(*label).is_some_and(is_rear));
            let roles = labels.iter().map(|label| match names(*label) {
                Some(name) => role(name, has_rear),
                None if (200..300).contains(label) || label >> 16 == 2 => {
                    ChannelRole::Unweighted("an Ambisonic component".to_owned())
                }
                None => ChannelRole::Unweighted(format!("of the channel label {label:#x}")),
            });
            Some(Layout::new(roles.collect())).filter(|layout| !layout.roles().is_empty())
        }
        MASK => Some(Layout::of_mask(mask, mask.count_ones() as usize)),
        _ => {
            let (tag, count) = (tag >> 16, (tag & 0xffff) as usize);
            let (_, names) = TAGS.iter().find(|(number, _)| *number == tag)?;
            let names: Vec<&str> = names.split(' ').collect();
            let has_rear = names.iter().any(|name| is_rear(name));
            (names.len() == count).then(|| Layout::new(names.iter().map(|name| role(name, has_rear)).collect()))
        }
    }
}

fn is_rear(name: &str) -> bool {
    name == "Rls" || name == "Rrs"
}

/// The loudspeaker of a name above.
fn role(name: &str, has_rear: bool) -> ChannelRole {
    let speaker = match name {
        "L" => Speaker::FrontLeft,
        "R" => Speaker::FrontRight,
        "C" => Speaker::FrontCenter,
        "LFE" => Speaker::Lfe,
        "LFE2" => Speaker::Lfe2,
        "Ls" if has_rear => Speaker::SideLeft,
        "Rs" if has_rear => Speaker::SideRight,
        "Ls" | "Rls" => Speaker::BackLeft,
        "Rs" | "Rrs" => Speaker::BackRight,
        "Lsd" => Speaker::SideLeft,
        "Rsd" => Speaker::SideRight,
        "Lc" => Speaker::FrontLeftOfCenter,
        "Rc" => Speaker::FrontRightOfCenter,
        "Cs" => Speaker::BackCenter,
        "Ts" => Speaker::TopCenter,
        "Vhl" => Speaker::TopFrontLeft,
        "Vhc" => Speaker::TopFrontCenter,
        "Vhr" => Speaker::TopFrontRight,
        "Tbl" => Speaker::TopBackLeft,
        "Tbc" => Speaker::TopBackCenter,
        "Tbr" => Speaker::TopBackRight,
        "Lw" => Speaker::FrontLeftWide,
        "Rw" => Speaker::FrontRightWide,
        other => return ChannelRole::Unweighted(format!("of the channel label {other}")),
    };
    ChannelRole::Speaker(speaker)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[u32]) -> Option<Layout> {
        layout(&words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>())
    }

    #[test]
    fn every_tag_has_as_many_channels_as_it_says_and_each_is_a_loudspeaker() {
        for (tag, names) in TAGS {
            let count = u32::try_from(names.split(' ').count()).unwrap();
            let layout = of(&[tag << 16 | count, 0, 0]).unwrap();
            assert_eq!(layout.roles().len(), count as usize, "{names}");
            let is_speaker = |role: &ChannelRole| matches!(role, ChannelRole::Speaker(_));
            assert!(layout.roles().iter().all(is_speaker), "{names}");
            assert_eq!(of(&[tag << 16 | (count + 1), 0, 0]), None);
        }
    }

    #[test]
    fn masks_and_labels() {
        assert_eq!(of(&[MASK, 0x3b, 0]), Some(Layout::of_mask(0x3b, 5)));
        let labels = |labels: &[u32]| {
            let described = labels.iter().flat_map(|label| [*label, 0, 0, 0, 0]);
            of(&[LABELS, 0, u32::try_from(labels.len()).unwrap()].into_iter().chain(described).collect::<Vec<_>>())
        };
        let speakers = |speakers: &[Speaker]| Layout::new(speakers.iter().copied().map(ChannelRole::Speaker).collect());
        assert_eq!(labels(&[5, 4, 1]), Some(speakers(&[Speaker::BackLeft, Speaker::Lfe, Speaker::FrontLeft])));
        assert_eq!(labels(&[5, 33]), Some(speakers(&[Speaker::SideLeft, Speaker::BackLeft])));
        let unknown = labels(&[1, 0x1_0000, 200]).unwrap();
        assert!(matches!(&unknown.roles()[1], ChannelRole::Unweighted(what) if what.contains("0x10000")));
        assert!(matches!(&unknown.roles()[2], ChannelRole::Unweighted(what) if what.contains("Ambisonic")));
        assert_eq!(of(&[200 << 16 | 2, 0, 0]), None, "a tag that is not known");
        assert_eq!(of(&[LABELS, 0]), None);
    }
}
