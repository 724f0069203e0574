// Where a track can jump to itself unheard: beats that sound alike, at the same place of their bars.
//
// The idea is that of the Infinite Jukebox (Paul Lamere, Music Hack Day Boston 2012): while a track plays, it may go on
// after any beat at another one that sounds like the beat it would have played next.

const AHEAD = 4; // beats that have to sound alike from a jump on, or it is heard a moment later
const SHARE = 1 / 6; // of all beats that should have a branch; the threshold grows until they have
const WORST = 1.2; // the highest threshold: beats that differ by more than this do not sound alike
const LEAST = 8; // beats that a branch spans at least
const MOST = 4; // branches of a beat

// Find all branches of a track.
//
// Takes an audio analysis. Gives { beats, branches, threshold, last }: beats as { start, duration, place }, branches as
// { from, to, distance } in order of `from`. Who is about to play beat `from` may play `to` in its stead. `last` is the
// branch that has to be taken, as none later leads back; null if there is none. No branch leads beyond it.
export function findBranches(analysis) {
  const beats = placed(analysis.beats, analysis.bars);
  const sounds = standardised(analysis.beats.map((beat) => soundOf(beat, analysis.segments)));
  const candidates = alike(beats, sounds);
  const threshold = thresholdFor(candidates, beats.length);
  const good = candidates.filter((branch) => branch.distance <= threshold);
  const last = lastOf(candidates, good, beats.length);
  const branches = fewEach(good.filter(({ from, to }) => !last || (from < last.from && to < last.from)));
  if (last) branches.push(last);
  branches.sort((one, other) => one.from - other.from || one.distance - other.distance);
  return { beats, branches, threshold, last };
}

// Play on for a number of beats: give their indices. `chance` gives numbers from 0 to 1, as Math.random does. A branch
// is the likelier, the longer none was taken.
export function walk({ beats, branches, last }, count, chance = Math.random) {
  const path = [];
  let next = 0;
  for (let patience = 0; path.length < count && next < beats.length; patience++) {
    const ways = branches.filter((branch) => branch.from === next);
    if (last && next === last.from) {
      next = last.to;
      patience = 0;
    } else if (ways.length && chance() < Math.min(0.5, 0.15 + patience / 100)) {
      next = ways[Math.floor(chance() * ways.length)].to;
      patience = 0;
    }
    path.push(next++);
  }
  return path;
}

// Beats, each with its place in its bar: 0 for the first. Beats before the first bar have negative places.
function placed(beats, bars) {
  let bar = 0;
  let first = beats.findIndex((beat) => bars.length && middle(beat) >= bars[0].start);
  return beats.map(({ start, duration }, index) => {
    while (bar + 1 < bars.length && middle(beats[index]) >= bars[bar + 1].start) {
      bar++;
      first = index;
    }
    return { start, duration, place: index - first };
  });
}

// How a beat sounds: the mean of the timbre, pitches and loudness of the segments that sound during it, each weighted
// by how long it does.
function soundOf(beat, segments) {
  const end = beat.start + beat.duration;
  const sum = new Array(25).fill(0);
  let weight = 0;
  for (const segment of segments) {
    const heard = Math.min(end, segment.start + segment.duration) - Math.max(beat.start, segment.start);
    if (heard <= 0) continue;
    [...segment.timbre, ...segment.pitches, segment.loudness_max].forEach((value, index) => {
      sum[index] += heard * value;
    });
    weight += heard;
  }
  return weight ? sum.map((value) => value / weight) : sum;
}

// Sounds in units of how much each number varies within the track.
function standardised(sounds) {
  const columns = (sounds[0] ?? []).map((_, index) => {
    const values = sounds.map((sound) => sound[index]);
    const mean = values.reduce((one, other) => one + other, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(variance) || 1 };
  });
  return sounds.map((sound) => sound.map((value, index) => (value - columns[index].mean) / columns[index].deviation));
}

// All branches there could be, forwards and backwards, with how different the beats sound from there on.
function alike(beats, sounds) {
  const found = [];
  for (let one = 0; one + AHEAD <= beats.length; one++) {
    for (let other = one + LEAST; other + AHEAD <= beats.length; other++) {
      if (beats[one].place !== beats[other].place) continue;
      let sum = 0;
      for (let step = 0; step < AHEAD; step++) sum += difference(sounds[one + step], sounds[other + step]);
      const distance = sum / AHEAD;
      if (distance <= WORST) found.push({ from: one, to: other, distance }, { from: other, to: one, distance });
    }
  }
  return found.sort((one, other) => one.distance - other.distance);
}

function difference(one, other) {
  return Math.sqrt(one.reduce((sum, value, index) => sum + (value - other[index]) ** 2, 0) / one.length);
}

// The distance up to which as many beats as wanted have a branch. Candidates come the best first.
function thresholdFor(candidates, beats) {
  const having = new Set();
  for (const { from, distance } of candidates) {
    having.add(from);
    if (having.size >= SHARE * beats) return distance;
  }
  return candidates.at(-1)?.distance ?? 0;
}

function fewEach(branches) {
  const counts = new Map();
  return branches.filter(({ from }) => {
    counts.set(from, (counts.get(from) ?? 0) + 1);
    return counts.get(from) <= MOST;
  });
}

// The branch back from as late as possible. If all good ones leave the last third unheard, or lead back only a little,
// a worse one that does not is better: a track in a small circle soon bores.
function lastOf(candidates, good, beats) {
  const far = ({ from, to }) => from - to >= beats / 4 && from >= (beats * 2) / 3;
  const latest = (ones) => ones.reduce((best, one) => (best && best.from >= one.from ? best : one), null);
  const back = good.filter(({ from, to }) => to < from);
  return latest(back.filter(far)) ?? candidates.find(far) ?? latest(back);
}

function middle(beat) {
  return beat.start + beat.duration / 2;
}
