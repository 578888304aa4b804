//! How a row of the registry is written: [`must`], what makes it different, and the needs that many rows share.

use livebridge_port::Operation;
use livebridge_port::capabilities::{IdScheme, TransactionCapability, UndoCapability};

use crate::areas::Area;
use crate::requirement::{AppliesWhen, Clients, Level, Needs, Requirement, Transport};

/// A MUST in one row; the methods below say where it is different.
pub(crate) const fn must(id: &'static str, area: Area, clause: &'static str, text: &'static str) -> Requirement {
    Requirement {
        id,
        area,
        level: Level::Must,
        text,
        clause,
        applies_when: AppliesWhen {
            transport: None,
            ids: None,
            declares: None,
            clients: Clients::One,
            inside: false,
            tools: false,
        },
        needs: Needs::NOTHING,
    }
}

impl Requirement {
    /// It is a SHOULD.
    pub(crate) const fn should(self) -> Self {
        Self { level: Level::Should, ..self }
    }

    /// Its checks call these operations; nothing else must be offered.
    pub(crate) const fn calling(self, operations: &'static [Operation]) -> Self {
        self.needs(Needs { operations, ..Needs::NOTHING })
    }

    /// What must be offered to check it.
    pub(crate) const fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// It applies to positional ids only.
    pub(crate) const fn positional(self) -> Self {
        Self { applies_when: AppliesWhen { ids: Some(IdScheme::Positional), ..self.applies_when }, ..self }
    }

    /// It applies to opaque ids only.
    pub(crate) const fn opaque(self) -> Self {
        Self { applies_when: AppliesWhen { ids: Some(IdScheme::Opaque), ..self.applies_when }, ..self }
    }

    /// It applies where this is declared.
    pub(crate) const fn where_declared(self, operation: Operation) -> Self {
        Self { applies_when: AppliesWhen { declares: Some(operation), ..self.applies_when }, ..self }
    }

    /// It can only be seen in process.
    pub(crate) const fn in_process(self) -> Self {
        Self { applies_when: AppliesWhen { transport: Some(Transport::InProcess), ..self.applies_when }, ..self }
    }

    /// It can only be seen where the host is seen without the bridge. What is asked of ids is of positional ones.
    pub(crate) const fn inside(self) -> Self {
        let ids = Some(IdScheme::Positional);
        Self { applies_when: AppliesWhen { inside: true, ids, ..self.applies_when }, ..self }
    }

    /// It is about calls of several clients, or of one that does not wait for answers.
    pub(crate) const fn of(self, clients: Clients) -> Self {
        Self { applies_when: AppliesWhen { clients, ..self.applies_when }, ..self }
    }

    /// It can only be seen where there is a tool server.
    pub(crate) const fn of_tools(self) -> Self {
        Self { applies_when: AppliesWhen { tools: true, ..self.applies_when }, ..self }
    }

    /// It can only be seen over the wire.
    pub(crate) const fn on_the_wire(self) -> Self {
        Self { applies_when: AppliesWhen { transport: Some(Transport::Wire), ..self.applies_when }, ..self }
    }
}

impl Needs {
    /// The steps of the history are counted.
    pub(crate) const COUNTED: Self =
        Self { operations: &[Operation::ControlTransactionCount], undo: UndoCapability::Count, ..Self::NOTHING };

    /// Undo and redo can be called.
    pub(crate) const OBSERVABLE: Self = Self {
        operations: &[Operation::ControlUndo, Operation::ControlRedo],
        undo: UndoCapability::Observable,
        ..Self::NOTHING
    };

    /// A transaction is one undo step.
    pub(crate) const TRANSACTED: Self =
        Self { operations: &[Operation::Transaction], transaction: TransactionCapability::Grouped, ..Self::NOTHING };

    /// A transaction happens wholly or not at all.
    pub(crate) const ATOMIC: Self =
        Self { operations: &[Operation::Transaction], transaction: TransactionCapability::Atomic, ..Self::NOTHING };

    /// A transaction of which the redo that it leaves can be seen.
    pub(crate) const ATOMIC_OBSERVED: Self = Self {
        operations: &[Operation::Transaction, Operation::ControlUndo, Operation::ControlRedo],
        undo: UndoCapability::Observable,
        ..Self::ATOMIC
    };

    /// A transaction takes references to what it makes itself.
    pub(crate) const STAGED: Self = Self { staged_references: true, ..Self::TRANSACTED };
}
