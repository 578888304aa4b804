//! A small program around the simulated Live, until the command line of the product takes it over: `run`, `serve`,
//! `do`, `rules`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::io::{BufRead, Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex};

use livebridge_live::rules::{self, Rules};
use livebridge_live::script::Script;
use livebridge_live::serve::{self, Shared};
use livebridge_live::{Engine, Session};

const USAGE: &str = "usage: livesim run [OPTIONS] -- COMMAND... | serve [OPTIONS] [--port N] [--until-stdin-closes] | do [OPTIONS] LINE... | rules [OPTIONS]\n\
options: --set FILE.als|FILE.json  --live VERSION  --rule NAME=off|on|NUMBER  --trace  --fail-at N  --drop N  --delay MS  --user-edit FILE  --pipes (run only: inherited descriptors beside the socket)";

#[derive(Default)]
struct Options {
    set: Option<String>,
    live: Option<[u32; 3]>,
    rules: Vec<String>,
    trace: bool,
    fail_at: Option<u64>,
    drop_at: Option<u64>,
    delay_ms: u64,
    user_edit: Option<String>,
    port: u16,
    until_stdin: bool,
    pipes: bool,
    rest: Vec<String>,
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    match options(args).and_then(|options| run(&command, &options)) {
        Ok(code) => code,
        Err(text) => {
            eprintln!("livesim: {text}");
            ExitCode::from(2)
        }
    }
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options::default();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value"));
        let number = |text: String| text.parse::<u64>().map_err(|_| format!("{text} is no number"));
        match arg.as_str() {
            "--set" => options.set = Some(value()?),
            "--live" => options.live = Some(version(&value()?)?),
            "--rule" => options.rules.push(value()?),
            "--trace" => options.trace = true,
            "--fail-at" => options.fail_at = Some(number(value()?)?),
            "--drop" => options.drop_at = Some(number(value()?)?),
            "--delay" => options.delay_ms = number(value()?)?,
            "--user-edit" => options.user_edit = Some(value()?),
            "--port" => options.port = value()?.parse().map_err(|_| "a port is a number".to_owned())?,
            "--pipes" => options.pipes = true,
            "--until-stdin-closes" => options.until_stdin = true,
            "--" => {
                options.rest.extend(args);
                break;
            }
            other if other.starts_with("--") => return Err(format!("there is no option {other}\n{USAGE}")),
            _ => options.rest.push(arg),
        }
    }
    Ok(options)
}

fn version(text: &str) -> Result<[u32; 3], String> {
    let mut parts = text.split('.').map(str::parse::<u32>);
    let mut part = || parts.next().unwrap_or(Ok(0)).map_err(|_| format!("{text} is no version of Live"));
    Ok([part()?, part()?, part()?])
}

fn engine(options: &Options) -> Result<Engine, String> {
    let mut rules = Rules::of(options.live.unwrap_or(rules::LIVE));
    for text in &options.rules {
        rules.switch_text(text)?;
    }
    let mut engine = Engine::new(rules);
    if let Some(file) = &options.set {
        let als = Path::new(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("als"));
        if als {
            engine.load_als(Path::new(file)).map_err(|refusal| refusal.to_string())?;
        } else {
            let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
            let snapshot =
                livebridge_port::Snapshot::from_canonical(&text).map_err(|error| format!("{file}: {error}"))?;
            engine.load_snapshot(&snapshot).map_err(|refusal| refusal.to_string())?;
        }
    }
    Ok(engine)
}

fn session(options: &Options, token: Option<String>) -> Result<Shared, String> {
    let mut session = Session::new(engine(options)?, token);
    session.faults.fail_at = options.fail_at;
    session.faults.drop_at = options.drop_at;
    session.faults.delay_ms = options.delay_ms;
    if let Some(file) = &options.user_edit {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let edit: serde_json::Value = serde_json::from_str(line).map_err(|error| format!("{file}: {error}"))?;
            session.faults.user_edits.push((edit["after"].as_u64().unwrap_or(0), edit));
        }
    }
    session.trace(options.trace);
    Ok(Arc::new(Mutex::new(session)))
}

/// A pair of pipes that the command inherits, served like a connection. Its ends, to be closed once it has started.
/// One process may use them at a time: others that it starts find the socket.
#[cfg(unix)]
fn pipes(session: &Shared, command: &mut Command) -> Result<(std::io::PipeReader, std::io::PipeWriter), String> {
    use std::os::fd::AsRawFd;
    let text = |error: std::io::Error| error.to_string();
    let (from_child, to_engine) = std::io::pipe().map_err(text)?;
    let (to_child, from_engine) = std::io::pipe().map_err(text)?;
    for end in [
        rustix::io::fcntl_setfd(&to_engine, rustix::io::FdFlags::empty()),
        rustix::io::fcntl_setfd(&to_child, rustix::io::FdFlags::empty()),
    ] {
        end.map_err(|error| error.to_string())?;
    }
    command.env("LIVEBRIDGE_LIVE_FDS", format!("{},{}", to_child.as_raw_fd(), to_engine.as_raw_fd()));
    let session = Arc::clone(session);
    std::thread::spawn(move || {
        let _ = serve::connection_of_child(&session, from_child, from_engine);
    });
    Ok((to_child, to_engine))
}

#[cfg(not(unix))]
fn pipes(_: &Shared, _: &mut Command) -> Result<(), String> {
    Err("--pipes needs a system with inherited descriptors".to_owned())
}

fn print_trace(session: &Shared) {
    if let Ok(mut session) = session.lock() {
        for line in session.traced() {
            eprintln!("{line}");
        }
    }
}

fn watch_trace(session: &Shared, on: bool) {
    if on {
        let session = Arc::clone(session);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(std::time::Duration::from_millis(100));
                print_trace(&session);
            }
        });
    }
}

/// A token that is no secret of the engine's own making: bytes of the system, in hexadecimal.
fn token() -> Result<String, String> {
    let mut bytes = [0_u8; 16];
    let mut random = std::fs::File::open("/dev/urandom").map_err(|error| error.to_string())?;
    random.read_exact(&mut bytes).map_err(|error| error.to_string())?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

fn run(command: &str, options: &Options) -> Result<ExitCode, String> {
    match command {
        "serve" => {
            let token = token()?;
            let session = session(options, Some(token.clone()))?;
            let port = serve::listen(Arc::clone(&session), options.port).map_err(|error| error.to_string())?;
            println!("LIVEBRIDGE_LIVE=tcp:127.0.0.1:{port}\nLIVEBRIDGE_LIVE_TOKEN={token}");
            std::io::stdout().flush().map_err(|error| error.to_string())?;
            watch_trace(&session, options.trace);
            if options.until_stdin {
                let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
                return Ok(ExitCode::SUCCESS);
            }
            loop {
                std::thread::park();
            }
        }
        "run" => {
            let [program, args @ ..] = options.rest.as_slice() else { return Err(USAGE.to_owned()) };
            let token = token()?;
            let session = session(options, Some(token.clone()))?;
            let port = serve::listen(Arc::clone(&session), 0).map_err(|error| error.to_string())?;
            let mut command = Command::new(program);
            command
                .args(args)
                .env("LIVEBRIDGE_LIVE", format!("tcp:127.0.0.1:{port}"))
                .env("LIVEBRIDGE_LIVE_TOKEN", token);
            let ends = if options.pipes { Some(pipes(&session, &mut command)?) } else { None };
            let mut child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
            // The child has its ends now: ours would keep the pipes open after it.
            drop(ends);
            watch_trace(&session, options.trace);
            let status = child.wait().map_err(|error| error.to_string())?;
            print_trace(&session);
            Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
        }
        "do" => {
            let mut script = Script::new(engine(options)?);
            let lines: Vec<String> = if options.rest.is_empty() {
                std::io::stdin().lock().lines().map_while(Result::ok).collect()
            } else {
                options.rest.join(" ").split(';').map(str::to_owned).collect()
            };
            let mut failed = false;
            for line in lines.iter().filter(|line| !line.trim().is_empty()) {
                match script.run(line) {
                    Ok(answer) => println!("{answer}"),
                    Err(refusal) => {
                        failed = true;
                        println!("! {refusal}");
                    }
                }
            }
            Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        "rules" => {
            let mut rules = Rules::of(options.live.unwrap_or(rules::LIVE));
            for text in &options.rules {
                rules.switch_text(text)?;
            }
            for rule in rules.describe().as_array().into_iter().flatten() {
                let reason = rule["reason"].as_str().map(|reason| format!(" ({reason})")).unwrap_or_default();
                let text = |key: &str| rule[key].as_str().unwrap_or_default().to_owned();
                println!(
                    "{:<45} {:<6} {:<7} {:<12} {}{reason}",
                    text("name"),
                    rule["state"],
                    text("implemented"),
                    text("evidence"),
                    text("live")
                );
            }
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(USAGE.to_owned()),
    }
}
