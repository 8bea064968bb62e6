/**
 * `waymark plates` on reads of a real engine and of real police cars: what it prints is what the matcher would show, and
 * what plain counting over the file gives. Reads `../shared/data` beside the checkout; skipped where missing.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { MAX_MATCHES } from '../../src/contract/matcher.ts';
import { chunkDetections, InThreadMatcher, matchAt } from '../../src/match/index.ts';
import { runCli } from '../fixtures/run-cli.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const reads = join(data, 'anpr/openalpr-results.ndjson.gz');
const cars = join(data, 'movement/spd-reads.csv.gz');
const present = [reads, cars, join(data, 'anpr/truth.csv')].every(existsSync);
if (!present) console.info(`plates command: skipped, ${data} is not there`);

const folder = mkdtempSync(join(tmpdir(), 'waymark-real-plates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (path: string): string[] => gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');

type Answer = {
  query: string;
  matches: { plate: string; via: string; likelihood: number; detections: string[]; likelihoods: number[] }[];
};

describe.skipIf(!present)('the plates commands on real data', () => {
  test('search prints, for every true plate, the very detections that the matcher shows, each once', async () => {
    const truth = readFileSync(join(data, 'anpr/truth.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','));
    const queries = [...new Set(truth.map(([, plate = '']) => plate))];
    writeFileSync(join(folder, 'queries.txt'), queries.join('\n'));
    const run = await runCli([
      'plates',
      'search',
      '--reads',
      reads,
      '--queries',
      join(folder, 'queries.txt'),
      '--top',
      '1000',
      '--json',
    ]);
    expect(run.code, run.said).toBe(0);
    const answers = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
    expect(answers.map(({ query }) => query)).toEqual(queries);

    type Message = {
      uuid: string;
      epoch_time: number;
      camera_id: string;
      results: [{ plate: string; confidence: number; candidates: { plate: string; confidence: number }[] }];
    };
    const messages = linesOf(reads).map((line) => JSON.parse(line) as Message);
    const cameras = [...new Set(messages.map(({ camera_id }) => camera_id))];
    const share = (percent: number): number | null => (percent === 0 ? null : percent / 100);
    const matcher = new InThreadMatcher();
    await matcher.load(
      chunkDetections(
        messages.map(({ epoch_time: timeMs, camera_id, results: [{ plate, confidence, candidates }] }, id) => ({
          id,
          timeMs,
          cameraOrdinal: cameras.indexOf(camera_id),
          texts: [
            { text: plate, via: 'read' as const, confidence: share(confidence) },
            ...candidates.map((each) => ({
              text: each.plate,
              via: 'candidate' as const,
              confidence: share(each.confidence),
            })),
          ],
        })),
      ),
    );
    for (const { query, matches } of answers) {
      const outcome = await matcher.search({ query, limit: MAX_MATCHES });
      const shown: string[] = [];
      if (outcome.outcome === 'ran')
        for (let rank = 0; rank < outcome.answer.columns.count; rank++) {
          const match = matchAt(outcome.answer, rank);
          if (!match.folded) shown.push(`${match.via} ${match.matchedText} ${messages[match.detectionId]?.uuid}`);
        }
      const printed = matches.flatMap(({ plate, via, detections }) =>
        detections.map((uuid) => `${via} ${plate} ${uuid}`),
      );
      expect(printed.toSorted(), query).toEqual(shown.toSorted());
      for (const { likelihood, likelihoods } of matches)
        expect(likelihood).toBeCloseTo(likelihoods.reduce((sum, each) => sum + each, 0) / likelihoods.length, 4);
      expect(matches.map(({ likelihood }) => likelihood)).toEqual(
        matches.map(({ likelihood }) => likelihood).toSorted((a, b) => b - a),
      );
    }
    // Not an empty agreement: most reads of the file stand under the plate they are truly of.
    const found = new Map(
      answers.map(({ query, matches }) => [query, new Set(matches.flatMap(({ detections }) => detections))]),
    );
    expect(
      truth.filter(([uuid = '', plate = '']) => found.get(plate)?.has(uuid)).length / truth.length,
    ).toBeGreaterThan(0.8);
  });

  test('journey and convoy run on hashed plates with local times, and count as plain counting does', async () => {
    const rows = linesOf(cars)
      .slice(1)
      .map((line) => line.split('|'));
    const passes = new Map<string, number>();
    for (const [, , , , , hash = ''] of rows) passes.set(hash, (passes.get(hash) ?? 0) + 1);
    const [[hash, count]] = [...passes].sort((a, b) => b[1] - a[1]) as [[string, number]];
    const how = [
      '--plate-text',
      'any',
      '--zone',
      'America/Los_Angeles',
      '--date-order',
      'mdy',
      '--detections',
      cars,
      '--json',
    ];
    const journey = await runCli(['plates', 'journey', '--plate', hash, ...how]);
    expect(journey.code, journey.said).toBe(0);
    const { sightings, firstMs } = journey.json<{
      sightings: { read: string; detectionId: string }[];
      firstMs: number;
    }>();
    expect(sightings.map(({ read }) => read)).toEqual(Array(count).fill(hash));
    expect(sightings.map(({ detectionId }) => detectionId).toSorted()).toEqual(
      rows.flatMap((row, at) => (row[5] === hash ? [`line-${at + 2}`] : [])).toSorted(),
    );
    const localTimes = rows
      .filter((row) => row[5] === hash)
      .map((row) => row[1] ?? '')
      .sort();
    const shown = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/Los_Angeles',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    expect(shown.format(firstMs)).toBe(localTimes[0]?.slice(0, 10));

    const convoy = await runCli(['plates', 'convoy', '--plate', hash, ...how]);
    expect(convoy.code, convoy.said).toBe(0);
    const {
      passes: convoyPasses,
      texts,
      partners,
    } = convoy.json<{ passes: number; texts: string[]; partners: { plate: string; shared: number }[] }>();
    expect([convoyPasses, texts]).toEqual([count, [hash]]);
    expect(partners.length).toBeGreaterThan(0);
    // Read by the same car within two minutes, counted over all rows.
    const timeOf = (row: readonly string[]): number => Date.parse(`${row[1]?.replace(' - ', ' ')} UTC`);
    const own = rows.filter((row) => row[5] === hash).map((row) => ({ device: row[4], timeMs: timeOf(row) }));
    for (const { plate, shared } of partners.slice(0, 10)) {
      const theirs = rows.filter((row) => row[5] === plate).map((row) => ({ device: row[4], timeMs: timeOf(row) }));
      const near = own.filter(({ device, timeMs }) =>
        theirs.some((each) => each.device === device && Math.abs(each.timeMs - timeMs) <= 120_000),
      );
      expect(shared, plate).toBe(near.length);
    }
  });
});
