//! Requirements of a tool server. They stand in `docs/mcp.md`, and most can be seen without knowing what a tool stands
//! for; those that look at the Set beside the tools name what they need.

use livebridge_port::Operation as O;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must(
        "LB-TOOL-001",
        Area::Tools,
        "tools",
        "The list of tools is the same whenever it is asked for; each has a name of its own, a description, and an \
         object as the schema of its arguments.",
    )
    .of_tools(),
    must(
        "LB-TOOL-002",
        Area::Tools,
        "tools",
        "A schema says of every argument its type and what it means, and takes no others.",
    )
    .should()
    .of_tools(),
    must(
        "LB-TOOL-003",
        Area::Tools,
        "tools",
        "Arguments that the schema of a tool does not allow are answered with an error result, and nothing happens.",
    )
    .of_tools(),
    must(
        "LB-TOOL-004",
        Area::Tools,
        "tools",
        "The error result of a wrong argument names the argument, has a code as data, and says how to recover.",
    )
    .should()
    .of_tools(),
    must(
        "LB-TOOL-005",
        Area::Tools,
        "tools",
        "An unknown tool, and arguments that are no object, are refused with an error of the protocol.",
    )
    .of_tools(),
    must(
        "LB-TOOL-006",
        Area::Tools,
        "tools",
        "No answer of a tool that reads has more than 25,000 characters of text.",
    )
    .of_tools(),
    must(
        "LB-TOOL-007",
        Area::Tools,
        "tools",
        "Every prompt that is listed renders to text, and is refused when an argument that it needs is missing.",
    )
    .of_tools(),
    must(
        "LB-TOOL-008",
        Area::Tools,
        "tools",
        "Every resource that is listed can be read under its URI, and one that there is none of is refused.",
    )
    .of_tools(),
    must(
        "LB-TOOL-009",
        Area::Tools,
        "tools",
        "A server that speaks both revisions of the protocol lists and answers the same in both.",
    )
    .of_tools(),
    must("LB-TOOL-010", Area::Tools, "tools", "A tool that says that it only reads changes nothing.").of_tools(),
    must(
        "LB-TOOL-011",
        Area::Tools,
        "tools",
        "A tool that says that it is idempotent changes nothing more when it is called again.",
    )
    .of_tools()
    .calling(&[O::ListTracks, O::ListClips]),
    must("LB-TOOL-012", Area::Tools, "tools", "A call of a tool that changes something is one undo step.")
        .of_tools()
        .needs(Needs::COUNTED),
    must("LB-TOOL-013", Area::Tools, "tools", "Resources say what tools say, and what the Set holds.")
        .of_tools()
        .calling(&[O::GetSongOverview, O::SetTempo]),
    must("LB-TOOL-014", Area::Tools, "tools", "A tool answers with what the Set holds after the call.")
        .of_tools()
        .calling(&[O::GetSongOverview, O::ListTracks, O::GetNotes]),
];
