//! Notes onto a scale and off the grid: first as plain data, then by a handler on a bridge.
//!
//! Run: `cargo run -p livebridge-transforms --example scale_lock`

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{CallError, LiveBridge, Note, TrackId};
use livebridge_transforms::handlers::{ScaleLock, plan_scale_lock};
use livebridge_transforms::{Grid, HumanizeOpts, NoteRng, Scale, SnapMode, humanize, snap_to_scale};

fn main() -> Result<(), CallError> {
    let played = [Note::new(61.0, 0.0, 0.5), Note::new(64.0, 0.5, 0.5), Note::new(66.0, 1.0, 1.0)];

    // Plain data in, plain data out.
    let c_major = Scale::new(0, [0, 2, 4, 5, 7, 9, 11]);
    let snapped = snap_to_scale(&played, c_major, SnapMode::Nearest)?;
    println!("{} of {} notes moved", snapped.moved_count, snapped.notes.len());

    let opts = HumanizeOpts { do_timing: true, ..HumanizeOpts::new(0.5) };
    let loose = humanize(&snapped.notes, &opts, Grid::new("1/16", false), &mut NoteRng::new(1))?;
    println!("the second one starts at {:.3}", loose[1].start_time);

    // On a bridge: a plan that can be looked at, and one transaction that carries it out.
    let bridge = FakeLiveBridge::with_one_midi_clip(&played);
    let clip_ids = vec![TrackId(0).slot(0).clip().into()];
    let plan = plan_scale_lock(&bridge, &ScaleLock { clip_ids, mode: SnapMode::Nearest })?;
    println!("the plan has {} mutation", plan.mutations.len());
    let report = pollster::block_on(plan.apply(&bridge))?;
    println!("{} notes moved on the bridge, {} undo step", report.moved_count, bridge.control().transaction_count()?);
    Ok(())
}
