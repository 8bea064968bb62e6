/**
 * `head.json`: what the database must hold at least, kept outside of it, so that one put back to an older state is noticed
 * (T5, WAL cut or deleted, file restored). Node only. Spec: docs/spec/workspace.md WS9; why so: docs/adr/0015.
 * It holds two marks. `synced` was on disk when it was written: a database behind it is an alarm. `newest` was committed:
 * a database between the two lost its end in a power cut, or somebody took it away.
 * The file is two slots of fixed size, written by turns in place, each under a MAC: writing needs no space and no sync,
 * and whatever is cut off in the middle, one slot is whole. A whole disk put back from a snapshot takes the head along:
 * only the server sees that.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { sha256Hex } from '../core/model/domain.ts';
import { isMissing, syncFile, syncInBackground, writeDurably } from './durable-file.ts';

/** A physical sector of any disk in use: one slot torn never takes the other along. */
const SLOT_BYTES = 4096;
const SLOTS = 2;

const count = z.number().int().min(0);
const mark = z.strictObject({
  commits: count.describe('transactions committed so far'),
  deviceSeq: count,
  deviceHead: sha256Hex,
  leaves: count.describe('entries in the tree of the workspace'),
  root: sha256Hex.describe('head of that tree'),
});
export type Mark = z.infer<typeof mark>;

const owner = {
  workspaceId: z.string().min(1).max(64),
  saltHex: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe('first 16 bytes of the database: tells a damaged workspace from a foreign file'),
};
const head = z.strictObject({
  v: z.literal(2),
  written: count.describe('the slot with the higher one is the newer'),
  ...owner,
  synced: mark,
  newest: mark,
});
export type Head = z.infer<typeof head>;
/** Of the first version: one mark, the log's chain alone, the whole file. Read for ever, never written. */
const headV1 = z.strictObject({
  v: z.literal(1),
  workspaceId: owner.workspaceId,
  commits: count,
  deviceSeq: count,
  deviceHead: sha256Hex,
  saltHex: owner.saltHex,
});
const sealedHead = z.union([head.extend({ mac: sha256Hex }), headV1.extend({ mac: sha256Hex })]);

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
  write(next: Omit<Head, 'v' | 'written'>): void;
  /** Resolves once what was written is on disk. */
  syncLater(): Promise<void>;
  /** What was written is on disk when it returns. */
  sync(): void;
};

type Slot = { genuine: Head | null; saltHex: string | null };

/** @param workspaceKey 32 bytes; the MAC key is derived from it */
export function openHeadFile(path: string, workspaceKey: Uint8Array): HeadFile {
  const macKey = Buffer.from(hkdfSync('sha256', workspaceKey, '', 'waymark-head-v1', 32));
  const macOf = (fields: unknown[]): string =>
    createHmac('sha256', macKey).update(JSON.stringify(fields)).digest('hex');
  const isGenuine = (mac: string, fields: unknown[]): boolean =>
    timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(fields), 'hex'));
  /** Which slot comes next, and its number; unknown until the file was looked at. */
  let turn: { slot: number; written: number } | null = null;

  const readSlot = (text: string): Slot => {
    const parsed = sealedHead.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.v !== 2) return { genuine: null, saltHex: null };
    const { mac, ...value } = parsed.data;
    return { genuine: isGenuine(mac, fieldsOf(value)) ? value : null, saltHex: value.saltHex };
  };
  const readV1 = (text: string): HeadReading | null => {
    const parsed = sealedHead.safeParse(parseJson(text));
    if (!parsed.success || parsed.data.v !== 1) return null;
    const { mac, v, workspaceId, commits, deviceSeq, deviceHead, saltHex } = parsed.data;
    if (!isGenuine(mac, [v, workspaceId, commits, deviceSeq, deviceHead, saltHex])) return { state: 'forged', saltHex };
    const only = { commits, deviceSeq, deviceHead, tree: null };
    return { state: 'whole', workspaceId, saltHex, synced: only, newest: only, torn: false };
  };
  const slotsOf = (text: string): Slot[] =>
    Array.from({ length: SLOTS }, (_, at) => readSlot(text.slice(at * SLOT_BYTES, (at + 1) * SLOT_BYTES)));
  const textOf = (value: Head): string => {
    const line = JSON.stringify({ ...value, mac: macOf(fieldsOf(value)) });
    return `${line.padEnd(SLOT_BYTES - 1)}\n`;
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
        writeDurably(path, textOf({ v: 2, written: 0, ...next }).repeat(SLOTS));
        turn = { slot: 1, written: 1 };
        return;
      }
      const file = openSync(path, 'r+');
      try {
        writeSync(file, textOf({ v: 2, written: now.written, ...next }), now.slot * SLOT_BYTES, 'latin1');
      } finally {
        closeSync(file);
      }
      turn = { slot: 1 - now.slot, written: now.written + 1 };
    },
    syncLater: () => syncInBackground(path),
    sync: () => syncFile(path),
  };
}

function fieldsOf({ v, written, workspaceId, saltHex, synced, newest }: Head): unknown[] {
  const marks = [synced, newest].map(({ commits, deviceSeq, deviceHead, leaves, root }) => [
    commits,
    deviceSeq,
    deviceHead,
    leaves,
    root,
  ]);
  return [v, written, workspaceId, saltHex, ...marks];
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
