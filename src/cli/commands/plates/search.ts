/**
 * `waymark plates search`: many queries against one file of reads, with the matcher of the desk. Runs in the CLI process;
 * the matcher has its own thread, so that the next reads are parsed while it indexes, and answers are printed while it
 * searches.
 */
import type { MatchDirection, Matcher } from '../../../contract/matcher.ts';
import { MAX_MATCHES } from '../../../contract/matcher.ts';
import { safeExcerpt } from '../../../core/ingest/message.ts';
import { FOLD_BELOW } from '../../../core/match/likelihood.ts';
import { parsePlateQuery } from '../../../core/plate/plate-query.ts';
import { matchesOf, WorkerMatcher } from '../../../match/index.ts';
import { CliError, count, createOutput, type Output, plural } from '../../output.ts';
import { fileName, readLineBatches } from '../../text-file.ts';
import { ReadsFile } from './reads-file.ts';
import { ResultStream } from './result-stream.ts';
import { groupMatches, type SearchAnswer } from './search-answer.ts';
import { BARE_RETURN, HOLDS_BARE_RETURN } from './set-aside.ts';
import { untilStopped } from './stop-signal.ts';
import { progressOn } from './terminal-progress.ts';
import { textTable } from './text-table.ts';

export type SearchOptions = {
  readonly reads: string;
  readonly queries: string;
  readonly direction: MatchDirection;
  readonly top: number;
  /** Folded matches are listed too. */
  readonly all: boolean;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly cameras: readonly string[];
  readonly make: string | null;
  readonly colour: string | null;
  readonly json: boolean;
};

/** Reads asked for at first; asked again for more where all of them would be shown. */
const FIRST_LIMIT = 1000;
/** Longest query repeated whole; no plate is near that long. */
const QUERY_ECHO = 200;

/** Answers every query and prints it. Throws CliError where a file cannot be used. */
export async function searchPlates(options: SearchOptions): Promise<void> {
  // Results alone go to standard output, in words or in JSON.
  const notes = createOutput(true);
  await untilStopped('Answers printed so far are whole. Nothing was changed.', async (signal) => {
    const matcher = await WorkerMatcher.start();
    try {
      const reads = await loadReads(matcher, options, notes, signal);
      const cameraOrdinals = options.cameras.length === 0 ? null : reads.ordinalsOf(options.cameras);
      await answerAll(matcher, reads, { ...options, cameraOrdinals }, notes, signal);
    } finally {
      await matcher.close();
    }
  });
}

async function loadReads(
  matcher: Matcher,
  options: SearchOptions,
  notes: Output,
  signal: AbortSignal,
): Promise<ReadsFile> {
  const reads = new ReadsFile(options.reads);
  const stats = await matcher.load(
    reads.chunks((n) => {
      signal.throwIfAborted();
      progressOn(notes, `${plural(n, 'read')} taken`);
    }),
  );
  const more = [
    reads.duplicates > 0 ? `, ${count(reads.duplicates)} of them twice in the file` : '',
    reads.skipped > 0 ? `, ${plural(reads.skipped, 'message')} without a read` : '',
  ].join('');
  const kind = reads.format === 'text' ? 'a plate a line' : 'OpenALPR messages';
  notes.line(
    `   ${fileName(options.reads)}: ${plural(reads.count, 'read')} (${kind}), ${plural(stats.texts, 'text')} to match${more}`,
  );
  reads.setAside.report(reads.format === 'text' ? 'line' : 'part', notes);
  assertFilters(reads, options);
  return reads;
}

/** A plate a line has no time, camera, make or colour: a filter by them would only look as if it had been applied. */
function assertFilters(reads: ReadsFile, options: SearchOptions): void {
  if (reads.format !== 'text') return;
  const given = Object.entries({
    '--from': options.fromMs,
    '--to': options.toMs,
    '--camera': options.cameras.length > 0 ? options.cameras : null,
    '--make': options.make,
    '--colour': options.colour,
  }).find(([, value]) => value !== null);
  if (given !== undefined)
    throw new CliError(`${given[0]} cannot be used: ${fileName(reads.path)} holds a plate a line and nothing else.`, {
      exitCode: 2,
      tip: 'Give the reads as OpenALPR messages.',
    });
}

type Asking = SearchOptions & { readonly cameraOrdinals: readonly number[] | null };

async function answerAll(
  matcher: Matcher,
  reads: ReadsFile,
  options: Asking,
  notes: Output,
  signal: AbortSignal,
): Promise<void> {
  const tally = { answered: 0, refused: 0, unmatched: 0 };
  const results = new ResultStream<SearchAnswer>((answer) => {
    tally.answered += 1;
    if (answer.refused !== undefined) tally.refused += 1;
    else if (answer.matches.length === 0) tally.unmatched += 1;
    // On one terminal the answers themselves show how far it is.
    if (process.stdout.isTTY !== true) progressOn(notes, `${count(tally.answered)} answered`);
    return options.json ? `${JSON.stringify(answer)}\n` : inWords(answer, options.all);
  });
  try {
    for await (const query of queriesOf(options.queries)) {
      signal.throwIfAborted();
      await results.add('refused' in query ? Promise.resolve(query) : answerOne(matcher, reads, options, query.query));
    }
  } finally {
    // A file that breaks in the middle: what was asked before is answered.
    await results.end();
  }
  if (tally.answered === 0)
    throw new CliError(`${fileName(options.queries)} is empty: there is no query in it.`, {
      exitCode: 2,
      tip: 'A plate a line is expected; ? stands for one character, * for any.',
    });
  notes.line(
    `   ${plural(tally.answered, 'query', 'queries')} answered: ${count(tally.unmatched)} without a match, ${count(tally.refused)} refused`,
  );
}

type Query = { readonly query: string } | SearchAnswer;

/** Queries in order; a line that is none comes as an answer that says so. Blank lines are no queries. */
async function* queriesOf(path: string): AsyncGenerator<Query> {
  const damagedTip = 'Every query before that was answered. Get the file again.';
  for await (const { texts, problems } of readLineBatches(path, { untouched: 'Nothing was searched.', damagedTip })) {
    let problem = 0;
    for (const text of texts) {
      if (text === null) {
        const long = problems[problem++]?.problem === 'too-long';
        yield {
          query: '',
          matches: [],
          refused: long
            ? { reason: 'plate.too-long', message: 'This line is longer than any text of plates.' }
            : { reason: 'plate.not-text', message: 'This line is not UTF-8 text.' },
        };
        continue;
      }
      if (text.trim() === '') continue;
      if (BARE_RETURN.test(text)) {
        yield { query: '', matches: [], refused: { reason: 'plate.not-text', message: `Its ${HOLDS_BARE_RETURN}.` } };
        continue;
      }
      const parsed = parsePlateQuery(text);
      const query = text.length > QUERY_ECHO ? `${text.slice(0, QUERY_ECHO).toWellFormed()}…` : text;
      if (parsed.ok) yield { query };
      else yield { query, matches: [], refused: { reason: parsed.reason, message: parsed.message } };
    }
  }
}

async function answerOne(matcher: Matcher, reads: ReadsFile, options: Asking, query: string): Promise<SearchAnswer> {
  const { direction, fromMs, toMs, cameraOrdinals, make, colour, top, all } = options;
  for (let limit = FIRST_LIMIT; ; limit = Math.min(limit * 16, MAX_MATCHES)) {
    const outcome = await matcher.search({
      ...{ query, direction, fromMs, toMs, cameraOrdinals, make, colour, limit },
      // As deep as it goes, however often the plate itself was read: its misreads count too.
      wanted: MAX_MATCHES,
      shownOnly: !all,
    });
    if (outcome.outcome === 'refused')
      return { query, matches: [], refused: { reason: outcome.reason, message: outcome.message } };
    const { answer } = outcome;
    // Some that belong in the answer are not listed, or are past what was weighed: asked again for more.
    const belong = all ? answer.detections : answer.detections - answer.folded;
    if (belong > answer.columns.count && limit < MAX_MATCHES) continue;
    return { query, ...groupMatches(matchesOf(answer), (row) => reads.idOf(row), top), folded: answer.folded };
  }
}

/** Detections named in a table; `--json` names all. */
const IDS_SHOWN = 3;

function inWords({ query, matches, refused, unlisted = 0, folded = 0 }: SearchAnswer, all: boolean): string {
  const name = safeExcerpt(query, 64);
  if (refused !== undefined) return `${name}: refused. ${refused.message}\n\n`;
  const hidden = [
    unlisted > 0
      ? `    ${plural(unlisted, 'more text')}: a higher --top lists ${unlisted === 1 ? 'it' : 'them'}.\n`
      : '',
    folded > 0 && !all
      ? `    ${plural(folded, 'read')} folded, likelihood under ${FOLD_BELOW}: --all lists ${folded === 1 ? 'it' : 'them'}.\n`
      : '',
  ].join('');
  if (matches.length === 0) return `${name}: no match${folded > 0 ? ' shown' : ''}\n${hidden}\n`;
  const reads = matches.reduce((sum, { detections }) => sum + detections.length, 0);
  const rows = matches.map(({ plate, cost, likelihood, via, detections }) => [
    likelihood < 0.005 ? '<0.01' : likelihood.toFixed(2),
    cost,
    via,
    plate,
    count(detections.length),
    `${detections.slice(0, IDS_SHOWN).join(', ')}${detections.length > IDS_SHOWN ? ', …' : ''}`,
  ]);
  return `${name}: ${plural(matches.length, 'text')}, ${plural(reads, 'read')}\n${textTable(
    [
      { title: 'likelihood', right: true },
      { title: 'cost', right: true },
      { title: 'via' },
      { title: 'text' },
      { title: 'reads', right: true },
      { title: 'detections' },
    ],
    rows,
  )}${hidden}\n`;
}
