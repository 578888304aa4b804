//! `livebridge.toml`: the same options as the flags, with file, line and name in every error.

use super::{directory, file};
use crate::support::{MINIMAL, Ran, livebridge, livebridge_with, python_is_here};

/// Verifies with a configuration file of this text.
fn configured(name: &str, text: &str, flags: &[&str]) -> Ran {
    let path = file(&format!("config-{name}"), "my.toml", text);
    livebridge(&[&["verify", "--config", &path], flags].concat())
}

#[test]
fn it_is_found_in_the_working_directory_and_flags_win() {
    let here = directory("config-here");
    let text = "[verify]\ntarget = \"fake+pitch-truncated\"\narea = [\"notes\", \"ids\"]\nseed = 3\n";
    std::fs::write(here.join("livebridge.toml"), text).unwrap();
    let run = |flags: &[&str]| livebridge_with(&[&["verify"], flags].concat(), |command| command.current_dir(&here));
    run(&[]).expect(
        1,
        &["reproduce livebridge verify --seed 3 --check notes/", "NONCONFORMANT (fake+pitch-truncated, seed 3,"],
    );
    run(&["fake"]).expect(0, &["CONFORMANT (fake, seed 3,"]);
    run(&["--seed", "5", "--area", "ids"]).expect(0, &["CONFORMANT (fake+pitch-truncated, seed 5,"]);
    // It is the file of `verify` alone.
    let listed = livebridge_with(&["list", "areas"], |command| command.current_dir(&here));
    assert_eq!(listed.code, Some(0), "{listed}");
}

#[test]
fn a_command_can_stand_in_it() {
    if !python_is_here() {
        return;
    }
    let text = format!("[verify]\ncommand = [\"python3\", {MINIMAL:?}]\narea = \"ids\"\n");
    configured("command", &text, &[]).expect(0, &["minimal.py", "over the wire"]);
    configured("no-command", &text, &["fake"]).expect(0, &["in process"]);
}

#[test]
fn switches_and_numbers() {
    let text = "[verify]\nfail-fast = true\ntimeout = 2.5\njobs = 2\nlist = 3\n";
    configured("list", text, &[]).expect(2, &["my.toml:5: there is no option `list`"]);
    let text = text.replace("list = 3\n", "target = \"fake+pitch-truncated\"\n");
    configured("switches", &text, &[]).expect(1, &[" --timeout 2.5 ", "ended with the first failure"]);
    let text = text.replace("true", "false");
    let ran = configured("switch-off", &text, &["--area", "notes"]);
    ran.expect(1, &[]);
    assert!(!ran.stderr.contains("ended with the first failure"), "{ran}");
}

#[test]
fn every_error_has_file_line_and_name() {
    for (test, text, said) in [
        ("key", "[verify]\n\nsede = 3\n", "my.toml:3: there is no option `sede`, but there is `seed`\n"),
        ("table", "[verfy]\nseed = 1\n", "my.toml:1: there is no table [verfy], but there is `verify`\n"),
        ("value", "[verify]\ntimeout = \"soon\"\n", "my.toml:2: timeout: invalid value 'soon' for"),
        ("name", "[verify]\narea = [\"ids\", \"notez\"]\n", "my.toml:2: area: invalid value 'notez' for"),
        ("near", "[verify]\narea = [\"ids\", \"notez\"]\n", "but there is `notes`"),
        ("syntax", "[verify]\nseed = = 1\n", "my.toml:2: "),
        ("twice", "[verify]\nseed = 1\nseed = 2\n", "my.toml:3: duplicate key"),
        ("switch", "[verify]\nfail-fast = \"yes\"\n", "my.toml:2: fail-fast: it is true or false\n"),
        ("date", "[verify]\nseed = 1979-05-27\n", "my.toml:2: seed: it is a text or a number\n"),
        ("list", "[verify]\nseed = [1, 2]\n", "my.toml:2: seed: it is a text or a number\n"),
        ("target", "[verify]\ntarget = [\"fake\"]\n", "my.toml:2: target: it is a text or a number\n"),
        ("command", "[verify]\ncommand = \"python3 bridge.py\"\n", "my.toml:2: command: it is a list of texts"),
        ("both", "[verify]\ncommand = [\"x\"]\ntarget = \"fake\"\n", "target and command are both given"),
        ("itself", "[verify]\nconfig = \"other.toml\"\n", "my.toml:2: there is no option `config`"),
        ("flat", "verify = true\n", "my.toml:1: verify is a table: write [verify]\n"),
    ] {
        configured(&format!("error-{test}"), text, &[]).expect(2, &[said]);
    }
    livebridge(&["verify", "--config", "no-such.toml"]).expect(2, &["error: failed to read `no-such.toml`: "]);
    let long = format!("# {}\n", "x".repeat(1 << 20));
    configured("long", &long, &[]).expect(2, &["my.toml`: it has more than 1048576 bytes\n"]);
}
