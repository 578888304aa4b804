//! Maps and the lab from the command line, on a bridge of a page: `tests/maps/bridge.py`, with the map that was written of
//! it from `docs/maps.md`. And what a run does to a Set that somebody may have.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use livebridge_testkit::{Folder, Ran, finish};

use crate::support::{BINARY, LIVEBRIDGE, python_is_here, workspace};

/// The bridge, which keeps its Set as long as it runs, and a folder with its map.
struct Bridge {
    child: Child,
    folder: Folder,
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Bridge {
    /// Starts it with tracks of these names; at the request with the number `drop_at` it closes the connection.
    fn start(framing: &str, drop_at: usize, tracks: &[&str]) -> Self {
        let mut command = Command::new("python3");
        command.arg(fixture("bridge.py")).arg(framing).arg(drop_at.to_string()).args(tracks);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let folder = Folder::new();
        let map = std::fs::read_to_string(fixture("bridge.toml")).unwrap();
        folder.write("mine.toml", map.replace("PORT", port.trim()).replace("FRAMING", framing));
        Self { child, folder }
    }

    /// Runs `livebridge` in its folder, where a run notes what it has made.
    fn run(&self, arguments: &[&str]) -> Ran {
        LIVEBRIDGE.run_with(arguments, |command| command.current_dir(self.folder.root()))
    }

    /// Verifies it by a check that makes and changes tracks.
    fn verify(&self, more: &[&str]) -> Ran {
        self.run(
            &[
                &["verify", "map:mine.toml", "--no-exploration", "--check", "mutations/answer-is-fresh/createTrack"],
                more,
            ]
            .concat(),
        )
    }

    /// The titles of its tracks, through the map.
    fn tracks(&self) -> Vec<String> {
        let ran = self.run(&["map", "try", "mine.toml", "listTracks"]);
        said(&ran, 0, &["the port: "]);
        let listed = ran.stdout.lines().find_map(|line| line.strip_prefix("the port: ")).unwrap();
        let listed: serde_json::Value = serde_json::from_str(listed).unwrap();
        listed.as_array().unwrap().iter().map(|track| track["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The name of its Set, as a refused run tells it.
    fn name(&self) -> String {
        let ran = self.verify(&[]);
        ran.expect(2, &["there is something in the Set", "--scratch-set"]);
        let told = ran.stderr.split("--scratch-set ").nth(1).unwrap();
        told.split_whitespace().next().unwrap().to_owned()
    }

    fn is_noted(&self) -> bool {
        self.folder.path("livebridge-scratch.json").exists()
    }
}

/// Fails unless the run ended with this code, and said all of these on either stream.
#[track_caller]
fn said(ran: &Ran, code: i32, texts: &[&str]) {
    ran.expect(code, &[]);
    for text in texts {
        assert!(ran.stdout.contains(text) || ran.stderr.contains(text), "`{text}` is missing\n{ran}");
    }
}

fn fixture(name: &str) -> std::path::PathBuf {
    workspace().join("harness/cli/tests/maps").join(name)
}

#[test]
fn a_bridge_of_a_page_is_mapped_from_the_page_in_every_framing() {
    if !python_is_here() {
        return;
    }
    for framing in ["json", "lines", "length"] {
        let bridge = Bridge::start(framing, 0, &[]);
        said(&bridge.run(&["map", "check", "mine.toml"]), 0, &["listTracks                   song"]);
        let made = bridge.run(&["map", "try", "mine.toml", "createTrack", r#"{"kind": "audio"}"#]);
        said(
            &made,
            0,
            &[r#"1 sent      {"cmd":"add","with":{"midi":false,"title":"New"}}"#, r#"1 came      {"ok":{"at":0}}"#],
        );
        assert_eq!(bridge.tracks(), ["New"], "{framing}");
        let gone = bridge.run(&["map", "try", "mine.toml", "listClips", r#"{"trackId": "track:7"}"#]);
        said(&gone, 1, &["refused: STALE_REFERENCE: no track"]);
    }
    // The suite finds nothing in it.
    let bridge = Bridge::start("json", 0, &[]);
    let ran = bridge.run(&["verify", "map:mine.toml", "--no-exploration"]);
    said(&ran, 0, &[" passed, ", "PARTIAL"]);
    assert_eq!((bridge.tracks().len(), bridge.is_noted()), (0, false));
}

#[test]
fn a_set_with_something_in_it_is_left_alone_unless_it_is_named() {
    if !python_is_here() {
        return;
    }
    let bridge = Bridge::start("lines", 0, &["Mine"]);
    // A track without clips, devices and cue points is as good as empty.
    bridge.verify(&[]).expect(0, &["will be changed"]);
    let map = bridge.folder.read("mine.toml");
    bridge.folder.write("mine.toml", map.replace("cuePointCount: 0", "cuePointCount: 1"));
    let name = bridge.name();
    bridge.verify(&["--scratch-set", "7-tracks-00000000"]).expect(2, &["is not `7-tracks-00000000`"]);
    assert_eq!(bridge.tracks(), ["Mine"]);
    bridge.verify(&["--scratch-set", &name]).expect(0, &["will be changed", "its tracks are deleted"]);
    assert_eq!((bridge.tracks(), bridge.is_noted()), (vec!["Mine".to_owned()], false));
    // Without a way to delete it needs another word, and says what it left.
    bridge.folder.write(
        "mine.toml",
        bridge
            .folder
            .read("mine.toml")
            .replace("[operations.deleteTrack]\ncall = \"remove\"\nargs = '{at: .at.track}'\n", ""),
    );
    bridge.verify(&["--scratch-set", &name]).expect(2, &["would stay there", "--leave-behind"]);
    let left = bridge.verify(&["--scratch-set", &name, "--leave-behind"]);
    assert!(left.stderr.contains("Stage Drums"), "{left}");
    assert!(bridge.tracks().len() > 3);
}

/// The connection breaks in the middle: the run makes another one, and takes back what it had made.
#[test]
fn a_lost_connection_leaves_nothing_behind() {
    if !python_is_here() {
        return;
    }
    for drop_at in [8, 14, 20] {
        let bridge = Bridge::start("length", drop_at, &["Mine"]);
        let ran = bridge.verify(&[]);
        assert!(ran.code.is_some_and(|code| code != 0), "{ran}");
        assert_eq!((bridge.tracks(), bridge.is_noted()), (vec!["Mine".to_owned()], false), "{drop_at}: {ran}");
    }
}

/// A process that is killed says nothing: the next one on the same target takes back what it had made.
#[cfg(unix)]
#[test]
fn what_a_killed_run_made_the_next_one_takes_back() {
    if !python_is_here() {
        return;
    }
    for (signal, takes_back) in [("KILL", false), ("INT", true)] {
        let bridge = Bridge::start("json", 0, &["Mine"]);
        let mut command = LIVEBRIDGE.command();
        command.args(["verify", "map:mine.toml", "--no-exploration"]).current_dir(bridge.folder.root());
        let run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let send = |signal: &str| {
            let sent = Command::new("kill").arg(format!("-{signal}")).arg(run.id().to_string()).status().unwrap();
            assert!(sent.success(), "the run ended before it was seen to make a track");
        };
        // It is stopped while one looks, so that it takes back nothing in between.
        loop {
            thread::sleep(Duration::from_millis(20));
            send("STOP");
            if bridge.is_noted() && bridge.tracks().len() > 1 {
                break;
            }
            send("CONT");
        }
        send(signal);
        send("CONT");
        let ran = finish(run, &command);
        assert_ne!(ran.code, Some(0), "{ran}");
        assert_eq!(bridge.is_noted(), !takes_back, "{signal}: {ran}");
        if !takes_back {
            assert!(bridge.tracks().len() > 1);
            bridge.verify(&[]).expect(0, &["an earlier run was ended in the middle"]);
        }
        assert_eq!((bridge.tracks(), bridge.is_noted()), (vec!["Mine".to_owned()], false), "{signal}");
    }
}

#[test]
fn a_map_begins_from_another_and_is_not_written_over() {
    let folder = Folder::new();
    let run = |arguments: &[&str]| LIVEBRIDGE.run_with(arguments, |command| command.current_dir(folder.root()));
    said(&run(&["map", "new", "mine.toml"]), 0, &["livebridge map check"]);
    said(&run(&["map", "check", "mine.toml"]), 0, &["getNotes                     missing: say how"]);
    let message = r#"{"status": "success", "result": {"tracks": [{"name": "A", "mute": false, "solo": false, "arm": false, "volume": 0.5}]}}"#;
    said(&run(&["map", "check", "mine.toml", "listTracks", "--message", message]), 0, &[r#""name":"A""#]);
    let refused = r#"{"status": "error", "message": "out of range"}"#;
    said(&run(&["map", "check", "mine.toml", "listTracks", "--message", refused]), 0, &["refused: \"out of range\""]);
    assert_ne!(run(&["map", "new", "mine.toml"]).code, Some(0));
    said(&run(&["map", "new", "like.toml", "--like", "loophole"]), 0, &[]);
    assert!(folder.read("like.toml").contains("kind = \"mcp\""));
    let ours = [BINARY, "mcp", "--tools", "all"];
    said(&run(&[&["map", "new", "tools.toml", "--"], &ours[..]].concat()), 0, &[]);
    let text = folder.read("tools.toml");
    assert!(text.contains("\n#   live_set_tempo(bpm*: number)\n#     "), "{text}");
    said(&run(&["map", "check", "tools.toml"]), 0, &["missing: say how under [operations]"]);
    said(&run(&["map", "new", "no.toml", "--", BINARY, "serve", "fake"]), 2, &["hint: give a server"]);
    assert!(!folder.path("no.toml").exists());
    said(&run(&["map", "new", "other.toml", "--like", "nobody"]), 2, &["no map of `nobody` ships", "ableton-mcp"]);
    said(&run(&["map", "check", "nothing.toml"]), 2, &["livebridge map new"]);
}

/// The map of our tool server, as a program and where its bridge file says that it is.
#[test]
fn a_tool_server_is_reached_by_its_map() {
    let folder = Folder::new();
    let binary = LIVEBRIDGE.0;
    let checks = ["--check", "reads/scenes", "--check", "mutations/tempo-above-zero"];
    let server = [binary, "mcp", "--tools", "all"];
    let verify = |target: &[&str], more: &[&str]| {
        let arguments = [&["verify"][..], &target[..1], &checks, more, &target[1..]].concat();
        LIVEBRIDGE.run_with(&arguments, |command| command.current_dir(folder.root()))
    };
    let program = [&["livebridge:", "--"][..], &server].concat();
    let refused = verify(&program, &[]);
    refused.expect(2, &["there is something in the Set of `livebridge: -- "]);
    let name = refused.stderr.split("--scratch-set ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    said(&verify(&program, &["--scratch-set", &name]), 0, &["listClips: the tool lists clips in short"]);
    let file = folder.argument("bridge.json");
    let mut command = LIVEBRIDGE.command();
    command.args(["mcp", "--tools", "all", "--http", "--bridge-file", &file]).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    while !folder.path("bridge.json").exists() {
        thread::sleep(Duration::from_millis(20));
    }
    let of_ours = verify(&[&format!("livebridge:{file}")], &["--scratch-set", &name]);
    child.kill().unwrap();
    child.wait().unwrap();
    said(&of_ours, 0, &[" passed"]);
    let no_server = LIVEBRIDGE.run(&["verify", "ableton-mcp:", "--", binary, "mcp"]);
    no_server.expect(2, &["is no map of a tool server", "leave out what stands after `--`"]);
}

#[test]
fn the_lab_says_what_is_missing() {
    let folder = Folder::new();
    let bridges = folder.argument("bridges");
    for bridge in ["ableton-mcp", "ableton-js", "mcp-server-ableton-live"] {
        let ran = LIVEBRIDGE.run(&["lab", bridge, "--bridges", &bridges]);
        ran.expect(2, &[&format!("{bridge} is not installed"), "adapters/live/bridges.sh install"]);
    }
    LIVEBRIDGE.run(&["lab", "nobody", "--bridges", &bridges]).expect(2, &["ableton-mcp"]);
    LIVEBRIDGE.run(&["lab", "ableton-mcp"]).expect(2, &["--bridges"]);
    let add = LIVEBRIDGE.run(&["lab", "ableton-mcp", "--bridges", &bridges, "--add", "LB-UNDO-001"]);
    add.expect(2, &["--update"]);
}
