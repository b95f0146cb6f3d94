// Runs every check in a context of its own, one after the other.
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Harness } from "./harness.mjs";
import * as access from "./access.mjs";
import * as logins from "./logins.mjs";
import * as pan115 from "./pan115.mjs";
import * as transport from "./transport.mjs";
import * as worker from "./worker.mjs";

const text = { type: "string" };
const { values } = parseArgs({ options: { screenshots: text, document: text, only: text } });
if (values.screenshots) await mkdir(values.screenshots, { recursive: true });
const harness = await Harness.start(values);
const checks = Object.entries({ ...logins, ...access, ...transport, ...worker, ...pan115 });
let failed = 0;
for (const [name, check] of checks) {
  if (values.only && !name.includes(values.only)) continue;
  const started = Date.now();
  try {
    await harness.run(name, check);
    console.log(`ok      ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${String(error.stack).replace(/^/gm, "        ")}`);
  }
}
await harness.stop();
console.log(failed === 0 ? "all checks passed" : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
