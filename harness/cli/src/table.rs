//! Tables for people: columns as wide as what stands in them.

use std::fmt::Write as _;

use livebridge_text::phrasing::visible;

/// The rows in columns set apart by two spaces, the first row being the headings; each on one line, whatever is in it.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let visible = |row: &Vec<String>| row.iter().map(|cell| visible(cell)).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(visible).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row: &Vec<String>| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    let mut out = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let _ = writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need() {
        let rows = [vec!["name".to_owned(), "n".to_owned()], vec!["Ge\u{7}rät".to_owned(), "12".to_owned()]];
        assert_eq!(table(&rows), "name         n\nGe\\u0007rät  12\n");
    }
}
