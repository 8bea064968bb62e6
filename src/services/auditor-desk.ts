/**
 * What an auditor's session holds in memory: the private audit keys, opened with the audit passphrase, and the last
 * verdict. Runs in the services worker. The keys are never written anywhere and go with the session (lock, close).
 */

import type { AuditVerdict } from '../contract/audit-answers.ts';
import { type AuditPrivateKey, openSealed, sealedEntry } from '../contract/audit-sealing.ts';

import type { AuditEntry } from '../core/audit/entry.ts';
import { hashEntry } from '../core/audit/hash.ts';
import { auditLeaf } from '../core/audit/leaf.ts';
import { ruleInForce } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import {
  countAskings,
  insertAuditorRow,
  joinResult,
  setRecordOpened,
  unopenedRecords,
  type Workspace,
} from '../workspace/index.ts';
import { askedWords, factsOf, rowsOf } from './audit-facts.ts';

/** Records opened and written at once: a second of work at most. */
const BATCH = 250;

export type AuditorDesk = {
  /** Private keys in memory; none: locked. */
  readonly keys: readonly AuditPrivateKey[];
  verdict: AuditVerdict | null;
  take(keys: readonly AuditPrivateKey[]): void;
  /** Opens what is held sealed, where a key is open; one run at a time. Returns how many records were looked at. */
  openHeld(signal: AbortSignal): Promise<number>;
  /** Forgets the keys. */
  clear(): void;
};

export function createAuditorDesk(workspace: Workspace, nowMs: () => number): AuditorDesk {
  let keys: readonly AuditPrivateKey[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const run = async (signal: AbortSignal): Promise<number> => {
    let seen = 0;
    while (keys.length > 0 && !signal.aborted) {
      const batch = unopenedRecords(workspace.read, BATCH);
      if (batch.length === 0) break;
      const using = keys;
      const opened = await Promise.all(batch.map(async (record) => ({ record, ...(await openRecord(record, using)) })));
      // Locked meanwhile: what was opened is not written, and will be opened again.
      if (keys.length === 0 || signal.aborted) break;
      workspace.write((tx) => {
        const rule = ruleInForce(nzRuleBook.rules.rekey, nowMs()).params;
        const askings = new Map<string, Parameters<typeof countAskings>[1]>();
        for (const { record, state, text, entry } of opened) {
          setRecordOpened(tx, record.ordinal, state, text);
          if (entry === null) continue;
          const facts = factsOf(record, entry);
          const joined =
            entry.phase === 'result' &&
            entry.of !== null &&
            joinResult(
              tx,
              { chain: record.chain, log: entry.log, of: entry.of },
              {
                deviceSeq: entry.deviceSeq,
                outcome: entry.outcome === 'pending' ? 'unanswered' : entry.outcome,
                rows: rowsOf(entry),
                asked: askedWords(entry),
              },
            );
          if (!joined) insertAuditorRow(tx, facts);
          const { plateKey } = facts;
          if (plateKey !== null && entry.actor !== null) {
            const key = `${entry.actor.id}\n${plateKey}`;
            const { fromMs, toMs } = askings.get(key)?.over ?? { fromMs: entry.timeMs, toMs: entry.timeMs };
            const over = { fromMs: Math.min(fromMs, entry.timeMs), toMs: Math.max(toMs, entry.timeMs) };
            askings.set(key, { userId: entry.actor.id, plateKey, over });
          }
        }
        for (const asked of askings.values()) countAskings(tx, asked, rule);
      });
      seen += batch.length;
    }
    return seen;
  };
  return {
    get keys() {
      return keys;
    },
    verdict: null,
    take(more) {
      keys = more;
    },
    openHeld(signal) {
      const next = last.then(
        () => run(signal),
        () => run(signal),
      );
      last = next.catch(() => undefined);
      return next;
    },
    clear() {
      keys = [];
    },
  };
}

type Opened = { state: 'opened' | 'unopenable' | 'other'; text: string | null; entry: AuditEntry | null };

/** What comes out must be the entry its leaf commits to: whoever sealed it may have sealed anything. */
async function openRecord(record: { leaf: string; sealed: string }, keys: readonly AuditPrivateKey[]): Promise<Opened> {
  const sealed = sealedEntry.safeParse(JSON.parse(record.sealed));
  const entry = sealed.success ? await openSealed(sealed.data, keys) : null;
  if (entry === null) return { state: 'unopenable', text: null, entry: null };
  const leaf = auditLeaf.parse(JSON.parse(record.leaf));
  return isEntryOf(entry, leaf)
    ? { state: 'opened', text: JSON.stringify(entry), entry }
    : { state: 'other', text: null, entry: null };
}

/** Whether an entry is the one a leaf stands for. */
function isEntryOf(
  entry: AuditEntry,
  leaf: { deviceId: string; userId: string; deviceSeq: number; commitment: string; logSize: number },
): boolean {
  const { hash, ...rest } = entry;
  return (
    hash === leaf.commitment &&
    hashEntry(rest) === hash &&
    entry.deviceId === leaf.deviceId &&
    entry.deviceSeq === leaf.deviceSeq &&
    entry.seq === leaf.logSize &&
    (entry.actor === null || entry.actor.id === leaf.userId)
  );
}
