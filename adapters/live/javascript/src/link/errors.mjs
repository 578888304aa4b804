// @ts-check
// The two ways in which a request to the engine can fail: the engine refuses
// (as Live does), or the link itself is broken (never Live's doing).

/** What the engine answers instead of a result: Live's own refusal, or a member that is not simulated. */
export class Refusal extends Error {
  /**
   * @param {string} kind the kind of the refusal, e.g. "RuntimeError" or "NotSimulated"
   * @param {string} message the engine's words
   * @param {Record<string, unknown>} [fields] everything else that the engine said
   */
  constructor(kind, message, fields = {}) {
    super(message);
    this.name = 'Refusal';
    this.kind = kind;
    this.fields = fields;
  }
}

/** The link to the engine is broken: each later request fails in the same words. */
export class LinkError extends Error {
  /** @param {string} why */
  constructor(why) {
    super(`the link to the simulated Live is broken: ${why}`);
    this.name = 'LinkError';
  }
}
