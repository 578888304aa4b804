//! `livebridge picture` and the pictures of a difference: what is written where, and those of the documentation.

use std::fs;
use std::path::PathBuf;

use livebridge_port::fixtures;

use crate::support::{livebridge, workspace};

fn sets() -> PathBuf {
    workspace().join("adapters/als/tests/als/sets")
}

#[test]
fn the_command_writes_what_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (set, page, image) = (sets().join("live12.als").display().to_string(), path("a.html"), path("a.svg"));
    livebridge(&["picture", &set, "-o", &page]).expect(0, &["note: ", "W_PLAIN_XML"]);
    livebridge(&["picture", &format!("als:{set}"), "-o", &image]).expect(0, &[]);
    assert!(fs::read_to_string(&page).unwrap().starts_with("<!DOCTYPE html>"));
    let image = fs::read_to_string(&image).unwrap();
    assert_eq!(livebridge(&["picture", &set, "-o", "-"]).stdout, image);
    assert_eq!(
        livebridge(&["picture", &set, "-o", "-", "--format", "html"]).stdout,
        fs::read_to_string(&page).unwrap()
    );
    livebridge(&["picture", &set, "-o", &path("a.png")]).expect(2, &["neither in `.svg` nor in `.html`", "hint: "]);
    livebridge(&["picture", &set, "-o", &path("no/a.svg")]).expect(2, &["/no/a.svg: cannot be written: ", "hint: "]);
    livebridge(&["picture", "missing.als", "-o", &page]).expect(2, &["there is no file `missing.als`", "hint: "]);
    let later = sets().join("live12-later.als").display().to_string();
    let ran = livebridge(&["diff", &set, &later, "--html", &page, "--svg", &path("d.svg")]);
    assert!(ran.code == Some(1) && ran.stdout.starts_with("Set: 2 tracks changed"), "{ran}");
    assert!(fs::read_to_string(&page).unwrap().contains("What changed"));
    let diff = |arguments: &[&str]| livebridge(&[&["diff", &set, &later], arguments].concat());
    diff(&["--html", &path("no/d.html")]).expect(2, &["error: --html ", "/no/d.html: cannot be written: "]);
    diff(&["--html", "-"]).expect(2, &["`-` is no file"]);
    diff(&["--html", &path("one"), "--svg", &path("./one")]).expect(2, &["--html and --svg both go to `"]);
    assert!(!folder.path().join("one").exists());
}

#[test]
fn no_picture_goes_over_a_set_or_what_it_is_drawn_from() {
    let folder = tempfile::tempdir().unwrap();
    let (kept, other) = (folder.path().join("kept.svg"), folder.path().join("other.als"));
    let set = fixtures::seeded().to_canonical();
    for file in [&kept, &other] {
        fs::write(file, &set).unwrap();
    }
    let (kept_name, other_name) = (kept.to_str().unwrap(), other.to_str().unwrap());
    for command in [
        &["picture", kept_name, "-o", kept_name][..],
        &["diff", kept_name, "fake", "--svg", kept_name],
        &["diff", "fake", kept_name, "--html", kept_name],
    ] {
        livebridge(command).expect(2, &["cannot be written: it is what is read, and would be lost\nhint: "]);
    }
    livebridge(&["picture", "fake", "--format", "svg", "-o", other_name])
        .expect(2, &["cannot be written: it is a Live Set, which is never written over\nhint: "]);
    assert_eq!([kept, other].map(|file| fs::read_to_string(file).unwrap()), [set.clone(), set]);
}

#[test]
fn the_pictures_of_the_documentation_are_those_that_are_drawn() {
    let docs = workspace().join("docs");
    let page = fs::read_to_string(docs.join("pictures.md")).unwrap();
    let mut examples = 0;
    for command in page.lines().filter_map(|line| line.strip_prefix("$ livebridge ")) {
        let (command, name) = command.rsplit_once(' ').unwrap();
        let drawn = tempfile::NamedTempFile::with_suffix(".svg").unwrap();
        let mut arguments: Vec<String> = command
            .split(' ')
            .map(|part| match part.strip_suffix(".als") {
                Some(_) => sets().join(part).display().to_string(),
                None => part.to_owned(),
            })
            .collect();
        arguments.push(drawn.path().display().to_string());
        let ran = livebridge(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(ran.code == Some(0) || ran.code == Some(1), "{ran}");
        let drawn = fs::read_to_string(drawn.path()).unwrap();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(docs.join(name), &drawn).unwrap();
        }
        assert!(fs::read_to_string(docs.join(name)).unwrap() == drawn, "docs/{name} is not what `{command}` draws");
        examples += 1;
    }
    assert_eq!(examples, 2);
}
