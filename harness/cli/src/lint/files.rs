//! Which files a run looks at: those that are named, and every `.als` in folders that are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::problem::Problem;
use livebridge_sets::lint::media::BACKUP;
use livebridge_sets::lint::report::Unreadable;
use livebridge_text::phrasing::visible;

/// The files in the order of the arguments, those of a folder in the order of their paths, each once; and what is no
/// file. In folders hidden ones are left out, links are not followed, and Backup folders are looked into when asked.
pub(super) fn find(arguments: &[PathBuf], backups: bool) -> (Vec<PathBuf>, Vec<Unreadable>) {
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    for path in arguments {
        let name = named(path);
        let shown = visible(&name);
        let mut refuse = |why: &Problem| wrong.push(Unreadable { path: name.clone(), error: why.worded() });
        match fs::metadata(path) {
            Err(error) => {
                refuse(&Problem::new(format!("failed to read `{shown}`: {error}"), "give a Live Set or a folder"));
            }
            Ok(metadata) if metadata.is_file() => files.push(path.clone()),
            Ok(metadata) if metadata.is_dir() => {
                let (found, unreadable) = walk(path, backups);
                if found.is_empty() && unreadable.is_empty() {
                    refuse(&Problem::new(
                        format!("there is no Live Set in `{shown}`"),
                        "give a folder with `.als` files in it",
                    ));
                }
                files.extend(found);
                wrong.extend(unreadable);
            }
            Ok(_) => refuse(&Problem::new(format!("`{shown}` is no regular file"), "give a Live Set or a folder")),
        }
    }
    let mut known = BTreeSet::new();
    files.retain(|path| known.insert(path.clone()));
    (files, wrong)
}

fn walk(folder: &Path, backups: bool) -> (Vec<PathBuf>, Vec<Unreadable>) {
    let (mut files, mut wrong, mut open) = (Vec::new(), Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries.unwrap_or_else(|error| {
            let path = named(&folder);
            let error = format!("failed to read the folder `{}`: {error}", visible(&path));
            wrong.push(Unreadable { path, error });
            Vec::new()
        });
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            // What a link leads to is elsewhere, or is found there too.
            let Ok(kind) = entry.file_type() else { continue };
            let is_left_out = name.as_encoded_bytes().starts_with(b".") || (!backups && name == *BACKUP);
            if kind.is_dir() && !is_left_out {
                open.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("als")) {
                files.push(path);
            }
        }
    }
    files.sort();
    wrong.sort_by(|a, b| a.path.cmp(&b.path));
    (files, wrong)
}

/// A path as reports have it: `/` between folders on every system.
pub(super) fn named(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}
