// Licet over the wire, for programs in Node: a decision, or `NoDecision` thrown.

import { readFileSync } from "node:fs";
import { isIP } from "node:net";

import grpc from "@grpc/grpc-js";

import { FieldViolation, InvalidTarget, NoDecision } from "./errors.js";
import { checkedSale } from "./sales.js";
import { LicenseDecisionService, detailsOf } from "./wire.js";

export { FieldViolation, InvalidTarget, NoDecision };

const GO = new Set(["OUTCOME_NO_LICENSE_NEEDED", "OUTCOME_TEMPORARY_LICENSE"]);
const LARGEST_ANSWER = 64 * 1024 * 1024;

/** An answer: `mayConfirm` is true for a go in every one of its words, and for nothing else. */
export class Decided {
  constructor(response) {
    this.decision = response.decision;
    this.logPosition = response.log_position ?? null;
    this.logPolicy = response.log_policy ?? null;
    this.mayConfirm =
      this.decision.may_confirm === true &&
      this.decision.hypothetical === false &&
      GO.has(this.decision.outcome);
    Object.freeze(this);
  }

  /** An answer is asked what it says, not whether it is there; every object is true. */
  [Symbol.toPrimitive]() {
    throw new TypeError("an answer is neither true nor false: ask `.mayConfirm`");
  }
}

/**
 * Asks a server for decisions; close it to free its connection.
 *
 * `target` is `host:port` or `unix:/path`. Beyond this machine it wants `tls` (`ca`, and
 * `certificate` with `key` where the server wants to know who asks, each the path of a PEM file),
 * or `plaintext: true` where the way is safe by other means. `timeout` is in milliseconds.
 */
export class Client {
  #stub;
  #timeout;

  constructor(target, { tls = null, plaintext = false, timeout = 10_000 } = {}) {
    if (tls && plaintext) throw new InvalidTarget("give `tls` or `plaintext`, not both");
    if (!tls && !plaintext && !isLocal(target)) {
      throw new InvalidTarget(
        `\`${target}\` is beyond this machine and nothing would encrypt the way to it: ` +
          "give `tls`, or `plaintext: true` where the way is safe",
      );
    }
    this.#timeout = seconds(timeout);
    this.#stub = new LicenseDecisionService(target, credentials(tls), {
      "grpc.max_receive_message_length": LARGEST_ANSWER,
      // Plain text for this machine is not handed to a proxy from the environment.
      ...(isLocal(target) ? { "grpc.enable_http_proxy": 0 } : {}),
    });
  }

  /** Return the decision on a sale, as `Decided`; throws `NoDecision` where there is none. */
  async decide(sale, { timeout = this.#timeout } = {}) {
    const request = { sale: checkedSale(sale) };
    const deadline = Date.now() + seconds(timeout);
    const response = await new Promise((resolve, reject) => {
      this.#stub.Decide(request, { deadline }, (error, told) =>
        error ? reject(noDecision(error)) : resolve(told),
      );
    });
    if (!response?.decision) throw new NoDecision("the answer holds no decision", { code: "INTERNAL" });
    if ((response.decision.sale_id ?? null) !== (sale.sale_id ?? null)) {
      throw new NoDecision("the answer is of another sale", { code: "INTERNAL" });
    }
    return new Decided(response);
  }

  close() {
    this.#stub.close();
  }
}

function seconds(timeout) {
  if (!(timeout > 0 && timeout <= 86_400_000)) {
    throw new RangeError(`a timeout is more than 0 and at most a day, in milliseconds: ${timeout}`);
  }
  return timeout;
}

function isLocal(target) {
  if (target.startsWith("unix:")) return true;
  const [, host] = /^\[?(.*?)\]?:\d{1,5}$/.exec(target) ?? [];
  if (!host) throw new InvalidTarget(`\`${target}\` is no target: write host:port or unix:/path`);
  if (isIP(host)) return host === "::1" || host.startsWith("127.");
  return host.toLowerCase() === "localhost";
}

function credentials(tls) {
  if (!tls) return grpc.credentials.createInsecure();
  if (!tls.certificate !== !tls.key) {
    throw new InvalidTarget("a client's certificate needs its key, and a key its certificate");
  }
  const [ca, key, certificate] = [tls.ca, tls.key, tls.certificate].map((path) =>
    path ? readFileSync(path) : null,
  );
  return grpc.credentials.createSsl(ca, key, certificate);
}

function noDecision(error) {
  const { BadRequest, ErrorInfo } = detailsOf(error.metadata);
  const violations = (BadRequest?.field_violations ?? []).map(
    (each) => new FieldViolation(each.field.replace(/^sale\.?/, ""), each.description),
  );
  return new NoDecision(error.details || error.message, {
    code: grpc.status[error.code] ?? "UNKNOWN",
    reason: ErrorInfo?.domain === "licet" ? ErrorInfo.reason : null,
    violations,
    metadata: ErrorInfo?.metadata ?? {},
  });
}
