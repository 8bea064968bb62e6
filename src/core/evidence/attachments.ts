/**
 * The files a pack carries besides its pages, in the order in which they are attached; the manifest is the last and
 * lists all before it. Runs anywhere (pure): the same input gives the same bytes.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { AppError } from '../errors.ts';
import { buildManifest } from './build-manifest.ts';
import { exhibitsCsv, exhibitsGeoJson } from './exhibit-tables.ts';
import { canonicalBytes, canonicalText, MANIFEST_NAME, type PackManifest, sha256OfBytes } from './manifest.ts';
import type { PackImage, PackInput } from './pack-input.ts';

export type PackAttachment = {
  name: string;
  mime: string;
  relationship: 'Data' | 'Source' | 'Supplement';
  /** Shown in the reader's list of attachments. */
  description: string;
  bytes: Uint8Array;
};

export type PackFiles = {
  /** In file order, `manifest.json` last. */
  attachments: PackAttachment[];
  manifest: PackManifest;
  manifestSha256: string;
};

export const LOG_NAME = 'log/case-log.jsonl';
export const CHECKPOINT_NAME = 'log/checkpoint.json';
export const RECEIPT_NAME = 'log/receipt.json';
export const EXHIBITS_CSV_NAME = 'exhibits/exhibits.csv';
export const EXHIBITS_GEOJSON_NAME = 'exhibits/exhibits.geojson';

const EXTENSIONS: Readonly<Record<PackImage['mime'], string>> = { 'image/png': 'png', 'image/jpeg': 'jpg' };

/** `images/E-01.png` */
export const imageName = (exhibitNumber: string, mime: PackImage['mime']): string =>
  `images/${exhibitNumber}.${EXTENSIONS[mime]}`;

/** @throws AppError BAD_INPUT where an image is not the one its hash names: such a pack must not be made. */
export function buildAttachments(input: PackInput): PackFiles {
  const attachments: PackAttachment[] = [
    {
      name: LOG_NAME,
      mime: 'application/jsonl',
      relationship: 'Data',
      description: 'Query log of the case: every entry as it was written, one canonical JSON object a line',
      bytes: utf8ToBytes(input.log.map((entry) => `${canonicalText(entry)}\n`).join('')),
    },
    {
      name: CHECKPOINT_NAME,
      mime: 'application/json',
      relationship: 'Supplement',
      description: 'Head of the query log, signed by the workstation',
      bytes: canonicalBytes(input.checkpoint),
    },
  ];
  if (input.receipt !== null) {
    attachments.push({
      name: RECEIPT_NAME,
      mime: 'application/json',
      relationship: 'Supplement',
      description: "The server's signed word that it holds the log of this workstation",
      bytes: canonicalBytes(input.receipt),
    });
  }
  attachments.push(
    {
      name: EXHIBITS_CSV_NAME,
      mime: 'text/csv',
      relationship: 'Data',
      description: 'Exhibits as a table (RFC 4180), times in UTC and Pacific/Auckland',
      bytes: utf8ToBytes(exhibitsCsv(input)),
    },
    {
      name: EXHIBITS_GEOJSON_NAME,
      mime: 'application/geo+json',
      relationship: 'Data',
      description: 'Exhibits and the straight legs between them, for a map',
      bytes: canonicalBytes(exhibitsGeoJson(input)),
    },
    ...images(input),
  );
  const manifest = buildManifest(
    input,
    attachments.map(({ name, mime, bytes, relationship }) => ({
      name,
      mime,
      bytes: bytes.length,
      sha256: sha256OfBytes(bytes),
      relationship,
    })),
  );
  const bytes = canonicalBytes(manifest);
  attachments.push({
    name: MANIFEST_NAME,
    mime: 'application/json',
    relationship: 'Supplement',
    description: 'What this pack is and the SHA-256 of every other attachment',
    bytes,
  });
  return { attachments, manifest, manifestSha256: sha256OfBytes(bytes) };
}

function images(input: PackInput): PackAttachment[] {
  return input.exhibits.flatMap(({ exhibit, detection, image }) => {
    if (image === null) return [];
    const sha256 = sha256OfBytes(image.bytes);
    if (sha256 !== image.sha256 || sha256 !== detection.imageSha256) {
      throw new AppError('BAD_INPUT', {
        message: `The image of ${exhibit.number} is not the one its hash names. No pack was made.`,
        tip: 'Sync so that the image is fetched again; nothing else of the case is touched.',
        details: { exhibit: exhibit.number },
      });
    }
    return [
      {
        name: imageName(exhibit.number, image.mime),
        mime: image.mime,
        relationship: 'Source' as const,
        description: `Image of ${exhibit.number} as the camera sent it`,
        bytes: image.bytes,
      },
    ];
  });
}
