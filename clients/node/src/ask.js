#!/usr/bin/env node
// Asks about the sale on standard input, as JSON, and prints what came of it.
//
//   licet-ask TARGET [--ca FILE] [--certificate FILE --key FILE] [--timeout MILLISECONDS]
//
// Ends with 0 for a go, 1 for any other decision, 2 where there is none.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { Client, NoDecision } from "./index.js";

const FLAGS = ["ca", "certificate", "key", "timeout"];

async function main() {
  const { values, positionals } = parseArgs({
    options: Object.fromEntries(FLAGS.map((name) => [name, { type: "string" }])),
    allowPositionals: true,
  });
  const [target] = positionals;
  if (!target) throw new Error("say whom to ask: licet-ask HOST:PORT < sale.json");
  const { timeout = "10000", ...files } = values;
  const tls = Object.keys(files).length ? files : null;
  const client = new Client(target, { tls, timeout: Number(timeout) });
  try {
    const answer = await client.decide(JSON.parse(readFileSync(0, "utf8")));
    const { decision, logPosition, mayConfirm } = answer;
    console.log(JSON.stringify({ may_confirm: mayConfirm, log_position: logPosition, decision }));
    return mayConfirm ? 0 : 1;
  } finally {
    client.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, code, reason, violations } = error;
  const told = error instanceof NoDecision ? { code, reason, violations } : { code: null };
  console.log(JSON.stringify({ may_confirm: false, no_decision: message, ...told }));
  process.exitCode = 2;
}
