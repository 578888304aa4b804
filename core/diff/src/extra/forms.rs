//! What the fields of a Live Set's sections are called, how their values are said, and of which class a change is.
//!
//! Each `match` names every field of its section, so a field that is added to one does not compile before it has words
//! and a class here.

use livebridge_port::snapshot::als::{
    AudioField, BusField, ChainField, ClipField, DeviceField, EnvelopeField, InnerDeviceField, LoopField, SceneField,
    SetField, StateField, TrackField,
};

use crate::ChangeClass;

/// What is known of a place within a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    /// The class of a change; that of what it stands in where this is absent.
    pub class: Option<ChangeClass>,
    /// What it is called; its key in words where this is absent, and nothing where what is below tells enough.
    pub words: Option<&'static str>,
    /// What it means that it is not there, where that is not simply nothing.
    pub absent: Option<&'static str>,
    pub kind: Kind,
}

/// How a value is compared and said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As it is.
    Plain,
    /// The name of the thing that it stands on.
    Name,
    /// A linear gain, said in dB.
    Gain,
    /// Like [`Kind::Gain`], and unity where it is absent.
    GainOrUnity,
    /// -1..1, said as Live shows it.
    Pan,
    /// 24-bit RGB.
    Color,
    /// A time signature, said without quotes.
    Signature,
    /// Where in the Arrangement, in beats, time signatures begin.
    Signatures,
    /// A time in the Arrangement, in beats.
    Time,
    /// The name of a group.
    Group,
    /// Where sound goes: names of tracks are quoted in it.
    Output,
    /// Linear gains in the order of the return tracks.
    Sends,
    /// Values by the keys of parameters.
    Parameters,
    /// Choices by the keys of parameters.
    Choices,
    /// The value of one parameter.
    Parameter,
    /// The value of one choice.
    Choice,
    /// Envelopes by what they move.
    Envelopes,
    /// A section, or a list of such.
    Section(Form),
}

/// The sections that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Set,
    Loop,
    Envelope,
    Scene,
    Track,
    Bus,
    Clip,
    Audio,
    Device,
    State,
    Chain,
    InnerDevice,
}

impl Form {
    /// In the order in which a key that stands where it is not known is looked for.
    const ALL: [Self; 12] = [
        Self::Set,
        Self::Loop,
        Self::Envelope,
        Self::Scene,
        Self::Track,
        Self::Bus,
        Self::Clip,
        Self::Audio,
        Self::Device,
        Self::State,
        Self::Chain,
        Self::InnerDevice,
    ];

    fn field(self, key: &str) -> Option<Meaning> {
        match self {
            Self::Set => SetField::of_key(key).map(set),
            Self::Loop => LoopField::of_key(key).map(arrangement_loop),
            Self::Envelope => EnvelopeField::of_key(key).map(envelope),
            Self::Scene => SceneField::of_key(key).map(scene),
            Self::Track => TrackField::of_key(key).map(track),
            Self::Bus => BusField::of_key(key).map(bus),
            Self::Clip => ClipField::of_key(key).map(clip),
            Self::Audio => AudioField::of_key(key).map(audio),
            Self::Device => DeviceField::of_key(key).map(device),
            Self::State => StateField::of_key(key).map(state),
            Self::Chain => ChainField::of_key(key).map(chain),
            Self::InnerDevice => InnerDeviceField::of_key(key).map(inner_device),
        }
    }
}

impl Meaning {
    /// Of what nothing is known.
    pub(super) const UNKNOWN: Self = Self { class: None, words: None, absent: None, kind: Kind::Plain };

    /// Of a key in a place of this kind. One that is not known there means what it means in the first section that has
    /// it, and a change of it is of the class of its surroundings.
    pub(super) fn of(around: Kind, key: &str) -> Self {
        let here = match around {
            Kind::Section(form) => form.field(key),
            Kind::Parameters => Some(Self { kind: Kind::Parameter, ..Self::UNKNOWN }),
            Kind::Choices => Some(Self { kind: Kind::Choice, ..Self::UNKNOWN }),
            Kind::Envelopes => Some(Self { kind: Kind::Section(Form::Envelope), ..Self::UNKNOWN }),
            Kind::Plain
            | Kind::Name
            | Kind::Gain
            | Kind::GainOrUnity
            | Kind::Pan
            | Kind::Color
            | Kind::Signature
            | Kind::Signatures
            | Kind::Time
            | Kind::Group
            | Kind::Output
            | Kind::Sends
            | Kind::Parameter
            | Kind::Choice => None,
        };
        here.or_else(|| {
            let elsewhere = Form::ALL.iter().find_map(|form| form.field(key))?;
            // What starts elsewhere need not start in the Arrangement.
            let kind = if elsewhere.kind == Kind::Time { Kind::Plain } else { elsewhere.kind };
            Some(Self { class: None, kind, ..elsewhere })
        })
        .unwrap_or(Self::UNKNOWN)
    }

    const fn called(self, words: &'static str) -> Self {
        Self { words: Some(words), ..self }
    }

    const fn or(self, absent: &'static str) -> Self {
        Self { absent: Some(absent), ..self }
    }
}

/// A change of it is of this class.
const fn of(class: ChangeClass, kind: Kind) -> Meaning {
    Meaning { class: Some(class), words: None, absent: None, kind }
}

/// A change of it is of the class of what it stands in.
const fn around(kind: Kind) -> Meaning {
    Meaning { class: None, words: None, absent: None, kind }
}

fn set(field: SetField) -> Meaning {
    match field {
        SetField::Live => of(ChangeClass::Meta, Kind::Plain).called("saved by"),
        SetField::Signature => of(ChangeClass::Global, Kind::Signature).or("4/4"),
        SetField::TempoAutomation => of(ChangeClass::Automation, Kind::Section(Form::Envelope)),
        SetField::Signatures => of(ChangeClass::Global, Kind::Signatures),
        SetField::Loop => of(ChangeClass::Global, Kind::Section(Form::Loop)),
        SetField::LaunchQuantization => of(ChangeClass::Global, Kind::Plain),
        SetField::Groups | SetField::OtherTracks => of(ChangeClass::Structure, Kind::Section(Form::Bus)),
        SetField::Returns => of(ChangeClass::Structure, Kind::Section(Form::Bus)).called("return tracks"),
        SetField::Main => of(ChangeClass::Structure, Kind::Section(Form::Bus)).called("main track"),
        SetField::Cue => of(ChangeClass::Structure, Kind::Section(Form::Bus)).called("cue track"),
        SetField::Missing | SetField::NotRead => of(ChangeClass::Meta, Kind::Plain),
    }
}

fn arrangement_loop(field: LoopField) -> Meaning {
    match field {
        LoopField::On => of(ChangeClass::Global, Kind::Plain).called(""),
        LoopField::Start => of(ChangeClass::Global, Kind::Time),
        LoopField::Length => of(ChangeClass::Global, Kind::Plain),
    }
}

fn envelope(field: EnvelopeField) -> Meaning {
    match field {
        EnvelopeField::Points | EnvelopeField::Fingerprint => around(Kind::Plain),
    }
}

fn scene(field: SceneField) -> Meaning {
    match field {
        SceneField::Color => of(ChangeClass::Structure, Kind::Color).called("colour"),
    }
}

fn track(field: TrackField) -> Meaning {
    match field {
        TrackField::AutoName
        | TrackField::LegacyColor
        | TrackField::Frozen
        | TrackField::TakeClips
        | TrackField::ClipsLeftOut => of(ChangeClass::Structure, Kind::Plain),
        TrackField::Color => of(ChangeClass::Structure, Kind::Color).called("colour"),
        TrackField::Group => of(ChangeClass::Structure, Kind::Group),
        TrackField::Monitor => of(ChangeClass::Routing, Kind::Plain).or(r#""auto""#),
        TrackField::SendGains => of(ChangeClass::Mixer, Kind::Sends),
        TrackField::Output => of(ChangeClass::Routing, Kind::Output),
        TrackField::Automated => of(ChangeClass::Automation, Kind::Envelopes),
        TrackField::Missing => of(ChangeClass::Meta, Kind::Plain),
    }
}

fn bus(field: BusField) -> Meaning {
    match field {
        BusField::Name => of(ChangeClass::Structure, Kind::Name),
        BusField::Gain => of(ChangeClass::Mixer, Kind::Gain),
        BusField::Pan => of(ChangeClass::Mixer, Kind::Pan),
        BusField::Mute | BusField::Solo => of(ChangeClass::Mixer, Kind::Plain),
        BusField::Details => of(ChangeClass::Structure, Kind::Section(Form::Track)).called(""),
        BusField::Devices => of(ChangeClass::Device, Kind::Section(Form::InnerDevice)),
    }
}

fn clip(field: ClipField) -> Meaning {
    match field {
        ClipField::LegacyColor | ClipField::LaunchQuantization | ClipField::Legato | ClipField::Follow => {
            of(ChangeClass::Clip, Kind::Plain)
        }
        ClipField::LaunchMode => of(ChangeClass::Clip, Kind::Plain).or(r#""trigger""#),
        ClipField::Signature => of(ChangeClass::Clip, Kind::Signature).or("4/4"),
        ClipField::Envelopes => of(ChangeClass::Automation, Kind::Plain),
        ClipField::Audio => of(ChangeClass::Audio, Kind::Section(Form::Audio)),
    }
}

fn audio(field: AudioField) -> Meaning {
    match field {
        AudioField::Warp => of(ChangeClass::Audio, Kind::Plain).or("off"),
        AudioField::LoopUnit => of(ChangeClass::Audio, Kind::Plain),
        AudioField::WarpMarkers => of(ChangeClass::Audio, Kind::Section(Form::Envelope)),
        AudioField::Pitch => of(ChangeClass::Audio, Kind::Plain).or("[0,0]"),
        AudioField::Gain => of(ChangeClass::Audio, Kind::GainOrUnity),
        AudioField::PathFrom | AudioField::FileBytes => of(ChangeClass::File, Kind::Plain),
        AudioField::FileCrc => of(ChangeClass::File, Kind::Plain).called("file checksum"),
    }
}

fn device(field: DeviceField) -> Meaning {
    match field {
        DeviceField::Class => of(ChangeClass::Device, Kind::Plain),
        DeviceField::Choices => of(ChangeClass::Device, Kind::Choices).called(""),
        DeviceField::Automated => of(ChangeClass::Automation, Kind::Envelopes),
        DeviceField::Files => of(ChangeClass::File, Kind::Plain),
        DeviceField::FileCrcs => of(ChangeClass::File, Kind::Plain).called("file checksums"),
        DeviceField::State => of(ChangeClass::Device, Kind::Section(Form::State)),
        DeviceField::Chains => of(ChangeClass::Device, Kind::Section(Form::Chain)),
        DeviceField::Returns => of(ChangeClass::Device, Kind::Section(Form::Chain)).called("return tracks"),
    }
}

fn state(field: StateField) -> Meaning {
    match field {
        StateField::Digits | StateField::Fingerprint => of(ChangeClass::Device, Kind::Plain),
    }
}

fn chain(field: ChainField) -> Meaning {
    match field {
        ChainField::Name => of(ChangeClass::Device, Kind::Name),
        ChainField::Note | ChainField::Mute | ChainField::Solo => of(ChangeClass::Device, Kind::Plain),
        ChainField::Gain => of(ChangeClass::Device, Kind::Gain),
        ChainField::Pan => of(ChangeClass::Device, Kind::Pan),
        ChainField::Devices => of(ChangeClass::Device, Kind::Section(Form::InnerDevice)),
    }
}

fn inner_device(field: InnerDeviceField) -> Meaning {
    match field {
        InnerDeviceField::Name => of(ChangeClass::Device, Kind::Name),
        InnerDeviceField::Parameters => of(ChangeClass::Device, Kind::Parameters).called(""),
        InnerDeviceField::Details => of(ChangeClass::Device, Kind::Section(Form::Device)).called(""),
    }
}
