/**
 * The reliability plot as an SVG: likelihood given against share that was right, and how many matches stand behind it.
 * Runs anywhere (pure). Two panels; colours hold on light and dark pages; every point says its count.
 */

import type { Bin } from './evaluate.ts';

export type Panel = { readonly title: string; readonly note: string; readonly bins: readonly Bin[] };

const WIDTH = 400;
const HEIGHT = 460;
const LEFT = 56;
const TOP = 60;
const SIDE = 300;

export function reliabilitySvg(panels: readonly Panel[]): string {
  const width = WIDTH * panels.length;
  const summary = panels.map(({ title, note }) => `${title}: ${note}.`).join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">Reliability of the likelihoods on vehicles not calibrated on</title>
<desc id="desc">${summary}</desc>
<style>
  .ground { fill: #ffffff; } .frame, .diagonal { fill: none; stroke: #5f6b7c; } .grid { stroke: #5f6b7c; opacity: .25; }
  .diagonal { stroke-dasharray: 4 4; } text { font: 12px system-ui, sans-serif; fill: #1c2127; } .title { font-weight: 600; font-size: 14px; }
  .small { font-size: 10px; } .point { fill: #2d72d2; } .line { fill: none; stroke: #2d72d2; stroke-width: 1.5; } .range { stroke: #2d72d2; opacity: .5; stroke-width: 4; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #1c2127; } text { fill: #f6f7f9; } .frame, .diagonal, .grid { stroke: #abb3bf; } .point { fill: #8abbff; } .line, .range { stroke: #8abbff; }
  }
</style>
<rect class="ground" width="${width}" height="${HEIGHT}" rx="6"/>
${panels.map((panel, index) => `<g transform="translate(${index * WIDTH} 0)">${drawPanel(panel)}</g>`).join('\n')}
</svg>
`;
}

function drawPanel({ title, note, bins }: Panel): string {
  const points = bins.filter((bin) => bin.count > 0);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const line = points.map((bin) => `${x(bin.likelihood)},${y(bin.right)}`).join(' ');
  return [
    `<text class="title" x="${LEFT}" y="26">${title}</text><text x="${LEFT}" y="46">${note}</text>`,
    `<rect class="frame" x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}"/>`,
    ...ticks.map(
      (tick) =>
        `<line class="grid" x1="${LEFT}" x2="${LEFT + SIDE}" y1="${y(tick)}" y2="${y(tick)}"/>` +
        `<text x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>` +
        `<text x="${x(tick)}" y="${TOP + SIDE + 18}" text-anchor="middle">${tick}</text>`,
    ),
    `<line class="diagonal" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>`,
    ...points.map((bin) => {
      const [low, high] = interval(bin);
      return `<line class="range" x1="${x(bin.likelihood)}" x2="${x(bin.likelihood)}" y1="${y(low)}" y2="${y(high)}"/>`;
    }),
    `<polyline class="line" points="${line}"/>`,
    ...points.map((bin) => `<circle class="point" cx="${x(bin.likelihood)}" cy="${y(bin.right)}" r="4"/>`),
    ...bins.map(
      (bin, at) =>
        `<text class="small" x="${x(at / 10 + 0.05)}" y="${TOP + SIDE + 58}" text-anchor="middle">${bin.count}</text>`,
    ),
    `<text x="${LEFT + SIDE / 2}" y="${TOP + SIDE + 38}" text-anchor="middle">likelihood given</text>`,
    `<text class="small" x="${LEFT + SIDE / 2}" y="${TOP + SIDE + 76}" text-anchor="middle">matches in each tenth; bars: 95 % interval of the share</text>`,
    `<text transform="translate(14 ${TOP + SIDE / 2}) rotate(-90)" text-anchor="middle">share that was right</text>`,
  ].join('\n');
}

function x(value: number): number {
  return round(LEFT + value * SIDE);
}

function y(value: number): number {
  return round(TOP + SIDE - value * SIDE);
}

/** Wilson's interval for a share, at 95 %. */
function interval({ count, right }: Bin): [number, number] {
  const z2 = 1.96 ** 2;
  const middle = (right + z2 / (2 * count)) / (1 + z2 / count);
  const half = (Math.sqrt(z2 * ((right * (1 - right)) / count + z2 / (4 * count * count))) /
    (1 + z2 / count)) as number;
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
