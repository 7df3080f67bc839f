// The messages and services of licet.v1, read from the protos that the service is made of.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import grpc from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";
import protobuf from "protobufjs";

const here = dirname(fileURLToPath(import.meta.url));
// In the package the protos lie beside the code; in the sources, where the service has them.
const packed = join(here, "..", "protos");
const protos = existsSync(packed) ? packed : join(here, "..", "..", "..", "protos");

const root = new protobuf.Root();
root.resolvePath = (_, wanted) => {
  if (protobuf.common.get(wanted)) return wanted;
  return join(wanted.startsWith("google/rpc/") ? here : protos, wanted);
};
root.loadSync(["licet/v1/service.proto", "google/rpc/status.proto"], { keepCase: true });
root.resolveAll();

export const SALE = root.lookupType("licet.v1.Sale");
export const OUTCOMES = root.lookupEnum("licet.v1.Outcome").valuesById;
const STATUS = root.lookupType("google.rpc.Status");
const DETAILS = ["BadRequest", "ErrorInfo"].map((name) => root.lookupType(`google.rpc.${name}`));

const services = grpc.loadPackageDefinition(
  fromJSON(root.toJSON(), { keepCase: true, longs: String, enums: String, oneofs: true, defaults: true }),
);
export const LicenseDecisionService = services.licet.v1.LicenseDecisionService;

/** Return the details of a status by their kind, those that are known here and can be read. */
export function detailsOf(metadata) {
  try {
    return read(metadata);
  } catch {
    return {};
  }
}

function read(metadata) {
  const found = {};
  for (const bytes of metadata?.get("grpc-status-details-bin") ?? []) {
    for (const any of STATUS.decode(bytes).details) {
      const type = DETAILS.find((each) => any.type_url.endsWith(`/google.rpc.${each.name}`));
      if (type) found[type.name] = type.decode(any.value);
    }
  }
  return found;
}
