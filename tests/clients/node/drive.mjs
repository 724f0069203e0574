// What both scripts share: what they are told about the server, and how they say what they saw, a JSON object a line.

import { createInterface } from "node:readline";

export const world = JSON.parse(process.env.ACCORD_WORLD);
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

function say(line) {
  process.stdout.write(JSON.stringify(line) + "\n");
}

// An answer of the server as it came, to be held against the contracts.
export function saw(method, url, status, body) {
  say({ saw: { method, url, status, body } });
}

// Call a method of the client; say under which name, and what it returned or threw. Gives what it returned.
export async function call(name, method) {
  try {
    const value = await method();
    say({ call: name, value: value === undefined ? null : value });
    return value;
  } catch (error) {
    say({
      call: name,
      error: { kind: error.constructor.name, message: String(error.message), status: error.statusCode ?? null },
    });
    return undefined;
  }
}

// Send a person to an address; gives the address that their browser brings back to the app.
export async function sendPerson(address) {
  say({ open: address });
  return (await answers.next()).value;
}
