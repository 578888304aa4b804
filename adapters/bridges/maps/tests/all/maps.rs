//! Files of maps: those that ship are sound, and one that is wrong says where and what to do.

use livebridge_maps::{Map, shipped};
use proptest::prelude::*;

use crate::tiny;

#[test]
fn every_map_that_ships_is_read_and_is_its_own() {
    for known in shipped::ALL {
        let map = known.map().unwrap_or_else(|error| panic!("{}: {error}", known.name));
        assert_eq!((map.bridge.name.as_str(), map.bridge.version.as_str()), (known.name, known.version));
        assert!(!map.operations.is_empty());
        // Whatever of the port is not there has its reason.
        for operation in livebridge_port::Operation::PORT {
            let is_said = map.operations.contains_key(operation) || map.cannot.contains_key(operation);
            assert!(is_said, "{}: neither how {operation} is done nor why it cannot be", known.name);
        }
    }
}

#[test]
fn a_wrong_map_says_where_and_what_to_do() {
    let sound = tiny::map(1, "json");
    for (from, to, place, what) in [
        ("kind = \"tcp-json\"", "kind = \"pigeon\"", "line ", "pigeon"),
        ("[operations.setTempo]", "[operations.setSpeed]", "operations.setSpeed", "there is no operation `setSpeed`"),
        ("'{bpm}'", "'{bpm'", "operations.setTempo.args", "is no filter"),
        ("'{bpm}'", "'{bpm: nosuch}'", "operations.setTempo.args", "uses the filter `nosuch`"),
        ("framing = \"json\"", "", "transport", "`framing` is missing"),
        (
            "then = \"listTracks\"\n[cannot]",
            "then = \"listScenes\"\n[cannot]",
            "operations.setTempo.then",
            "listScenes",
        ),
        ("renderTrack = ", "setTempo = ", "cannot.setTempo", "the map says how it is done"),
        ("code = \"STALE_REFERENCE\"", "code = \"STALE\"", "line ", "STALE"),
        ("[cannot]", "[define]\na = 'b'\nb = 'a'\n[cannot]", "define", "comes back to it"),
        ("own-ids = true", "own-ids = true\ntypo = 1", "line 3", "typo"),
        ("own-ids = true", "own-ids = true\nport-words = true", "port-words", "ids of its own"),
        ("answer = '.ok'", "answer = '.ok'\nhello = '.'", "transport", "`hello` is nothing for this kind"),
    ] {
        assert!(sound.contains(from), "{from}");
        let error = Map::read(&sound.replace(from, to)).unwrap_err();
        assert!(error.place.starts_with(place) && error.what.contains(what) && !error.hint.is_empty(), "{to}: {error}");
    }
}

#[test]
fn a_report_is_told_what_takes_several_calls_and_what_is_not_there() {
    let map = Map::read(&tiny::map(1, "json")).unwrap();
    let remarks = map.remarks();
    assert!(remarks.contains(&"setTempo takes tempo, a read by listTracks".to_owned()), "{remarks:?}");
    assert!(remarks.contains(&"no renderTrack: it renders nothing".to_owned()), "{remarks:?}");
}

proptest! {
    /// A map that lost or gained a piece is a map or an error; never a panic.
    #[test]
    fn whatever_is_written_is_a_map_or_an_error(at in 0usize..1800, gone in 0usize..40, new in "[ -~\n]{0,8}") {
        let sound = tiny::map(1, "json");
        let at = at.min(sound.len());
        let end = (at + gone).min(sound.len());
        let _ = Map::read(&format!("{}{new}{}", &sound[..at], &sound[end..]));
    }
}
