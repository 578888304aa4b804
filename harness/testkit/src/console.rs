//! Pages of the documentation that show what `livebridge` says: every example is run, and every line compared.

use std::fs;

use crate::{Binary, run, workspace};

impl Binary {
    /// Runs the examples of a page in a folder, both named from the root of the workspace, and gives how many there are. An
    /// example is a block of `console` that begins with `$ livebridge`; its exit code is not shown. `UPDATE_GOLDEN` writes
    /// what is said into the page. `CI` is set, so that nothing else is written.
    pub fn shows(self, page: &str, folder: &str) -> usize {
        let root = workspace();
        let mut text = fs::read_to_string(root.join(page)).unwrap();
        let mut examples = 0;
        for block in text.clone().split("```console\n").skip(1) {
            let block = block.split("```").next().unwrap();
            let Some((command, shown)) = block.strip_prefix("$ livebridge ").and_then(|rest| rest.split_once('\n'))
            else {
                continue;
            };
            let mut process = self.command();
            let ran = run(process.current_dir(root.join(folder)).env("CI", "true").args(words(command)));
            let said = format!("{}{}", ran.stderr, ran.stdout);
            examples += 1;
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                text = text
                    .replace(&format!("$ livebridge {command}\n{shown}"), &format!("$ livebridge {command}\n{said}"));
            } else {
                assert_eq!(said, shown, "`{command}` says something else than {page}");
            }
        }
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(root.join(page), text).unwrap();
        }
        examples
    }
}

/// The words of a command line; single quotes keep what is between them in one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (i, part) in line.split('\'').enumerate() {
        for (j, piece) in if i % 2 == 1 { vec![part] } else { part.split(' ').collect() }.into_iter().enumerate() {
            if j > 0 {
                words.push(String::new());
            }
            words.last_mut().unwrap().push_str(piece);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
