/**
 * The files a pack carries besides its pages, in the order in which they are attached; the manifest is the last but its
 * own signature and lists all before it. Runs anywhere (pure): the same input gives the same bytes.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { AppError } from '../errors.ts';
import { buildManifest } from './build-manifest.ts';
import { caseUco } from './case-uco.ts';
import { exhibitsCsv, exhibitsGeoJson } from './exhibit-tables.ts';
import { canonicalBytes, canonicalText, MANIFEST_NAME, type PackManifestV2, sha256OfBytes } from './manifest.ts';
import { logLines, type PackImage, type PackInput } from './pack-input.ts';
import {
  CASE_PROOF_NAME,
  CASE_UCO_NAME,
  CERTIFICATES_NAME,
  CHECKPOINT_NAME,
  clipName,
  documentFileName,
  EXHIBITS_CSV_NAME,
  EXHIBITS_GEOJSON_NAME,
  imageName,
  LOG_NAME,
  MANIFEST_SIGNATURE_NAME,
  POLICY_NAME,
  RECEIPT_NAME,
  RULES_NAME,
  redactedName,
  WITNESSED_NAME,
} from './pack-names.ts';
import type { PackSigner, WorkstationSigner } from './pack-signer.ts';
import { pemOf } from './pem.ts';
import { signDetached } from './sign-detached.ts';

export type PackAttachment = {
  name: string;
  mime: string;
  relationship: 'Data' | 'Source' | 'Supplement';
  /** Shown in the reader's list of attachments. */
  description: string;
  /** Of what is held elsewhere: read anew each time. */
  bytes: Uint8Array;
  /** Taken when the content was looked at, so that it need not be hashed again. */
  known?: Known;
};
type Known = { bytes: number; sha256: string };
type Hash = (bytes: Uint8Array) => string;

export type PackFiles = {
  /** In file order: `manifest.json` after all it lists, its signature last. */
  attachments: PackAttachment[];
  manifest: PackManifestV2;
  manifestSha256: string;
};

/**
 * @param signer the workstation, with what else was chosen; null: a draft, which nobody signs and which brings no certificate
 * @param sha256Of the SHA-256 of bytes in hexadecimal, where there is a faster one than this folder's
 * @throws AppError BAD_INPUT where an image, paper or clip is not the one its hash names: such a pack must not be made
 */
export function buildAttachments(
  input: PackInput,
  signer: PackSigner | null,
  sha256Of: Hash = sha256OfBytes,
): PackFiles {
  const attachments: PackAttachment[] = [
    ...logFiles(input),
    ...policyFiles(input),
    ...caseFiles(input),
    ...images(input, sha256Of),
    ...clips(input, sha256Of),
    ...documents(input, sha256Of),
  ];
  if (signer !== null)
    attachments.push({
      name: CERTIFICATES_NAME,
      mime: 'application/x-pem-file',
      relationship: 'Supplement',
      description: 'Certificate of the workstation and of the authority that issued it',
      bytes: utf8ToBytes(pemOf(signer.certificates)),
    });
  const manifest = buildManifest(
    input,
    attachments.map((file) => ({
      name: file.name,
      mime: file.mime,
      ...(file.known ?? knownOf(file.bytes, sha256Of)),
      relationship: file.relationship,
    })),
    signer === null
      ? null
      : { by: signer.agency === null ? 'workstation' : 'agency', timeStamp: signer.timeStamp !== null },
  );
  const bytes = canonicalBytes(manifest);
  attachments.push(
    json(MANIFEST_NAME, 'Supplement', 'What this pack is and the SHA-256 of every other attachment', bytes),
  );
  if (signer !== null) attachments.push(manifestSignature(bytes, signer));
  return { attachments, manifest, manifestSha256: sha256OfBytes(bytes) };
}

/** The only attachment that no list names: it is over the list. */
export const manifestSignature = (manifest: Uint8Array, signer: WorkstationSigner): PackAttachment => ({
  name: MANIFEST_SIGNATURE_NAME,
  mime: 'application/pkcs7-signature',
  relationship: 'Supplement',
  description: "Signature over manifest.json by the workstation's certificate (detached CMS)",
  bytes: signDetached(manifest, signer),
});

function json(
  name: string,
  relationship: PackAttachment['relationship'],
  description: string,
  bytes: Uint8Array,
): PackAttachment {
  return { name, mime: 'application/json', relationship, description, bytes };
}

function logFiles(input: PackInput): PackAttachment[] {
  const files: PackAttachment[] = [
    {
      name: LOG_NAME,
      mime: 'application/jsonl',
      relationship: 'Data',
      description: 'Query log of the case: every entry as it was written, one canonical JSON object a line',
      bytes: utf8ToBytes(
        logLines(input)
          .map((entry) => `${canonicalText(entry)}\n`)
          .join(''),
      ),
    },
    json(
      CHECKPOINT_NAME,
      'Supplement',
      'Head of the query log, signed by the workstation',
      canonicalBytes(input.checkpoint),
    ),
  ];
  if (input.receipt !== null)
    files.push(
      json(
        RECEIPT_NAME,
        'Supplement',
        "The server's signed word that it holds the log of this workstation",
        canonicalBytes(input.receipt),
      ),
    );
  files.push(
    json(
      CASE_PROOF_NAME,
      'Supplement',
      'Proof that these are all entries of the case up to this export',
      canonicalBytes(input.caseProof),
    ),
  );
  if (input.witnessed !== null)
    files.push(
      json(
        WITNESSED_NAME,
        'Supplement',
        'The newest head of the log that others cosigned, and how it goes on to that of the proof',
        canonicalBytes(input.witnessed),
      ),
    );
  return files;
}

function policyFiles({ policyBundle, ruleTexts }: PackInput): PackAttachment[] {
  const files =
    policyBundle === null
      ? []
      : [
          json(
            POLICY_NAME,
            'Supplement',
            'The policy in force on this workstation, signed by the server',
            canonicalBytes(policyBundle),
          ),
        ];
  files.push(
    json(
      RULES_NAME,
      'Supplement',
      'Every rule that was in force while the log was written, in words and with its source',
      canonicalBytes(ruleTexts),
    ),
  );
  return files;
}

function caseFiles(input: PackInput): PackAttachment[] {
  const uco = caseUco(input);
  const files: PackAttachment[] =
    uco === null
      ? []
      : [
          {
            name: CASE_UCO_NAME,
            mime: 'application/ld+json',
            relationship: 'Data',
            description: 'The case, its exhibits and how they were come by, in CASE/UCO',
            bytes: uco,
          },
        ];
  files.push(
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
  );
  return files;
}

function knownOf(bytes: Uint8Array, sha256Of: Hash): Known {
  return { bytes: bytes.length, sha256: sha256Of(bytes) };
}

/** An attachment of bytes that are held elsewhere. */
function heldFile(file: Omit<PackAttachment, 'bytes'>, source: { readonly bytes: Uint8Array }): PackAttachment {
  return {
    ...file,
    get bytes() {
      return source.bytes;
    },
  };
}

function images(input: PackInput, sha256Of: Hash): PackAttachment[] {
  return input.exhibits.flatMap(({ exhibit, detection, image, redacted = null }) => {
    if (image === null) return redacted === null ? [] : [redactedImage(exhibit.number, redacted, sha256Of)];
    const known = knownOf(image.bytes, sha256Of);
    if (known.sha256 !== image.sha256 || known.sha256 !== detection.imageSha256) {
      throw new AppError('BAD_INPUT', {
        message: `The image of ${exhibit.number} is not the one its hash names. No pack was made.`,
        tip: 'Sync so that the image is fetched again; nothing else of the case is touched.',
        details: { exhibit: exhibit.number },
      });
    }
    return [
      heldFile(
        {
          name: imageName(exhibit.number, image.mime),
          mime: image.mime,
          relationship: 'Source',
          description: `Image of ${exhibit.number} as the camera sent it`,
          known,
        },
        image,
      ),
    ];
  });
}

function redactedImage(number: string, image: PackImage, sha256Of: Hash): PackAttachment {
  const known = knownOf(image.bytes, sha256Of);
  if (known.sha256 !== image.sha256)
    throw new AppError('BAD_INPUT', {
      message: `The copy of the image of ${number} is not the one its hash names. No pack was made.`,
      tip: 'Draw the rectangles again; nothing else of the case is touched.',
      details: { exhibit: number },
    });
  return heldFile(
    {
      name: redactedName(number),
      mime: image.mime,
      relationship: 'Supplement',
      description: `Image of ${number} with parts made black; the image itself is withheld`,
      known,
    },
    image,
  );
}

function clips(input: PackInput, sha256Of: Hash): PackAttachment[] {
  return input.clips.map((clip) => {
    const known = knownOf(clip.bytes, sha256Of);
    if (known.sha256 !== clip.sha256) {
      throw new AppError('BAD_INPUT', {
        message: `Clip ${clip.number} is not the one its hash names. No pack was made.`,
        tip: 'Import the footage again; nothing else of the case is touched.',
        details: { clip: clip.number },
      });
    }
    const description =
      clip.proxyOf === null
        ? `Footage ${clip.number} as it was handed over`
        : `Footage ${clip.number} made playable; the native file has SHA-256 ${clip.proxyOf}`;
    return heldFile({ name: clipName(clip), mime: clip.mime, relationship: 'Source', description, known }, clip);
  });
}

function documents(input: PackInput, sha256Of: Hash): PackAttachment[] {
  const numbers = new Map(input.authorities.map(({ id, number }) => [id, number]));
  return input.documents.flatMap((document, index) => {
    const { bytes } = document;
    if (bytes === null) return [];
    if (sha256Of(bytes) !== document.sha256) {
      throw new AppError('BAD_INPUT', {
        message: `The paper "${document.name}" is not the one that was attached to its authority. No pack was made.`,
        tip: 'Nothing was changed. Tell your administrator: the workspace holds another file than the log says.',
        details: { document: document.documentId },
      });
    }
    return [
      {
        name: documentFileName(index + 1, document),
        mime: document.mime,
        relationship: 'Supplement' as const,
        description: `Paper of the authority ${numbers.get(document.authorityId) ?? document.authorityId}`,
        bytes,
      },
    ];
  });
}
