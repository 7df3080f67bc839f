// Why there is no decision: no answer is never a go, so each is thrown.

/** One field is wrong: its path, inside the sale if it is the sale's, and what is wrong. */
export class FieldViolation {
  constructor(path, reason) {
    this.path = path;
    this.reason = reason;
    Object.freeze(this);
  }

  toString() {
    return this.path ? `${this.path}: ${this.reason}` : this.reason;
  }
}

/**
 * No decision was made: the order stays unconfirmed.
 *
 * `code` is the name of the gRPC status, `reason` the name of an `ErrorReason` or null, and
 * `violations` are the fields that are wrong, where the fault is one of fields.
 */
export class NoDecision extends Error {
  constructor(message, { code = "UNKNOWN", reason = null, violations = [], metadata = {} } = {}) {
    super(message);
    this.name = "NoDecision";
    this.code = code;
    this.reason = reason;
    this.violations = Object.freeze([...violations]);
    this.metadata = Object.freeze({ ...metadata });
  }
}

/** The target cannot be read, or nothing would encrypt the way to it. */
export class InvalidTarget extends Error {
  constructor(message) {
    super(message);
    this.name = "InvalidTarget";
  }
}
