// Leads a Node program's look-ups of two hosts, and what it connects to then, to the stand-in on this machine.
//
// It works below all HTTP clients, where names become addresses: fetch, https, axios and their like all pass here, and
// neither of the two names is ever looked up. It knows nothing of Accord, and runs in whatever Node the program uses.
"use strict";

const dns = require("dns");
const net = require("net");
const util = require("util");

// Host -> the loopback address that stands for it; nothing listens there.
const ADDRESSES = new Map([
  ["api.spotify.com", "127.83.112.1"],
  ["accounts.spotify.com", "127.83.112.2"],
]);

// What a person could be asked to open.
const LOGIN = "https://accounts.spotify.com";

/** The address that stands for a host, if it is one of the two. */
function standsFor(host) {
  return typeof host === "string" ? ADDRESSES.get(host.toLowerCase().replace(/\.$/, "")) : undefined;
}

function isLed(host) {
  return standsFor(host) !== undefined || [...ADDRESSES.values()].includes(host);
}

/** An error as Node's own look-ups give it. */
function lookupError(code, call, hostname) {
  return Object.assign(new Error(`${call} ${code} ${hostname}`), { code, errno: code, syscall: call, hostname });
}

/** What `dns.lookup` finds for one of the two hosts: they have an address of IPv4 alone. */
function lookedUp(hostname, options) {
  const family = typeof options === "object" && options !== null ? options.family : options;
  if (family === 6 || family === "IPv6") throw lookupError("ENOTFOUND", "getaddrinfo", hostname);
  const found = { address: standsFor(hostname), family: 4 };
  return options && options.all ? [found] : found;
}

/** What `dns.resolve` and its kin find for one of the two hosts. */
function resolved(call, hostname, how) {
  const kind = call === "resolve" ? (typeof how === "string" ? how : "A") : call.slice("resolve".length);
  const address = standsFor(hostname);
  if (kind === "A" || kind === "4") return [how && how.ttl ? { address, ttl: 60 } : address];
  if (kind.toUpperCase() === "ANY") return [{ type: "A", address, ttl: 60 }];
  throw lookupError("ENODATA", `query${kind}`, hostname);
}

/** Replace functions of an object with ones that answer for the two hosts themselves. */
function answer(object, names, wrap) {
  for (const name of names.filter((name) => typeof object[name] === "function")) {
    const original = object[name];
    object[name] = Object.defineProperty(wrap(name, original), "name", { value: name });
  }
}

/** Call back with what a function returns or throws, later, as look-ups do. */
function later(find, callback, spread) {
  let outcome;
  try {
    outcome = [null, ...spread(find())];
  } catch (error) {
    outcome = [error];
  }
  process.nextTick(callback, ...outcome);
}

function leadLookups() {
  const spreadLookup = (found) => (Array.isArray(found) ? [found] : [found.address, found.family]);
  answer(dns, ["lookup"], (_, original) => {
    const lookup = function (hostname, options, callback) {
      const done = callback || options;
      if (standsFor(hostname) === undefined || typeof done !== "function") return original.apply(this, arguments);
      later(() => lookedUp(hostname, callback ? options : {}), done, spreadLookup);
      return {};
    };
    lookup[util.promisify.custom] = (hostname, options) => dns.promises.lookup(hostname, options);
    return lookup;
  });
  answer(dns.promises, ["lookup"], (_, original) => async function (hostname, options) {
    return standsFor(hostname) === undefined ? original.apply(this, arguments) : lookedUp(hostname, options);
  });
  const kinds = ["", "4", "6", "Any", "Caa", "Cname", "Mx", "Naptr", "Ns", "Ptr", "Soa", "Srv", "Tlsa", "Txt"];
  const calls = kinds.map((kind) => `resolve${kind}`);
  for (const object of [dns, dns.Resolver.prototype]) {
    answer(object, calls, (name, original) => function (hostname, how, callback) {
      const done = callback || how;
      if (standsFor(hostname) === undefined || typeof done !== "function") return original.apply(this, arguments);
      later(() => resolved(name, hostname, callback ? how : undefined), done, (found) => [found]);
      return {};
    });
  }
  for (const object of [dns.promises, dns.promises.Resolver.prototype]) {
    answer(object, calls, (name, original) => async function (hostname, how) {
      return standsFor(hostname) === undefined ? original.apply(this, arguments) : resolved(name, hostname, how);
    });
  }
}

function leadConnections(port) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...words) {
    const normalized = Array.isArray(words[0]) ? words[0] : net._normalizeArgs(words);
    const [options, listener] = normalized;
    if (options.path || !isLed(options.host)) return connect.apply(this, words);
    // The name goes on in TLS and in HTTP, which have it from elsewhere.
    const led = { ...options, host: "127.0.0.1", port, family: 4 };
    return connect.call(this, net._normalizeArgs(listener ? [led, listener] : [led]));
  };
}

/** Name the stand-in in what is written, which stays as long as it was. */
function renamed(chunk, pairs) {
  if (typeof chunk === "string") {
    return pairs.reduce((text, [url, shown]) => text.split(url).join(shown), chunk);
  }
  if (!(chunk instanceof Uint8Array)) return chunk;
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (!pairs.some(([url]) => bytes.includes(url))) return chunk;
  return Buffer.from(renamed(bytes.toString("latin1"), pairs), "latin1");
}

function nameTo(stream, pairs) {
  for (const name of ["write", "end"]) {
    const original = stream[name];
    stream[name] = function (chunk, ...rest) {
      return original.call(this, renamed(chunk, pairs), ...rest);
    };
  }
}

/** Let people and their browsers be sent to the stand-in: what is printed, and what a server of the program answers. */
function leadPeople(port) {
  const base = `http://127.0.0.1:${port}/`;
  const pairs = [...ADDRESSES.keys()].map((host) => `https://${host}`).map((url) => [url, base.padEnd(url.length, "_")]);
  for (const stream of [process.stdout, process.stderr]) nameTo(stream, pairs.filter(([url]) => url === LOGIN));
  const emit = net.Server.prototype.emit;
  net.Server.prototype.emit = function (event, ...words) {
    if (event === "connection" || event === "secureConnection") nameTo(words[0], pairs);
    return emit.call(this, event, ...words);
  };
}

if (/^\d+$/.test(process.env.ACCORD_STAND_IN || "")) {
  const port = Number(process.env.ACCORD_STAND_IN);
  leadLookups();
  leadConnections(port);
  leadPeople(port);
  require("module").syncBuiltinESMExports();
}
