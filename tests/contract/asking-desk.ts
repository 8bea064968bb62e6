// A signed-in desk on the training network, with what tests of its queries ask and read. Vitest only: `askingDesk` sets up
// and tears down the file it is called in.
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import type { AllConvoysEvent } from '../../src/contract/movement-answers.ts';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export type At = { caseId: string; authorityId: string | null };

const everywhere = { lon: 174.5, lat: -40.5, radiusM: 1_500_000 };

/** A scene of one day, anywhere. */
export const sceneOf = (daysAgo: number, more: object = {}) => ({
  name: `Scene of ${daysAgo} days ago`,
  area: everywhere,
  cameraIds: null,
  fromMs: Date.now() - (daysAgo + 1) * DAY_MS,
  toMs: Date.now() - daysAgo * DAY_MS,
  ...more,
});

export type AskingDesk = ReturnType<typeof askingDesk>;

export function askingDesk() {
  let training: TrainingServer;
  let desk: Workstation;
  let aheadMs = 0;
  const clock = { nowMs: () => Date.now() + aheadMs, monotonicMs: () => performance.now() };

  beforeAll(async () => {
    training = await startTrainingServer({ detections: 1500, pictures: 12 });
    desk = await signedInWorkstation(training, { clock });
  }, 120_000);
  afterAll(async () => {
    await desk?.services.close();
    await training?.close();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    aheadMs = 0;
  });

  const session = () => {
    const { session: open } = desk.services.context.desk;
    if (open === null) throw new Error('nobody is signed in');
    return open;
  };
  return {
    client: () => desk.client,
    training: () => training,
    session,
    /** Puts the clock of the desk ahead, until the test ends. */
    goAhead(ms: number): void {
      aheadMs = ms;
    },
    entriesOf: (caseId: string): AuditEntry[] => allAuditEntries(session().workspace.read, `case:${caseId}`),
    /** A case with an authority declared for it. */
    async newCase(name: string): Promise<{ caseId: string; authorityId: string }> {
      const { fileNumber: number, purpose, narrative } = training.lesson;
      const { id: caseId } = await desk.client.cases.create({ name, summary: '', fileNumber: null, charges: '' });
      const asked = { caseId, kind: 'file-number' as const, number, purpose, narrative };
      const declared = await desk.client.authority.declare(asked);
      if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
      return { caseId, authorityId: declared.authority.id };
    },
    find: (at: At, query: string, more: object = {}) =>
      desk.client.find.run({ ...at, query, fromMs: null, toMs: null, area: null, cameraIds: null, ...more }),
    /** Every event of the stream. */
    async allConvoys(at: At, more: object = {}): Promise<AllConvoysEvent[]> {
      const events: AllConvoysEvent[] = [];
      const window = { fromMs: Date.now() - 30 * DAY_MS, toMs: Date.now() };
      for await (const event of await desk.client.movement.allConvoys({ ...at, ...window, ...more }))
        events.push(event);
      return events;
    },
  };
}

type Answer =
  | { outcome: 'ran'; logSeq: number; result?: unknown; lookAlikes?: unknown }
  | { outcome: 'refused'; logSeq: number; decision: { reasons: { code: string }[] } };
export type Said = { outcome: 'ran' | 'refused'; logSeq: number; codes: string[]; released: unknown };

/** Any answer in one form: what was released, or why nothing was. */
export const said = (answer: Answer): Said =>
  answer.outcome === 'ran'
    ? { outcome: 'ran', logSeq: answer.logSeq, codes: [], released: answer.result ?? answer.lookAlikes }
    : {
        outcome: 'refused',
        logSeq: answer.logSeq,
        codes: answer.decision.reasons.map(({ code }) => code),
        released: null,
      };
