//! Texts as other systems leave them: with a mark at the beginning, in UTF-16, with two characters at the end of a line.

/// The text in these bytes: UTF-8, or UTF-16 where its mark stands at the beginning. The mark is left out.
///
/// # Errors
///
/// What is wrong with them, in words that read after the name of a file.
pub fn decode(bytes: Vec<u8>) -> Result<String, &'static str> {
    match &bytes[..] {
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            String::from_utf8(rest.to_vec()).map_err(|_| "it begins as UTF-8, and is no UTF-8 further on")
        }
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).map_err(|_| "it is no UTF-8"),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, &'static str> {
    let (units, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().map(|bytes| unit(*bytes))).collect::<Result<String, _>>();
    match (text, rest) {
        (Ok(text), []) => Ok(text),
        _ => Err("it begins as UTF-16, and is no UTF-16 further on"),
    }
}

/// The text with `\n` at the end of each line.
pub fn with_unix_lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_text() {
        let text = "{ \"Gerät\": \"𝄞\" }";
        let units = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let little = [&[0xff, 0xfe], &units(u16::to_le_bytes)[..]].concat();
        let big = [&[0xfe, 0xff], &units(u16::to_be_bytes)[..]].concat();
        for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), little.clone(), big] {
            assert_eq!(decode(bytes).unwrap(), text);
        }
        assert!(decode(little[..little.len() - 1].to_vec()).unwrap_err().contains("UTF-16"));
        assert!(decode(vec![0xef, 0xbb, 0xbf, 0xff]).unwrap_err().contains("UTF-8"));
        assert_eq!(with_unix_lines("a\r\nb\rc\n".to_owned()), "a\nb\rc\n");
    }
}
