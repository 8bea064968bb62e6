/**
 * `waymark plates`: the match core on files a person has, outside any case. Runs in the CLI process.
 * It opens no workspace and asks no server, so there is no authority to check and no log: its help says so.
 */
import { type Command, Option } from 'commander';
import type { MatchDirection } from '../../contract/matcher.ts';
import { numberOf } from '../option-values.ts';
import { CliError } from '../output.ts';
import { assertReadable } from '../text-file.ts';
import { parseInstant } from './plates/instants.ts';

const note = `
For calibration and testing, on files you hold yourself: it reads no workspace and asks no server, checks no authority
and writes no log. Questions about people's vehicles belong to a case: ask them at the desk, where every query is logged.`;

const MAX_TOP = 10_000;

export function addPlatesCommands(program: Command): void {
  const plates = program
    .command('plates')
    .description('match plates and analyse movements in files you hold, outside any case')
    .addHelpText('after', note);
  addSearch(plates);
}

type SearchFlags = {
  reads: string;
  queries: string;
  direction: MatchDirection;
  top: string;
  from?: string;
  to?: string;
  camera?: string[];
  make?: string;
  colour?: string;
  json: boolean;
};

function addSearch(plates: Command): void {
  plates
    .command('search')
    .description('look for many plates in a file of reads')
    .requiredOption(
      '--reads <file>',
      'OpenALPR messages, one a line, or a plate a line; plain or gzip; - standard input',
    )
    .requiredOption('--queries <file>', 'a plate a line; ? one character, * any; plain or gzip; - standard input')
    .addOption(
      new Option('--direction <which>', 'camera: queries are true plates; witness: they are what people remember')
        .choices(['camera', 'witness'])
        .default('camera'),
    )
    .option('--top <k>', 'most texts listed for a query', '10')
    .option('--from <time>', 'reads from this time on, ISO with zone, e.g. 2026-11-06T13:00:00+13:00')
    .option('--to <time>', 'reads up to this time')
    .option('--camera <id...>', 'reads of these cameras alone')
    .option('--make <name>', 'no reads of vehicles known to be of another make')
    .option('--colour <name>', 'no reads of vehicles known to be of another colour')
    .option('--json', 'print one JSON object a query', false)
    .addHelpText(
      'after',
      `
Prints for each query the texts of the data that match it, best first: only what the desk would show unfolded. With --json:
  {"query", "matches": [{"plate", "cost", "likelihood", "via": "read"|"candidate", "detections", "likelihoods"}]}
"plate" is the text that matched, "detections" the messages' uuids (line-17 for line 17 of a text file), each under its
best text; "likelihood" is the mean of the detections' "likelihoods". A query that is none has "refused" with why.
${note}`,
    )
    .action(async (flags: SearchFlags) => {
      const options = {
        reads: flags.reads,
        queries: flags.queries,
        direction: flags.direction,
        top: topOf(flags.top),
        fromMs: timeOf(flags.from, '--from'),
        toMs: timeOf(flags.to, '--to'),
        cameras: flags.camera ?? [],
        make: flags.make ?? null,
        colour: flags.colour ?? null,
        json: flags.json,
      };
      if (options.fromMs !== null && options.toMs !== null && options.fromMs > options.toMs)
        throw new CliError('--from lies after --to.', { exitCode: 2 });
      assertOneStandardInput({ '--reads': options.reads, '--queries': options.queries });
      const { searchPlates } = await import('./plates/search.ts');
      await searchPlates(options);
    });
}

/** Before anything is read: a name that is mistyped must not cost minutes. Standard input can be read once. */
function assertOneStandardInput(files: Readonly<Record<string, string | undefined>>): void {
  const named = Object.entries(files).filter(([, path]) => path === '-');
  if (named.length > 1)
    throw new CliError(`Only one of ${named.map(([option]) => option).join(' and ')} can be standard input.`, {
      exitCode: 2,
    });
  for (const path of Object.values(files)) if (path !== undefined) assertReadable(path);
}

function topOf(text: string): number {
  const top = numberOf(text, '--top');
  if (top >= 1 && top <= MAX_TOP) return top;
  throw new CliError(`--top must be from 1 to ${MAX_TOP}, not ${text}.`, { exitCode: 2 });
}

function timeOf(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const read = parseInstant(text, { zone: null, dateOrder: null });
  if (read.ok) return read.timeMs;
  throw new CliError(`${option} is no time that can be used: ${read.reason}.`, {
    exitCode: 2,
    tip: 'Write it with its zone, such as 2026-11-06T13:00:00+13:00 or 2026-11-06T00:00:00Z.',
  });
}
