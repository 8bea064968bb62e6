/**
 * Runs the movement analyses on a file of detections, with the matcher of the desk. Runs in the CLI process; the matcher
 * has its own thread.
 */
import type { Matcher } from '../../../contract/matcher.ts';
import type { MovementAnswers, MovementRequest } from '../../../contract/matcher-movement.ts';
import { foldPlate } from '../../../core/plate/plate-text.ts';
import { WorkerMatcher } from '../../../match/index.ts';
import { CliError, count, createOutput, type Output, plural } from '../../output.ts';
import { fileName } from '../../text-file.ts';
import type { Columns } from './column-names.ts';
import { DetectionsFile } from './detections-file.ts';
import type { DateOrder } from './instants.ts';
import { allConvoysResult, colocationResult, convoyResult, type FileNames, journeyResult } from './movement-results.ts';
import { allConvoysInWords, colocationInWords, convoyInWords, journeyInWords, localTimeIn } from './movement-words.ts';
import { Places } from './places.ts';
import { readScenes } from './scenes-file.ts';
import { readSites } from './sites-file.ts';
import { untilStopped } from './stop-signal.ts';
import { progressOn } from './terminal-progress.ts';

export type MovementFile = {
  readonly path: string;
  readonly sites: string | null;
  readonly idPattern: string;
  readonly columns: Columns<string>;
  readonly delimiter: string | null;
  readonly zone: string | null;
  readonly dateOrder: DateOrder | null;
  readonly plateText: 'plate' | 'any';
  readonly join: 'groups' | 'texts';
  readonly window: { readonly fromMs: number | null; readonly toMs: number | null };
  readonly json: boolean;
};

/** Days and hours are counted in this zone where none is given. */
const HOME_ZONE = 'Pacific/Auckland';

export async function runJourney(file: MovementFile, plate: string): Promise<void> {
  // Of an opaque id nothing but its own reads can count, so nothing else is loaded.
  const only = file.plateText === 'any' ? plate : null;
  await onFile(file, { by: 'place', only }, async ({ names, ask, zone, print }) => {
    const answer = await ask<'pattern'>({
      kind: 'pattern',
      plate: textFor(plate, names),
      ...file.window,
      ...names.places.columns(),
      zone,
    });
    const result = journeyResult(answer, names, file.window);
    print(result, journeyInWords(result, localTimeIn(zone)));
  });
}

export async function runConvoy(
  file: MovementFile,
  { plate, ...question }: { plate: string | null; gapMs: number; minShared: number; limit: number },
): Promise<void> {
  await onFile(file, { by: 'camera', only: null }, async ({ names, ask, zone, print }) => {
    const asked = { ...question, ...file.window, join: file.join, zone };
    if (plate === null) {
      const result = allConvoysResult(await ask<'allConvoys'>({ kind: 'allConvoys', ...asked }), names);
      print(result, allConvoysInWords(result, localTimeIn(zone)));
    } else {
      const answer = await ask<'convoy'>({ kind: 'convoy', plate: textFor(plate, names), ...asked });
      const result = convoyResult(answer, names);
      print(result, convoyInWords(result, localTimeIn(zone)));
    }
  });
}

export async function runColocation(
  file: MovementFile,
  { scenes: path, atLeast, limit }: { scenes: string; atLeast: number; limit: number },
): Promise<void> {
  const scenes = readScenes(path, file.zone);
  if (atLeast > scenes.length)
    throw new CliError(`--at-least ${atLeast}: ${fileName(path)} holds ${plural(scenes.length, 'scene')} only.`, {
      exitCode: 2,
    });
  await onFile(file, { by: 'place', only: null }, async ({ names, ask, zone, print, notes }) => {
    const placed = scenes.map((scene) => ({ ...scene, ordinals: names.places.within(scene.cameraIds, scene.area) }));
    for (const [at, { name, ordinals }] of placed.entries())
      if (ordinals.length === 0)
        notes.line(`   Scene ${at + 1} (${name}): no detection of the file is of a camera there.`);
    const asked = placed.map(({ ordinals, fromMs, toMs }) => ({ cameraOrdinals: ordinals, fromMs, toMs }));
    const answer = await ask<'colocation'>({
      kind: 'colocation',
      scenes: asked,
      atLeast,
      limit,
      join: file.join,
      zone,
    });
    const result = colocationResult(answer, names, placed);
    print(result, colocationInWords(result));
  });
}

type Asking = {
  readonly names: FileNames;
  readonly zone: string;
  readonly notes: Output;
  ask<K extends MovementRequest['kind']>(request: Extract<MovementRequest, { kind: K }>): Promise<MovementAnswers[K]>;
  print(result: Record<string, unknown>, words: string): void;
};

/** Loads the file, answers one question of it, and ends the matcher whatever happened. */
async function onFile(
  file: MovementFile,
  { by, only }: { by: 'camera' | 'place'; only: string | null },
  work: (asking: Asking) => Promise<void>,
): Promise<void> {
  const notes = createOutput(true);
  const output = createOutput(file.json);
  await untilStopped('Nothing was changed.', async (signal) => {
    const sites = file.sites === null ? new Map() : readSites(file.sites, file.idPattern, notes);
    const places = new Places(by, sites);
    const detections = new DetectionsFile({ ...file, only }, places);
    const matcher = await WorkerMatcher.start();
    try {
      await load(matcher, detections, file, notes, signal);
      await work({
        names: { places, opaque: detections.opaque, idOf: (row) => detections.idOf(row) },
        zone: file.zone ?? HOME_ZONE,
        notes,
        ask: (request) =>
          matcher.movement(request, {
            signal,
            onProgress: ({ stage, share }) => progressOn(notes, `${stage} ${Math.round(share * 100)} %`),
          }),
        print: (result, words) => {
          if (file.json) output.result(result);
          else process.stdout.write(words);
        },
      });
    } finally {
      await matcher.close();
    }
  });
}

async function load(
  matcher: Matcher,
  detections: DetectionsFile,
  file: MovementFile,
  notes: Output,
  signal: AbortSignal,
): Promise<void> {
  await matcher.load(
    detections.chunks((n) => {
      signal.throwIfAborted();
      progressOn(notes, `${plural(n, 'detection')} taken`);
    }),
  );
  const more = [
    detections.unplaced > 0 ? `, ${count(detections.unplaced)} of them without a position` : '',
    detections.skipped > 0 ? `, ${plural(detections.skipped, 'message')} without a read` : '',
  ].join('');
  const zone = file.zone ?? HOME_ZONE;
  notes.line(`   ${fileName(file.path)}: ${plural(detections.count, 'detection')}${more}; times are local to ${zone}`);
  detections.setAside.report('part', notes);
}

/** The text the matcher knows a vehicle by. Throws CliError where it is no plate, or no id of the file. */
function textFor(plate: string, { opaque }: FileNames): string {
  if (opaque !== null) {
    const stand = opaque.find(plate);
    if (stand !== null) return stand;
    throw new CliError('--plate: the file holds no detection of this vehicle.', {
      tip: 'Ids are matched exactly, as they are written.',
    });
  }
  const folded = foldPlate(plate);
  if (!folded.ok) throw new CliError(`--plate: ${folded.message}`, { exitCode: 2 });
  return folded.plate;
}
