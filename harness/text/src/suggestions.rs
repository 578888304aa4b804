//! What somebody may have meant: the known name that is nearest to an unknown one.

/// The name among `known` that `text` comes nearest to, when one comes near: it holds the text or is held by it, or
/// most of its letters are the same.
pub fn near<'a>(text: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Option<&'a str> {
    /// From which similarity on, of 1, a name is worth a mention.
    const ALIKE: f64 = 0.8;
    let lower = text.to_lowercase();
    let holds = |name: &&str| {
        let name = name.to_lowercase();
        lower.len() > 2 && (name.contains(&lower) || lower.contains(&name))
    };
    let alike = |name: &str| strsim::jaro_winkler(&lower, &name.to_lowercase());
    known.clone().into_iter().find(holds).or_else(|| {
        let nearest = known.into_iter().map(|name| (alike(name), name)).max_by(|(a, _), (b, _)| a.total_cmp(b));
        nearest.filter(|(similarity, _)| *similarity >= ALIKE).map(|(_, name)| name)
    })
}

/// The same as the end of a sentence: ", but there is `NAME`", or nothing.
pub fn but_there_is<'a>(text: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    near(text, known).map_or_else(String::new, |name| format!(", but there is `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["notes", "clips", "transactions", "undo"];
        assert_eq!(near("note", known), Some("notes"));
        assert_eq!(near("transactons", known), Some("transactions"));
        assert_eq!(near("UNDO/", known), Some("undo"));
        assert_eq!(near("tempo", known), None);
        assert_eq!(near("", known), None);
        assert_eq!(but_there_is("clip", known), ", but there is `clips`");
        assert_eq!(but_there_is("x", known), "");
    }
}
