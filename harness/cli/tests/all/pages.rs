//! Every command that a page shows is run, in the order of its page, in a folder that has what the page speaks of. None
//! may be a wrong usage, and none may fail for a reason that the page does not tell.
//!
//! What a command says is compared where a page shows it (`console` blocks, by the tests of each page).

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use crate::support::{self, BINARY, Folder, Ran, python_is_here, workspace};

/// What takes long on a page, and its shorter form here: a page tells people what is worth their time.
const SHORTER: &[(&str, &str)] = &[
    ("--cases 2000", "--cases 5"),
    ("--cases 1000", "--cases 5"),
    ("--budget 60s", "--budget 1s"),
    ("livebridge bench ", "livebridge bench --rounds 1 --calls 5 "),
    // Until Ctrl-C.
    (
        "livebridge live script --trace path/to/MyScript",
        "timeout -s INT 5 livebridge live script --trace path/to/MyScript",
    ),
    (
        "livebridge live max device.js --node server.mjs",
        "timeout -s INT 5 livebridge live max device.js --node server.mjs </dev/null",
    ),
    (
        "livebridge live extension --storage place",
        "timeout -s INT 5 livebridge live extension --storage place </dev/null",
    ),
    (
        "livebridge live run -- node adapters/live/inside/bin/device.mjs",
        "timeout -s INT 5 livebridge live run -- node adapters/live/inside/bin/device.mjs </dev/null",
    ),
    ("livebridge live serve", "timeout -s INT 2 livebridge live serve"),
    ("through-cable.mjs COMMAND", "through-cable.mjs python3 my_bridge.py"),
];

/// What is not run here, and what runs it.
const ELSEWHERE: &[(&str, &str)] = &[
    ("livebridge baseline ", "tests/all/verify/baselines.rs: every check is run"),
    ("livebridge mutants", "the tests of the suite: it takes minutes"),
    ("livebridge smoke tcp:127.0.0.1:7400", "tests/all/transports.rs: something has to listen"),
    ("livebridge verify -- cargo run -q -p livebridge-kit --example minimal", ".ci/run: it compiles"),
    (
        "livebridge golden check --dir goldens --fixtures -- python3 my_bridge.py",
        "tests/all/golden.rs: the example has no reset",
    ),
    ("livebridge verify --shard ${{ matrix.part }}", "tests/all/reports/merged.rs: a machine of a host fills it in"),
    ("./livebridge verify --shard ${{ matrix.part }}", "tests/all/reports/merged.rs: a machine of a host fills it in"),
    ("livebridge mcp ws://127.0.0.1:7417", "tests/all/inside.rs: something has to listen"),
    ("livebridge verify tools:http://127.0.0.1:8420/mcp", "tests/mcp/run.sh: something has to listen"),
    ("livebridge verify tools:bridge.json", "tests/mcp/run.sh: something has to listen"),
    (
        "livebridge e2e ",
        "tests/all/e2e.rs and harness/e2e/simulated.sh: a Live, or answers and a bridge, have to be there",
    ),
    ("livebridge lab ", "adapters/bridges/lab.sh: public bridges have to be installed"),
    (
        "livebridge live script --trace bridges/ableton-mcp/AbletonMCP",
        "adapters/live/bridges.sh: it has to be installed",
    ),
    ("livebridge map try mine.toml", "tests/all of livebridge-maps: something has to listen"),
    ("livebridge verify map:mine.toml", "adapters/bridges/lab.sh: something has to listen"),
    ("livebridge verify producer-pal: --inside", "tests/all of livebridge-maps: something has to listen"),
    ("livebridge report merge part-1.json", "tests/all/reports/merged.rs: the four parts are made there"),
];

/// The pages, by their paths from the root.
fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(workspace().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    pages.push(workspace().join("README.md"));
    pages.sort();
    pages
}

/// The commands of a page: lines of its `sh` and `yaml` blocks that begin with the binary, without their remarks.
fn commands(page: &str) -> Vec<String> {
    let blocks = page.split("\n```").skip(1).step_by(2);
    let ours = blocks.filter(|block| block.starts_with("sh\n") || block.starts_with("yaml\n"));
    let joined = ours.map(|block| block.replace("\\\n", " "));
    let lines: Vec<String> = joined.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let command = |line: String| {
        let line = line.trim().trim_start_matches("- run: ").to_owned();
        let begins = line.starts_with("livebridge ") || line.starts_with("./livebridge ");
        let end = line.find("  #").or_else(|| line.find(" # ")).unwrap_or(line.len());
        begins.then(|| line[..end].split_whitespace().collect::<Vec<_>>().join(" "))
    };
    lines.into_iter().filter_map(command).collect()
}

/// A folder in which the commands of a page make sense.
fn place() -> Folder {
    let folder = Folder::new();
    let examples = workspace().join("examples");
    symlink(&examples, folder.path("examples")).unwrap();
    symlink(workspace().join("adapters"), folder.path("adapters")).unwrap();
    symlink(BINARY, folder.path("livebridge")).unwrap();
    fs::copy(examples.join("python/minimal.py"), folder.path("my_bridge.py")).unwrap();
    let program = |name: &str, text: &str| {
        folder.write(name, text);
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    };
    program("my-bridge", "#!/bin/sh\nexec livebridge serve fake+two-undo-steps-for-notes\n");
    program("git", "#!/bin/sh\necho 0123456789abcdef\n");
    folder.write("my_server.py", "import os\n\nos.execvp('livebridge', ['livebridge', 'mcp', 'fake'])\n");
    // A page is about a whole verification; one check shows that its flags are right.
    folder.write("livebridge.toml", "[verify]\ncheck = [\"ids/malformed\"]\n");
    folder.write("known.toml", "version = 1\n");
    let sets = workspace().join("adapters/als/tests/als/sets");
    for folders in ["songs", "stems", "path/to/MyScript", ".vscode"] {
        fs::create_dir_all(folder.path(folders)).unwrap();
    }
    for (name, set) in [
        ("song", "live12"),
        ("before", "live12"),
        ("after", "live12-later"),
        ("master", "live12"),
        ("songs/one", "live11"),
    ] {
        fs::copy(sets.join(format!("{set}.als")), folder.path(&format!("{name}.als"))).unwrap();
    }
    for name in ["stems/kick.wav", "mix.wav"] {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut wav = hound::WavWriter::create(folder.path(name), spec).unwrap();
        (0..24_000_i16).for_each(|i| wav.write_sample(i % 100 * 50).unwrap());
        wav.finalize().unwrap();
    }
    let script = "class Quiet:\n    def disconnect(self):\n        pass\n\n\ndef create_instance(c_instance):\n    return Quiet()\n";
    folder.write("path/to/MyScript/__init__.py", script);
    folder.write("device.js", "function bang() { outlet(0, new LiveAPI('live_set').get('tempo')); }\n");
    folder.write("server.mjs", "import maxApi from 'max-api';\nmaxApi.post('here');\n");
    folder
}

/// Runs a command as a shell does. One that does not end by itself is ended, with code 124.
fn run(folder: &Folder, command: &str) -> Ran {
    let path = format!("{}:{}", folder.root().display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("timeout");
    support::run(shell.args(["120", "sh", "-c", command]).current_dir(folder.root()).env("PATH", path).env_remove("CI"))
}

/// What the commands of some pages came to.
#[derive(Default)]
struct Seen {
    /// How many were run.
    count: usize,
    /// Which rows of the tables were used.
    used: Vec<&'static str>,
    /// What was wrong.
    wrong: Vec<String>,
}

impl Seen {
    /// Runs the commands of a page in their order.
    fn run(&mut self, page: &Path) {
        let name = page.strip_prefix(workspace()).unwrap().display().to_string();
        let commands = commands(&fs::read_to_string(page).unwrap());
        let folder = place();
        // Runs that a page speaks of and does not make.
        if commands.iter().any(|command| command.contains("report diff")) {
            for kept in ["before.json", "after.json"] {
                run(&folder, &format!("livebridge verify --json {kept} fake")).expect(0, &[]);
            }
        }
        for command in commands {
            if let Some((beginning, _)) = ELSEWHERE.iter().find(|(beginning, _)| command.starts_with(beginning)) {
                self.used.push(beginning);
                continue;
            }
            let used = SHORTER.iter().filter(|(long, _)| command.contains(long));
            self.used.extend(used.map(|(long, _)| *long));
            let shorter = SHORTER.iter().fold(command.clone(), |command, (long, short)| command.replace(long, short));
            let ran = run(&folder, &shorter);
            self.count += 1;
            // Wrong usage, no target, our own bug: whatever the page is about, it is not that.
            let is_told =
                matches!(ran.code, Some(0 | 1 | 3 | 4 | 5 | 7 | 8 | 9 | 130)) || shorter.starts_with("timeout");
            if !is_told {
                self.wrong.push(format!("{name}: {command}\n{ran}"));
            }
        }
    }
}

#[test]
fn every_command_of_every_page_is_run() {
    if !python_is_here() {
        return;
    }
    let (pages, seen) = (Mutex::new(pages()), Mutex::<Seen>::default());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut own = Seen::default();
                loop {
                    // Not held while a page runs.
                    let page = pages.lock().unwrap().pop();
                    let Some(page) = page else { break };
                    own.run(&page);
                }
                let mut all = seen.lock().unwrap();
                all.count += own.count;
                all.used.extend(own.used);
                all.wrong.extend(own.wrong);
            });
        }
    });
    let Seen { count, used, wrong } = seen.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count > 50, "{count} commands");
    let rows = SHORTER.iter().chain(ELSEWHERE).map(|(text, _)| *text);
    let idle: Vec<_> = rows.filter(|text| !used.contains(text)).collect();
    assert!(idle.is_empty(), "no page has {idle:?} any more");
}

/// A page that shows what is said is held to it: a test names the page.
#[test]
fn every_page_that_shows_what_is_said_is_compared() {
    let mut sources = String::new();
    for folder in ["harness/cli/tests/all", "harness/cli/tests/all/verify", "harness/cli/tests/all/reports"] {
        for entry in fs::read_dir(workspace().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("pages.rs") {
                sources += &fs::read_to_string(path).unwrap();
            }
        }
    }
    for page in pages() {
        let name = page.strip_prefix(workspace()).unwrap().display().to_string();
        let shows = fs::read_to_string(&page).unwrap().contains("```console\n$ livebridge ");
        let file = page.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            !shows || sources.contains(&name) || sources.contains(&format!("\"{file}\"")),
            "no test compares what {name} shows"
        );
    }
}
