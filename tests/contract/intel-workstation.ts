/**
 * A workstation and a provider as the intel server sees them, for its tests: keys, proofs, plain HTTP. Every part of a
 * call can be bent, so that what must be refused can be sent.
 */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { type AuditPublicKey, sealForAuditor } from '../../src/contract/audit-sealing.ts';
import type { AuditRecord } from '../../src/contract/audit-wire.ts';
import { type DeviceKey, makeDeviceProof } from '../../src/contract/device-proof.ts';
import { deviceProofHeader } from '../../src/contract/intel.ts';
import { deviceOrigin, signCheckpoint } from '../../src/core/audit/checkpoint-note.ts';
import type { AuditDraft, AuditEntry } from '../../src/core/audit/entry.ts';
import { EMPTY_HEAD, hashEntry } from '../../src/core/audit/hash.ts';
import { type AuditLeaf, blindedLogId, deviceLeafHash, logLeafHash } from '../../src/core/audit/leaf.ts';
import { appendTo, emptyFrontier, type Frontier, rootOf } from '../../src/core/audit/merkle.ts';

export type Answer = { status: number; body: Record<string, unknown> };

export function newDeviceKey(): DeviceKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKeyHex: privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('hex'),
    publicKeyHex: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
  };
}

export function newSigningKeySpki(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
}

export async function send(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

export type Workstation = {
  readonly deviceId: string;
  readonly key: DeviceKey;
  token: string | null;
  /** A call as an honest workstation makes it; `bend` changes what goes into the proof. */
  call: (method: string, path: string, body?: unknown, bend?: Bend) => Promise<Answer>;
  signIn: (username: string, passphrase: string) => Promise<Answer>;
};
export type Bend = Partial<Parameters<typeof makeDeviceProof>[0]> & { readonly proof?: string | null };

export async function enrolWorkstation(
  url: string,
  code: string,
  nowMs: () => number,
  name = 'Desk 1',
): Promise<Workstation> {
  const key = newDeviceKey();
  const answer = await send(url, 'POST', '/enrol', {
    code,
    deviceName: name,
    devicePublicKey: key.publicKeyHex,
    signingPublicKeySpki: newSigningKeySpki(),
  });
  if (answer.status !== 200) throw new Error(`enrolment failed: ${JSON.stringify(answer)}`);
  const station: Workstation = {
    deviceId: String(answer.body.deviceId),
    key,
    token: null,
    async call(method, path, body, bend = {}) {
      const text = body === undefined ? '' : JSON.stringify(body);
      const { proof: given, ...changes } = bend;
      const proof =
        given === undefined
          ? await makeDeviceProof({
              deviceId: station.deviceId,
              key,
              method,
              url: path,
              body: text,
              token: station.token,
              nowMs: nowMs(),
              ...changes,
            })
          : given;
      return send(url, method, path, body === undefined ? undefined : text, {
        ...(proof === null ? {} : { [deviceProofHeader]: proof }),
        ...(station.token === null ? {} : { authorization: `Bearer ${station.token}` }),
      });
    },
    async signIn(username, passphrase) {
      station.token = null;
      const signedIn = await station.call('POST', '/session', { username, passphrase });
      if (signedIn.status === 200) station.token = String(signedIn.body.token);
      return signedIn;
    },
  };
  return station;
}

export const tempDir = (): string => mkdtempSync(join(tmpdir(), 'waymark-server-'));

/** An OpenALPR message of one plate. */
export function message(change: Record<string, unknown> = {}, plate = 'HOV528'): string {
  return JSON.stringify({
    version: 2,
    data_type: 'alpr_results',
    uuid: randomUUID(),
    camera_id: 'TR-0001',
    results: [{ plate, confidence: 90, plate_index: 0, candidates: [{ plate, confidence: 90 }] }],
    ...change,
  });
}

/** Entries of one log, chained as a workstation chains them. */
export function chain(
  deviceId: string,
  drafts: readonly Partial<AuditDraft>[],
  after: readonly AuditEntry[] = [],
): AuditEntry[] {
  const all = [...after];
  for (const draft of drafts) {
    const log = draft.log ?? 'device';
    const before = all.filter((entry) => entry.log === log).at(-1);
    const last = all.at(-1);
    const entry: Omit<AuditEntry, 'hash'> = {
      v: 2,
      blind: randomBytes(32).toString('hex'),
      space: 'training',
      deviceId,
      log,
      seq: (before?.seq ?? 0) + 1,
      prev: before?.hash ?? EMPTY_HEAD,
      deviceSeq: (last?.deviceSeq ?? 0) + 1,
      devicePrev: last?.hash ?? EMPTY_HEAD,
      timeMs: 1_795_000_000_000 + all.length,
      actor: null,
      action: 'find',
      phase: 'intent',
      of: null,
      outcome: 'pending',
      authority: null,
      details: { n: all.length, ü: 'ō' },
      ...draft,
    };
    all.push({ ...entry, hash: hashEntry(entry) });
  }
  return all.slice(after.length);
}

/** The whole log of a workspace in the shape it is handed over in; `bend` changes leaves on the way into the tree. */
export async function handOver(
  who: { readonly serverId: string; readonly userId: string; readonly station: Workstation },
  entries: readonly AuditEntry[],
  keys: readonly AuditPublicKey[],
  bend: (leaf: AuditLeaf) => AuditLeaf = (leaf) => leaf,
): Promise<{ records: AuditRecord[]; checkpointAt: (size: number) => string }> {
  const logs = new Map<string, Frontier>();
  const records: AuditRecord[] = [];
  for (const entry of entries) {
    const logTree = appendTo(logs.get(entry.log) ?? emptyFrontier, logLeafHash(entry.hash));
    logs.set(entry.log, logTree);
    const logId = blindedLogId('ab'.repeat(32), entry.log);
    const leaf = bend({
      v: 2,
      deviceId: entry.deviceId,
      userId: who.userId,
      deviceSeq: entry.deviceSeq,
      commitment: entry.hash,
      log: logId,
      logSize: logTree.size,
      logRoot: bytesToHex(rootOf(logTree)),
    });
    records.push({ leaf, sealed: await sealForAuditor(entry, keys) });
  }
  const { privateKeyHex, publicKeyHex } = who.station.key;
  return {
    records,
    checkpointAt(size) {
      const tree = records
        .slice(0, size)
        .reduce((grown, { leaf }) => appendTo(grown, deviceLeafHash(leaf)), emptyFrontier);
      const origin = deviceOrigin({ serverId: who.serverId, deviceId: who.station.deviceId, userId: who.userId });
      return signCheckpoint({ origin, size, root: rootOf(tree) }, publicKeyHex, (message) =>
        bytesToHex(ed25519.sign(message, hexToBytes(privateKeyHex))),
      );
    },
  };
}
