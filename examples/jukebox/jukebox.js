// Find where a track can jump to itself unheard, so that it need never end.
//
//   node jukebox.js "Daft Punk One More Time"
//   node jukebox.js https://open.spotify.com/track/0DiWol3AO6WpXZgp0goxAV --svg branches.svg --json branches.json

import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import SpotifyWebApi from "spotify-web-api-node";

import { findBranches, walk } from "./branches.js";
import { draw } from "./drawing.js";

const USAGE = "usage: node jukebox.js TRACK [--svg FILE] [--json FILE] [--beats COUNT]";
const SHOWN = 12; // branches in the table
const TRIES = 4;
const TRACK = /^(?:spotify:track:|https:\/\/open\.spotify\.com\/(?:intl-\w+\/)?track\/)?([0-9A-Za-z]{22})(?:\?.*)?$/;

class Unusable extends Error {} // what the person asked for cannot be done; the message says why

async function main() {
  const { wanted, svg, json, count } = options();
  try {
    process.loadEnvFile();
  } catch (error) {
    if (error.code !== "ENOENT") throw error; // there need not be a .env
  }
  const api = await connected();
  const track = await find(api, wanted);
  const { body: analysis } = await patiently(() => api.getAudioAnalysisForTrack(track.id));
  if (!analysis.beats?.length) throw new Unusable("The track has no beats.");
  const found = findBranches(analysis);
  const title = `${track.artists.map(({ name }) => name).join(", ")} – ${track.name}`;
  show(title, analysis, found);
  const path = walk(found, count);
  console.log(`\n${told(found, path)}`);
  if (svg) await save(svg, draw(title, found));
  if (json) await save(json, JSON.stringify({ id: track.id, title, ...found, path }, null, 1) + "\n");
}

function options() {
  const known = { svg: { type: "string" }, json: { type: "string" }, beats: { type: "string", default: "2000" } };
  let parsed;
  try {
    parsed = parseArgs({ options: known, allowPositionals: true });
  } catch (error) {
    throw new Unusable(`${error.message}\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  const count = Number(values.beats);
  if (!positionals.length || !Number.isInteger(count) || count < 1) throw new Unusable(USAGE);
  return { wanted: positionals.join(" "), svg: values.svg, json: values.json, count };
}

// A client with a token of its own: there is no person to ask, as an analysis is nobody's.
async function connected() {
  const { SPOTIFY_CLIENT_ID: clientId, SPOTIFY_CLIENT_SECRET: clientSecret } = process.env;
  if (!clientId || !clientSecret) {
    throw new Unusable("Set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET, or write them into .env.");
  }
  const api = new SpotifyWebApi({ clientId, clientSecret });
  const { body } = await patiently(() => api.clientCredentialsGrant());
  api.setAccessToken(body.access_token);
  return api;
}

// A track by its id, its address or URI, or else by the words of a search.
async function find(api, wanted) {
  const id = TRACK.exec(wanted)?.[1];
  if (id) return (await patiently(() => api.getTrack(id))).body;
  const { body } = await patiently(() => api.searchTracks(wanted, { limit: 1 }));
  if (!body.tracks.items.length) throw new Unusable(`No track is found by ${JSON.stringify(wanted)}.`);
  return body.tracks.items[0];
}

// Ask; where the answer is to come back later, do.
async function patiently(ask) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (error.statusCode !== 429 || attempt === TRIES) throw error;
      const seconds = Number(error.headers?.["retry-after"]) || 2 ** attempt;
      console.error(`Asked too often: waiting ${seconds} s.`);
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    }
  }
}

function show(title, { track }, { beats, branches, threshold }) {
  const starts = new Set(branches.map(({ from }) => from)).size;
  console.log(title);
  console.log(`${clock(track.duration)}, ${track.tempo.toFixed(1)} BPM, ${beats.length} beats`);
  console.log(`${branches.length} branches from ${starts} beats, threshold ${threshold.toFixed(2)}`);
  const pairs = new Map(branches.map((one) => [`${Math.min(one.from, one.to)} ${Math.max(one.from, one.to)}`, one]));
  const best = [...pairs.values()].sort((one, other) => one.distance - other.distance).slice(0, SHOWN);
  if (best.length) console.log("\n from   and to  beats  distance");
  for (const { from, to, distance } of best) {
    const [one, other] = [from, to].sort((a, b) => a - b).map((beat) => clock(beats[beat].start).padStart(6));
    console.log(`${one}  ${other}  ${String(Math.abs(to - from)).padStart(5)}  ${distance.toFixed(2).padStart(8)}`);
  }
}

function told({ beats, last }, path) {
  if (!last) return `There is no way back: it ends after ${path.length} beats.`;
  const [from, to] = [last.from, last.to].map((beat) => clock(beats[beat].start));
  const seconds = path.reduce((sum, beat) => sum + beats[beat].duration, 0);
  const jumps = path.filter((beat, index) => index && beat !== path[index - 1] + 1).length;
  const heard = Math.round((100 * new Set(path).size) / beats.length);
  return `It need never end: at ${from} at the latest it goes back to ${to}.
${path.length} beats of it last ${clock(seconds)}, with ${jumps} jumps, and play ${heard} % of the track.`;
}

function clock(seconds) {
  const tenths = Math.round(10 * seconds);
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

async function save(path, text) {
  await writeFile(path, text);
  console.log(`wrote ${path}`);
}

try {
  await main();
} catch (error) {
  const refused = error.statusCode !== undefined;
  if (!refused && !(error instanceof Unusable) && !error.code) throw error;
  console.error(refused ? `The request failed (${error.statusCode}): ${error.message}` : error.message);
  process.exitCode = 1;
}
