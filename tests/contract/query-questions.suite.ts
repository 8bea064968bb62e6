// What may be asked of vehicles, how often, and what becomes of a question that is stopped or cannot be logged.
import { describe, expect, test, vi } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { type AskingDesk, DAY_MS, said, sceneOf } from './asking-desk.ts';

export function queryQuestionsSuite({
  allConvoys,
  client,
  entriesOf,
  find,
  newCase,
  session,
  training,
}: AskingDesk): void {
  describe('what is asked', () => {
    test('AR14 AU1 a question about one vehicle takes no wildcards and no junk, and junk is logged too', async () => {
      const at = await newCase('Wild');
      const { movement, find: finder } = client();
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
      const { movement } = client();
      for (const window of [{ fromMs: null }, { toMs: null }, { fromMs: null, toMs: null }])
        expect(await allConvoys(at, window)).toMatchObject([
          {
            type: 'refused',
            decision: { reasons: [{ code: 'no-window', field: 'window', rule: { id: 'NZ-SWEEP-1' } }] },
          },
        ]);
      expect(entriesOf(at.caseId).at(-1)).toMatchObject({ action: 'all-convoys', outcome: 'refused' });
      const nowhere = await movement.colocation({
        ...at,
        scenes: [sceneOf(3), sceneOf(2, { area: null })],
        atLeast: 2,
      });
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
      const pattern = () => client().movement.pattern({ ...at, plate, ...window });
      const convoy = () => client().movement.convoy({ ...elsewhere, plate: 'qq 4711', ...window });
      const finds = [() => find(at, plate), () => find(at, 'QQ47?1'), () => find(elsewhere, `${plate}*`)];
      // Five finds; the analyses between them are other looks at what the finds have shown, and count with them.
      const ways: (() => Promise<{ outcome: string }>)[] = [...finds, pattern, convoy, () => find(at, plate), pattern];
      for (const way of [...ways, () => find(elsewhere, plate)]) expect((await way()).outcome).toBe('ran');
      for (const way of finds)
        expect(await way()).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'rekeying' }] } });
      expect((await client().find.lookAlikes({ ...at, plate })).outcome).toBe('ran');
      // An analysis with no find before it counts like one.
      const other = 'QQ4799';
      expect((await client().movement.pattern({ ...at, plate: other, ...window })).outcome).toBe('ran');
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
      const words = await client().find.vocabulary();
      expect(words.makes).toContain('ford');
      expect(words.colours).toEqual([...words.colours].sort());
    });

    test('SV12 make and colour leave out what is known to differ, and never what is not known', async () => {
      const at = await newCase('Colours');
      const { plate } = training().lesson.clone;
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
      const matcher = await session().match.ready();
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
        client().movement.allConvoys(
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
      const matcher = await session().match.ready();
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
      await client().session.lock();
      await Promise.all([finding, sweeping]);
      const { username } = training().lesson;
      await client().session.signIn({ username, passphrase: training().passphrase });
      const asked = entriesOf(at.caseId).filter(({ action }) => action === 'find' || action === 'all-convoys');
      expect(asked.map(({ phase }) => phase)).toEqual(['intent', 'intent']);
    });

    test('SV11 a failure while the log is full leaves the intent alone, and says that nothing was released', async () => {
      const at = await newCase('Full');
      const events: string[] = [];
      const { audit } = session().workspace;
      const append = audit.append.bind(audit);
      let calls = 0;
      vi.spyOn(audit, 'append').mockImplementation((draft) => {
        calls += 1;
        if (calls > 1) throw new AppError('DISK_FULL');
        return append(draft);
      });
      const run = async () => {
        const window = { fromMs: Date.now() - 5 * DAY_MS, toMs: Date.now() };
        for await (const event of await client().movement.allConvoys({ ...at, ...window })) events.push(event.type);
      };
      await expect(run()).rejects.toMatchObject({ data: { code: 'AUDIT_NOT_WRITTEN' } });
      expect(events).not.toContain('done');
    });
  });
}
