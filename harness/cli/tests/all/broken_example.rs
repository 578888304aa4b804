//! The minimal example, broken on purpose in every way that a newcomer's bridge breaks: each gives a clear finding,
//! never a hang and never a panic.
//!
//! Each case edits the text of `examples/python/minimal.py`. When an edit does not apply the example has changed, and
//! the case must follow it.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::{Ran, edited, livebridge, python_is_here};

/// The bodies that edits replace or go before.
const ROLL_BACK: &str = "        SET.update(before)\n";
const LIST_CLIPS: &str = "def list_clips(params):\n";
const SEND_RESULT: &str = "            send(id, result=answer(method, request.get(\"params\", {}), greeted))\n";
const VERSION: &str = "\"protocolVersion\": 1";
const SERVE: &str = "\nserve()\n";

/// Verifies the edited example with these flags.
fn verify(name: &str, edit: [&str; 2], flags: &[&str]) -> Ran {
    let path = edited(name, edit);
    livebridge(&[&["verify"], flags, &["--", "python3", &path]].concat())
}

/// Two checks that call `listClips` first of all, and one that never does.
const THREE: [&str; 6] =
    ["--check", "ids/malformed", "--check", "ids/wrong-kind", "--check", "mutations/tempo-above-zero"];

/// Before it answers, `listClips` does this.
fn in_list_clips(name: &str, does: &str) -> Ran {
    in_list_clips_with(name, does, &THREE)
}

fn in_list_clips_with(name: &str, does: &str, flags: &[&str]) -> Ran {
    verify(name, [LIST_CLIPS, &format!("{LIST_CLIPS}    import os, signal, time\n    {does}\n")], flags)
}

/// What every fault in `listClips` has in common: a finding for each check that calls it, and the other one passes.
#[track_caller]
fn expect_fault(ran: &Ran, seen: &str) {
    ran.expect(
        1,
        &[
            "FAIL LB-IDS-002  ids/malformed\n",
            "expected  every call is answered\n",
            &format!("seen      {seen}"),
            "\n    1. listClips {\"trackId\":\"\"}\n",
            "reproduce livebridge verify",
            " --check ids/malformed -- python3 ",
            "FAIL LB-IDS-003  ids/wrong-kind\n",
            "seen      the same as in ids/malformed\n",
            // The run went on, and what it had is not lost.
            "3 requirements: 1 passed, 2 failed\n",
            "NONCONFORMANT (-- python3",
        ],
    );
}

#[test]
fn the_example_itself_is_partial() {
    if !python_is_here() {
        return;
    }
    let ran = verify("unbroken", [SERVE, SERVE], &[]);
    ran.expect(0, &["one call is one undo: NOT OBSERVED", "operations 7/24 offered", "PARTIAL (-- python3"]);
    for operation in livebridge_port::Operation::PORT {
        assert!(ran.stderr.contains(operation.name()), "{operation} is not listed\n{ran}");
    }
    assert!(!ran.stderr.contains("reproduce"), "{ran}");
}

#[test]
fn forgets_to_roll_back() {
    if !python_is_here() {
        return;
    }
    verify("forgets", [ROLL_BACK, ""], &["--check", "transactions/"]).expect(
        1,
        &[
            "FAIL LB-TX-002  transactions/all-or-nothing\n",
            "expected  the Set is exactly as before a transaction whose mutation 1 failed\n",
            "seen      getSongOverview.tempo was 120, is 98",
            "reproduce livebridge verify --check transactions/all-or-nothing -- python3 ",
            "3 passed, 3 failed",
        ],
    );
}

#[test]
fn hangs() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips_with("hangs", "time.sleep(600)", &[&THREE[..], &["--timeout", "0.5"]].concat());
    expect_fault(&ran, "listClips timed out after 0.5 s; the target answers nothing any more\n");
    ran.expect(1, &["reproduce livebridge verify --timeout 0.5 --check ids/malformed -- python3 "]);
}

/// What hangs is blamed, and not what would be asked after it; the next check has a new target.
#[test]
fn a_hanging_method_is_blamed_alone_on_a_target_with_a_control_plane() {
    if !python_is_here() {
        return;
    }
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/python").canonicalize().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bridge = folder.path().join("bridge.py");
    let text = format!(
        "import sys, time\nsys.path.insert(0, {:?})\n\
         from livebridge_example.bridge import Complete\nfrom livebridge_kit import serve\n\
         Complete.delete_clip = lambda self, clip: time.sleep(600)\nserve(Complete())\n",
        example.display().to_string()
    );
    std::fs::write(&bridge, text).unwrap();
    let bridge = bridge.display().to_string();
    let checks = ["--check", "mutations/nothing-else-changes/", "--check", "undo/"];
    let ran = livebridge(&[&["verify", "--timeout", "1"][..], &checks, &["--", "python3", &bridge]].concat());
    ran.expect(1, &["seen      deleteClip timed out after 1 s"]);
    for other in ["settle timed out", "reset timed out", "undo timed out", "UNTESTABLE", "control/"] {
        assert!(!ran.stderr.contains(other), "`{other}` is blamed too\n{ran}");
    }
}

#[test]
fn hangs_in_every_check_and_the_run_takes_bearable_time() {
    if !python_is_here() {
        return;
    }
    let began = Instant::now();
    let new = SEND_RESULT
        .replace("            send", "            greeted and __import__('time').sleep(600)\n            send");
    let flags = ["--timeout", "0.2", "--check", "ids/", "--check", "reads/", "--check", "notes/negative"];
    verify("hangs-always", [SEND_RESULT, &new], &flags).expect(
        1,
        &[
            "timed out after 0.2 s; the target answers nothing any more\n",
            "reproduce livebridge verify --timeout 0.2 --check ids/malformed -- python3 ",
            // The rest of what needs it is not waited for.
            "  listTracks timed out 3 times and is not called again in this run\n",
            " checks saw the same: listClips timed out after 0.2 s; the target answers nothing any more\n",
            "NONCONFORMANT (-- python3",
        ],
    );
    // Each operation costs three time-outs at most, however many checks there are.
    let limit = Duration::from_millis(200) * 3 * 7 + Duration::from_secs(20);
    assert!(began.elapsed() < limit, "it took {:?}", began.elapsed());
}

#[test]
fn exits_in_the_middle() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("exits", "print('no more', file=sys.stderr); sys.exit(3)");
    expect_fault(&ran, "the target exited with code 3\n");
    ran.expect(1, &["stderr of the target\n    no more\n"]);
}

#[test]
fn crashes_with_a_traceback() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("crashes", "return UNDEFINED");
    expect_fault(&ran, "the target exited with code 1\n");
    ran.expect(1, &["stderr of the target\n    Traceback", "NameError: name 'UNDEFINED' is not defined"]);
}

#[test]
#[cfg(unix)]
fn is_killed_by_a_signal() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("killed", "os.kill(os.getpid(), signal.SIGKILL)");
    expect_fault(&ran, "the target was killed by signal 9\n");
}

#[test]
fn prints_a_banner_at_the_start() {
    if !python_is_here() {
        return;
    }
    verify("banner", [SERVE, "\nprint('minimal.py is ready')\nserve()\n"], &[]).expect(
        6,
        &[
            "could not be started or greeted: the target sent garbage: a line that is not JSON",
            "the line begins with `minimal.py is ready`\n",
            "hint: print nothing but protocol messages on stdout: logs and banners go to stderr\n",
        ],
    );
}

#[test]
fn prints_a_banner_later() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("banner-later", "print('listing the clips')");
    expect_fault(&ran, "the target sent garbage: a line that is not JSON");
    ran.expect(1, &["the line begins with `listing the clips`\n"]);
}

#[test]
fn answers_with_a_wrong_id() {
    if !python_is_here() {
        return;
    }
    let new = SEND_RESULT.replace("send(id,", "send(id + 7000 if method == 'listTracks' else id,");
    verify("wrong-id", [SEND_RESULT, &new], &["--check", "reads/counts"]).expect(
        1,
        &[
            "FAIL LB-READ-003  reads/counts-agree\n",
            "seen      the target broke the protocol: an answer with the id 700",
            ", which no call waits for: `{\"jsonrpc\"",
            "reproduce livebridge verify --check reads/counts-agree -- python3 ",
        ],
    );
}

#[test]
fn answers_twice() {
    if !python_is_here() {
        return;
    }
    let new = format!("{SEND_RESULT}            send(id, result=None) if method == 'setTempo' else None\n");
    verify("twice", [SEND_RESULT, &new], &["--check", "mutations/tempo-is-read-back"])
        .expect(1, &["FAIL LB-MUT-003", "the target broke the protocol: an answer with the id ", "reproduce"]);
}

#[test]
fn answers_with_another_shape() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("shape", "return [{'id': 'track:0/clip:0'}]");
    expect_fault(
        &ran,
        "the target broke the protocol: the result of listClips does not fit: field `[0]`: missing field `isMidi`",
    );
}

#[test]
fn sends_half_a_line_and_hangs() {
    if !python_is_here() {
        return;
    }
    let half = "sys.stdout.write('{\"jsonrpc\": '); sys.stdout.flush(); time.sleep(600)";
    let ran = in_list_clips_with("half-hangs", half, &[&THREE[..], &["--timeout", "0.5"]].concat());
    expect_fault(
        &ran,
        "listClips timed out after 0.5 s in the middle of a line that begins with `{\"jsonrpc\": `; the target answers nothing any more\n",
    );
}

#[test]
fn sends_half_a_line_and_exits() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("half-exits", "sys.stdout.write('{\"jsonrpc\": '); sys.exit(0)");
    expect_fault(&ran, "the target exited with code 0 in the middle of a line that begins with `{\"jsonrpc\": `\n");
}

#[test]
fn sends_what_is_not_utf_8() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("latin-1", "sys.stdout.buffer.write('{\"name\": \"Gerät\"}\\n'.encode('latin-1'))");
    expect_fault(&ran, "the target sent garbage: a message is not UTF-8: the byte at 13 begins no character");
}

#[test]
fn closes_its_output_and_runs_on() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("closes", "os.close(1); time.sleep(600)");
    expect_fault(&ran, "the target closed its output\n");
}

#[test]
fn how_it_ended_is_told_also_when_calls_wait_for_less() {
    if !python_is_here() {
        return;
    }
    let short = [&THREE[..], &["--timeout", "0.9"]].concat();
    let ran = in_list_clips_with("closes-soon", "os.close(1); time.sleep(600)", &short);
    expect_fault(&ran, "the target closed its output\n");
}

#[test]
fn sends_a_line_without_end() {
    if !python_is_here() {
        return;
    }
    let endless = "while True: sys.stdout.write('x' * 1000000)";
    let ran = in_list_clips("endless", endless);
    expect_fault(&ran, "the target sent garbage: a message is longer than 67108864 bytes; the line begins with `xxx");
}

#[test]
fn declares_what_there_is_not() {
    if !python_is_here() {
        return;
    }
    let more = "\"transaction\", \"setTempoo\", \"transform/fill\", \"transform/nothing\", \"initialize\", \"a\\tb\"]}";
    let ran = verify("declares", ["\"transaction\"]}", more], &["--check", "mutations/tempo-above-zero"]);
    ran.expect(
        0,
        &["(Python, over the wire)\nwarning: it declares operations that there are not: `a\u{fffd}b`, `initialize`, \
             `setTempoo`, `transform/nothing`\n"],
    );
}

#[test]
fn writes_whole_numbers_with_a_fraction() {
    if !python_is_here() {
        return;
    }
    // As languages do that have one type of numbers.
    let floats = "json.dumps({\"jsonrpc\": \"2.0\", \"id\": id, **json.loads(json.dumps(what), parse_int=float)})";
    let ran = verify("floats", ["json.dumps({\"jsonrpc\": \"2.0\", \"id\": id, **what})", floats], &[]);
    ran.expect(0, &["PARTIAL (-- python3"]);
}

#[test]
fn answers_with_an_error_that_is_no_object() {
    if !python_is_here() {
        return;
    }
    let ran = in_list_clips("error-text", "send(7000, error='no clips here')");
    expect_fault(
        &ran,
        "the target broke the protocol: a line that is no JSON-RPC message (field `error`: invalid type: string \"no clips \
         here\", expected an object): `{\"jsonrpc\"",
    );
}

#[test]
fn never_answers_initialize() {
    if !python_is_here() {
        return;
    }
    let silent = ["\nserve()\n", "\nimport time; time.sleep(600)\n"];
    verify("silent", silent, &["--start-timeout", "0.5"]).expect(
        6,
        &[
            "could not be started or greeted: initialize timed out after 0.5 s\n",
            "hint: is stdout flushed after each line, and is nothing else printed there?\n",
        ],
    );
}

#[test]
fn speaks_another_version() {
    if !python_is_here() {
        return;
    }
    verify("version-2", [VERSION, "\"protocolVersion\": 2"], &[])
        .expect(6, &["it refused `initialize`: it answered with protocolVersion 2, not 1\n", "hint: "]);
    let refuses = ["number_in(params, \"protocolVersion\") != 1", "True"];
    verify("refuses-version", refuses, &[])
        .expect(6, &["it does not speak version 1 of the protocol", "[1]", "hint: "]);
}

#[test]
fn starts_once_only() {
    if !python_is_here() {
        return;
    }
    let marker = format!("{}/starts-once.marker", env!("CARGO_TARGET_TMPDIR"));
    let _ = std::fs::remove_file(&marker);
    let once = format!(
        "\nif __import__('os').path.exists({marker:?}): sys.exit('only once')\nopen({marker:?}, 'w')\nserve()\n"
    );
    verify("starts-once", [SERVE, &once], &["--check", "notes/"]).expect(
        6,
        &[
            "the target could not be started anew: the target exited with code 1\n",
            "it said on stderr:\n            only once\n",
            "the target could not be brought back, the rest was not run: the target exited with code 1",
            "NONCONFORMANT",
        ],
    );
}

/// Nothing is done as often as a count says.
#[test]
fn its_count_of_steps_lies() {
    if !python_is_here() {
        return;
    }
    let lies = format!(
        "\nLIES = (7 ** n % 2 ** 53 for n in range(1, 10 ** 9))\nHELLO[\"capabilities\"][\"undo\"] = \"count\"\n\
         HELLO[\"operations\"].append(\"control/transactionCount\")\n\
         READS[\"control/transactionCount\"] = lambda params: {{\"count\": next(LIES)}}\n{SERVE}"
    );
    verify("count-lies", [SERVE, &lies], &["--check", "undo/", "--check", "transactions/"]).expect(
        1,
        &[
            "FAIL LB-UNDO-005  undo/counted/setTempo\n",
            "expected  transactionCount goes from 7 to 8\n",
            "seen      it went to 49\n",
            "FAIL LB-TX-005  transactions/empty\n",
            "NONCONFORMANT",
        ],
    );
}

#[test]
fn a_program_that_is_not_there() {
    livebridge(&["verify", "--", "no-such-program-anywhere", "--flag"]).expect(
        6,
        &[
            "the target `-- no-such-program-anywhere --flag` could not be started or greeted: `no-such-program-anywhere` \
             cannot be started",
            "hint: give the program and its arguments after `--`, as you would type them\n",
        ],
    );
}
