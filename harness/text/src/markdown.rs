//! Text of others in Markdown: in code, where nothing in it is markup.

use crate::phrasing::plain;

/// A code span in one line that no text can end.
pub fn code(text: &str) -> String {
    let text = plain(&text.replace('\n', " "));
    let fence = "`".repeat(longest_run(&text) + 1);
    // A backtick at an end would join the fence; the blanks are not shown.
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// A code span in a cell of a table, where a bar would end the cell.
pub fn cell(text: &str) -> String {
    if text.is_empty() { String::new() } else { code(text).replace('|', r"\|") }
}

/// A fence that no line of the text is.
pub fn fence(text: &str) -> String {
    "`".repeat((longest_run(text) + 1).max(3))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// Text within HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(code("fake"), "`fake`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("two\nlines"), "`two lines`");
        assert_eq!([cell("1|2 `x`"), cell("")], [r"`` 1\|2 `x` ``", ""]);
        assert_eq!((fence("x"), fence("a ``` b")), ("```".to_owned(), "````".to_owned()));
        assert_eq!(escaped("<b>&"), "&lt;b&gt;&amp;");
    }
}
