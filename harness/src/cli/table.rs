//! Tables for people: columns as wide as what stands in them.

use std::fmt::Write as _;

/// The rows in columns set apart by two spaces, the first row being the headings. What would move the cursor of a
/// terminal is shown as a space.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row: &Vec<String>| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let cell: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            format!("{cell:width$}")
        });
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
        assert_eq!(table(&rows), "name    n\nGe rät  12\n");
    }
}
