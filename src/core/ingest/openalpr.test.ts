import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { detection } from '../model/domain.ts';
import { safeExcerpt } from './message.ts';
import { MAX_LINE_LENGTH, parseOpenAlprLine } from './openalpr.ts';

const nowMs = Date.UTC(2026, 10, 22);
const options = { provider: 'test', nowMs, rebaseByMs: 0 };
const good = {
  data_type: 'alpr_results',
  version: 2,
  epoch_time: nowMs - 1000,
  uuid: 'u-1',
  camera_id: 'TR-0001',
  results: [{ plate: 'abc 123', confidence: 91.5, plate_index: 0, candidates: [{ plate: 'A8C123', confidence: 70 }] }],
};
const line = (change: object): string => JSON.stringify({ ...good, ...change });
const read = (text: string, change: Partial<typeof options> = {}) => parseOpenAlprLine(text, { ...options, ...change });
const withResult = (change: object): string => line({ results: [{ ...good.results[0], ...change }] });

describe('IN2: a good message', () => {
  test('keeps the raw reading, the time as written, and confidence from 0 to 1', () => {
    const parsed = read(line({ image_file: 'a/b.png', clock_offset_ms: -4000 }), { rebaseByMs: -500 });
    if (!parsed.ok || parsed.kind !== 'detections') throw new Error('not read');
    expect(parsed.problems).toEqual([]);
    expect(parsed.detections).toEqual([
      {
        imageName: 'a/b.png',
        detection: {
          id: 'test:u-1',
          provider: 'test',
          uuid: 'u-1',
          cameraId: 'TR-0001',
          timeMs: nowMs - 1500,
          timeOriginal: String(nowMs - 1000),
          timeZone: null,
          clockOffsetMs: -4000,
          rebasedByMs: -500,
          read: 'abc 123',
          confidence: 0.915,
          candidates: [{ text: 'A8C123', confidence: 0.7 }],
          imageSha256: null,
          make: null,
          colour: null,
          body: null,
        },
      },
    ]);
  });

  test('a confidence of 0 is "not measured"; make, colour and body come from vehicle', () => {
    const vehicle = {
      make: [{ name: 'holden', confidence: 80 }],
      color: { name: 'silver' },
      body_type: 'truck-standard',
    };
    const parsed = read(withResult({ confidence: 0, vehicle }));
    expect(parsed.ok && parsed.kind === 'detections' && parsed.detections[0]?.detection).toMatchObject({
      confidence: null,
      make: 'holden',
      colour: 'silver',
      body: 'truck-standard',
    });
  });
});

describe('IN3: a bad message is named by code and field, and never throws', () => {
  test.each([
    ['{"data_type":"alpr_res', 'not-json', ''],
    ['', 'not-json', ''],
    ['null', 'not-json', ''],
    ['[1]', 'not-json', ''],
    [`{"epoch_time": NaN, "data_type": "alpr_results"}`, 'bad-time', 'epoch_time'],
    ['['.repeat(100_000), 'not-json', ''],
    [line({ data_type: 'alpr_group' }), 'unknown-format', 'data_type'],
    ['{"event":"ANPR"}', 'unknown-format', 'data_type'],
    [line({ epoch_time: undefined }), 'missing-field', 'epoch_time'],
    [line({ epoch_time: null }), 'missing-field', 'epoch_time'],
    [line({ epoch_time: 0 }), 'bad-time', 'epoch_time'],
    [line({ epoch_time: -5 }), 'bad-time', 'epoch_time'],
    [line({ epoch_time: '2026-11-01' }), 'bad-time', 'epoch_time'],
    [line({ epoch_time: 1e300 }), 'bad-time', 'epoch_time'],
    [line({ epoch_time: 1_562_681_608 }), 'ancient-time', 'epoch_time'],
    [line({ epoch_time: nowMs + 6 * 60_000 }), 'future-time', 'epoch_time'],
    [line({ camera_id: undefined }), 'missing-field', 'camera_id'],
    [line({ camera_id: '../../etc' }), null, ''],
    [line({ camera_id: 'a b\u202e' }), 'bad-camera', 'camera_id'],
    [line({ uuid: undefined }), 'missing-field', 'uuid'],
    [line({ uuid: 17 }), 'bad-uuid', 'uuid'],
    [line({ uuid: 'x'.repeat(121) }), 'bad-uuid', 'uuid'],
    [line({ results: 'none' }), 'missing-field', 'results'],
    [line({ gps_latitude: 91, gps_longitude: 0 }), 'bad-coordinates', 'gps_latitude'],
    [line({ gps_latitude: -41, gps_longitude: 200 }), 'bad-coordinates', 'gps_longitude'],
    [line({ image_file: 7 }), 'bad-image-name', 'image_file'],
    [withResult({ plate: undefined }), 'missing-field', 'results[0].plate'],
    [withResult({ plate: 'A'.repeat(65) }), 'too-long', 'results[0].plate'],
    [withResult({ plate: '=HYPERLINK(1)' }), 'bad-plate', 'results[0].plate'],
    [withResult({ plate: '' }), 'bad-plate', 'results[0].plate'],
    [withResult({ confidence: 101 }), 'bad-confidence', 'results[0].confidence'],
    [withResult({ confidence: '90' }), 'bad-confidence', 'results[0].confidence'],
  ])('%.60s', (text, code, field) => {
    const parsed = read(text);
    if (code === null) expect(parsed.ok).toBe(true);
    else expect(parsed).toMatchObject({ ok: false, code, field });
    if (!parsed.ok) expect(parsed.reason.length).toBeGreaterThan(10);
  });

  test('a plate of 5 MB is refused at once, naming the field', () => {
    const text = withResult({ plate: 'A'.repeat(5_000_000) });
    const parse = vi.spyOn(JSON, 'parse');
    expect(read(text)).toMatchObject({ ok: false, code: 'too-long', field: 'results[0].plate' });
    // At once: its length alone decides, nothing of it is parsed.
    expect(parse).not.toHaveBeenCalled();
    expect(text.length).toBeGreaterThan(MAX_LINE_LENGTH);
  });

  test('IN4 what the command line prints has no camera and no uuid: refused, saying what to add', () => {
    expect(read(line({ camera_id: undefined, uuid: undefined }))).toMatchObject({
      code: 'missing-field',
      field: 'camera_id',
      reason: expect.stringContaining('add camera_id and uuid'),
    });
  });

  test('IN9 the clock of a camera may run 5 minutes ahead, and a recording is judged by its shifted time', () => {
    expect(read(line({ epoch_time: nowMs + 299_000 })).ok).toBe(true);
    expect(read(line({ epoch_time: nowMs + 86_400_000 }), { rebaseByMs: -86_400_000 }).ok).toBe(true);
    expect(read(line({}), { rebaseByMs: 86_400_000 })).toMatchObject({ ok: false, code: 'future-time' });
  });
});

describe('IN5–IN6: what is skipped, several results', () => {
  test('heartbeats and empty results are skipped, not errors', () => {
    expect(read('{"data_type":"heartbeat"}')).toEqual({ ok: true, kind: 'skipped', why: 'heartbeat' });
    expect(read(line({ results: [] }))).toEqual({ ok: true, kind: 'skipped', why: 'no-results' });
  });

  test('each result becomes a read of its own; a bad one is set aside alone', () => {
    const one = good.results[0];
    const parsed = read(
      line({ results: [one, { ...one, plate_index: 1, plate: 'ZZ1' }, { plate: '?', plate_index: 2 }] }),
    );
    if (!parsed.ok || parsed.kind !== 'detections') throw new Error('not read');
    expect(parsed.detections.map((each) => each.detection.id)).toEqual(['test:u-1-0', 'test:u-1-1']);
    expect(parsed.problems).toMatchObject([{ code: 'bad-plate', field: 'results[2].plate' }]);
  });

  test('a candidate that is no plate is set aside and the read kept', () => {
    const parsed = read(withResult({ candidates: [{ plate: '?' }, { plate: 'ABC123', confidence: 50 }] }));
    if (!parsed.ok || parsed.kind !== 'detections') throw new Error('not read');
    expect(parsed.detections[0]?.detection.candidates).toEqual([{ text: 'ABC123', confidence: 0.5 }]);
    expect(parsed.problems).toMatchObject([{ field: 'results[0].candidates[0].plate' }]);
  });
});

test('IN8: an excerpt is one short line without control or direction characters', () => {
  expect(safeExcerpt('a\n\u001b[31m\u202eb')).toBe('a··[31m·b');
  expect(safeExcerpt('x'.repeat(5_000_000))).toHaveLength(200);
});

const data = new URL('../../../../shared/data/', import.meta.url);
describe.skipIf(!existsSync(data))('real messages (skipped where ../shared/data is missing)', () => {
  test('an agent message of two plates, a heartbeat, command-line messages', () => {
    const later = { nowMs: Date.UTC(2027, 0, 1) };
    const agent = readFileSync(new URL('messages/openalpr-alpr_results.json', data), 'utf8');
    const parsed = read(agent, later);
    if (!parsed.ok || parsed.kind !== 'detections') throw new Error('not read');
    expect(parsed.detections.map((each) => each.detection.read)).toEqual(['D2651BF', 'CG3L5Y']);
    expect(parsed.detections[0]?.detection).toMatchObject({ cameraId: '1234', timeMs: 1_562_681_608_425 });
    for (const each of parsed.detections) expect(detection.safeParse(each.detection).success).toBe(true);
    expect(read(readFileSync(new URL('messages/openalpr-heartbeat.json', data), 'utf8'))).toMatchObject({
      kind: 'skipped',
    });
    const cli = readFileSync(new URL('messages/openalpr-cli-alpr_results.ndjson', data), 'utf8').trim().split('\n');
    for (const each of cli) {
      const refused = read(each, later);
      expect(refused).toMatchObject({ ok: false, code: 'missing-field', field: 'camera_id' });
      expect(!refused.ok && refused.reason).toContain('add camera_id and uuid');
    }
  });

  test('all 2,353 messages of the recording are read; 748 of them carry no confidence', () => {
    const text = gunzipSync(readFileSync(new URL('anpr/openalpr-results.ndjson.gz', data))).toString('utf8');
    const parsed = text
      .trim()
      .split('\n')
      .map((each) => read(each, { nowMs: Date.UTC(2026, 11, 1) }));
    const reads = parsed.flatMap((each) => (each.ok && each.kind === 'detections' ? each.detections : []));
    expect(parsed.filter((each) => !each.ok)).toEqual([]);
    expect(reads).toHaveLength(2353);
    expect(reads.filter((each) => each.detection.confidence === null)).toHaveLength(748);
    expect(reads.filter((each) => each.imageName !== null)).toHaveLength(404);
  });
});
