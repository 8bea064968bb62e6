/** `waymark plates search`: its options and help. Runs in the CLI process. */
import { type Command, Option } from 'commander';
import type { MatchDirection } from '../../../contract/matcher.ts';
import { assertFiles, OUTSIDE_A_CASE, type WindowFlags, wholeOf, windowOf } from './flags.ts';

const MAX_TOP = 10_000;

type SearchFlags = WindowFlags & {
  readonly reads: string;
  readonly queries: string;
  readonly direction: MatchDirection;
  readonly top: string;
  readonly all: boolean;
  readonly camera?: string[];
  readonly make?: string;
  readonly colour?: string;
  readonly json: boolean;
};

export function addPlatesSearch(plates: Command): void {
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
    .option('--all', 'list the matches too that the desk shows folded, as hardly likely', false)
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
  {"query", "matches": [{"plate", "cost", "likelihood", "via": "read"|"candidate", "detections", "likelihoods"}],
   "unlisted": texts past --top, "folded": detections that --all lists too}
"plate" is the text that matched, "detections" the messages' uuids (line-17 for line 17 of a text file), each under its
best text; "likelihood" is the mean of the detections' "likelihoods". A query that is none has "refused" with why.
${OUTSIDE_A_CASE}`,
    )
    .action(async (flags: SearchFlags) => {
      const { reads, queries, direction, camera, make, colour, all, json } = flags;
      const options = {
        ...windowOf(flags),
        ...{ reads, queries, direction, all, json },
        top: wholeOf(flags.top, '--top', 1, MAX_TOP),
        cameras: camera ?? [],
        make: make ?? null,
        colour: colour ?? null,
      };
      assertFiles({ '--reads': reads, '--queries': queries });
      const { searchPlates } = await import('./search.ts');
      await searchPlates(options);
    });
}
