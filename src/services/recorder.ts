/**
 * Writes the query log for one call. Runs in the services worker.
 * Always: an entry is committed before its number is known, so nothing can be answered that left no entry. All but the
 * results of questions are on disk by then.
 */
import type { AuditDraft, AuditEntry, JsonValue } from '../core/audit/entry.ts';
import { AppError } from '../core/errors.ts';
import type { WriteDb } from '../workspace/index.ts';
import type { Desk, OpenSession } from './desk.ts';
import type { LogNote, Recorder } from './method.ts';
import { addPendingEntry } from './pending-entries.ts';

export function createRecorder(desk: Desk): Recorder {
  let written = 0;
  let unanswered = 0;

  const draft = (
    session: OpenSession,
    note: LogNote,
    rest: Pick<AuditDraft, 'phase' | 'of' | 'outcome'>,
  ): AuditDraft => ({
    space: session.device.space,
    log: note.caseId === null ? 'device' : `case:${note.caseId}`,
    timeMs: desk.clock.nowMs(),
    actor: session.user,
    action: note.action,
    ...rest,
    authority:
      note.authority === null
        ? null
        : {
            id: note.authority.id,
            kind: note.authority.kind,
            number: note.authority.number,
            purpose: note.authority.purpose,
            narrative: note.authority.narrative,
            assignment: note.authority.assignment,
          },
    details: wellFormed(note.details) as AuditDraft['details'],
  });

  /** The authority of a result is the one its intent was asked under, even if it lapsed or was withdrawn meanwhile. */
  const resultDraft = (
    session: OpenSession,
    intent: AuditEntry,
    outcome: AuditDraft['outcome'],
    details: AuditDraft['details'],
  ): AuditDraft => ({
    ...draft(
      session,
      { action: intent.action, caseId: null, authority: null, details },
      { phase: 'result', of: intent.seq, outcome },
    ),
    log: intent.log,
    authority: intent.authority,
  });

  const append = (session: OpenSession, entry: AuditDraft): AuditEntry => {
    const sealed = orNotWritten(() => session.workspace.audit.append(entry));
    return counted(session, sealed);
  };

  /** One more waits to be handed over: the status says so at once, not at the next round. */
  const counted = (session: OpenSession, sealed: AuditEntry): AuditEntry => {
    written += 1;
    session.sync.heldChanged();
    return sealed;
  };

  return {
    event: (session, note, outcome = 'recorded') =>
      append(session, draft(session, note, { phase: 'event', of: null, outcome })),
    eventIn(session: OpenSession, tx: WriteDb, note: LogNote) {
      const entry = draft(session, note, { phase: 'event', of: null, outcome: 'recorded' });
      return counted(
        session,
        orNotWritten(() => session.workspace.audit.appendIn(tx, entry)),
      );
    },
    intent(session, note) {
      const sealed = append(session, draft(session, note, { phase: 'intent', of: null, outcome: 'pending' }));
      unanswered += 1;
      return sealed;
    },
    result(session, intent, outcome, details) {
      const sealed = append(session, resultDraft(session, intent, outcome, details));
      unanswered -= 1;
      return sealed;
    },
    resultIn(session, tx, intent, outcome, details) {
      const sealed = orNotWritten(() =>
        session.workspace.audit.appendIn(tx, resultDraft(session, intent, outcome, details)),
      );
      unanswered -= 1;
      return counted(session, sealed);
    },
    aside(action, details) {
      orNotWritten(() =>
        addPendingEntry(desk.dataDir, { id: desk.newId(), timeMs: desk.clock.nowMs(), action, details }),
      );
      written += 1;
    },
    counts: () => ({ written, unanswered }),
  };
}

/** Half a character (a lone surrogate) has no form in JSON that two programs agree on: U+FFFD stands for it (AU1). */
function wellFormed(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.toWellFormed(), wellFormed(each)]));
}

function orNotWritten<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new AppError('AUDIT_NOT_WRITTEN', {
      tip: 'Nothing of the answer was shown. Free some space on the disk, then ask again.',
      cause: error,
    });
  }
}
