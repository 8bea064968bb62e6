import { describe, expect, test } from 'vitest';
import { parseGeoJsonSites } from '../ingest/geojson-sites.ts';
import { parseOpenAlprMessage } from '../ingest/openalpr.ts';
import { detection } from '../model/domain.ts';
import {
  drawPlatePicture,
  isNobodys,
  type TrainingRead,
  trainingCase,
  trainingFiles,
  trainingReads,
  trainingSites,
  trainingSitesGeoJson,
} from './index.ts';
import { TRAINING_PLATE_COUNT, trainingPlate } from './plates.ts';
import { greatCircleKm } from './roads.ts';
import { poorCameras } from './sites.ts';

const nowMs = Date.parse('2026-11-22T01:00:00Z');
const options = { seed: 1, nowMs, detections: 40_000, pictures: 200 };
const reads: TrainingRead[] = [...trainingReads(options)];
const of = (plate: string): TrainingRead[] => reads.filter((read) => read.truth.plate === plate);
const textOf = (read: TrainingRead): string => read.message.results[0]?.plate ?? '';

describe('TN1: the same seed and "now" give the same network', () => {
  test('twice the same, another seed another', () => {
    const some = (seed: number): string => {
      const found: TrainingRead[] = [];
      for (const read of trainingReads({ ...options, seed, detections: 2000 })) found.push(read);
      return JSON.stringify(found);
    };
    expect(some(7)).toBe(some(7));
    expect(some(7)).not.toBe(some(8));
  });

  // A few hundred vehicles vary more than thousands.
  test.each([
    [5_000, 0.2],
    [40_000, 0.1],
    [120_000, 0.1],
  ])('%i reads are asked for, within %d of it so many come', (detections, slack) => {
    let count = 0;
    for (const _ of trainingReads({ ...options, detections })) count += 1;
    expect(count).toBeGreaterThan(detections * (1 - slack));
    expect(count).toBeLessThan(detections * (1 + slack));
  });
});

describe('TN2: no text of the network is of a series anybody was issued', () => {
  test('plates, reads and candidates', () => {
    const texts = new Set<string>();
    for (const read of reads) {
      texts.add(read.truth.plate);
      for (const result of read.message.results) {
        texts.add(result.plate);
        for (const candidate of result.candidates) texts.add(candidate.plate);
      }
    }
    expect(texts.size).toBeGreaterThan(5_000);
    expect([...texts].filter((text) => !isNobodys(text))).toEqual([]);
    // The check itself can fail: everyday plates of several series.
    expect(['ABC123', 'KV418', 'VAB12', 'AB12X', 'X1234'].filter(isNobodys)).toEqual([]);
  });

  test('different positions are different plates', () => {
    const plates = new Set(Array.from({ length: 50_000 }, (_, at) => trainingPlate(at, 3)));
    expect(plates.size).toBe(50_000);
    expect(TRAINING_PLATE_COUNT).toBeGreaterThan(600_000);
  });
});

describe('TN3: the messages are what ingest takes', () => {
  test('every message parses, is a valid detection, and is unique; times run from 59 days ago to now', () => {
    const ids = new Set<string>();
    for (const read of reads) {
      const parsed = parseOpenAlprMessage({ ...read.message }, { provider: 'training', nowMs, rebaseByMs: 0 });
      if (!parsed.ok || parsed.kind !== 'detections') throw new Error(JSON.stringify(parsed));
      expect(parsed.problems).toEqual([]);
      for (const each of parsed.detections) {
        ids.add(each.detection.id);
        if (ids.size % 97 === 0) expect(detection.safeParse(each.detection).success).toBe(true);
      }
      expect(read.truth.timeMs).toBeLessThanOrEqual(nowMs);
      expect(read.truth.timeMs).toBeGreaterThan(nowMs - 60 * 86_400_000);
    }
    expect(ids.size).toBe(reads.length);
  });

  test('66 sites parse', () => {
    const parsed = parseGeoJsonSites(trainingSitesGeoJson(), { provider: 'training', idPattern: 'TR-{index}' });
    expect(parsed.problems).toEqual([]);
    expect(parsed.cameras).toHaveLength(66);
    expect(parsed.cameras.filter((camera) => !camera.live)).toHaveLength(1);
    expect(parsed.cameras.filter((camera) => camera.mobility === 'mobile')).toHaveLength(2);
  });
});

describe('TN4: cameras err as cameras do', () => {
  test('about 3 % of reads are wrong, about 10 % at the poor cameras', () => {
    const poorIds = new Set(trainingSites.filter((site) => poorCameras.has(site.key)).map((site) => site.id));
    const rate = (poor: boolean): number => {
      const some = reads.filter((read) => poorIds.has(read.message.camera_id) === poor);
      return some.filter((read) => read.truth.misread).length / some.length;
    };
    expect(rate(false)).toBeGreaterThan(0.022);
    expect(rate(false)).toBeLessThan(0.038);
    expect(rate(true)).toBeGreaterThan(0.07);
    expect(rate(true)).toBeLessThan(0.13);
  });

  test('in about half of the misreads the true plate is among the candidates', () => {
    const misreads = reads.filter((read) => read.truth.misread);
    const listed = misreads.filter((read) =>
      read.message.results[0]?.candidates.some((candidate) => candidate.plate === read.truth.plate),
    );
    expect(listed.length / misreads.length).toBeGreaterThan(0.4);
    expect(listed.length / misreads.length).toBeLessThan(0.65);
    expect(reads.filter((read) => read.truth.misread !== (textOf(read) !== read.truth.plate))).toEqual([]);
  });
});

describe('TN5: what is planted is found', () => {
  const lesson = trainingCase(nowMs);

  test('the ute: the passes the lesson names, in order, some of them misread, all with a picture', () => {
    const found = of(lesson.plate);
    expect(found.map((read) => [read.message.camera_id, textOf(read)])).toEqual(
      lesson.found.map((pass) => [pass.cameraId, pass.read]),
    );
    expect(found.length).toBeGreaterThan(30);
    expect(lesson.found.filter((pass) => pass.misread).length).toBeGreaterThanOrEqual(6);
    expect(found.filter((read) => read.picture === null)).toEqual([]);
    expect(lesson.fileNumber).toMatch(/^\d{6}\/\d{4}$/);
    expect(trainingFiles(nowMs)[0]?.number).toBe(lesson.fileNumber);
  });

  test('the van: every read is a misread', () => {
    const found = of(lesson.misreadOnly.plate);
    expect(found.length).toBeGreaterThanOrEqual(6);
    expect(found.map(textOf)).toEqual(lesson.misreadOnly.reads);
    expect(found.every((read) => read.truth.misread)).toBe(true);
    expect(reads.some((read) => textOf(read) === lesson.misreadOnly.plate)).toBe(false);
  });

  test('the clone: a leg nobody can drive; every other planted vehicle keeps to the road', () => {
    const topKmPerHour = (plate: string): number => {
      const found = of(plate);
      let top = 0;
      for (const [at, read] of found.entries()) {
        const before = found[at - 1];
        if (!before) continue;
        const [a, b] = [before, read].map((each) => trainingSites.find((site) => site.id === each.message.camera_id));
        if (!a || !b || a === b) continue;
        const hours = (read.truth.timeMs - before.truth.timeMs) / 3_600_000;
        top = Math.max(top, greatCircleKm(a, b) / hours);
      }
      return top;
    };
    expect(topKmPerHour(lesson.clone.plate)).toBeGreaterThan(900);
    for (const plate of [lesson.plate, lesson.misreadOnly.plate, ...lesson.convoy.plates]) {
      expect(topKmPerHour(plate)).toBeLessThan(110);
    }
  });

  test('the convoy: each camera sees the three within four minutes', () => {
    const [first, ...others] = lesson.convoy.plates.map(of);
    for (const [at, read] of (first ?? []).entries()) {
      for (const other of others) {
        expect(other[at]?.message.camera_id).toBe(read.message.camera_id);
        expect(Math.abs((other[at]?.truth.timeMs ?? 0) - read.truth.timeMs)).toBeLessThan(240_000);
      }
    }
  });

  test('it holds at every hour of the day', () => {
    for (let hour = 0; hour < 24; hour += 5) {
      const at = nowMs + hour * 3_600_000;
      const some = trainingCase(at);
      expect(some.found).toHaveLength(lesson.found.length);
      expect(some.robberyMs).toBeLessThan(at - 11 * 86_400_000);
      let count = 0;
      for (const read of trainingReads({ ...options, nowMs: at, detections: 500 })) {
        if (read.truth.plate === some.plate) count += 1;
      }
      expect(count).toBe(lesson.found.length);
    }
  });
});

describe('TN6: the pictures', () => {
  const pictures = reads.flatMap((read) => read.picture ?? []);

  test('at most as many as asked for, named by the message', () => {
    expect(pictures.length).toBeLessThanOrEqual(200);
    expect(pictures.length).toBeGreaterThan(150);
    expect(reads.filter((read) => (read.message.image_file ?? null) !== (read.picture?.name ?? null))).toEqual([]);
  });

  test('show the true plate: two plates differ in the plate, and the picture is not blank', () => {
    const spec = pictures[0];
    if (!spec) throw new Error('no picture');
    const [one, same, other] = [spec, spec, { ...spec, plate: 'NIO352' }].map((each) => drawPlatePicture(each));
    expect(one?.pixels).toEqual(same?.pixels);
    expect(one?.pixels).toHaveLength((one?.width ?? 0) * (one?.height ?? 0));
    const changed = one?.pixels.filter((pixel, at) => Math.abs(pixel - (other?.pixels[at] ?? 0)) > 60).length ?? 0;
    expect(changed).toBeGreaterThan(500);
  });
});
