// Movement, company, scenes and look-alikes through the services: under the gate, in the log, on the training network.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AllConvoysEvent } from '../../src/contract/movement-answers.ts';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { AppError } from '../../src/core/errors.ts';
import { allAuditEntries, getAuthority, insertAuthority } from '../../src/workspace/index.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
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

type At = { caseId: string; authorityId: string | null };

const sessionOf = () => {
  const { session } = desk.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return session;
};
const entriesOf = (caseId: string): AuditEntry[] => allAuditEntries(sessionOf().workspace.read, `case:${caseId}`);

async function newCase(name: string): Promise<{ caseId: string; authorityId: string }> {
  const { lesson } = training;
  const { id: caseId } = await desk.client.cases.create({ name, summary: '', fileNumber: null, charges: '' });
  const declared = await desk.client.authority.declare({
    caseId,
    kind: 'file-number',
    number: lesson.fileNumber,
    purpose: lesson.purpose,
    narrative: lesson.narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  return { caseId, authorityId: declared.authority.id };
}

/** Another plate each time, so that the repetition rule stays out of it. */
let asked = 0;
const otherPlate = (): string => `QZ${1000 + asked++}`;
const find = (at: At, query: string, more: object = {}) =>
  desk.client.find.run({ ...at, query, fromMs: null, toMs: null, area: null, cameraIds: null, ...more });
const everywhere = { lon: 174.5, lat: -40.5, radiusM: 1_500_000 };
const sceneOf = (daysAgo: number, more: object = {}) => ({
  name: `Scene of ${daysAgo} days ago`,
  area: everywhere,
  cameraIds: null,
  fromMs: Date.now() - (daysAgo + 1) * DAY_MS,
  toMs: Date.now() - daysAgo * DAY_MS,
  ...more,
});

async function allConvoys(at: At, more: object = {}): Promise<AllConvoysEvent[]> {
  const events: AllConvoysEvent[] = [];
  const window = { fromMs: Date.now() - 30 * DAY_MS, toMs: Date.now() };
  for await (const event of await desk.client.movement.allConvoys({ ...at, ...window, ...more })) events.push(event);
  return events;
}

type Said = { outcome: 'ran' | 'refused'; logSeq: number; codes: string[]; released: unknown };
type Answer =
  | { outcome: 'ran'; logSeq: number; result?: unknown; lookAlikes?: unknown }
  | { outcome: 'refused'; logSeq: number; decision: { reasons: { code: string }[] } };
const said = (answer: Answer): Said =>
  answer.outcome === 'ran'
    ? { outcome: 'ran', logSeq: answer.logSeq, codes: [], released: answer.result ?? answer.lookAlikes }
    : {
        outcome: 'refused',
        logSeq: answer.logSeq,
        codes: answer.decision.reasons.map(({ code }) => code),
        released: null,
      };
/** Each question once, with what it calls of the matcher. */
const questions: [AuditEntry['action'], 'movement' | 'lookAlikes', (at: At) => Promise<Said>][] = [
  ['look-alikes', 'lookAlikes', async (at) => said(await desk.client.find.lookAlikes({ ...at, plate: otherPlate() }))],
  [
    'pattern',
    'movement',
    async (at) => said(await desk.client.movement.pattern({ ...at, plate: otherPlate(), fromMs: null, toMs: null })),
  ],
  [
    'convoy',
    'movement',
    async (at) => said(await desk.client.movement.convoy({ ...at, plate: otherPlate(), fromMs: null, toMs: null })),
  ],
  [
    'colocation',
    'movement',
    async (at) => said(await desk.client.movement.colocation({ ...at, scenes: [sceneOf(9), sceneOf(6)], atLeast: 2 })),
  ],
  [
    'all-convoys',
    'movement',
    async (at) => {
      const last = (await allConvoys(at)).at(-1);
      if (last?.type === 'done') return said({ ...last, outcome: 'ran' });
      if (last?.type === 'refused') return said({ ...last, outcome: 'refused' });
      throw new Error('the stream ended without an answer');
    },
  ],
];

describe.each(questions)('%s', (action, asks, ask) => {
  test('SV10 SV2 without an authority it is an answer with reasons, an entry, and nothing is asked', async () => {
    const { caseId } = await newCase(`None ${action}`);
    const matcher = await sessionOf().match.ready();
    const engine = vi.spyOn(matcher, asks);
    const answer = await ask({ caseId, authorityId: null });
    expect(answer).toMatchObject({ outcome: 'refused', codes: ['no-authority'] });
    expect(entriesOf(caseId).at(-1)).toMatchObject({ seq: answer.logSeq, action, outcome: 'refused', authority: null });
    expect(engine).not.toHaveBeenCalled();
  });

  test('SV10 SV2 allowed: the intent is on disk before the engine is asked, the digest before anything is out', async () => {
    const at = await newCase(`Allowed ${action}`);
    const matcher = await sessionOf().match.ready();
    const before = entriesOf(at.caseId).length;
    const seen: string[] = [];
    const engine = matcher[asks].bind(matcher) as (...args: unknown[]) => Promise<unknown>;
    vi.spyOn(matcher, asks).mockImplementation(((...args: unknown[]) => {
      seen.push(
        ...entriesOf(at.caseId)
          .slice(before)
          .map((entry) => `${entry.action} ${entry.phase}`),
      );
      return engine(...args);
    }) as never);
    const answer = await ask(at);
    expect(answer.outcome).toBe('ran');
    expect(seen).toEqual([`${action} intent`]);
    const [intent, result, ...more] = entriesOf(at.caseId).slice(before);
    expect(more).toEqual([]);
    expect(intent).toMatchObject({ seq: answer.logSeq, action, phase: 'intent', authority: { id: at.authorityId } });
    const digest = createHash('sha256')
      .update(canonicalize(answer.released) ?? '')
      .digest('hex');
    expect(result).toMatchObject({ action, phase: 'result', of: answer.logSeq, outcome: 'ran', details: { digest } });
    expect(result?.details.coverage).toMatchObject({ total: expect.any(Number), sitesWithReads: expect.any(Number) });
  });

  test('SV2 the log cannot be written: before, nothing is asked; after, nothing is released', async () => {
    const at = await newCase(`Unwritten ${action}`);
    const matcher = await sessionOf().match.ready();
    const { audit } = sessionOf().workspace;
    const append = audit.append.bind(audit);
    for (const failing of [1, 2]) {
      const engine = vi.spyOn(matcher, asks);
      let calls = 0;
      vi.spyOn(audit, 'append').mockImplementation((draft) => {
        calls += 1;
        if (calls >= failing) throw new AppError('DISK_FULL');
        return append(draft);
      });
      await expect(ask(at)).rejects.toMatchObject({ data: { code: 'AUDIT_NOT_WRITTEN' } });
      expect(engine).toHaveBeenCalledTimes(failing - 1);
      vi.restoreAllMocks();
    }
    const phases = entriesOf(at.caseId).filter((entry) => entry.action === action);
    expect(phases.map(({ phase }) => phase)).toEqual(['intent']);
  });

  test('SV11 the engine fails: the log says so, and the error crosses without what was asked', async () => {
    const at = await newCase(`Failing ${action}`);
    const matcher = await sessionOf().match.ready();
    vi.spyOn(matcher, asks).mockRejectedValue(new Error('boom QZ1000 SELECT'));
    const failed = await ask(at).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'APP_ERROR', data: { code: 'INTERNAL' } });
    expect(JSON.stringify(failed)).not.toMatch(/boom|QZ1|SELECT/);
    expect(entriesOf(at.caseId).at(-1)).toMatchObject({
      phase: 'result',
      outcome: 'failed',
      details: { code: 'INTERNAL' },
    });
  });

  test('AR4 withdrawn, lapsed, of another case, of another officer: refused', async () => {
    const at = await newCase(`Standing ${action}`);
    const other = await newCase(`Other ${action}`);
    expect((await ask({ ...at, authorityId: other.authorityId })).codes).toEqual(['wrong-case']);
    const { workspace, user } = sessionOf();
    const mine = getAuthority(workspace.read, at.authorityId);
    if (mine === null) throw new Error('no authority');
    const theirs = { ...mine, id: `theirs-${action}`, declaredBy: { ...user, id: 'somebody-else' } };
    workspace.write((tx) => insertAuthority(tx, theirs));
    expect((await ask({ ...at, authorityId: theirs.id })).codes).toEqual(['other-person']);
    aheadMs = 9 * HOUR_MS;
    expect((await ask(at)).codes).toEqual(['authority-lapsed']);
    aheadMs = 0;
    await desk.client.authority.withdraw(at);
    expect((await ask(at)).codes).toEqual(['authority-withdrawn']);
  });
});

describe('what is asked', () => {
  test('AR14 AU1 a question about one vehicle takes no wildcards and no junk, and junk is logged too', async () => {
    const at = await newCase('Wild');
    const { movement, find: finder } = desk.client;
    const window = { fromMs: null, toMs: null };
    for (const plate of ['DOV73*', '?', '', '💥', '\ud800', 'ABC!']) {
      for (const answer of [
        await movement.pattern({ ...at, plate, ...window }),
        await movement.convoy({ ...at, plate, ...window }),
        await finder.lookAlikes({ ...at, plate }),
      ])
        expect(said(answer), plate).toMatchObject({ outcome: 'refused', codes: ['bad-query'] });
    }
  });

  test('AR15 co-location and all pairs name time and place; what is older than 60 days is cut', async () => {
    const at = await newCase('Sweep');
    const { movement } = desk.client;
    for (const window of [{ fromMs: null }, { toMs: null }, { fromMs: null, toMs: null }])
      expect(await allConvoys(at, window)).toMatchObject([
        {
          type: 'refused',
          decision: { reasons: [{ code: 'no-window', field: 'window', rule: { id: 'NZ-SWEEP-1' } }] },
        },
      ]);
    expect(entriesOf(at.caseId).at(-1)).toMatchObject({ action: 'all-convoys', outcome: 'refused' });
    const nowhere = await movement.colocation({ ...at, scenes: [sceneOf(3), sceneOf(2, { area: null })], atLeast: 2 });
    expect(said(nowhere).codes).toEqual(['no-place']);
    const old = await movement.colocation({ ...at, scenes: [sceneOf(3), sceneOf(99)], atLeast: 2 });
    expect(said(old).codes).toEqual(['empty-window']);
    const wide = await movement.colocation({ ...at, scenes: [sceneOf(3, { fromMs: 0 }), sceneOf(2)], atLeast: 2 });
    if (wide.outcome !== 'ran') throw new Error('it was refused');
    expect(wide.window.clamped).toBe(true);
    expect(wide.window.toMs - wide.window.fromMs).toBeLessThanOrEqual(60 * DAY_MS);
    await expect(movement.colocation({ ...at, scenes: [sceneOf(3), sceneOf(2)], atLeast: 3 })).rejects.toMatchObject({
      data: { code: 'BAD_INPUT', details: { fields: 'atLeast' } },
    });
  });

  test('AR6 one plate counts together over every kind of question and over wildcards that mean it', async () => {
    const at = await newCase('Repeated');
    const elsewhere = await newCase('Repeated elsewhere');
    const plate = 'QQ4711';
    const window = { fromMs: null, toMs: null };
    const pattern = () => desk.client.movement.pattern({ ...at, plate, ...window });
    const convoy = () => desk.client.movement.convoy({ ...elsewhere, plate: 'qq 4711', ...window });
    const finds = [() => find(at, plate), () => find(at, 'QQ47?1'), () => find(elsewhere, `${plate}*`)];
    // Five finds; the analyses between them are other looks at what the finds have shown, and count with them.
    const ways: (() => Promise<{ outcome: string }>)[] = [...finds, pattern, convoy, () => find(at, plate), pattern];
    for (const way of [...ways, () => find(elsewhere, plate)]) expect((await way()).outcome).toBe('ran');
    for (const way of finds)
      expect(await way()).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'rekeying' }] } });
    expect((await desk.client.find.lookAlikes({ ...at, plate })).outcome).toBe('ran');
    // An analysis with no find before it counts like one.
    const other = 'QQ4799';
    expect((await desk.client.movement.pattern({ ...at, plate: other, ...window })).outcome).toBe('ran');
    for (let count = 0; count < 4; count += 1) expect((await find(at, other)).outcome).toBe('ran');
    expect((await find(at, other)).outcome).toBe('refused');
    // What was asked of other plates, or of many at once, stays free.
    expect((await find(at, 'QQ4712')).outcome).toBe('ran');
    expect((await find(at, 'Q*')).outcome).toBe('ran');
  });

  test('SV12 direction, make and colour are asked, answered and logged as they came', async () => {
    const at = await newCase('Witness');
    const answer = await find(at, 'QX?9', { direction: 'witness', make: 'Ford', colour: 'Silver', preview: true });
    if (answer.outcome !== 'ran') throw new Error('it was refused');
    expect(answer.summary.asked).toEqual({ query: 'QX?9', direction: 'witness', make: 'Ford', colour: 'Silver' });
    const intent = entriesOf(at.caseId).find(({ seq }) => seq === answer.summary.logSeq);
    expect(intent?.details).toMatchObject({ direction: 'witness', make: 'Ford', colour: 'Silver', preview: true });
    const plain = await find(at, 'QX99');
    if (plain.outcome !== 'ran') throw new Error('it was refused');
    expect(plain.summary.asked).toEqual({ query: 'QX99', direction: 'camera', make: null, colour: null });
    expect(plain.summary.costReached).toBe(16);
    const words = await desk.client.find.vocabulary();
    expect(words.makes).toContain('ford');
    expect(words.colours).toEqual([...words.colours].sort());
  });

  test('SV12 make and colour leave out what is known to differ, and never what is not known', async () => {
    const at = await newCase('Colours');
    const { plate } = training.lesson.clone;
    const run = async (more: object) => {
      const answer = await find(at, plate, { pageSize: 1000, ...more });
      if (answer.outcome !== 'ran') throw new Error('it was refused');
      return answer.matches;
    };
    const all = await run({});
    const blue = await run({ colour: ' BLUE ' });
    const passes = (colour: string | null): boolean => colour === null || colour.toLowerCase() === 'blue';
    expect(blue.map(({ detectionId }) => detectionId).sort()).toEqual(
      all
        .filter(({ colour }) => passes(colour))
        .map(({ detectionId }) => detectionId)
        .sort(),
    );
    expect(blue.length).toBeGreaterThan(0);
    expect(blue.length).toBeLessThan(all.length);
  });
});

describe('stopping', () => {
  test('SV11 a newer query of the box ends the older: cancelled, nothing released, not counted as asked', async () => {
    const at = await newCase('Typing');
    const plate = 'QW4711';
    const matcher = await sessionOf().match.ready();
    const search = matcher.search.bind(matcher);
    // The older one gets under way in the very moment the newer one comes: what is tested is not who is quicker.
    let begin: (() => void) | null = null;
    vi.spyOn(matcher, 'search').mockImplementation((request, signal) => {
      if (request.query === plate) {
        return new Promise((resolve, reject) => {
          begin = () => search(request, signal).then(resolve, reject);
        });
      }
      begin?.();
      return search(request, signal);
    });
    for (let n = 0; n < 7; n += 1) {
      begin = null;
      const older = expect(find(at, plate, { box: 'plate' })).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
      await vi.waitFor(() => expect(begin).not.toBeNull());
      expect((await find(at, `QW${n}*`, { box: 'plate' })).outcome).toBe('ran');
      await older;
    }
    vi.restoreAllMocks();
    const ofPlate = entriesOf(at.caseId).filter(({ details }) => details.plateKey === plate);
    expect(ofPlate.map(({ phase, outcome }) => `${phase} ${outcome}`)).toEqual(
      Array.from({ length: 7 }, () => ['intent pending', 'result cancelled']).flat(),
    );
    expect((await find(at, plate)).outcome).toBe('ran');
    // Red proof: were they let through, the sixth would have been stopped.
    for (let n = 0; n < 4; n += 1) expect((await find(at, plate)).outcome).toBe('ran');
    expect((await find(at, plate)).outcome).toBe('refused');
  });

  test('SV11 whoever leaves the stream of all pairs stops it: the log says cancelled, once', async () => {
    const at = await newCase('Leaving');
    const ask = (signal?: AbortSignal) =>
      desk.client.movement.allConvoys(
        { ...at, fromMs: Date.now() - 20 * DAY_MS, toMs: Date.now() },
        signal === undefined ? {} : { signal },
      );
    const last = () => entriesOf(at.caseId).filter(({ action }) => action === 'all-convoys');
    // After the first report.
    for await (const event of await ask()) {
      expect(event).toMatchObject({ type: 'progress', done: 0 });
      break;
    }
    await vi.waitFor(() => expect(last().map(({ outcome }) => outcome)).toEqual(['pending', 'cancelled']));
    // Before it was ever read.
    const unread = await ask();
    await unread.return?.();
    await vi.waitFor(() =>
      expect(
        last()
          .map(({ outcome }) => outcome)
          .slice(2),
      ).toEqual(['pending', 'cancelled']),
    );
  });

  test('SV11 a lock in mid-query: both stop, nothing is released, and the intents stand alone', async () => {
    const at = await newCase('Locked');
    const matcher = await sessionOf().match.ready();
    const untilStopped = (signal: AbortSignal | undefined): Promise<never> =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new AppError('CANCELLED')), { once: true }),
      );
    vi.spyOn(matcher, 'search').mockImplementation((_request, signal) => untilStopped(signal));
    vi.spyOn(matcher, 'movement').mockImplementation((_request, options) => untilStopped(options?.signal));
    const stopped = { data: { code: 'CANCELLED' } };
    const finding = expect(find(at, 'QV4711')).rejects.toMatchObject(stopped);
    const sweeping = expect(allConvoys(at)).rejects.toMatchObject(stopped);
    await vi.waitFor(() => expect(entriesOf(at.caseId).at(-1)).toMatchObject({ action: 'all-convoys' }));
    await desk.client.session.lock();
    await Promise.all([finding, sweeping]);
    const { username } = training.lesson;
    await desk.client.session.signIn({ username, passphrase: training.passphrase });
    const asked = entriesOf(at.caseId).filter(({ action }) => action === 'find' || action === 'all-convoys');
    expect(asked.map(({ phase }) => phase)).toEqual(['intent', 'intent']);
  });

  test('SV11 a failure while the log is full leaves the intent alone, and says that nothing was released', async () => {
    const at = await newCase('Full');
    const events: string[] = [];
    const { audit } = sessionOf().workspace;
    const append = audit.append.bind(audit);
    let calls = 0;
    vi.spyOn(audit, 'append').mockImplementation((draft) => {
      calls += 1;
      if (calls > 1) throw new AppError('DISK_FULL');
      return append(draft);
    });
    const run = async () => {
      const window = { fromMs: Date.now() - 5 * DAY_MS, toMs: Date.now() };
      for await (const event of await desk.client.movement.allConvoys({ ...at, ...window })) events.push(event.type);
    };
    await expect(run()).rejects.toMatchObject({ data: { code: 'AUDIT_NOT_WRITTEN' } });
    expect(events).not.toContain('done');
  });
});

describe('on the training network', () => {
  test('AR13 SV10 a convoy is found, and the reads behind each meeting may be looked at from then on', async () => {
    const at = await newCase('Convoy');
    const [plate = '', ...others] = training.lesson.convoy.plates;
    const answer = await desk.client.movement.convoy({ ...at, plate, fromMs: null, toMs: null, gapMs: 300_000 });
    if (answer.outcome !== 'ran') throw new Error('it was refused');
    const { partners, passes } = answer.result;
    expect(passes).toBeGreaterThanOrEqual(13);
    expect(
      partners
        .slice(0, 2)
        .map((partner) => partner.plate)
        .sort(),
    ).toEqual([...others].sort());
    for (const partner of partners.slice(0, 2)) {
      expect(partner.shared).toBeGreaterThanOrEqual(10);
      expect(partner.liftAtLeast).toBeGreaterThan(5);
      expect(partner.lift).toBeGreaterThanOrEqual(partner.liftAtLeast);
    }
    const meeting = partners[0]?.meetings[0];
    if (meeting === undefined) throw new Error('no meeting');
    expect(meeting.cameraName).not.toBe('');
    for (const detectionId of [meeting.detectionId, meeting.partnerDetectionId]) {
      const viewed = await desk.client.detections.view({ ...at, detectionId, plate });
      expect(viewed.outcome).toBe('ran');
      if (viewed.outcome === 'ran') expect(viewed.camera?.name).toBe(meeting.cameraName);
    }
    const other = await newCase('Not this one');
    expect(await desk.client.detections.view({ ...other, detectionId: meeting.detectionId, plate })).toMatchObject({
      outcome: 'refused',
      decision: { reasons: [{ code: 'not-found-by-query' }] },
    });
  });

  test('a cloned plate shows as a leg nobody can drive, with what may explain it', async () => {
    const at = await newCase('Clone');
    const { plate } = training.lesson.clone;
    const answer = await desk.client.movement.pattern({ ...at, plate, fromMs: null, toMs: null });
    if (answer.outcome !== 'ran') throw new Error('it was refused');
    const { sightings, legs } = answer.result;
    expect(sightings.map(({ timeMs }) => timeMs)).toEqual(sightings.map(({ timeMs }) => timeMs).sort((a, b) => a - b));
    const known = new Set(sightings.map(({ detectionId }) => detectionId));
    for (const { fromId, toId } of legs) expect(known.has(fromId) && known.has(toId)).toBe(true);
    const impossible = legs.filter((leg) => leg.impossible);
    expect(impossible.length).toBeGreaterThan(0);
    const south = impossible.find(({ distanceM }) => distanceM > 900_000);
    if (south?.doubt == null) throw new Error('the leg to Dunedin is not doubted');
    const { misread, clone, clock: wrongClock, text } = south.doubt;
    expect(misread + clone + wrongClock).toBeCloseTo(1, 6);
    expect(clone).toBeGreaterThan(misread);
    expect(text).not.toBe('');
    expect(answer.result.hours).toHaveLength(168);
    expect(answer.result.hours.reduce((sum, reads) => sum + reads, 0)).toBe(sightings.length);
    expect(answer.coverage.total).toBeGreaterThan(10);
    // A read that was confirmed is shown so.
    const [first] = sightings;
    if (first === undefined) throw new Error('no sighting');
    expect((await desk.client.detections.view({ ...at, detectionId: first.detectionId, plate })).outcome).toBe('ran');
  });

  test('a plate that nobody read: no sightings, and the coverage behind that', async () => {
    const at = await newCase('Nobody');
    const answer = await desk.client.movement.pattern({ ...at, plate: 'ZZ9999', fromMs: null, toMs: null });
    if (answer.outcome !== 'ran') throw new Error('it was refused');
    expect(answer.result).toMatchObject({ sightings: [], legs: [], firstMs: null, lastMs: null });
    const { live, total, sitesWithReads } = answer.coverage;
    expect(live).toBeGreaterThan(0);
    expect(total).toBeGreaterThanOrEqual(live);
    expect(sitesWithReads).toBeGreaterThan(0);
  });

  test('co-location finds the convoy at three places of its night, and its reads may be looked at', async () => {
    const at = await newCase('Scenes');
    const [plate = ''] = training.lesson.convoy.plates;
    const found = await find(at, plate, { pageSize: 1000 });
    if (found.outcome !== 'ran') throw new Error('it was refused');
    const stops = found.matches.filter(({ read }) => read === plate).slice(0, 3);
    const scenes = stops.map(({ cameraId, timeMs }) => ({
      name: cameraId,
      area: null,
      cameraIds: [cameraId],
      fromMs: timeMs - 600_000,
      toMs: timeMs + 600_000,
    }));
    const other = await newCase('Scenes alone');
    const answer = await desk.client.movement.colocation({ ...other, scenes, atLeast: 3 });
    if (answer.outcome !== 'ran') throw new Error('it was refused');
    const plates = answer.result.vehicles.map((vehicle) => vehicle.plate);
    for (const each of training.lesson.convoy.plates) expect(plates).toContain(each);
    expect(answer.result.scenes.map(({ cameras }) => cameras)).toEqual([1, 1, 1]);
    const [detectionId = ''] = answer.result.vehicles[0]?.detectionIds ?? [];
    expect((await desk.client.detections.view({ ...other, detectionId, plate })).outcome).toBe('ran');
  });

  test('all pairs: progress grows, then the planted pairs stand first', async () => {
    const at = await newCase('Pairs');
    const events = await allConvoys(at, { gapMs: 300_000 });
    const shares = events.flatMap((event) => (event.type === 'progress' ? [event.done / event.total] : []));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(0);
    const done = events.at(-1);
    if (done?.type !== 'done') throw new Error('it did not end');
    const planted = new Set(training.lesson.convoy.plates);
    const [first] = done.result.pairs;
    expect(first?.plates.every((plate) => planted.has(plate))).toBe(true);
    expect(done.result.pairs.filter(({ plates }) => plates.every((plate) => planted.has(plate)))).toHaveLength(3);
  });

  test('look-alikes of a plate whose every read is a misread are what cameras made of it', async () => {
    const at = await newCase('Look-alikes');
    const { plate, reads } = training.lesson.misreadOnly;
    const answer = await desk.client.find.lookAlikes({ ...at, plate });
    if (answer.outcome !== 'ran') throw new Error('it was refused');
    const plates = answer.lookAlikes.map((each) => each.plate);
    expect(reads.filter((read) => plates.includes(read)).length).toBeGreaterThan(reads.length / 2);
    expect(plates).not.toContain(plate);
    expect(answer.lookAlikes.map(({ cost }) => cost)).toEqual(
      answer.lookAlikes.map(({ cost }) => cost).sort((a, b) => a - b),
    );
  });
});
