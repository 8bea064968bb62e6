/**
 * The real reads that the model of plate likelihoods is calibrated on, and how their vehicles are halved.
 * Runs in Node, by hand and in golden tests. Reads `../shared/data/anpr` beside the checkout, which is never shipped.
 * The halves are of vehicles, not of reads: a photo and its degraded copies never stand on both sides.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { foldPlate, type PlateText } from '../../src/core/plate/plate-text.ts';
import type { DetectionColumnsInput } from '../../src/match/column-chunk.ts';

export const REAL_READS_FOLDER = fileURLToPath(new URL('../../../shared/data/anpr/', import.meta.url));

export type Half = 'training' | 'held-out';

/** One read of a real vehicle. Texts folded; `read` is empty where the first reading was no plate. */
export type RealRead = {
  readonly vehicle: PlateText;
  readonly half: Half;
  readonly read: PlateText | '';
  readonly candidates: readonly { readonly text: PlateText; readonly confidence: number }[];
  readonly detection: DetectionColumnsInput;
};

type Message = {
  uuid: string;
  epoch_time: number;
  camera_id: string;
  results: [{ plate: string; confidence: number; candidates: { plate: string; confidence: number }[] }];
};

export function realReadsPresent(): boolean {
  return existsSync(`${REAL_READS_FOLDER}openalpr-results.ndjson.gz`) && existsSync(`${REAL_READS_FOLDER}truth.csv`);
}

/** All reads in the order of the file. `detection.id` is the read's place in it, from 0. */
export function loadRealReads(): RealRead[] {
  const rows = readFileSync(`${REAL_READS_FOLDER}truth.csv`, 'utf8').trim().split('\n').slice(1);
  const truth = new Map(rows.map((row) => row.split(',') as [string, string]));
  const lines = gunzipSync(readFileSync(`${REAL_READS_FOLDER}openalpr-results.ndjson.gz`))
    .toString('utf8')
    .trim()
    .split('\n');
  const messages = lines.map((line) => JSON.parse(line) as Message);
  const cameras = new Map<string, number>();
  return messages.map((message, id) => {
    const vehicle = folded(truth.get(message.uuid) ?? '');
    if (vehicle === '') throw new Error(`The truth of read ${message.uuid} is missing or no plate.`);
    const camera = cameras.get(message.camera_id) ?? cameras.size;
    cameras.set(message.camera_id, camera);
    const [{ plate, confidence, candidates }] = message.results;
    return {
      vehicle,
      half: halfOf(vehicle),
      read: folded(plate),
      candidates: candidates.flatMap(({ plate: text, confidence: percent }) => {
        const candidate = folded(text);
        return candidate === '' ? [] : [{ text: candidate, confidence: percent / 100 }];
      }),
      detection: {
        id,
        timeMs: message.epoch_time,
        cameraOrdinal: camera,
        texts: [
          { text: plate, via: 'read', confidence: confidence / 100 },
          ...candidates.map(({ plate: text, confidence: percent }) => ({
            text,
            via: 'candidate' as const,
            confidence: percent / 100,
          })),
        ],
      },
    };
  });
}

/** Which half a vehicle belongs to: lowest bit of the FNV-1a hash of its plate after mixing, the same for ever. */
export function halfOf(vehicle: string): Half {
  let hash = 0x811c9dc5;
  for (let index = 0; index < vehicle.length; index++) {
    hash = Math.imul(hash ^ vehicle.charCodeAt(index), 0x01000193);
  }
  hash ^= hash >>> 16;
  return (hash & 1) === 0 ? 'training' : 'held-out';
}

function folded(text: string): PlateText | '' {
  const result = foldPlate(text);
  return result.ok ? result.plate : '';
}
