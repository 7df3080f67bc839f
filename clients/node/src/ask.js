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
    const answer = await client.decide(parsed(readFileSync(0)));
    const { decision, logPosition, mayConfirm } = answer;
    console.log(JSON.stringify({ may_confirm: mayConfirm, log_position: logPosition, decision }));
    return mayConfirm ? 0 : 1;
  } finally {
    client.close();
  }
}

/** Return what JSON says; throws for bytes that are no UTF-8, and for a name that stands twice. */
function parsed(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const found = JSON.parse(text);
  const open = [];
  for (const [token, name, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon) {
      const names = open.at(-1);
      const said = JSON.parse(name);
      if (names.has(said)) throw new Error(`\`${said}\` stands twice in an object`);
      names.add(said);
    }
  }
  return found;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, code, reason, violations } = error;
  const told = error instanceof NoDecision ? { code, reason, violations } : { code: null };
  console.log(JSON.stringify({ may_confirm: false, no_decision: message, ...told }));
  process.exitCode = 2;
}
