/**
 * `head.json`: what the database must hold at least, kept outside of it, so that one put back to an older state is noticed
 * (T5, WAL cut or deleted, file restored). Node only. Spec: docs/spec/workspace.md WS9; why so: docs/adr/0015.
 * It holds two marks. `synced` was on disk when it was written: a database behind it is an alarm. `newest` was committed:
 * a database between the two lost its end in a power cut, or somebody took it away.
 * The file is two slots, each under a MAC and in a sector of its own, written by turns in place: writing needs no space
 * and no sync, and a slot is the old one or the new one, whenever the power goes. A whole disk put back from a snapshot takes the head along:
 * only the server sees that.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { sha256Hex } from '../core/model/domain.ts';
import { isMissing, syncFile, syncInBackground, writeDurably } from './durable-file.ts';

/** A physical sector of any disk in use: one slot lost never takes the other along. */
const SLOT_BYTES = 4096;
const SLOTS = 2;
/** The smallest sector: what fits into it is written whole or not at all. */
const LINE_BYTES = 512;

const count = z.number().int().min(0);
export type Mark = {
  /** Transactions committed so far. */
  commits: number;
  deviceSeq: number;
  /** Hash of the entry at `deviceSeq`, hex. */
  deviceHead: string;
  /** Entries in the tree of the workspace. */
  leaves: number;
  /** Head of that tree, hex. */
  root: string;
};

const owner = {
  workspaceId: z.string().min(1).max(64),
  saltHex: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('first 16 bytes of the database: tells a damaged workspace from a foreign file'),
};
type Head = { written: number; workspaceId: string; saltHex: string; synced: Mark; newest: Mark };

const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** As `Mark`, hashes as base64url, so that a slot fits into a sector. */
const markFields = z.tuple([count, count, hash, count, hash]);
const headFields = z.strictObject({
  v: z.literal(2),
  written: count.describe('the slot with the higher one is the newer'),
  ...owner,
  synced: markFields,
  newest: markFields,
});
const sealedHead = headFields.extend({ mac: hash });
type HeadFields = z.infer<typeof headFields>;

/** Of the first version: one mark, the log's chain alone, the whole file. Read for ever, never written. */
const sealedHeadV1 = z.strictObject({
  v: z.literal(1),
  workspaceId: owner.workspaceId,
  commits: count,
  deviceSeq: count,
  deviceHead: sha256Hex,
  saltHex: owner.saltHex,
  mac: sha256Hex,
});

/** `leaves` and `root` are null where the file is of the first version: it says nothing of the tree. */
export type KnownMark = Pick<Mark, 'commits' | 'deviceSeq' | 'deviceHead'> & {
  tree: { leaves: number; root: string } | null;
};
export type HeadReading =
  /** `torn`: one of the two slots cannot be read. */
  | { state: 'whole'; workspaceId: string; saltHex: string; synced: KnownMark; newest: KnownMark; torn: boolean }
  | { state: 'missing' }
  /** `saltHex` where it can be read at all: not to be trusted. */
  | { state: 'forged'; saltHex: string | null };

export type HeadFile = {
  read(): HeadReading;
  /** In place, not synced: what a killed program wrote is there. A file not there, torn or of version 1 is made anew, synced. */
  write(next: Omit<Head, 'written'>): void;
  /** Resolves once what was written is on disk. */
  syncLater(): Promise<void>;
  /** What was written is on disk when it returns. */
  sync(): void;
};

type Slot = { genuine: Head | null; saltHex: string | null };

/** @param workspaceKey 32 bytes; the MAC key is derived from it */
export function openHeadFile(path: string, workspaceKey: Uint8Array): HeadFile {
  const macKey = Buffer.from(hkdfSync('sha256', workspaceKey, '', 'waymark-head-v1', 32));
  const macOf = (fields: unknown[]): Buffer => createHmac('sha256', macKey).update(JSON.stringify(fields)).digest();
  const isGenuine = (mac: Buffer, fields: unknown[]): boolean => timingSafeEqual(mac, macOf(fields));
  /** Which slot comes next, and its number; unknown until the file was looked at. */
  let turn: { slot: number; written: number } | null = null;

  const readSlot = (text: string): Slot => {
    const parsed = sealedHead.safeParse(parseJson(text));
    if (!parsed.success) return { genuine: null, saltHex: null };
    const { mac, ...fields } = parsed.data;
    const genuine = isGenuine(Buffer.from(mac, 'base64url'), valuesOf(fields));
    return { genuine: genuine ? headOf(fields) : null, saltHex: fields.saltHex };
  };
  const readV1 = (text: string): HeadReading | null => {
    const parsed = sealedHeadV1.safeParse(parseJson(text));
    if (!parsed.success) return null;
    const { mac, v, workspaceId, commits, deviceSeq, deviceHead, saltHex } = parsed.data;
    const genuine = isGenuine(Buffer.from(mac, 'hex'), [v, workspaceId, commits, deviceSeq, deviceHead, saltHex]);
    if (!genuine) return { state: 'forged', saltHex };
    const only = { commits, deviceSeq, deviceHead, tree: null };
    return { state: 'whole', workspaceId, saltHex, synced: only, newest: only, torn: false };
  };
  const slotsOf = (text: string): Slot[] =>
    Array.from({ length: SLOTS }, (_, at) => readSlot(text.slice(at * SLOT_BYTES, (at + 1) * SLOT_BYTES)));
  const lineOf = (value: Head): string => {
    const fields = fieldsOf(value);
    const line = JSON.stringify({ ...fields, mac: macOf(valuesOf(fields)).toString('base64url') });
    if (line.length >= LINE_BYTES) throw new RangeError(`a head of ${line.length} bytes does not fit into its sector`);
    return `${line.padEnd(LINE_BYTES - 1)}\n`;
  };
  const nextTurn = (): { slot: number; written: number } | null => {
    if (!hasSlots(path)) return null;
    if (turn !== null) return turn;
    const slots = slotsOf(readFileSync(path, 'latin1'));
    if (slots.some(({ genuine }) => genuine === null)) return null;
    const newest = newestOf(slots);
    return {
      slot: newest === null ? 0 : 1 - slots.findIndex(({ genuine }) => genuine === newest),
      written: (newest?.written ?? 0) + 1,
    };
  };

  return {
    read() {
      const text = readIfThere(path);
      if (text === null) return { state: 'missing' };
      const old = readV1(text);
      if (old !== null) return old;
      const slots = slotsOf(text);
      const found = newestOf(slots);
      if (found === null)
        return { state: 'forged', saltHex: slots.find(({ saltHex }) => saltHex !== null)?.saltHex ?? null };
      return {
        state: 'whole',
        workspaceId: found.workspaceId,
        saltHex: found.saltHex,
        synced: known(found.synced),
        newest: known(found.newest),
        torn: text.length !== SLOTS * SLOT_BYTES || slots.some(({ genuine }) => genuine === null),
      };
    },
    write(next) {
      const now = nextTurn();
      if (now === null) {
        writeDurably(
          path,
          lineOf({ ...next, written: 0 })
            .padEnd(SLOT_BYTES)
            .repeat(SLOTS),
        );
        turn = { slot: 1, written: 1 };
        return;
      }
      const file = openSync(path, 'r+');
      try {
        writeSync(file, lineOf({ ...next, written: now.written }), now.slot * SLOT_BYTES, 'latin1');
      } finally {
        closeSync(file);
      }
      turn = { slot: 1 - now.slot, written: now.written + 1 };
    },
    syncLater: () => syncInBackground(path),
    sync: () => syncFile(path),
  };
}

function fieldsOf({ written, workspaceId, saltHex, synced, newest }: Head): HeadFields {
  return { v: 2, written, workspaceId, saltHex, synced: packed(synced), newest: packed(newest) };
}

function headOf({ written, workspaceId, saltHex, synced, newest }: HeadFields): Head {
  return { written, workspaceId, saltHex, synced: unpacked(synced), newest: unpacked(newest) };
}

/** What the MAC is over, in this order. */
function valuesOf({ v, written, workspaceId, saltHex, synced, newest }: HeadFields): unknown[] {
  return [v, written, workspaceId, saltHex, synced, newest];
}

function packed({ commits, deviceSeq, deviceHead, leaves, root }: Mark): z.infer<typeof markFields> {
  return [commits, deviceSeq, recoded(deviceHead, 'hex', 'base64url'), leaves, recoded(root, 'hex', 'base64url')];
}

function unpacked([commits, deviceSeq, deviceHead, leaves, root]: z.infer<typeof markFields>): Mark {
  return {
    commits,
    deviceSeq,
    deviceHead: recoded(deviceHead, 'base64url', 'hex'),
    leaves,
    root: recoded(root, 'base64url', 'hex'),
  };
}

function recoded(text: string, from: 'hex' | 'base64url', to: 'hex' | 'base64url'): string {
  return Buffer.from(text, from).toString(to);
}

function known({ leaves, root, ...rest }: Mark): KnownMark {
  return { ...rest, tree: { leaves, root } };
}

function newestOf(slots: readonly Slot[]): Head | null {
  return slots.reduce<Head | null>(
    (best, { genuine }) => (genuine !== null && (best === null || genuine.written > best.written) ? genuine : best),
    null,
  );
}

/** A file of the first version is shorter. */
function hasSlots(path: string): boolean {
  try {
    return statSync(path).size === SLOTS * SLOT_BYTES;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
