//! Open Sound Control: no message says which call it answers, so what is late or about something else is passed over.

use std::net::UdpSocket;
use std::thread;
use std::time::Duration;

use livebridge_maps::MapBridge;
use livebridge_port::{Batch, ErrorCode, Fault, LiveBridge, Mutation};

use super::{connect, fault, found, map, refusal};

/// A message with an address and one whole number.
fn message(address: &str, number: i32) -> Vec<u8> {
    let mut bytes = address.as_bytes().to_vec();
    for text in [&b""[..], b",i"] {
        bytes.extend(text);
        bytes.push(0);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    bytes.extend(number.to_be_bytes());
    bytes
}

/// What a bridge does with a message: to whom it may send what, and how often it was asked before.
type Answer = fn(&UdpSocket, &str, usize);

/// A bridge that answers so, reached by its map. Its answers go to the port that the messages come from.
fn reached(answer: Answer) -> MapBridge {
    let bridge = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = bridge.local_addr().unwrap().port();
    let free = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    thread::spawn(move || {
        let mut datagram = [0; 1024];
        for count in 0.. {
            let Ok((length, from)) = bridge.recv_from(&mut datagram) else { return };
            let address: Vec<u8> = datagram[..length].iter().copied().take_while(|byte| *byte != 0).collect();
            bridge.connect(from).unwrap();
            answer(&bridge, &String::from_utf8(address).unwrap(), count);
        }
    });
    let transport = format!(
        "kind = \"osc\"\naddress = \"127.0.0.1:{port}\"\nanswer-port = {free}\nanswer = '.args[0]'\n\
         refusal = 'select(.address == \"/error\") | \"no \\(.args[0])\"'"
    );
    connect(&map(&transport, "call = \"/get\"\nargs = '[]'"), None).unwrap()
}

/// A setter that nobody answers.
fn set_tempo(bridge: &MapBridge) {
    let mutation = Mutation::SetTempo { bpm: 98.0 };
    livebridge_wire::block_on(bridge.commit(Batch::Call(mutation))).unwrap_err();
}

#[test]
fn what_is_about_something_else_is_passed_over() {
    let bridge = reached(|bridge, _, _| {
        bridge.send(&message("/beat", 4)).unwrap();
        bridge.send(&message("/get", 7)).unwrap();
    });
    assert_eq!(found(&bridge), "7");
}

/// An answer that comes when nobody waits any more is not taken for that of the next call.
#[test]
fn an_answer_that_is_late_is_not_that_of_the_next_call() {
    let bridge = reached(|bridge, address, _| {
        let number = if address == "/set" { 1 } else { 2 };
        bridge.send(&message("/get", number)).unwrap();
    });
    for _ in 0..3 {
        set_tempo(&bridge);
        // It is there before the next call is made: what comes during that cannot be told apart.
        thread::sleep(Duration::from_millis(100));
        assert_eq!(found(&bridge), "2");
    }
}

/// An error may be about a setter before the call: then the answer of the call follows it, and is passed over too.
#[test]
fn an_error_is_a_refusal_and_the_answer_behind_it_is_not_that_of_the_next_call() {
    let bridge = reached(|bridge, _, count| {
        if count == 0 {
            bridge.send(&message("/error", 5)).unwrap();
            thread::sleep(Duration::from_millis(50));
            bridge.send(&message("/get", 1)).unwrap();
        } else {
            bridge.send(&message("/get", 2)).unwrap();
        }
    });
    let (code, message) = refusal(&bridge);
    assert_eq!((code, message.split(" (").next()), (ErrorCode::SdkRejected, Some("no 5")));
    assert_eq!(found(&bridge), "2");
}

#[test]
fn silence_and_what_is_no_message_are_faults() {
    let silent = reached(|_, _, _| {});
    assert!(matches!(fault(&silent), Fault::TimedOut { operation, .. } if operation == "/get"));
    assert!(silent.broken().is_some());
    let garbled = reached(|bridge, _, _| assert!(bridge.send(b"no message").is_ok()));
    assert!(matches!(fault(&garbled), Fault::Garbage { .. }));
}
