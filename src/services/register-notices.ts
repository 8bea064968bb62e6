/**
 * What the register is told of authorities beside their approval: first use, reports. Runs in the services worker.
 * Always: a notice is written with what it speaks of in one transaction and told until the register took it or would not;
 * what it would not take is said and logged, and what happened here is not undone by it.
 */
import { intelContract } from '../contract/intel.ts';
import type { RegisterNotice } from '../contract/register.ts';
import { AppError } from '../core/errors.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import { answerSchemaOf, reach } from '../sync/index.ts';
import {
  addRegisterNotice,
  getAuthority,
  noticesToTell,
  putAlert,
  settleNotice,
  type WriteDb,
} from '../workspace/index.ts';
import { askRegister } from './ask-register.ts';
import { caseEntry } from './case-entry.ts';
import type { Answers } from './contract-types.ts';
import type { Desk, OpenSession } from './desk.ts';
import type { Ctx } from './method.ts';

const noticeAnswer = answerSchemaOf(intelContract.register.notice);
const reportsAnswer = answerSchemaOf(intelContract.register.reports);

/** Inside the transaction that keeps what it speaks of. */
export function noteForRegister(
  desk: Pick<Desk, 'newId'>,
  tx: WriteDb,
  record: AuthorityRecord,
  notice: Pick<RegisterNotice, 'kind' | 'atMs' | 'note'>,
): void {
  addRegisterNotice(tx, { id: desk.newId(), authorityId: record.id, ...notice, atMs: Math.floor(notice.atMs) });
}

/** Tells what waits, in order; offline it waits for the next round. */
export async function tellNotices(desk: Desk, session: OpenSession, signal: AbortSignal): Promise<void> {
  for (const notice of noticesToTell(session.workspace.read)) {
    if (!session.intel.hasToken()) return;
    const call = () => session.intel.api.register.notice(notice, { signal });
    const reached = await reach(noticeAnswer, call, signal);
    if (reached.state === 'answered') {
      session.workspace.write((tx) => settleNotice(tx, notice.id, { toldMs: desk.clock.nowMs() }));
    } else if (reached.state === 'refused') refused(desk, session, notice, reached);
    else return;
  }
}

function refused(
  desk: Desk,
  session: OpenSession,
  notice: RegisterNotice,
  { code, message }: { code: string; message: string },
): void {
  const record = getAuthority(session.workspace.read, notice.authorityId);
  if (record === null) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'authority of a notice' } });
  session.workspace.write((tx) => {
    settleNotice(tx, notice.id, { refused: `${code}: ${message}` });
    const details = { notice: notice.kind, noticeId: notice.id, authorityId: record.id, atMs: notice.atMs, code };
    caseEntry(desk, session, tx, record, { action: 'sync-refusal', outcome: 'refused', details });
    putAlert(tx, {
      id: `notice:${notice.id}`,
      severity: 'error',
      message: `The register did not take that ${record.number || 'an authority'} was ${WORDS[notice.kind]}: ${message}`,
      tip: 'It stands in the log here. Tell whoever keeps the register: its clock for this authority may be another.',
      atMs: desk.clock.nowMs(),
    });
  });
}

const WORDS = { 'first-use': 'used', report: 'reported on' } as const;

/** By the clock of the register, for whom it concerns; asks the server. */
export async function reportsDue(ctx: Ctx): Promise<Answers['authority']['reportsDue']> {
  const { reports, timeMs } = await askRegister(ctx, reportsAnswer, (register, signal) =>
    register.reports(undefined, { signal }),
  );
  return { reports, asOfMs: timeMs };
}
