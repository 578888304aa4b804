//! MIDI effects.

use super::{CataloguedDevice, MACROS, amount, device, param, stepped, switch};

pub(super) const CATALOGUE: &[CataloguedDevice] = &[
    device(
        "Arpeggiator",
        &[
            stepped("Style", 0, 17, 0),
            switch("Hold On", false),
            stepped("Offset", 0, 127, 0),
            stepped("Groove", 0, 6, 0),
            switch("Sync On", true),
            param("Free Rate", 10.0, 1000.0, 100.0),
            stepped("Synced Rate", 0, 13, 5),
            param("Gate", 0.01, 2.0, 0.5),
            stepped("Retrigger Mode", 0, 2, 0),
            stepped("Repeats", 1, 17, 17),
            stepped("Transp. Steps", 0, 8, 0),
            stepped("Transp. Dist.", -24, 24, 12),
            switch("Velocity On", false),
            param("Velocity Decay", 10.0, 60_000.0, 1000.0),
            param("Velocity Target", 0.0, 127.0, 0.0),
        ],
    ),
    device(
        "CC Control",
        &[
            stepped("Mod Wheel", 0, 127, 0),
            stepped("Pitch Bend", -8192, 8191, 0),
            stepped("Pressure", 0, 127, 0),
            stepped("Custom A", 0, 127, 0),
            stepped("Custom B", 0, 127, 0),
        ],
    ),
    device(
        "Chord",
        &[
            stepped("Shift1", -36, 36, 0),
            param("Velocity1", 0.01, 2.0, 1.0),
            stepped("Shift2", -36, 36, 0),
            param("Velocity2", 0.01, 2.0, 1.0),
            stepped("Shift3", -36, 36, 0),
            param("Velocity3", 0.01, 2.0, 1.0),
            stepped("Shift4", -36, 36, 0),
            param("Velocity4", 0.01, 2.0, 1.0),
            stepped("Shift5", -36, 36, 0),
            param("Velocity5", 0.01, 2.0, 1.0),
            stepped("Shift6", -36, 36, 0),
            param("Velocity6", 0.01, 2.0, 1.0),
        ],
    ),
    device("MIDI Effect Rack", MACROS),
    device(
        "Note Length",
        &[
            switch("Trigger Mode", false),
            switch("Sync On", true),
            param("Time Length", 10.0, 60_000.0, 500.0),
            stepped("Synced Length", 0, 13, 5),
            param("Gate", 0.0, 2.0, 1.0),
            amount("On/Off-Balance", 0.0),
            param("Decay Time", 10.0, 60_000.0, 1000.0),
            amount("Decay Key Scale", 0.0),
        ],
    ),
    device("Pitch", &[stepped("Pitch", -128, 128, 0), stepped("Lowest", 0, 127, 0), stepped("Range", 0, 128, 128)]),
    device(
        "Random",
        &[
            amount("Chance", 0.0),
            stepped("Choices", 1, 24, 1),
            stepped("Scale", 1, 24, 12),
            stepped("Sign", 0, 2, 0),
            switch("Mode", false),
        ],
    ),
    device(
        "Scale",
        &[
            stepped("Base", 0, 11, 0),
            stepped("Transpose", -36, 36, 0),
            stepped("Lowest", 0, 127, 0),
            stepped("Range", 0, 128, 128),
            switch("Fold", false),
        ],
    ),
    device(
        "Velocity",
        &[
            stepped("Operation", 0, 2, 0),
            stepped("Mode", 0, 2, 0),
            param("Drive", -1.0, 1.0, 0.0),
            param("Compand", -1.0, 1.0, 0.0),
            stepped("Random", 0, 64, 0),
            stepped("Out Hi", 1, 127, 127),
            stepped("Out Low", 1, 127, 1),
            stepped("Range", 0, 127, 127),
            stepped("Lowest", 0, 127, 0),
        ],
    ),
];
