//! How much of anything is read before a file is refused.

/// Limits of an import. The defaults let every Set pass that was ever seen, by a wide margin.
///
/// Memory grows with what the Set holds and with the longest tag, never with the size of the XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of XML. Default 512 MiB; the largest seen has 49 MB.
    pub xml: u64,
    /// XML bytes per compressed byte, once past [`Limits::RATIO_FROM`]. Default 200; the highest seen is 39.
    pub ratio: u64,
    /// Nested elements. Default 256; 40 were seen.
    pub depth: usize,
    /// Bytes of one tag with its attributes. Default 1 MiB; 341 were seen.
    pub tag: u64,
    /// Notes in all clips. Default 20 million.
    pub notes: usize,
    /// Anything else there are many of: clips, devices, parameters, scenes, envelopes. Default 10 million.
    pub items: usize,
}

impl Limits {
    /// The ratio counts from here on, in bytes of XML: 16 MiB.
    pub const RATIO_FROM: u64 = 16 << 20;
    /// Racks nested in Racks; 5 were seen. Fixed, since reading them takes stack.
    pub const RACKS: usize = 24;
}

impl Default for Limits {
    fn default() -> Self {
        Self { xml: 512 << 20, ratio: 200, depth: 256, tag: 1 << 20, notes: 20_000_000, items: 10_000_000 }
    }
}
