// Where labels go on a printed map so that none covers another, a mark, or (if it can be helped) a journey. Pure.

import type { MapBox } from './map-input.ts';
import type { PagePoint } from './print-view.ts';

export interface Segment {
  readonly from: PagePoint;
  readonly to: PagePoint;
}

/** A label that wants a place beside its anchor. */
export interface LabelRequest {
  readonly id: string;
  readonly anchor: PagePoint;
  readonly width: number;
  readonly height: number;
  /** Distance kept from the anchor, points; tried in order. */
  readonly gaps: readonly number[];
  /** A label that must appear takes the least bad place; others are left out instead. */
  readonly required: boolean;
  /** Centred on the anchor (a sea's name), with no other place tried. */
  readonly centred?: boolean;
}

export interface PlacedLabel extends MapBox {
  readonly id: string;
  readonly anchor: PagePoint;
}

/** The eight places round an anchor, the best for reading first: right, left, above, below, then the corners. */
const SIDES: readonly (readonly [dx: number, dy: number])[] = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [0.7, -0.7],
  [-0.7, -0.7],
  [0.7, 0.7],
  [-0.7, 0.7],
];

const overlapArea = (a: MapBox, b: MapBox): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** Length of the part of a segment that lies inside a box (Liang–Barsky). */
export const lengthInside = ({ from, to }: Segment, box: MapBox): number => {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  let enter = 0;
  let leave = 1;
  for (const [p, q] of [
    [-dx, from.x - box.x],
    [dx, box.x + box.width - from.x],
    [-dy, from.y - box.y],
    [dy, box.y + box.height - from.y],
  ] as const) {
    if (p === 0) {
      if (q < 0) return 0;
    } else if (p < 0) enter = Math.max(enter, q / p);
    else leave = Math.min(leave, q / p);
  }
  return leave > enter ? (leave - enter) * Math.hypot(dx, dy) : 0;
};

const candidates = (request: LabelRequest): MapBox[] => {
  const { anchor, width, height } = request;
  const size = { width, height };
  if (request.centred === true) return [{ x: anchor.x - width / 2, y: anchor.y - height / 2, ...size }];
  return request.gaps.flatMap((gap) =>
    SIDES.map(([dx, dy]) => ({
      x: anchor.x + dx * gap - width / 2 + (Math.sign(dx) * width) / 2,
      y:
        anchor.y +
        dy * gap -
        height / 2 +
        (Math.abs(dy) === 1 ? Math.sign(dy) * height : Math.sign(dy) * height * 0.9) / 2,
      ...size,
    })),
  );
};

const isInside = (inner: MapBox, outer: MapBox): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/**
 * Places labels greedily in the order given. Optional labels never overlap a box of `blocked` or a placed label and
 * never cross a line of `lines`; a required label takes the candidate that does so least. None leaves `bounds`.
 */
export const placeLabels = (
  requests: readonly LabelRequest[],
  bounds: MapBox,
  blocked: readonly MapBox[],
  lines: readonly Segment[],
): PlacedLabel[] => {
  const placed: PlacedLabel[] = [];
  for (const request of requests) {
    let best: { box: MapBox; cost: number } | null = null;
    for (const box of candidates(request)) {
      if (!isInside(box, bounds)) continue;
      const covered = [...blocked, ...placed].reduce((sum, other) => sum + overlapArea(box, other), 0);
      const crossed = lines.reduce((sum, line) => sum + lengthInside(line, box), 0);
      if (!request.required && (covered > 0 || crossed > 0)) continue;
      const cost = covered * 4 + crossed * 6;
      if (best === null || cost < best.cost) best = { box, cost };
      if (cost === 0) break;
    }
    if (best !== null) placed.push({ ...best.box, id: request.id, anchor: request.anchor });
  }
  return placed;
};
