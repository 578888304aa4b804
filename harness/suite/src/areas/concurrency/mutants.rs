//! Mutants of several clients.

use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

static ROWS: &[Mutant] = &[
    mutant(
        "no-isolation",
        "LB-CONC-001",
        "the lock is taken for each mutation",
        Hooks { lets_others_in: || true, ..FAITHFUL },
    )
    .not_explorable("it needs two clients"),
    mutant(
        "lost-update",
        "LB-CONC-002",
        "a commit works on a copy that was taken before it had its turn",
        Hooks { works_on_a_copy: |batch| batch.mutations().len() > 1, ..FAITHFUL },
    )
    .not_explorable("it needs two clients"),
    mutant(
        "transaction-begins-when-it-arrives",
        "LB-CONC-003",
        "the first change is made at once and the others when the client listens",
        Hooks { applied_early: |batch| usize::from(batch.mutations().len() > 1), ..FAITHFUL },
    ),
];
