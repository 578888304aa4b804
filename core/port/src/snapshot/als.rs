//! What only the file of a Live Set knows: the typed form of the sections named `als`, defined here and nowhere else.
//!
//! It stands in the port because the text of a snapshot carries it and the bars of a timeline are counted by it; how a
//! file is read is no matter of the port. `livebridge-als` writes these sections; pictures, rules and differences read
//! them. Lossless: what is not known, or has another form than its field, is kept in `rest` and written again.

mod clip;
mod device;
mod section;
mod set;

pub use clip::{
    AudioField, AudioSection, ClipField, ClipSection, LaunchMode, LoopUnit, PathOrigin, SignatureChanges, WarpMode,
};
pub use device::{
    ChainField, ChainSection, DeviceField, DeviceSection, InnerDeviceField, InnerDeviceSection, StateField,
    StateSection,
};
pub use set::{
    BusField, BusSection, EnvelopeField, EnvelopeSection, LoopField, LoopSection, Monitoring, SceneField, SceneSection,
    SetField, SetSection, TrackField, TrackSection,
};

/// The source under whose name these sections stand in an [`Extra`](super::Extra).
pub const SOURCE: &str = "als";

#[cfg(test)]
mod tests;
