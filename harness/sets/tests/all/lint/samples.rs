//! Samples where they should not be, and what is not touched whatever a Set says.

use std::fs;

use livebridge_sets::lint::config::Config;
use livebridge_testkit::Project;

use super::linted::Linted;

/// The rule and message of each finding about samples.
fn told(project: &Project) -> Vec<(&'static str, String)> {
    let findings = project.lint(&Config::default()).into_iter();
    let about = findings.filter(|finding| finding.rule.id.contains("sample") || finding.rule.id.contains("audio"));
    about.map(|finding| (finding.rule.id, finding.message)).collect()
}

fn with_path(kind: i64, relative: &str) -> Project {
    let mut project = Project::clean();
    let new = format!(r#"Type Value="{kind}" /><RelativePath Value="{relative}""#);
    project.cut(r#"Type Value="3""#, r#"verse.wav""#).edit("<RelativePath />", &format!("<RelativePath{new} />"));
    project
}

#[test]
fn a_changed_sample_is_told_by_size_or_by_crc() {
    let mut project = Project::clean();
    project.file("Samples/Recorded/verse.wav", b"1234567890");
    assert_eq!(
        told(&project),
        [(
            "changed-sample",
            "track \"Vox\" plays \"Samples/Recorded/verse.wav\" in clip \"Verse\" (beat 8), of 10 bytes, but was saved with one of 9"
                .to_owned()
        )]
    );
    project.file("Samples/Recorded/verse.wav", b"123456780");
    let (rule, message) = told(&project).remove(0);
    assert_eq!(rule, "changed-sample");
    assert!(message.contains("but was saved with one of CRC 65256"), "{message}");
}

#[test]
fn the_crc_is_about_the_first_bytes_only() {
    let long = |last: u8| [&[7; 16_384][..], &[last; 16]].concat();
    let mut project = Project::clean();
    project.file("Samples/Recorded/verse.wav", &long(1));
    project.edit(r#"OriginalFileSize Value="9""#, r#"OriginalFileSize Value="16400""#);
    let (_, message) = told(&project).remove(0);
    let crc = message.split("of CRC ").nth(1).unwrap().split(',').next().unwrap().to_owned();
    project.edit("65256", &crc);
    assert_eq!(told(&project), []);
    project.file("Samples/Recorded/verse.wav", &long(2));
    assert_eq!(told(&project), []);
    // Without a size Live noted no CRC either.
    project.edit(r#"OriginalFileSize Value="16400""#, r#"OriginalFileSize Value="0""#).edit(&crc, "0");
    assert_eq!(told(&project), []);
}

#[test]
fn nothing_outside_is_touched() {
    // Each of these is there on most systems; none of them may be looked at, and so none has a size to compare.
    for hostile in
        ["../../../../../../../../etc/hostname", "/etc/hostname", "Samples/../../../../../../../../../etc/hostname"]
    {
        let project = with_path(3, hostile);
        let (rule, message) = told(&project).remove(0);
        assert_eq!(rule, "missing-sample");
        assert!(message.ends_with("which leads out of the Project: nobody looked there"), "{message}");
    }
    let (rule, message) = told(&with_path(1, "../../../../../../../../etc/hostname")).remove(0);
    assert_eq!(rule, "audio-outside-project");
    assert!(message.ends_with("from beside the Project, and it is not there"), "{message}");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_no_samples() {
    let clean = Project::clean();
    let sample = clean.write().with_file_name("Samples/Recorded/verse.wav");
    let secret = clean.folder.path("secret.wav");
    fs::write(&secret, b"123456789").unwrap();
    let mut project = clean;
    project.without_files();
    let with = |make: &dyn Fn()| {
        fs::remove_file(&sample).unwrap();
        make();
        told(&project).remove(0).1
    };
    let message = with(&|| std::os::unix::fs::symlink(&secret, &sample).unwrap());
    assert!(message.ends_with("nobody looked there"), "{message}");
    // To open one is to wait for somebody who writes.
    let message = with(&|| assert!(std::process::Command::new("mkfifo").arg(&sample).status().unwrap().success()));
    assert!(message.ends_with("which cannot be read: no regular file"), "{message}");
    let message = with(&|| std::os::unix::fs::symlink("/dev/zero", &sample).unwrap());
    assert!(message.ends_with("nobody looked there"), "{message}");
}

#[test]
fn beside_the_project_but_in_the_repository_is_looked_at() {
    let project = with_path(1, "../shared/verse.wav");
    let root = project.folder.root();
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::create_dir_all(root.join("shared")).unwrap();
    fs::write(root.join("shared/verse.wav"), b"12345678").unwrap();
    let rules: Vec<_> = told(&project).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, ["changed-sample", "audio-outside-project"]);
    // Without the repository it is not even looked at.
    fs::remove_dir(root.join(".git")).unwrap();
    let rules: Vec<_> = told(&project).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(rules, ["audio-outside-project"]);
}

#[test]
fn a_backup_has_the_project_of_its_set() {
    let project = Project::clean();
    let path = project.write();
    let backup = path.with_file_name("Backup");
    fs::create_dir(&backup).unwrap();
    let copy = backup.join("song [2026-01-01 120000].als");
    fs::copy(&path, &copy).unwrap();
    for info in [true, false] {
        if !info {
            fs::remove_dir(path.with_file_name("Ableton Project Info")).unwrap();
        }
        let media = livebridge_sets::lint::media::Media::of(&copy).unwrap();
        let findings = livebridge_sets::lint::lint(&project.import(), "b.als", Some(&media), &Config::default());
        assert!(findings.is_empty(), "{}", super::messages(&findings));
    }
}

#[test]
fn libraries_are_not_the_projects_to_keep() {
    for kind in [2, 5, 6, 7] {
        assert_eq!(told(&with_path(kind, "Drums/kick.wav")), [], "{kind}");
    }
}
