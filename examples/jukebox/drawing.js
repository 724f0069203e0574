// A picture of a track: its beats around a circle, and an arc for every branch.

const SIZE = 800;
const RADIUS = 340;

// Give the text of an SVG file.
export function draw(title, { beats, branches, last }) {
  const end = beats.at(-1).start + beats.at(-1).duration;
  const point = (seconds, radius = RADIUS) => {
    const angle = 2 * Math.PI * (seconds / end) - Math.PI / 2; // the track starts at the top and runs clockwise
    return [Math.cos(angle), Math.sin(angle)].map((part) => (SIZE / 2 + radius * part).toFixed(1)).join(" ");
  };
  const colour = (seconds) => `hsl(${Math.round((360 * seconds) / end)} 70% 50%)`;
  const marks = beats.map(({ start, place }) => {
    const outside = point(start, RADIUS + (place === 0 ? 22 : 12));
    return `<path d="M${point(start)} L${outside}" stroke="${colour(start)}"/>`;
  });
  const arcs = branches.map((branch) => {
    const [from, to] = [beats[branch.from].start, beats[branch.to].start];
    const style = branch === last ? 'stroke="#000" stroke-width="3"' : `stroke="${colour(from)}" opacity="0.6"`;
    return `<path d="M${point(from)} Q${SIZE / 2} ${SIZE / 2} ${point(to)}" ${style}/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" fill="none" stroke-width="1.5">
<title>${escaped(title)}</title>
<rect width="${SIZE}" height="${SIZE}" fill="#fff"/>
${[...marks, ...arcs].join("\n")}
<text x="20" y="36" font-family="sans-serif" font-size="20" fill="#222">${escaped(title)}</text>
</svg>
`;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
