//! A browser without a window: what a page says on its console, and what its layout measures.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use serde_json::Value;

/// No page may take longer: a hang is a failure, not a wait.
const PATIENCE: Duration = Duration::from_mins(2);

/// A browser that was found.
pub struct Browser {
    program: PathBuf,
    home: tempfile::TempDir,
}

/// How a reader looks at a page.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// How wide the window is, in pixels.
    pub width: u32,
    /// Whether dark pages are preferred.
    pub dark: bool,
}

impl Browser {
    /// The browser of `CHROME`, else one by its usual names. Where there is none: says so aloud, or fails when
    /// `LIVEBRIDGE_BROWSER` is `required`.
    pub fn find() -> Option<Self> {
        let folders: Vec<_> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let usual = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        let found = env::var_os("CHROME").map(PathBuf::from).into_iter().chain(usual).find(|path| path.is_file());
        let Some(program) = found else {
            let required = env::var_os("LIVEBRIDGE_BROWSER").is_some_and(|value| value == "required");
            assert!(!required, "there is no Chromium, and LIVEBRIDGE_BROWSER says that there must be one");
            // Past the capture of the test runner, which would swallow it.
            let _ = writeln!(std::io::stderr(), "SKIPPED: no page was opened, there is no chromium and no CHROME");
            return None;
        };
        Some(Self { program, home: tempfile::tempdir().unwrap() })
    }

    /// Opens a page as it is and answers with the document, and with what was said on the console.
    pub fn open(&self, page: &Path, look: Look) -> (String, Vec<String>) {
        self.visit(&format!("file://{}", page.display()), look, Duration::from_secs(2))
    }

    /// Opens an address, lets scripts run for so long of their own time, and answers with the document, and with what
    /// was said on the console. Nothing but this machine is reached.
    pub fn visit(&self, address: &str, look: Look, time: Duration) -> (String, Vec<String>) {
        // Files and not pipes: nobody has to read while the browser writes.
        let (out, err) = (self.home.path().join("out"), self.home.path().join("err"));
        let mut child = Command::new(&self.program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"])
            .args(["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"])
            .args(["--enable-logging=stderr", "--dump-dom"])
            .arg(format!("--virtual-time-budget={}", time.as_millis()))
            .arg(format!("--user-data-dir={}", self.home.path().join("profile").display()))
            .arg(format!("--window-size={},900", look.width.max(500)))
            .arg(format!("--blink-settings=preferredColorScheme={}", u8::from(!look.dark)))
            .arg(address)
            .stdin(Stdio::null())
            .stdout(fs::File::create(&out).unwrap())
            .stderr(fs::File::create(&err).unwrap())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + PATIENCE;
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > deadline {
                child.kill().unwrap();
                panic!("the browser hangs on {address}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        let said = String::from_utf8_lossy(&fs::read(err).unwrap()).into_owned();
        let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
        (String::from_utf8(fs::read(out).unwrap()).unwrap(), console)
    }

    /// Measures a page with `probe`, a JavaScript expression: a copy of it, whose policy is lifted, in a frame of this
    /// width, since a window has a least one.
    pub fn measure(&self, page: &str, look: Look, probe: &str) -> Value {
        let policy = page.find("<meta http-equiv").unwrap();
        let end = policy + page[policy..].find('>').unwrap() + 1;
        let script = format!(
            "<script>onload = () => parent.document.body.append(Object.assign(parent.document.createElement('pre'), \
             {{ id: 'probe', textContent: JSON.stringify({probe}) }}))</script>"
        );
        let copy = format!("{}{}{script}", &page[..policy], &page[end..]);
        let copy = format!(
            "<!DOCTYPE html><meta charset=utf-8><meta name=color-scheme content='light dark'><body>\
             <iframe style='border: 0; width: {}px; height: 900px' srcdoc=\"{}\"></iframe>",
            look.width,
            copy.replace('&', "&amp;").replace('"', "&quot;"),
        );
        let path = self.home.path().join("probed.html");
        fs::write(&path, copy).unwrap();
        let (document, console) = self.open(&path, look);
        assert!(console.is_empty(), "{look:?}: {console:?}");
        let (_, rest) =
            document.split_once("<pre id=\"probe\">").unwrap_or_else(|| panic!("{look:?}: nothing measured"));
        serde_json::from_str(rest.split_once("</pre>").unwrap().0).unwrap()
    }
}
