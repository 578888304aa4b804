//! Which loudspeaker each channel is for, and what it weighs: ITU-R BS.1770-5, Annex 1 and 3.
//!
//! A weight belongs to a position and not to a place in the file: channels may come in any order. What has no position,
//! or is no loudspeaker at all, has no weight; it is refused by its name and never guessed at.

use super::error::LoudnessError;

/// The position of a loudspeaker. The first 18 stand in the order of the bits of a WAVE speaker mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the position of that name")]
pub enum Speaker {
    FrontLeft,
    FrontRight,
    FrontCenter,
    /// Low-frequency effects, which are not counted.
    Lfe,
    /// Left surround (110 degrees) where there are no side loudspeakers, else behind (135 degrees).
    BackLeft,
    BackRight,
    FrontLeftOfCenter,
    FrontRightOfCenter,
    BackCenter,
    SideLeft,
    SideRight,
    TopCenter,
    TopFrontLeft,
    TopFrontCenter,
    TopFrontRight,
    TopBackLeft,
    TopBackCenter,
    TopBackRight,
    /// The second one for low-frequency effects.
    Lfe2,
    TopSideLeft,
    TopSideRight,
    BottomFrontCenter,
    BottomFrontLeft,
    BottomFrontRight,
    /// 60 degrees to the left.
    FrontLeftWide,
    FrontRightWide,
}

impl Speaker {
    /// Those of a WAVE speaker mask, from its lowest bit up.
    const OF_MASK: [Self; 18] = [
        Self::FrontLeft,
        Self::FrontRight,
        Self::FrontCenter,
        Self::Lfe,
        Self::BackLeft,
        Self::BackRight,
        Self::FrontLeftOfCenter,
        Self::FrontRightOfCenter,
        Self::BackCenter,
        Self::SideLeft,
        Self::SideRight,
        Self::TopCenter,
        Self::TopFrontLeft,
        Self::TopFrontCenter,
        Self::TopFrontRight,
        Self::TopBackLeft,
        Self::TopBackCenter,
        Self::TopBackRight,
    ];

    /// The weight of BS.1770-5, Annex 3, table 4: 1.41 from 60 to 120 degrees to the side and less than 30 degrees up
    /// or down, 1 anywhere else, and 0 for low-frequency effects.
    const fn weight(self, has_sides: bool) -> f64 {
        match self {
            Self::Lfe | Self::Lfe2 => 0.0,
            Self::SideLeft | Self::SideRight | Self::FrontLeftWide | Self::FrontRightWide => 1.41,
            Self::BackLeft | Self::BackRight if !has_sides => 1.41,
            Self::BackLeft
            | Self::BackRight
            | Self::FrontLeft
            | Self::FrontRight
            | Self::FrontCenter
            | Self::FrontLeftOfCenter
            | Self::FrontRightOfCenter
            | Self::BackCenter
            | Self::TopCenter
            | Self::TopFrontLeft
            | Self::TopFrontCenter
            | Self::TopFrontRight
            | Self::TopBackLeft
            | Self::TopBackCenter
            | Self::TopBackRight
            | Self::TopSideLeft
            | Self::TopSideRight
            | Self::BottomFrontCenter
            | Self::BottomFrontLeft
            | Self::BottomFrontRight => 1.0,
        }
    }
}

/// What a channel is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelRole {
    /// A loudspeaker.
    Speaker(Speaker),
    /// Something that has no weight, in words: `without a position`, `an Ambisonic component`.
    Unweighted(String),
}

/// What each channel of a signal is for, in their order.
///
/// ```
/// use livebridge_loudness::{ChannelRole, Layout, Speaker};
///
/// let stereo = Layout::of_mask(0x3, 2);
/// assert_eq!(stereo.roles()[1], ChannelRole::Speaker(Speaker::FrontRight));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    roles: Vec<ChannelRole>,
    /// Whether one channel plays on two loudspeakers.
    dual: bool,
}

impl Layout {
    /// Channels with these roles.
    pub fn new(roles: Vec<ChannelRole>) -> Self {
        Self { roles, dual: false }
    }

    /// What so many channels are where a file does not tell: 1 mono, 2 stereo, 5 L, R, C, Ls, Rs, 6 L, R, C, LFE, Ls,
    /// Rs; nothing for any other number.
    pub fn of_count(channels: usize) -> Option<Self> {
        let mask = match channels {
            1 => 0x4,
            2 => 0x3,
            5 => 0x37,
            6 => 0x3f,
            _ => return None,
        };
        Some(Self::of_mask(mask, channels))
    }

    /// The channels of a WAVE speaker mask, in the order of its bits. Bits beyond the channels count for nothing;
    /// channels beyond the bits have no position.
    pub fn of_mask(mask: u32, channels: usize) -> Self {
        let set = (0..u32::BITS).filter(|bit| mask >> bit & 1 == 1);
        let known = set.map(|bit| match Speaker::OF_MASK.get(bit as usize) {
            Some(speaker) => ChannelRole::Speaker(*speaker),
            None => ChannelRole::Unweighted(format!("of the reserved position {:#x}", 1_u32 << bit)),
        });
        let without = std::iter::repeat_with(|| ChannelRole::Unweighted("without a position".to_owned()));
        Self::new(known.chain(without).take(channels).collect())
    }

    /// The same where one channel plays on both sides, as mono does in a stereo track: it counts twice, which is 3.01
    /// dB. Layouts of more channels stay as they are.
    #[must_use]
    pub fn dual_mono(mut self) -> Self {
        self.dual = true;
        self
    }

    /// What each channel is for.
    pub fn roles(&self) -> &[ChannelRole] {
        &self.roles
    }

    /// The weight of each channel; 0 leaves it out.
    pub(super) fn weights(&self) -> Result<Vec<f64>, LoudnessError> {
        let has_sides =
            self.roles.iter().any(|role| matches!(role, ChannelRole::Speaker(Speaker::SideLeft | Speaker::SideRight)));
        let weight = |(channel, role): (usize, &ChannelRole)| match role {
            ChannelRole::Speaker(speaker) => Ok(speaker.weight(has_sides)),
            ChannelRole::Unweighted(what) => Err(LoudnessError::NoWeight { channel, what: what.clone() }),
        };
        let mut weights: Vec<f64> = self.roles.iter().enumerate().map(weight).collect::<Result<_, _>>()?;
        if let (true, [only]) = (self.dual, &mut weights[..]) {
            *only *= 2.0;
        }
        if weights.is_empty() { Err(LoudnessError::ChannelCount { channels: 0 }) } else { Ok(weights) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(mask: u32, channels: usize) -> Vec<f64> {
        Layout::of_mask(mask, channels).weights().unwrap()
    }

    #[test]
    fn weights_go_by_position() {
        assert_eq!(weights(0x37, 5), [1.0, 1.0, 1.0, 1.41, 1.41]);
        assert_eq!(weights(0x3f, 6), [1.0, 1.0, 1.0, 0.0, 1.41, 1.41]);
        assert_eq!(weights(0x60f, 6), [1.0, 1.0, 1.0, 0.0, 1.41, 1.41], "5.1 with sides");
        assert_eq!(weights(0x10f, 5), [1.0, 1.0, 1.0, 0.0, 1.0], "one loudspeaker behind");
        assert_eq!(weights(0x3b, 5), [1.0, 1.0, 0.0, 1.41, 1.41], "no centre");
        assert_eq!(weights(0x63f, 8), [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.41, 1.41], "7.1: sides, and behind");
        assert_eq!(weights(0xff, 8), [1.0, 1.0, 1.0, 0.0, 1.41, 1.41, 1.0, 1.0], "7.1 with five in front");
        assert_eq!(weights(0x2_d63f, 12)[8..], [1.0; 4], "above");
        let turned = [Speaker::BackLeft, Speaker::Lfe, Speaker::FrontLeftWide, Speaker::FrontCenter];
        let turned = Layout::new(turned.map(ChannelRole::Speaker).to_vec());
        assert_eq!(turned.weights().unwrap(), [1.41, 0.0, 1.41, 1.0]);
    }

    #[test]
    fn what_has_no_weight_is_refused_by_name() {
        let refused = |layout: Layout| layout.weights().unwrap_err().to_string();
        assert_eq!(refused(Layout::of_mask(0x3, 3)), "channel 2 is without a position, and has no loudness weight");
        assert!(refused(Layout::of_mask(0x8000_0001, 2)).contains("channel 1 is of the reserved position 0x80000000"));
        let ambisonic = ChannelRole::Unweighted("an Ambisonic component".to_owned());
        assert!(refused(Layout::new(vec![ambisonic])).contains("channel 0 is an Ambisonic component"));
    }

    #[test]
    fn counts_without_a_mask_and_dual_mono() {
        assert_eq!(Layout::of_count(6).unwrap().weights().unwrap(), weights(0x3f, 6));
        assert!([0, 3, 4, 7, 8].into_iter().all(|channels| Layout::of_count(channels).is_none()));
        assert_eq!(Layout::of_count(1).unwrap().dual_mono().weights().unwrap(), [2.0]);
        assert_eq!(Layout::of_count(2).unwrap().dual_mono().weights().unwrap(), [1.0, 1.0]);
    }
}
