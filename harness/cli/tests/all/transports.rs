//! The same target over every transport: the same verdict for every requirement, and what the commands say of targets
//! at an address.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::Arc;

use livebridge_port::{Batch, CallError, Mutation, Request};
use livebridge_suite::checks;
use livebridge_suite::runner::{self, RunOptions};
use livebridge_suite::target::{AddressTarget, FakeTarget, ProgramTarget, Target};
use livebridge_suite::verdict::Verdict;
use livebridge_wire as wire;

use crate::support::{BINARY, LIVEBRIDGE, Ran, livebridge, livebridge_with};

const TOKEN: &str = "open-sesame-4711";

/// A `livebridge serve` that listens, and ends with the test.
struct Serving {
    child: Child,
    address: String,
    _stderr: BufReader<ChildStderr>,
}

impl Serving {
    fn start(arguments: &[&str]) -> Self {
        let mut child = LIVEBRIDGE
            .command()
            .arg("serve")
            .args(arguments)
            .env_remove("LIVEBRIDGE_TOKEN")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening at ").unwrap_or_else(|| panic!("it said `{line}`"));
        Self { child, address: address.to_owned(), _stderr: stderr }
    }

    fn target(&self) -> Arc<dyn Target> {
        Arc::new(AddressTarget { address: self.address.parse().unwrap(), token: Some(TOKEN.parse().unwrap()) })
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serving(target: &str) -> Vec<Serving> {
    let mut all =
        vec![Serving::start(&[target, "--tcp", "0"]), Serving::start(&[target, "--ws", "0", "--token", TOKEN])];
    if cfg!(unix) {
        all.push(Serving::start(&[target, "--unix", &unix_path()]));
    }
    all
}

/// A path that nobody uses, short enough for a socket.
fn unix_path() -> String {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("livebridge-serve-{}-{}.sock", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    std::env::temp_dir().join(name).into_os_string().into_string().unwrap()
}

fn over_stdio(target: &str) -> Arc<dyn Target> {
    let args = vec!["serve".to_owned(), target.to_owned()];
    Arc::new(ProgramTarget(wire::Command { program: BINARY.into(), args }))
}

fn verdicts(target: Arc<dyn Target>, areas: &[&str]) -> BTreeMap<&'static str, Verdict> {
    let mut checks = checks::all();
    checks.retain(|check| areas.is_empty() || areas.iter().any(|area| check.name.starts_with(area)));
    let run = runner::run(&RunOptions::new(target), &checks, |_| {}).unwrap();
    run.requirements().into_iter().map(|judged| (judged.requirement.id, judged.verdict)).collect()
}

/// What differs, of the requirements that are in the scope of both.
fn differences(
    one: &BTreeMap<&'static str, Verdict>,
    other: &BTreeMap<&'static str, Verdict>,
) -> Vec<(&'static str, Verdict, Verdict)> {
    assert_eq!(one.len(), other.len());
    let pairs = one.iter().zip(other).map(|((id, a), (_, b))| (*id, *a, *b));
    let in_scope = pairs.filter(|(_, a, b)| *a != Verdict::OutOfScope && *b != Verdict::OutOfScope);
    in_scope.filter(|(_, a, b)| a != b).collect()
}

#[test]
fn every_transport_gives_the_same_verdicts() {
    let in_process = verdicts(Arc::new(FakeTarget), &[]);
    let over_stdio = verdicts(over_stdio("fake"), &[]);
    assert_eq!(differences(&in_process, &over_stdio), []);
    let scored = |verdicts: &BTreeMap<_, Verdict>| verdicts.values().filter(|v| **v == Verdict::Pass).count();
    assert!(scored(&over_stdio) > 100);
    for server in serving("fake") {
        assert!(!server.target().restartable());
        // What asks for several clients is in the scope of addresses alone.
        let at_an_address = verdicts(server.target(), &[]);
        assert_eq!(differences(&at_an_address, &over_stdio), [], "{}", server.address);
        assert!(at_an_address.values().all(|verdict| *verdict <= Verdict::Pass), "{at_an_address:?}");
    }
}

#[test]
fn a_fault_is_seen_over_every_transport() {
    const AREAS: &[&str] = &["ids/", "wire/"];
    // One in the fake, and one in the protocol.
    for mutant in ["fake+stale-id-accepted", "fake+unknown-method-answers-null"] {
        let seen = verdicts(over_stdio(mutant), AREAS);
        assert!(seen.values().any(|verdict| *verdict == Verdict::Fail), "{mutant}");
        for server in serving(mutant) {
            let over_socket = verdicts(server.target(), AREAS);
            assert_eq!(over_socket, seen, "{mutant} at {}", server.address);
        }
    }
}

/// The same text for every port.
fn without_port(text: &str, address: &str) -> String {
    text.replace(address, "ADDRESS")
}

#[test]
fn commands_take_an_address_and_never_show_a_token() {
    let server = Serving::start(&["fake+stale-id-accepted", "--tcp", "0", "--token", TOKEN]);
    let address = server.address.as_str();
    let flag = |arguments: &[&str]| livebridge(&[arguments, &["--token", TOKEN]].concat());
    let environment = |arguments: &[&str]| livebridge_with(arguments, |command| command.env("LIVEBRIDGE_TOKEN", TOKEN));
    for ran in
        [flag(&["verify", address, "--check", "ids/stale"]), environment(&["verify", address, "--check", "ids/stale"])]
    {
        ran.expect(1, &["over the wire", "reproduce livebridge verify --check ids/stale tcp:"]);
        assert!(!format!("{ran}").contains(TOKEN), "{ran}");
    }
    let snapshot = |ran: Ran| {
        assert_eq!(ran.code, Some(0), "{ran}");
        ran.stdout
    };
    assert_eq!(snapshot(flag(&["snapshot", address])), snapshot(livebridge(&["snapshot", "fake"])));
    assert_eq!(environment(&["diff", "fake", address]).code, Some(0));
    environment(&["verify", address, "--check", "reads/counts"]).expect(0, &["1 passed"]);
    assert_eq!(flag(&["bench", address, "--operation", "listTracks", "--rounds", "1", "--calls", "3"]).code, Some(0));
    // The token is told to nobody, also not in the list of flags.
    for command in ["verify", "serve", "smoke", "bench", "snapshot", "diff"] {
        let help = environment(&[command, "--help"]);
        assert!(help.stdout.contains("LIVEBRIDGE_TOKEN") && !help.stdout.contains(TOKEN), "{help}");
    }
    for (name, ran) in [
        ("no_token", livebridge(&["verify", address])),
        ("wrong_token", livebridge(&["verify", address, "--token", "guessed"])),
    ] {
        insta::assert_snapshot!(name, without_port(&ran.to_string(), address));
    }
}

#[test]
fn smoke_over_sockets() {
    for server in serving("fake") {
        let ran = livebridge(&["smoke", &server.address, "--token", TOKEN]);
        insta::assert_snapshot!("smoke_at_an_address", without_port(&ran.to_string(), &server.address));
        // It is still there.
        assert_eq!(livebridge(&["smoke", &server.address, "--token", TOKEN]).code, Some(0));
    }
}

#[test]
fn addresses_that_lead_nowhere() {
    for (name, arguments) in [
        ("no_port", &["verify", "tcp:localhost"][..]),
        ("tls", &["verify", "wss://localhost:1/"]),
        ("serve_for_everybody", &["serve", "fake", "--tcp", "0.0.0.0:0"]),
        ("serve_two_addresses", &["serve", "fake", "--tcp", "1", "--ws", "2"]),
        ("serve_no_port", &["serve", "fake", "--tcp", "somewhere"]),
        ("serve_a_token_in_two_lines", &["serve", "fake", "--tcp", "0", "--token", "two\nlines"]),
    ] {
        insta::assert_snapshot!(name, livebridge(arguments));
    }
    // What the system says differs from system to system.
    for address in ["tcp:127.0.0.1:1", "unix:/no/such/socket", "ws://127.0.0.1:1/"] {
        let said = format!("`{address}` cannot be reached: ");
        livebridge(&["verify", address]).expect(6, &[&said, "hint: start the target first"]);
        livebridge(&["smoke", address]).expect(6, &["  FAIL  start     ", &said, "likely    start the target first"]);
        livebridge(&["snapshot", address]).expect(2, &[&said, "hint: start the target first"]);
    }
}

#[test]
fn a_program_is_served_to_everybody() {
    let server = Serving::start(&["--tcp", "0", "--", BINARY, "serve", "fake+rollback-leaks-first-op"]);
    livebridge(&["verify", &server.address, "--check", "notes/"]).expect(0, &["\nCONFORMANT (tcp:"]);
    livebridge(&["verify", &server.address, "--check", "transactions/all"]).expect(1, &["\nNONCONFORMANT (tcp:"]);
}

/// What was sent before the end of the requests is answered, and a call after it is a fault, not a wait.
#[test]
fn a_client_that_ends_its_requests_hears_the_last_answer() {
    let fake = wire::Command { program: BINARY.into(), args: vec!["serve".to_owned(), "fake".to_owned()] };
    let serving = serving("fake");
    let addresses = serving.iter().map(|serving| wire::Endpoint::Socket {
        address: serving.address.parse().unwrap(),
        token: Some(TOKEN.parse().unwrap()),
    });
    for endpoint in addresses.chain([wire::Endpoint::Child(fake)]) {
        let bridge = wire::RemoteBridge::connect(&endpoint, wire::Timeouts::default()).unwrap();
        let tempo = |bpm: u32| Mutation::SetTempo { bpm: f64::from(bpm) };
        let sent: Vec<_> = (60..90).map(|bpm| bridge.request(Request::Commit(Batch::Call(tempo(bpm))))).collect();
        bridge.end_requests();
        for answer in sent {
            wire::block_on(answer).unwrap();
        }
        let later = wire::block_on(bridge.request(Request::GetSongOverview));
        assert!(matches!(later, Err(CallError::Fault(_))), "{later:?}");
    }
}
