/**
 * Two people at two workstations against one real server, for the tests of authorities. Test code.
 */
import type { AuthorityDraft } from '../../src/contract/authority-answers.ts';
import type { AuthorityRecord } from '../../src/core/model/domain.ts';
import { ingestLines } from '../../src/server/ingest.ts';
import type { WorkstationClient } from '../../src/services/index.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import { openWorkstation, syncNow, type TrainingServer, type Workstation } from '../fixtures/training-server.ts';
import { message } from './intel-workstation.ts';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Anything that begins like a PDF is kept as one. */
export const warrant = (text = 'sealed copy'): Blob => new Blob([`%PDF-1.7\n${text}\n`], { type: 'application/pdf' });

export const reason = {
  purpose: 'aggravated-robbery',
  narrative: 'Robbery of a jeweller; a witness saw a silver ute leave towards Cambridge.',
};

export type Desk = Workstation & {
  readonly at: { aheadMs: number };
  readonly caseId: string;
  sync(): Promise<void>;
  entries(log?: string): ReturnType<typeof allAuditEntries>;
  session(): NonNullable<Workstation['services']['context']['desk']['session']>;
};

/** A workstation of its own, signed in, synced, with a case; `at.aheadMs` sets its clock. */
export async function deskOf(training: TrainingServer, username: string, dataDir?: string): Promise<Desk> {
  const at = { aheadMs: 0 };
  const workstation = openWorkstation(dataDir ?? training.folder(), {
    clock: { nowMs: () => Date.now() + at.aheadMs, monotonicMs: () => performance.now() },
  });
  const { client, services } = workstation;
  if ((await client.session.state()).phase === 'unenrolled') {
    const code = await training.code();
    await client.session.enrol({ serverUrl: training.server.url, code, deviceName: `Desk of ${username}` });
  }
  await client.session.signIn({ username, passphrase: training.passphrase });
  const session = () => {
    const { session: open } = services.context.desk;
    if (open === null) throw new Error('nobody is signed in');
    return open;
  };
  const { id: caseId } = await client.cases.create({ name: 'Kōtare', summary: '', fileNumber: null, charges: '' });
  const desk: Desk = {
    ...workstation,
    at,
    caseId,
    sync: async () => {
      const status = await syncNow(workstation);
      if (status.state !== 'idle') throw new Error(`sync ended ${status.state}: ${status.message}`);
    },
    entries: (log = `case:${caseId}`) => allAuditEntries(session().workspace.read, log),
    session,
  };
  await desk.sync();
  return desk;
}

export function draftOf(
  caseId: string,
  kind: AuthorityDraft['kind'],
  change: Partial<AuthorityDraft> = {},
): AuthorityDraft {
  return {
    caseId,
    kind,
    number: 'SDW-2026-0117',
    issuer: 'Judge A. Example, Hamilton District Court',
    ...reason,
    plates: ['KXT204'],
    people: [],
    area: null,
    devices: [],
    fromMs: null,
    toMs: null,
    conditions: '',
    ground: '',
    impracticable: '',
    ...change,
  };
}

/** Drafted, with a paper. */
export async function draftedWith(
  client: WorkstationClient,
  draft: AuthorityDraft,
  paper: Blob | null = warrant(),
): Promise<AuthorityRecord> {
  const step = await client.authority.draft(draft);
  if (step.outcome !== 'done') throw new Error(`not drafted: ${JSON.stringify(step.decision.reasons)}`);
  if (paper === null) return step.authority;
  return client.authority.attach({ authorityId: step.authority.id, name: 'Warrant.pdf', file: paper });
}

/** Submitted by one, every paper opened and approved by the other, and back again. */
export async function approvedBy(officer: Desk, senior: Desk, record: AuthorityRecord): Promise<AuthorityRecord> {
  const submitted = await officer.client.authority.submit({ authorityId: record.id });
  if (submitted.outcome !== 'done') throw new Error(`not submitted: ${JSON.stringify(submitted.decision.reasons)}`);
  for (const { id: documentId } of record.documents)
    await senior.client.authority.document({ authorityId: record.id, documentId });
  const decided = await senior.client.authority.decide({
    authorityId: record.id,
    decision: 'approve',
    note: 'Read it.',
  });
  if (decided.outcome !== 'done') throw new Error(`not approved: ${JSON.stringify(decided.decision.reasons)}`);
  await officer.sync();
  const standing = await standingOf(officer, record.id);
  return standing.record;
}

/** Reads as a provider sends them; they reach a desk with its next sync. */
export async function ingested(
  training: TrainingServer,
  reads: readonly { read: string; timeMs: number; candidates?: readonly string[] }[],
): Promise<void> {
  const lines = reads.map(({ read, timeMs, candidates = [] }) =>
    message(
      {
        epoch_time: timeMs,
        results: [
          {
            plate: read,
            confidence: 90,
            plate_index: 0,
            candidates: [read, ...candidates].map((plate) => ({ plate, confidence: 90 })),
          },
        ],
      },
      read,
    ),
  );
  const report = await ingestLines(training.server.parts, { provider: 'test', rebaseByMs: 0, lines });
  if (report.stored !== reads.length) throw new Error(`not stored: ${JSON.stringify(report)}`);
}

export async function standingOf(desk: Desk, authorityId: string) {
  const found = (await desk.client.authority.register({ caseId: desk.caseId })).find(
    ({ record }) => record.id === authorityId,
  );
  if (found === undefined) throw new Error('not in the register');
  return found;
}
