//! The page in a browser without a window: every panel is used, nothing is said on the console, nothing is asked for
//! but its own files. It needs `docs/playground/livebridge.wasm`, which `docs/playground/build` builds.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use livebridge_testkit::{Browser, Look, Site, workspace};
use serde_json::Value;

/// The files of the page by their paths, with a script that uses it, and Sets for that.
fn files() -> Option<BTreeMap<String, Vec<u8>>> {
    let page = workspace().join("docs/playground");
    if !page.join("livebridge.wasm").exists() {
        let is = |name: &str, wanted: &str| std::env::var_os(name).is_some_and(|value| value == wanted);
        let required = is("LIVEBRIDGE_BROWSER", "required") && !is("LIVEBRIDGE_PLAYGROUND", "absent");
        assert!(!required, "docs/playground/livebridge.wasm is not there: run docs/playground/build");
        // Past the capture of the test runner, which would swallow it.
        let _ = writeln!(std::io::stderr(), "SKIPPED: the playground is not built, see docs/playground/build");
        return None;
    }
    let mut files = BTreeMap::new();
    let mut add = |path: String, file: &Path| files.insert(path, fs::read(file).unwrap());
    for name in ["style.css", "livebridge.wasm"] {
        add(format!("/{name}"), &page.join(name));
    }
    for module in fs::read_dir(page.join("modules")).unwrap() {
        let module = module.unwrap();
        add(format!("/modules/{}", module.file_name().to_string_lossy()), &module.path());
    }
    for name in ["live12.als", "live12-later.als"] {
        add(format!("/sets/{name}"), &workspace().join("adapters/als/tests/als/sets").join(name));
    }
    let index = fs::read_to_string(page.join("index.html")).unwrap();
    let driven = index.replace("</head>", "<script type=\"module\" src=\"/drive.js\"></script></head>");
    files.insert("/index.html".to_owned(), driven.into_bytes());
    files.insert("/wait".to_owned(), Vec::new());
    files.insert("/drive.js".to_owned(), include_bytes!("page/drive.js").to_vec());
    Some(files)
}

#[test]
fn every_panel_works_on_a_desk_and_on_a_phone() {
    let Some(files) = files() else { return };
    let Some(browser) = Browser::find() else { return };
    let known: Vec<String> = files.keys().cloned().collect();
    for look in [Look { width: 1400, dark: false }, Look { width: 500, dark: true }] {
        let site = Site::of(files.clone());
        let (document, console) = browser.visit(&site.at("/index.html"), look, Duration::from_mins(1));
        assert!(console.is_empty(), "{look:?}: {console:?}");
        let asked = site.asked();
        assert!(asked.iter().all(|path| known.contains(path)), "{asked:?}");
        let (_, rest) =
            document.split_once("<pre id=\"seen\">").unwrap_or_else(|| panic!("{look:?}: nothing was seen"));
        let text = rest.split_once("</pre>").unwrap().0;
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let told: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told["problems"], serde_json::json!([]), "{look:?}: {:#}", told["seen"]);
        check(&told["seen"], look);
    }
}

/// What a person would have seen.
fn check(seen: &Value, look: Look) {
    let text = |pointer: &str| seen.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    assert_eq!(seen["operations"], 24);
    assert_eq!(seen["forms"].as_object().unwrap().len(), 24);
    assert!(text("/called").contains("tempo 124 BPM -> 98 BPM"), "{}", text("/called"));
    assert!(text("/refused").contains("BAD_INPUT") && text("/refused").contains("Hint: "), "{}", text("/refused"));
    assert_eq!(seen["staged"], 2);
    assert!(text("/committed").contains("one step to undo") && text("/committed").contains("Renamed"), "{seen:#}");
    assert!(text("/asked").contains("pitch"), "{}", text("/asked"));
    assert_eq!(seen["filtered"], serde_json::json!(["createCuePoint"]));
    for (name, handler) in seen["handlers"].as_object().unwrap() {
        assert!(handler["drawn"] == true && handler["facts"].as_u64() > Some(0), "{name}: {handler}");
    }
    assert_eq!(seen["handlers"].as_object().unwrap().len(), 5);
    assert_eq!(seen["history"], 2);
    for (language, words) in [
        ("rust", "bridge\n        .transaction"),
        ("python", "call(\"transaction\""),
        ("javascript", "await call(\"transaction\""),
    ] {
        let code = text(&format!("/code/{language}"));
        assert!(code.contains(words), "{language}: {code}");
    }
    assert!(text("/opened").contains("Live 12"), "{}", text("/opened"));
    assert!(text("/compared").contains("track"), "{}", text("/compared"));
    assert!(text("/unread").contains("could not be read"), "{}", text("/unread"));
    assert!(seen["link"].as_u64().is_some_and(|length| length < 4_000), "{}", seen["link"]);
    assert!(seen["overflow"].as_i64() <= Some(0), "{look:?}: {} pixels are beside the page", seen["overflow"]);
    assert_eq!(seen["unnamed"], serde_json::json!([]), "controls without a name");
}
