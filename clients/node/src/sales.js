// Sales given as plain objects, held to the fields that a sale has: what is not known is refused.

import { FieldViolation, NoDecision } from "./errors.js";
import { SALE } from "./wire.js";

/**
 * Return a sale without its absent members; throws `NoDecision` with every violation.
 *
 * The names are those of licet.v1.Sale, in snake_case; undefined and null are absent. Nothing is
 * converted. A field that the wire has not got would be dropped in silence, and it might have
 * turned a go into a stop.
 */
export function checkedSale(sale) {
  const violations = [];
  const found = checked(SALE, sale, "", violations);
  if (violations.length) {
    throw new NoDecision(violations.join("; "), {
      code: "INVALID_ARGUMENT",
      reason: "ERROR_REASON_MALFORMED_SALE",
      violations,
    });
  }
  return found;
}

function checked(type, value, path, violations) {
  const refuse = (where, reason) => violations.push(new FieldViolation(where, reason));
  if (!isObject(value)) {
    refuse(path, path ? "expected an object" : "a sale is an object");
    return {};
  }
  const found = {};
  for (const [name, member] of Object.entries(value)) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    const where = path ? `${path}.${name}` : name;
    if (!field) refuse(where, `unknown field; write one of ${Object.keys(type.fields).join(", ")}`);
    else if (member !== undefined && member !== null) {
      found[name] = fieldOf(field, member, where, violations, refuse);
    }
  }
  return found;
}

function fieldOf(field, value, path, violations, refuse) {
  if (field.map) {
    if (!isObject(value)) refuse(path, "expected an object");
    else {
      for (const [name, holds] of Object.entries(value)) {
        if (typeof holds !== "boolean") refuse(`${path}.${name}`, "expected true or false");
      }
    }
    return isObject(value) ? { ...value } : {};
  }
  if (field.repeated) {
    if (Array.isArray(value)) {
      return value.map((each, n) => checked(field.resolvedType, each, `${path}[${n}]`, violations));
    }
    refuse(path, "expected a list");
    return [];
  }
  if (field.resolvedType) return checked(field.resolvedType, value, path, violations);
  const wanted = field.type === "double" ? "number" : "string";
  if (typeof value !== wanted || Number.isNaN(value)) refuse(path, `expected a ${wanted}`);
  return value;
}

function isObject(value) {
  if (typeof value !== "object" || value === null) return false;
  // Of a Map, or of what is inherited, nothing would be sent.
  return [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
