//! The command `lint`: what is looked at, forms of output, exit codes, configurations and their mistakes, the documentation.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use livebridge_sets::lint::config::Config;
use livebridge_sets::lint::rules;
use livebridge_testkit::Project;
use serde_json::Value;

use crate::support::{LIVEBRIDGE, Ran, livebridge, workspace};

/// Runs the linter on a path.
fn run(path: &Path, arguments: &[&str]) -> Ran {
    let path = path.to_str().unwrap();
    livebridge(&[&["lint", path][..], arguments].concat())
}

/// What is said of a Project, without the folder in which it happens to lie.
fn text(ran: &Ran, project: &Project) -> String {
    let folder = project.folder.root().to_str().unwrap();
    format!("{}{}", ran.stderr, ran.stdout).replace(folder, "[folder]")
}

fn armed() -> Project {
    let mut project = Project::clean();
    project.edit(r#"IsArmed Value="false""#, r#"IsArmed Value="true""#);
    project.edit_last(r#"SoloSink Value="false""#, r#"SoloSink Value="true""#);
    project.write();
    project
}

#[test]
fn the_documentation_shows_what_is_said() {
    assert_eq!(LIVEBRIDGE.shows("docs/lint.md", "adapters/als/tests/als/sets"), 5);
}

#[test]
fn the_documentation_has_every_rule() {
    let page = workspace().join("docs/lint.md");
    let mut text = fs::read_to_string(&page).unwrap();
    let mut table = "| rule | default | why | what to do |\n|---|---|---|---|\n".to_owned();
    for rule in rules::all() {
        let fix = rule.fix.replace('|', "\\|");
        writeln!(table, "| `{}` | {} | {} | {fix} |", rule.id, rule.severity, rule.why).unwrap();
    }
    let mut options = "| rule | option | takes | what |\n|---|---|---|---|\n".to_owned();
    for rule in rules::all() {
        for option in rule.options {
            writeln!(options, "| `{}` | `{}` | {} | {} |", rule.id, option.name, option.kind.as_str(), option.what)
                .unwrap();
        }
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        for (name, new) in [("rules", &table), ("options", &options)] {
            let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
            let at = text.find(&start).unwrap() + start.len();
            let to = text.find(&end).unwrap();
            text.replace_range(at..to, new);
        }
        fs::write(&page, &text).unwrap();
    }
    assert!(text.contains(&table) && text.contains(&options), "run this test with UPDATE_GOLDEN=1");
    let example = text.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    Config::parse(example, "the example").unwrap();
}

#[test]
fn exit_codes_say_clean_error_unreadable() {
    let project = Project::clean();
    let path = project.write();
    assert_eq!(run(&path, &[]).code, Some(0));
    let project = armed();
    let path = project.folder.root().to_owned();
    assert_eq!(run(&path, &[]).code, Some(1));
    let config = project.folder.path("lint.toml");
    fs::write(&config, "[rules]\nsolo-left-on = \"info\"").unwrap();
    let with = |arguments: &[&str]| run(&path, &[&["--config", config.to_str().unwrap()][..], arguments].concat()).code;
    assert_eq!(with(&[]), Some(0));
    assert_eq!(with(&["--deny", "warnings"]), Some(1));
    assert_eq!(with(&["--level", "error", "--deny", "warnings"]), Some(0));
    fs::write(project.folder.path("Song Project/torn.als"), b"\x1f\x8b").unwrap();
    // What can be read is told all the same.
    let ran = run(&path, &[]);
    ran.expect(2, &["torn.als`: E_GZIP_TRUNCATED", "hint: ", "1 file could not be read\n2 findings in 1 file"]);
    assert!(ran.stdout.contains("song.als: error: return track \"A-Delay\" is soloed [solo-left-on]\n"), "{ran}");
    run(&path.join("nothing"), &[]).expect(2, &["failed to read", "hint: give a Live Set or a folder"]);
    run(&path.join("Song Project/Samples"), &[]).expect(2, &["there is no Live Set in", "hint: "]);
    livebridge(&["lint"]).expect(2, &["required"]);
    livebridge(&["lint", "--explain", "armd-track"]).expect(2, &["but there is `armed-track`", "hint: "]);
}

#[cfg(unix)]
#[test]
fn devices_are_no_sets() {
    livebridge(&["lint", "/dev/zero"]).expect(2, &["`/dev/zero` is no regular file", "hint: "]);
}

#[test]
fn folders_are_walked_in_order_and_backups_left_out() {
    let project = armed();
    let folder = project.folder.path("Song Project");
    let song = folder.join("song.als");
    for copy in ["Backup/a.als", "b.ALS", ".hidden/c.als", "Sub/d.als", "Sub/notes.txt"] {
        fs::create_dir_all(folder.join(copy).parent().unwrap()).unwrap();
        fs::copy(&song, folder.join(copy)).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(&folder, folder.join("loop")).unwrap();
    let seen = |arguments: &[&str]| {
        let ran = run(&folder, &[arguments, &["--level", "error"]].concat());
        let lines = ran.stdout.lines().filter(|line| line.contains("[solo-left-on]"));
        let name = |line: &str| {
            line.strip_prefix(&format!("{}/", folder.display())).unwrap().split(": ").next().unwrap().to_owned()
        };
        lines.map(name).collect::<Vec<_>>()
    };
    assert_eq!(seen(&[]), ["Sub/d.als", "b.ALS", "song.als"]);
    assert_eq!(seen(&["--backups"]), ["Backup/a.als", "Sub/d.als", "b.ALS", "song.als"]);
    assert_eq!(seen(&[song.to_str().unwrap()]).len(), 3, "each once");
}

#[test]
fn a_configuration_is_found_up_to_the_repository() {
    let project = armed();
    let root = project.folder.root();
    let config = root.join("livebridge-lint.toml");
    fs::write(&config, "[[allow]]\nrule = \"solo-left-on\"\nfile = \"Song Project/*\"\n").unwrap();
    let code = || run(&root.join("Song Project/song.als"), &[]).code;
    // Without a repository nothing but what lies beside the file counts.
    assert_eq!(code(), Some(1));
    fs::create_dir(root.join(".git")).unwrap();
    assert_eq!(code(), Some(0));
    let beside = root.join("Song Project/livebridge-lint.toml");
    fs::write(&beside, "").unwrap();
    assert_eq!(code(), Some(1));
    fs::write(&beside, "[rules]\nsolo-left = \"off\"\narmed-track = \"of\"").unwrap();
    insta::assert_snapshot!("config_errors", text(&run(&root.join("Song Project"), &[]), &project));
    assert_eq!(code(), Some(2));
}

#[test]
fn forms_of_output() {
    let project = armed();
    let path = project.folder.path("Song Project");
    fs::write(path.join("torn (1).als"), b"").unwrap();
    let form = |form| run(&path, &["--format", form]);
    insta::assert_snapshot!("text", text(&form("text"), &project));
    insta::assert_snapshot!("json", text(&form("json"), &project));
    insta::assert_snapshot!("junit", text(&form("junit"), &project));
    // The rules are in it too, so that only what differs from run to run is kept here.
    let mut log: Value = serde_json::from_str(&form("sarif").stdout).unwrap();
    let driver = &mut log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["rules"].as_array().unwrap().len(), rules::all().count());
    assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
    driver["rules"].as_array_mut().unwrap().retain(|rule| rule["id"] == "armed-track");
    for result in log["runs"][0]["results"].as_array_mut().unwrap() {
        // It knows the path, which is another one in each run of this test.
        let hash = result["partialFingerprints"]["primaryLocationLineHash"].take();
        assert!(hash.as_str().unwrap().ends_with(":1"), "{hash}");
    }
    let folder = project.folder.root().to_str().unwrap();
    let log = serde_json::to_string_pretty(&log)
        .unwrap()
        .replace(folder, "[folder]")
        .replace(env!("CARGO_PKG_VERSION"), "[version]");
    insta::assert_snapshot!("sarif", log);
}

#[test]
fn a_form_goes_to_a_file_and_lines_to_stdout() {
    let project = armed();
    let (path, out) = (project.folder.path("Song Project"), project.folder.path("out.json"));
    let ran = run(&path, &["--format", "json", "--output", out.to_str().unwrap()]);
    assert_eq!(ran.stdout, run(&path, &[]).stdout);
    assert_eq!(fs::read_to_string(&out).unwrap(), run(&path, &["--format", "json"]).stdout);
    let nowhere = run(&path, &["--output", "/no/such/folder/x"]);
    nowhere.expect(2, &["error: --output /no/such/folder/x: cannot be written: ", "hint: nothing was run"]);
    run(&path, &["--output", "-"]).expect(2, &["`-` is no file"]);
    // A snapshot that is read is not the place of what is found in it.
    let kept = project.folder.path("kept.json");
    fs::write(&kept, livebridge_port::fixtures::seeded().to_canonical()).unwrap();
    run(&kept, &["--output", kept.to_str().unwrap()]).expect(2, &["it is what is read, and would be lost"]);
}

#[test]
fn rules_are_listed_and_explained() {
    let ran = livebridge(&["lint", "--list-rules"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (Some(0), rules::all().count()));
    for rule in rules::all() {
        let ran = livebridge(&["lint", "--explain", rule.id]);
        assert!(ran.code == Some(0) && ran.stdout.contains(rule.why) && ran.stdout.contains(rule.fix), "{ran}");
        assert!(rule.options.iter().all(|option| ran.stdout.contains(&format!("option  {} (", option.name))), "{ran}");
    }
}
