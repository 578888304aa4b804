//! JSON in the bodies of HTTP requests. The map's request is `{path, method, body}`; the message that answers it is
//! `{status, body}`, where a body that is no JSON is text. A path that is a whole address goes there, without the token:
//! some bridges answer at two ports.

use std::time::Duration;

use livebridge_port::Fault;
use serde_json::{Value, json};
use ureq::http::Request;

use super::{BridgeCall, LONGEST, Transport, timed_out};

pub(super) struct Http {
    address: String,
    token: Option<String>,
    agent: ureq::Agent,
}

impl Http {
    pub(super) fn new(address: &str, token: Option<&str>) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        let scheme = if address.contains("://") { "" } else { "http://" };
        Self {
            address: format!("{scheme}{}", address.trim_end_matches('/')),
            token: token.map(str::to_owned),
            agent: config.new_agent(),
        }
    }
}

impl Transport for Http {
    fn ask(&mut self, call: &BridgeCall, wait: Duration) -> Result<Value, Fault> {
        let path = call.message["path"].as_str().unwrap_or_default();
        let body = &call.message["body"];
        let method = call.message["method"].as_str().unwrap_or(if body.is_null() { "GET" } else { "POST" });
        let is_whole = path.starts_with("http://");
        let uri = if is_whole { path.to_owned() } else { format!("{}{path}", self.address) };
        let mut request = Request::builder().method(method).uri(uri);
        if let Some(token) = self.token.as_ref().filter(|_| !is_whole) {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let request = request
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(text)
            .map_err(|error| Fault::Protocol(format!("the map makes no request of `{method} {path}`: {error}")))?;
        let request = self.agent.configure_request(request).timeout_global(Some(wait)).build();
        let failed = |error: ureq::Error| match error {
            ureq::Error::Timeout(_) => timed_out(call, wait, &[]),
            other => Fault::Connection(other.to_string()),
        };
        let mut answer = self.agent.run(request).map_err(failed)?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().with_config().limit(LONGEST as u64).read_to_string().map_err(failed)?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(json!({ "status": status, "body": body }))
    }
}
