// A track that is made of two kinds of bars, and where it must turn.

import assert from "node:assert/strict";
import { test } from "node:test";

import { findBranches, walk } from "./branches.js";
import { draw } from "./drawing.js";

const BEAT = 0.5;

// An analysis of bars of four beats, one letter a bar: each of its beats sounds different, and each bar as its letter.
function made(bars, pickup = 0) {
  const count = 4 * bars.length + pickup;
  const beats = Array.from({ length: count }, (_, index) => ({ start: index * BEAT, duration: BEAT }));
  return {
    beats,
    bars: Array.from(bars, (_, index) => ({ start: (4 * index + pickup) * BEAT, duration: 4 * BEAT })),
    segments: beats.map(({ start, duration }, index) => {
      const letter = index < pickup ? 9 : bars.charCodeAt(Math.floor((index - pickup) / 4)) - 64;
      const sound = (dimension) => Math.sin(7 * letter * (dimension + 1) + 3 * ((index - pickup) % 4));
      const numbers = Array.from({ length: 12 }, (_, dimension) => sound(dimension));
      const timbre = numbers.map((value) => 40 * value);
      return { start, duration, timbre, pitches: numbers.map(Math.abs), loudness_max: -10 };
    }),
  };
}

// Numbers from 0 to 1 that are the same in every run (a linear congruential generator).
function dice() {
  let state = 1;
  return () => (state = (1103515245 * state + 12345) % 2 ** 31) / 2 ** 31;
}

test("bars that sound alike are joined beat by beat", () => {
  const { branches } = findBranches(made("ABCABD"));
  const perfect = branches.filter(({ distance }) => distance < 1e-6).map(({ from, to }) => [from, to]);
  for (const [from, to] of [[0, 12], [12, 0], [1, 13], [13, 1], [16, 4]]) {
    assert.equal(perfect.filter((way) => way[0] === from && way[1] === to).length, 1, `${from} to ${to}`);
  }
  assert.ok(perfect.every(([from, to]) => Math.abs(from - to) === 12));
});

test("a branch keeps the place in the bar", () => {
  const { beats, branches } = findBranches(made("ABABABAB", 3));
  assert.deepEqual(beats.slice(0, 8).map(({ place }) => place), [-3, -2, -1, 0, 1, 2, 3, 0]);
  assert.ok(branches.length > 0);
  for (const { from, to } of branches) assert.equal(beats[from].place, beats[to].place);
});

test("bars that have nothing in common are not joined", () => {
  const found = findBranches(made("ABCDEFG"));
  assert.deepEqual([found.branches, found.last], [[], null]);
  assert.deepEqual(walk(found, 1000), found.beats.map((_, index) => index));
});

test("a track that can turn back never ends, whichever branches are taken", () => {
  const found = findBranches(made("ABCABCABCDEABF"));
  assert.ok(found.last.to < found.last.from);
  const ways = new Set(found.branches.map(({ from, to }) => `${from} ${to}`));
  for (const chance of [() => 0.99, () => 0, dice()]) {
    const path = walk(found, 5000, chance);
    assert.equal(path.length, 5000);
    path.slice(1).forEach((beat, index) => {
      assert.ok(beat === path[index] + 1 || ways.has(`${path[index] + 1} ${beat}`));
    });
  }
});

test("what is short or empty has no branches", () => {
  for (const bars of ["", "A", "AA"]) assert.deepEqual(findBranches(made(bars)).branches, []);
  assert.deepEqual(walk(findBranches(made("")), 10), []);
});

test("a picture shows every beat and branch, and a title as it is", () => {
  const found = findBranches(made("ABCABD"));
  const picture = draw("Simon & <Garfunkel>", found);
  assert.equal(picture.match(/<path /g).length, found.beats.length + found.branches.length);
  assert.ok(picture.includes("Simon &#38; &#60;Garfunkel&#62;"));
});
