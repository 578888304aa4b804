//! Values that may be automated, and envelopes: their points are counted and fingerprinted; only steps are kept.

use std::io;

use crate::model::{Automated, Envelope};
use crate::xml::{Parsed, Xml, number};

/// FNV-1a over bytes: the fingerprint of what is not kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fingerprint(pub(super) u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    /// Takes in a piece; the end of it counts too.
    pub(super) fn piece(&mut self, bytes: &[u8]) {
        self.bytes(bytes);
        self.bytes(&[0xff]);
    }

    /// Takes in bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A parameter of a mixer, or the tempo: the value, its id and, until Live 9, its envelope.
pub(super) fn automated<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Automated> {
    let (level, mut automated) = (xml.level(), Automated::default());
    while xml.child(level)? {
        match xml.name() {
            "Manual" => automated.manual = value(xml)?,
            "AutomationTarget" => automated.target = xml.id()?,
            "ArrangerAutomation" => automated.envelope = inline(xml)?,
            _ => {}
        }
    }
    automated.manual = automated.manual.or(automated.envelope.at_start);
    Ok(automated)
}

/// A number, or a switch as 0 or 1.
pub(super) fn value<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Option<f64>> {
    match xml.attribute("Value")?.as_deref() {
        Some("true") => Ok(Some(1.0)),
        Some("false") => Ok(Some(0.0)),
        _ => xml.number(),
    }
}

/// `ArrangerAutomation` of a parameter: the list of points is in it.
pub(super) fn inline<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Envelope> {
    let (level, mut envelope) = (xml.level(), Envelope::default());
    while xml.child(level)? {
        if xml.name() == "Events" {
            envelope = points(xml)?;
        }
    }
    Ok(envelope)
}

/// `AutomationEnvelopes` of a track, Live 10 and later: envelopes by the id of what they move.
pub(super) fn of_track<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Vec<(i64, Envelope)>> {
    let (level, mut envelopes) = (xml.level(), Vec::new());
    while xml.child(level)? {
        let list = xml.level();
        while xml.child(list)? {
            if xml.name() != "AutomationEnvelope" {
                xml.not_known();
                continue;
            }
            xml.count_item()?;
            let (inner, mut target, mut envelope) = (xml.level(), None, Envelope::default());
            while xml.child(inner)? {
                match xml.name() {
                    "EnvelopeTarget" => {
                        let part = xml.level();
                        while xml.child(part)? {
                            if xml.name() == "PointeeId" {
                                target = xml.integer()?;
                            }
                        }
                    }
                    "Automation" => envelope = inline(xml)?,
                    _ => {}
                }
            }
            envelopes.extend(target.map(|target| (target, envelope)));
        }
    }
    Ok(envelopes)
}

/// The points of a list of events.
fn points<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Envelope> {
    let (level, mut envelope) = (xml.level(), Envelope::default());
    let (mut fingerprint, mut latest) = (Fingerprint::default(), f64::NEG_INFINITY);
    while xml.child(level)? {
        if !matches!(xml.name(), "FloatEvent" | "EnumEvent" | "BoolEvent") {
            xml.not_known();
            continue;
        }
        let is_step = xml.name() == "EnumEvent";
        xml.count_item()?;
        envelope.points += 1;
        let (mut time, mut value) = (None, None);
        for attribute in xml.attributes() {
            let (key, text) = attribute?;
            match key {
                "Id" => continue,
                "Time" => time = number(&text),
                "Value" if text == "true" => value = Some(1.0),
                "Value" if text == "false" => value = Some(0.0),
                "Value" => value = number(&text),
                _ => {}
            }
            fingerprint.piece(key.as_bytes());
            fingerprint.piece(text.as_bytes());
        }
        if let (true, Some(time), Some(value)) = (is_step, time, value) {
            envelope.steps.push((time, value));
        }
        // The first one stands far before the beginning and holds until the next.
        if let (Some(time), Some(value)) = (time, value)
            && time <= 0.0
            && time >= latest
        {
            latest = time;
            envelope.at_start = Some(value);
        }
    }
    envelope.fingerprint = fingerprint.0;
    Ok(envelope)
}
