//! The handlers on the fake: what they do, that one undo takes a whole run back, that a refusal leaves no trace, and
//! that a run which changes nothing adds no step. One file per handler.

mod gain_stage;
mod humanize;
mod scale_lock;
mod session_to_song;
mod set_janitor;
mod stage;
