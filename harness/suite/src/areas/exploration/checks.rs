//! Checks of exploration: a fixed share of random programs, the same ones for a seed.

use crate::check::Check;
use crate::explore::share::{self, Part};

pub(in crate::areas) fn checks() -> Vec<Check> {
    let check = |part: Part| {
        Check::new(format!("exploration/{}", part.name()), "LB-EXPL-001", move |stage| share::run(stage, part))
    };
    Part::ALL.into_iter().map(check).collect()
}
