/**
 * Contract area `settings`: the witnesses of this workstation's query logs, and the auditor's keys they are sealed to.
 * Runs in the services worker. Always: an administrator changes it, here and in person (an audit key: the auditor too).
 * Not the server by its signed policy: witnesses and the pinned key are there to hold the server to its word, and what it
 * could change would hold it to nothing. A change is one transaction with its entry, keys before and after in full.
 */
import { isDeepStrictEqual } from 'node:util';
import { keyIdOf, readVerifierKey } from '../core/audit/signed-note.ts';
import { AppError } from '../core/errors.ts';
import type { Role } from '../core/model/domain.ts';
import {
  readAuditHandover,
  readTrustFile,
  readTrustState,
  saveTrustState,
  type TrustChange,
  witnessesOf,
  writeTrustFile,
} from '../workspace/index.ts';
import { audited } from './audited.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { type Ctx, session } from './method.ts';

type In = Inputs['settings'];
type Out = Answers['settings'];

const MAX_WITNESSES = 8;
const WITNESS_ROLES: readonly Role[] = ['admin'];
const AUDIT_KEY_ROLES: readonly Role[] = ['admin', 'auditor'];

export const settings = {
  witnesses: session(witnesses),
  addWitness: audited(session(addWitness)),
  removeWitness: audited(session(removeWitness)),
  auditKeys: session(auditKeys),
  acceptAuditKeys: audited(session(acceptAuditKeys)),
};

function witnesses(ctx: Ctx): Out['witnesses'] {
  const { known, seen } = readTrustState(ctx.workspace.read);
  const found = readTrustFile(ctx.desk.dataDir);
  const grown = found !== null && isDeepStrictEqual(found.slice(0, known.length), known);
  return {
    witnesses: witnessesOf(grown ? found : known).map(({ verifierKey, addedMs, addedBy }) => {
      const key = readVerifierKey(verifierKey);
      return {
        name: key?.name ?? verifierKey,
        verifierKey,
        keyId: key === null ? '' : keyIdOf(key),
        ...{ addedMs, addedBy },
        seen: seen[verifierKey] ?? null,
      };
    }),
    mayChange: WITNESS_ROLES.includes(ctx.actor.role),
    changedOutside: !grown,
  };
}

function addWitness(ctx: Ctx, input: In['addWitness']): Out['addWitness'] {
  const verifierKey = input.verifierKey.trim();
  const change = { kind: 'witness-added', keys: [verifierKey], note: input.note } as const;
  assertRole(ctx, WITNESS_ROLES, change);
  const key = readVerifierKey(verifierKey);
  if (key === null || key.kind !== 'cosignature') {
    throw badInput('This is no key of a witness.', 'Copy the whole line that `waymark witness` shows.');
  }
  const held = witnessesOf(history(ctx));
  const same = held.some(
    (one) => one.verifierKey === verifierKey || readVerifierKey(one.verifierKey)?.name === key.name,
  );
  if (same) throw badInput('A witness of this name is held already.', 'Nothing was changed. Remove the old one first.');
  if (held.length >= MAX_WITNESSES) throw badInput(`A workstation has at most ${MAX_WITNESSES} witnesses.`, '');
  keep(ctx, change);
  return witnesses(ctx);
}

function removeWitness(ctx: Ctx, input: In['removeWitness']): Out['removeWitness'] {
  const change = { kind: 'witness-removed', keys: [input.verifierKey], note: input.note } as const;
  assertRole(ctx, WITNESS_ROLES, change);
  if (!witnessesOf(history(ctx)).some(({ verifierKey }) => verifierKey === input.verifierKey)) {
    throw new AppError('NOT_FOUND', { message: 'There is no such witness on this workstation.' });
  }
  keep(ctx, change);
  return witnesses(ctx);
}

function auditKeys(ctx: Ctx): Out['auditKeys'] {
  const { read } = ctx.workspace;
  const pinned =
    readAuditHandover(read)
      .pinnedKeys?.map(({ kid }) => kid)
      .sort() ?? null;
  const { known, offered } = readTrustState(read);
  const last = (readTrustFile(ctx.desk.dataDir) ?? known).findLast(({ kind }) => kind === 'audit-keys-accepted');
  return {
    sealedTo: pinned,
    offered,
    differs: pinned !== null && offered !== null && !isDeepStrictEqual(pinned, offered.kids),
    accepted: last === undefined ? null : { kids: last.keys, by: last.by.name, atMs: last.atMs, note: last.note },
    mayAccept: AUDIT_KEY_ROLES.includes(ctx.actor.role),
  };
}

function acceptAuditKeys(ctx: Ctx, input: In['acceptAuditKeys']): Out['acceptAuditKeys'] {
  const kids = [...new Set(input.kids)].sort();
  const change = { kind: 'audit-keys-accepted', keys: kids, note: input.note } as const;
  assertRole(ctx, AUDIT_KEY_ROLES, change);
  const { offered } = readTrustState(ctx.workspace.read);
  if (offered === null || !isDeepStrictEqual(offered.kids, kids)) {
    throw badInput(
      'These are not the keys that the server named last.',
      'Nothing was accepted. Sync, compare the fingerprints again with the auditor, then accept.',
    );
  }
  keep(ctx, change);
  return auditKeys(ctx);
}

type Change = { kind: TrustChange['kind']; keys: readonly string[]; note: string };

/** A try of anybody else is on disk before the refusal is told. */
function assertRole(ctx: Ctx, roles: readonly Role[], { kind, keys, note }: Change): void {
  if (roles.includes(ctx.actor.role)) return;
  const details = { kind, keys: [...keys], note, role: ctx.actor.role };
  ctx.log.event(ctx.session, { action: 'settings-change', caseId: null, authority: null, details }, 'refused');
  throw new AppError('FORBIDDEN', {
    message: 'This is not yours to change. The try was logged.',
    tip: `Nothing was changed. Ask somebody in the role of ${roles.join(' or ')}.`,
  });
}

/** The file is written last: where it cannot be, the entry is not kept either. */
function keep(ctx: Ctx, { kind, keys, note }: Change): void {
  const { read } = ctx.workspace;
  const before = history(ctx);
  const { id, name, role } = ctx.actor;
  const change: TrustChange = { kind, keys: [...keys], by: { id, name, role }, atMs: ctx.nowMs(), note };
  const held =
    kind === 'audit-keys-accepted'
      ? (readAuditHandover(read).pinnedKeys ?? []).map(({ kid }) => kid).sort()
      : witnessesOf(before).map(({ verifierKey }) => verifierKey);
  ctx.workspace.write((tx) => {
    const details = { kind, before: held, changed: [...keys], note };
    ctx.log.eventIn(ctx.session, tx, { action: 'settings-change', caseId: null, authority: null, details });
    saveTrustState(tx, { known: [...before, change] });
    writeTrustFile(ctx.desk.dataDir, [...before, change]);
  });
}

/**
 * What the file says, where it grew from what is known here; else what is known here: an administrator who changes
 * something then sets the list right.
 */
function history(ctx: Ctx): TrustChange[] {
  const { known } = readTrustState(ctx.workspace.read);
  const found = readTrustFile(ctx.desk.dataDir);
  return found !== null && isDeepStrictEqual(found.slice(0, known.length), known) ? found : known;
}

const badInput = (message: string, tip: string): AppError => new AppError('BAD_INPUT', { message, tip });
