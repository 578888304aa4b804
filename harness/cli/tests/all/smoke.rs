//! `livebridge smoke` on the minimal example, and on what newcomers make of it first: each step that does not work is
//! told with its likely cause.

use crate::support::{Ran, edited, livebridge, python_is_here};

const SEND: &str = "    print(json.dumps({\"jsonrpc\": \"2.0\", \"id\": id, **what}), flush=True)";
const LOOP: &str = "    while line := sys.stdin.buffer.readline(LONGEST + 2):\n";
const UNKNOWN: &str = "    raise Refused(\"UNSUPPORTED\", f\"there is no method {method} here\", number=-32601)\n";
const END: &str = "        if method == \"shutdown\":\n            return\n\nserve()\n";
const SERVE: &str = "\nserve()\n";

fn smoke(name: &str, edit: [&str; 2]) -> Ran {
    livebridge(&["smoke", "--", "python3", &edited(&format!("smoke-{name}"), edit)])
}

#[test]
fn the_example_passes() {
    if !python_is_here() {
        return;
    }
    smoke("right", [SERVE, SERVE]).expect(
        0,
        &[
            "  ok    start     the program runs\n",
            "  ok    greet     minimal.py 1.0.0 (Python) offers 7 operations\n",
            "  ok    read      getSongOverview is answered\n",
            "  ok    refuse    an unknown method is refused\n",
            "  ok    pipeline  two calls sent at once are answered, each with its id\n",
            "  ok    shutdown  it ended by itself\nthe plumbing is right; `livebridge verify -- python3 ",
        ],
    );
}

#[test]
fn what_goes_wrong_before_the_first_call() {
    if !python_is_here() {
        return;
    }
    let framed = "    line = json.dumps({\"jsonrpc\": \"2.0\", \"id\": id, **what})\n    \
                  print(f\"Content-Length: {len(line)}\\r\\n\\r\\n{line}\", flush=True)";
    // Buffered also where the environment asks Python for no buffers.
    let unflushed = SEND.replace("flush=True", "file=globals().setdefault('out', open(1, 'w', closefd=False))");
    let pretty = SEND.replace("**what}", "**what}, indent=2");
    for (name, edit, seen, likely) in [
        (
            "banner",
            [SERVE, "\nprint('ready')\nserve()\n"],
            "garbage: a line that is not JSON",
            "print nothing but protocol messages on stdout",
        ),
        ("unflushed", [SEND, &unflushed], "initialize timed out after 5 s", "is stdout flushed after each line"),
        ("framed", [SEND, framed], "garbage: a line that is not JSON", "one message is one line"),
        ("pretty", [SEND, &pretty], "garbage: a line that is not JSON", "one message is one line"),
        (
            "no-line-break",
            [SEND, &SEND.replace("flush=True", "flush=True, end=''")],
            "initialize timed out after 5 s in the middle of a line that begins with `{\"jsonrpc\": \"2.0\"",
            "end each message with a line break",
        ),
        ("ends", [SERVE, "\nsys.exit('no Live here')\n"], "exited with code 1", "run it by hand"),
    ] {
        let ran = smoke(name, edit);
        ran.expect(6, &["  ok    start     the program runs\n  FAIL  greet     ", seen, "        likely    ", likely]);
    }
    smoke("ends", [SERVE, "\nsys.exit('no Live here')\n"])
        .expect(6, &["it said on stderr:\n                  no Live here"]);
    livebridge(&["smoke", "--", "no-such-program-anywhere"])
        .expect(6, &["  FAIL  start     `no-such-program-anywhere` cannot be started", "likely    give the program"]);
}

#[test]
fn what_goes_wrong_later() {
    if !python_is_here() {
        return;
    }
    // It sleeps before it reads, so that both calls are there, and takes the first line of what it got.
    let chunks = "    while [__import__('time').sleep(0.3), chunk := sys.stdin.buffer.raw.read(65536)][1]:\n        \
                  line = chunk.split(b'\\n')[0]\n";
    for (name, edit, step, seen, likely) in [
        (
            "shape",
            ["\"trackCount\": len(tracks)", "\"track_count\": len(tracks)"],
            "read",
            "missing field `trackCount`",
            "compare its answer with docs/wire.md",
        ),
        ("null", [UNKNOWN, "    return None\n"], "refuse", "noSuchMethod was answered with null", "-32601"),
        (
            "crash",
            [UNKNOWN, "    raise KeyError(method)\n"],
            "refuse",
            "exited with code 1",
            "the program must go on until `shutdown`",
        ),
        ("chunks", [LOOP, chunks], "pipeline", "timed out after 1 s", "several requests may arrive at once"),
        (
            "stays",
            [END, "\nserve()\n__import__('time').sleep(600)\n"],
            "shutdown",
            "it did not end by itself",
            "then leave the loop and end",
        ),
    ] {
        let ran = smoke(name, edit);
        ran.expect(1, &[&format!("  FAIL  {step:<9} "), seen, "        likely    ", likely]);
        assert!(!ran.stderr.contains("the plumbing is right"), "{ran}");
    }
    smoke("crash", [UNKNOWN, "    raise KeyError(method)\n"]).expect(1, &["        stderr    Traceback"]);
}

#[test]
fn what_has_no_wire_is_wrong_usage() {
    for target in ["fake", "fake+stale-id-accepted"] {
        livebridge(&["smoke", target]).expect(2, &["smoke looks at the wire", "hint: put one before it"]);
    }
    livebridge(&["smoke"]).expect(2, &["required"]);
}
