//! Pages under docs/ whose examples are run: each shows, word for word, what the command says.

use std::fs;
use std::path::Path;

use super::support::livebridge;

/// Runs every example `$ livebridge ...` of a page in the folder of our small Sets and compares what is said, on stderr
/// and then on stdout. With `UPDATE_GOLDEN` set, what is said goes into the page. Gives how many there were.
pub(crate) fn run_examples(page: &str) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::env::set_current_dir(root.join("adapters/tests/als/sets")).unwrap();
    let file = root.join("docs").join(page);
    let mut text = fs::read_to_string(&file).unwrap();
    let mut examples = 0;
    for block in text.clone().split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let Some((command, shown)) = block.strip_prefix("$ livebridge ").and_then(|rest| rest.split_once('\n')) else {
            continue;
        };
        let ran = livebridge(&command.split(' ').collect::<Vec<_>>());
        let said = format!("{}{}", ran.stderr, ran.stdout);
        examples += 1;
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let shown = format!("$ livebridge {command}\n{shown}");
            text = text.replace(&shown, &format!("$ livebridge {command}\n{said}"));
        } else {
            assert_eq!(said, shown, "`{command}` says something else than docs/{page}");
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, text).unwrap();
    }
    examples
}
