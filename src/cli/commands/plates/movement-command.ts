/** `waymark plates journey`, `convoy` and `colocation`: their options and help. Runs in the CLI process. */
import { type Command, Option } from 'commander';
import { MAX_SCENES } from '../../../core/movement/colocation-count.ts';
import { CliError } from '../../output.ts';
import { parseColumns } from './column-names.ts';
import {
  assertFiles,
  durationOf,
  OUTSIDE_A_CASE,
  type TimeFlags,
  type WindowFlags,
  wholeOf,
  windowOf,
  zoneOf,
} from './flags.ts';
import type { MovementFile } from './movement.ts';

type FileFlags = TimeFlags &
  WindowFlags & {
    readonly detections: string;
    readonly cameras?: string;
    readonly cameraId: string;
    readonly columns?: string;
    readonly delimiter?: string;
    readonly plateText: 'plate' | 'any';
    readonly exact?: boolean;
    readonly json: boolean;
  };

const MAX_GAP_MS = 30 * 60_000;

export function addPlatesMovement(plates: Command): void {
  addJourney(plates);
  addConvoy(plates);
  addColocation(plates);
}

function addJourney(plates: Command): void {
  withFile(plates.command('journey').description('where one vehicle was: sightings, legs with speeds, stays, habits'))
    .requiredOption('--plate <text>', 'the vehicle')
    .action(async (flags: FileFlags & { plate: string }) => {
      const file = fileOf(flags);
      const { runJourney } = await import('./movement.ts');
      await runJourney(file, flags.plate);
    });
}

function addConvoy(plates: Command): void {
  withFile(plates.command('convoy').description('who travels with a vehicle, or with whom anyone does'))
    .option('--plate <text>', 'the vehicle')
    .option('--all', 'every pair of vehicles instead')
    .option('--gap <time>', 'longest time between two reads at one camera that makes a meeting', '2m')
    .option('--min-shared <n>', 'fewest meetings (3 with --plate, 4 with --all)')
    .option('--top <k>', 'most vehicles or pairs listed', '50')
    .option('--exact', 'each text is a vehicle of its own: misreads are not joined to the plate they are taken for')
    .action(
      async (flags: FileFlags & { plate?: string; all?: boolean; gap: string; minShared?: string; top: string }) => {
        if ((flags.plate === undefined) === (flags.all !== true))
          throw new CliError('Give either --plate or --all.', { exitCode: 2 });
        const question = {
          plate: flags.plate ?? null,
          gapMs: durationOf(flags.gap, '--gap', 1000, MAX_GAP_MS),
          minShared: wholeOf(flags.minShared ?? (flags.all === true ? '4' : '3'), '--min-shared', 2, 1000),
          limit: wholeOf(flags.top, '--top', 1, 500),
        };
        const file = fileOf(flags);
        const { runConvoy } = await import('./movement.ts');
        await runConvoy(file, question);
      },
    );
}

function addColocation(plates: Command): void {
  withFile(plates.command('colocation').description('who was at several of these scenes'))
    .requiredOption('--scenes <file>', 'JSON list of scenes: name, cameraIds and/or area {lon, lat, radiusM}, from, to')
    .requiredOption('--at-least <k>', 'fewest scenes a vehicle must have been at')
    .option('--top <k>', 'most vehicles listed', '200')
    .option('--exact', 'each text is a vehicle of its own: misreads are not joined to the plate they are taken for')
    .action(async (flags: FileFlags & { scenes: string; atLeast: string; top: string }) => {
      const question = {
        scenes: flags.scenes,
        atLeast: wholeOf(flags.atLeast, '--at-least', 1, MAX_SCENES),
        limit: wholeOf(flags.top, '--top', 1, 2000),
      };
      const file = fileOf(flags, { '--scenes': flags.scenes });
      const { runColocation } = await import('./movement.ts');
      await runColocation(file, question);
    });
}

function withFile(command: Command): Command {
  return command
    .requiredOption(
      '--detections <file>',
      'table with a header, OpenALPR messages, or objects, one a line; plain or gzip; - standard input',
    )
    .option('--cameras <file>', 'positions of cameras: GeoJSON points, or a table with id, lon and lat')
    .option('--camera-id <pattern>', 'id of a GeoJSON site without camera_id; {index} counts from 0', 'NZ-{index}')
    .option('--columns <names>', 'which column holds what, e.g. plate=plate_hash,time=dt,camera=device')
    .option('--delimiter <text>', 'what stands between fields; found in the header where not given; tab for a tab')
    .option('--zone <name>', 'zone of times written without one, and of days and hours, e.g. Pacific/Auckland')
    .addOption(new Option('--date-order <order>', 'of dates such as 10/03/2021').choices(['dmy', 'mdy']))
    .addOption(
      new Option('--plate-text <kind>', 'any: ids that stand for plates, such as hashes, compared for equality alone')
        .choices(['plate', 'any'])
        .default('plate'),
    )
    .option('--from <time>', 'detections from this time on')
    .option('--to <time>', 'detections up to this time')
    .option('--json', 'print one JSON object', false)
    .addHelpText('after', OUTSIDE_A_CASE);
}

function fileOf(flags: FileFlags, others: Readonly<Record<string, string>> = {}): MovementFile {
  const columns = flags.columns === undefined ? {} : parseColumns(flags.columns);
  if (columns === null)
    throw new CliError('--columns must look like plate=plate_hash,time=dt,camera=device.', {
      exitCode: 2,
      tip: 'Known: plate, time, camera, lon, lat, id.',
    });
  const zone = zoneOf(flags.zone);
  const window = windowOf(flags, zone);
  assertFiles({ '--detections': flags.detections, '--cameras': flags.cameras, ...others });
  return {
    path: flags.detections,
    sites: flags.cameras ?? null,
    idPattern: flags.cameraId,
    columns,
    delimiter: delimiterAsked(flags.delimiter),
    zone,
    dateOrder: flags.dateOrder ?? null,
    plateText: flags.plateText,
    join: flags.exact === true || flags.plateText === 'any' ? 'texts' : 'groups',
    window,
    json: flags.json,
  };
}

function delimiterAsked(text: string | undefined): string | null {
  if (text === undefined) return null;
  const delimiter = text === 'tab' || text === '\\t' ? '\t' : text;
  if (delimiter.length === 1 && delimiter !== '"') return delimiter;
  throw new CliError('--delimiter must be one character, or tab.', { exitCode: 2 });
}
