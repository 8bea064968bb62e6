/** Movement analyses in words and tables for people. Runs anywhere (pure). Times are local to one zone, which is named when the file is read. */
import { count, plural } from '../../output.ts';
import type { AllConvoysResult, ColocationResult, ConvoyResult, JourneyResult } from './movement-results.ts';
import { textTable } from './text-table.ts';

/** Rows of sightings in a table; `--json` has all. */
const SIGHTINGS_SHOWN = 200;
const WIDEST = 28;
/** Hashes of 160 bits are written with 40 characters. */
const WIDEST_VEHICLE = 40;

export type LocalTime = (timeMs: number) => string;

/** `2021-10-03 03:53:03` in the zone. */
export function localTimeIn(zone: string): LocalTime {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return (timeMs) => format.format(timeMs);
}

export function journeyInWords(result: JourneyResult, at: LocalTime): string {
  const { plate, sightings, legs, firstMs, lastMs, stays, places } = result;
  if (firstMs === null || lastMs === null) return `${plate}: no sighting\n`;
  const impossible = legs.filter((leg) => leg.impossible);
  const parts = [
    `${plate}: ${plural(sightings.length, 'sighting')}${result.truncated ? ' (more fit than are listed)' : ''}, first ${at(firstMs)}, last ${at(lastMs)}, ${plural(impossible.length, 'impossible leg')}\n`,
    sightingTable(result, at),
  ];
  if (sightings.length > SIGHTINGS_SHOWN)
    parts.push(`    … ${count(sightings.length - SIGHTINGS_SHOWN)} more with --json\n`);
  for (const { fromId, toId, doubt } of impossible.slice(0, 10))
    if (doubt !== null) parts.push(`\n  ${fromId} → ${toId}: ${doubt.text}\n`);
  if (places.length > 0)
    parts.push(
      '\n  Places by days\n',
      textTable(
        [
          { title: 'camera', maxLength: WIDEST },
          { title: 'days', right: true },
          { title: 'reads', right: true },
          { title: 'usual hours' },
        ],
        places
          .slice(0, 10)
          .map(({ cameraName, days, reads, usualHours }) => [cameraName, days, reads, usualHours.join(' ')]),
      ),
    );
  if (stays.length > 0)
    parts.push(
      '\n  Longest stays\n',
      textTable(
        [{ title: 'camera', maxLength: WIDEST }, { title: 'from' }, { title: 'to' }, { title: 'reads', right: true }],
        stays.slice(0, 5).map(({ cameraName, fromMs, toMs, reads }) => [cameraName, at(fromMs), at(toMs), reads]),
      ),
    );
  return parts.join('');
}

function sightingTable({ sightings, legs }: JourneyResult, at: LocalTime): string {
  const legTo = new Map(legs.map((leg) => [leg.toId, leg]));
  // What was read of an opaque id is the id, and it has no likelihood.
  const opaque = sightings.every(({ likelihood }) => likelihood === null);
  const ofRead = opaque
    ? []
    : [
        { title: 'read', maxLength: WIDEST },
        { title: 'likelihood', right: true },
      ];
  return textTable(
    [
      { title: 'time' },
      { title: 'camera', maxLength: WIDEST },
      ...ofRead,
      { title: 'km', right: true },
      { title: 'km/h', right: true },
      { title: '' },
    ],
    sightings.slice(0, SIGHTINGS_SHOWN).map(({ detectionId, timeMs, cameraName, read, likelihood }) => {
      const leg = legTo.get(detectionId);
      return [
        at(timeMs),
        cameraName,
        ...(opaque ? [] : [read, likelihood?.toFixed(2) ?? '']),
        leg === undefined ? '' : (leg.distanceM / 1000).toFixed(1),
        leg?.speedKmh == null ? '' : leg.speedKmh.toFixed(0),
        leg === undefined ? '' : leg.impossible ? 'impossible' : leg.gap ? 'gap' : '',
      ];
    }),
  );
}

const LIFT_COLUMNS = [
  { title: 'expected', right: true },
  { title: 'lift', right: true },
  { title: 'at least', right: true },
] as const;
const liftCells = ({
  expected,
  lift,
  liftAtLeast,
}: {
  expected: number;
  lift: number;
  liftAtLeast: number;
}): string[] => [expected.toPrecision(2), lift.toPrecision(3), liftAtLeast.toPrecision(3)];

export function convoyInWords(
  { plate, texts, passes, considered, total, partners }: ConvoyResult,
  at: LocalTime,
): string {
  const head = `${plate}: ${plural(passes, 'pass', 'passes')}${texts.length > 1 ? ` (read as ${texts.join(', ')})` : ''}; ${plural(considered, 'vehicle')} near at least once, ${count(total)} often enough\n`;
  if (partners.length === 0) return head;
  return `${head}${textTable(
    [
      { title: 'vehicle', maxLength: WIDEST_VEHICLE },
      { title: 'shared', right: true },
      { title: 'cameras', right: true },
      { title: 'days', right: true },
      { title: 'passes', right: true },
      ...LIFT_COLUMNS,
      { title: 'first' },
      { title: 'last' },
    ],
    partners.map((partner) => [
      partner.plate,
      partner.shared,
      partner.cameras,
      partner.days,
      partner.passes,
      ...liftCells(partner),
      at(partner.firstMs),
      at(partner.lastMs),
    ]),
  )}`;
}

export function allConvoysInWords({ pairs, total }: AllConvoysResult, at: LocalTime): string {
  const head = `${plural(total, 'pair')} met often enough\n`;
  if (pairs.length === 0) return head;
  return `${head}${textTable(
    [
      { title: 'vehicle', maxLength: WIDEST_VEHICLE },
      { title: 'and', maxLength: WIDEST_VEHICLE },
      { title: 'shared', right: true },
      { title: 'cameras', right: true },
      { title: 'days', right: true },
      ...LIFT_COLUMNS,
      { title: 'first' },
      { title: 'last' },
    ],
    pairs.map((pair) => [
      pair.plates[0] ?? '',
      pair.plates[1] ?? '',
      pair.shared,
      pair.cameras,
      pair.days,
      ...liftCells(pair),
      at(pair.firstMs),
      at(pair.lastMs),
    ]),
  )}`;
}

export function colocationInWords({ scenes, vehicles, total }: ColocationResult): string {
  const sceneTable = textTable(
    [
      { title: '#', right: true },
      { title: 'scene', maxLength: 60 },
      { title: 'cameras', right: true },
      { title: 'reads', right: true },
      { title: 'plates', right: true },
    ],
    scenes.map(({ name, cameras, reads, plates }, at) => [at + 1, name, cameras, reads, plates]),
  );
  const head = `${sceneTable}\n${plural(total, 'vehicle')} at enough scenes\n`;
  if (vehicles.length === 0) return head;
  return `${head}${textTable(
    [
      { title: 'vehicle', maxLength: WIDEST_VEHICLE },
      { title: 'scenes' },
      { title: 'reads', right: true },
      ...LIFT_COLUMNS,
      { title: 'detections', maxLength: 60 },
    ],
    vehicles.map((vehicle) => [
      vehicle.plate,
      vehicle.scenes.map((scene) => scene + 1).join(' '),
      vehicle.reads,
      ...liftCells(vehicle),
      vehicle.detectionIds.join(', '),
    ]),
  )}`;
}
