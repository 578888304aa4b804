//! The patch-cable codec of our Max device, a second time and in another language: what JavaScript sends is what this
//! reads, and the other way round. The vectors of `golden/vectors/cable` hold both.

use std::fmt::Write as _;

/// Where the chunks end.
pub const TERMINATOR: &str = "$$___LIVEBRIDGE_END___$$";
/// Where they end in the scheme that Producer Pal uses.
pub const OTHER_TERMINATOR: &str = "$$___MAX_ERRORS___$$";
/// The longest chunk, in UTF-16 units.
pub const CHUNK: usize = 30_000;
/// The most chunks of a text.
pub const MOST_CHUNKS: usize = 2400;

/// FNV-1a over UTF-16 units, without its highest bit.
fn sum(text: &str) -> u32 {
    let hash =
        text.encode_utf16().fold(0x811c_9dc5_u32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193));
    hash >> 1
}

/// The chunks of a text: no character is cut in two.
fn chunks(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut units) = (Vec::new(), String::new(), 0);
    for character in text.chars() {
        if units + character.len_utf16() > CHUNK {
            parts.push(std::mem::take(&mut part));
            units = 0;
        }
        part.push(character);
        units += character.len_utf16();
    }
    if !part.is_empty() || parts.is_empty() {
        parts.push(part);
    }
    parts
}

/// The symbols of a message behind its name and id; nothing when the text is too long for the cable.
pub fn encode(text: &str, warnings: &[&str]) -> Option<Vec<String>> {
    let chunks = chunks(text);
    if chunks.len() > MOST_CHUNKS {
        return None;
    }
    let mut message = Vec::with_capacity(chunks.len() + 2);
    message.push(format!("{}:{}:{}", chunks.len(), text.encode_utf16().count(), sum(text)));
    message.extend(chunks.iter().map(|chunk| format!("'{chunk}")));
    message.push(TERMINATOR.to_owned());
    message.extend(warnings.iter().map(|warning| format!("'{warning}")));
    Some(message)
}

/// The text of a message and its warnings, or what is wrong with it.
///
/// # Errors
///
/// In words: what is missing, too much or changed.
pub fn decode(symbols: &[String]) -> Result<(String, Vec<String>), String> {
    let Some(end) = symbols.iter().position(|symbol| symbol == TERMINATOR) else {
        let other = symbols.iter().position(|symbol| symbol == OTHER_TERMINATOR);
        let other = other.ok_or("the end of the message is missing")?;
        return Ok((symbols[..other].concat(), symbols[other + 1..].to_vec()));
    };
    let mut header = symbols.first().filter(|_| end > 0).map(|first| first.split(':')).ok_or("no beginning")?;
    let mut number = || header.next().and_then(|part| part.parse::<usize>().ok()).ok_or("the beginning is missing");
    let (count, units, wanted) = (number()?, number()?, number()?);
    if end - 1 != count {
        return Err(format!("{} chunks arrived of {count}", end - 1));
    }
    let unquoted =
        |symbol: &String| symbol.strip_prefix('\'').map(str::to_owned).ok_or("a symbol has lost its beginning");
    let text = symbols[1..end].iter().map(unquoted).collect::<Result<String, _>>()?;
    let arrived = text.encode_utf16().count();
    if arrived != units {
        return Err(format!("{arrived} characters arrived of {units}"));
    }
    if usize::try_from(sum(&text)) != Ok(wanted) {
        let mut told = String::from("the message arrived changed");
        let _ = write!(told, ": its sum is {}, not {wanted}", sum(&text));
        return Err(told);
    }
    let warnings = symbols[end + 1..].iter().map(unquoted).collect::<Result<_, _>>()?;
    Ok((text, warnings))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::Dice;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../golden/vectors/cable/cable.json")).unwrap()
    }

    fn texts(value: &Value) -> Vec<String> {
        let text = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
        value.as_array().into_iter().flatten().map(text).collect()
    }

    #[test]
    fn encoding_is_what_the_vectors_say() {
        for case in vectors()["encode"].as_array().unwrap() {
            let piece =
                |piece: &Value| piece[0].as_str().unwrap().repeat(usize::try_from(piece[1].as_u64().unwrap()).unwrap());
            let text: String = case["pieces"].as_array().unwrap().iter().map(piece).collect();
            let warnings = texts(&case["warnings"]);
            let warnings: Vec<&str> = warnings.iter().map(String::as_str).collect();
            let message = encode(&text, &warnings).unwrap();
            assert_eq!(case["header"], message[0], "{}", case["name"]);
            let lengths: Vec<usize> = message[1..].iter().map(|symbol| symbol.encode_utf16().count()).collect();
            assert_eq!(case["symbols"], serde_json::json!(lengths), "{}", case["name"]);
            assert_eq!(decode(&message).unwrap(), (text, warnings.iter().map(|one| (*one).to_owned()).collect()));
        }
    }

    #[test]
    fn decoding_is_what_the_vectors_say() {
        for case in vectors()["decode"].as_array().unwrap() {
            match decode(&texts(&case["atoms"])) {
                Ok((text, warnings)) => {
                    assert_eq!((&case["text"], warnings), (&Value::from(text), texts(&case["warnings"])), "{case}");
                }
                Err(error) => assert_eq!(case["error"], true, "{case}: {error}"),
            }
        }
    }

    /// Whatever is lost, doubled, exchanged or cut: the text that arrives is the one that was sent, or none.
    #[test]
    fn no_damage_passes_for_another_text() {
        let mut dice = Dice::new(19);
        let text: String = (0..90_000_u32).map(|at| char::from_u32(0x20 + at * 7 % 5000).unwrap_or('x')).collect();
        let message = encode(&text, &[]).unwrap();
        for _ in 0..300 {
            let mut damaged = message.clone();
            for _ in 0..=dice.below(2) {
                let (at, other) = (dice.below(damaged.len()), dice.below(damaged.len()));
                match dice.below(4) {
                    0 => drop(damaged.remove(at)),
                    1 => damaged.insert(at, damaged[other].clone()),
                    2 => damaged.swap(at, other),
                    _ => damaged[at] = damaged[at].chars().take(20_000).collect(),
                }
                if damaged.is_empty() {
                    break;
                }
            }
            if let Ok((arrived, _)) = decode(&damaged) {
                assert_eq!(arrived, text);
            }
        }
    }
}
