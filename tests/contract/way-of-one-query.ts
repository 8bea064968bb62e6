// The way of one query, end to end: workstation services against a real intel server on either database. Nothing is faked
// but time.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FindMatch } from '../../src/contract/workstation.ts';
import { auditAction, auditEntry } from '../../src/core/audit/entry.ts';
import { openZip, verifyBag } from '../../src/core/evidence/verify-bag.ts';
import type { WorkstationClient } from '../../src/services/index.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import {
  openWorkstation,
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

const authorityOf = (training: TrainingServer, caseId: string) => ({
  caseId,
  kind: 'file-number' as const,
  number: training.lesson.fileNumber,
  purpose: training.lesson.purpose,
  narrative: training.lesson.narrative,
});

/** @param database gives the address of an empty PostgreSQL database; null: PGlite */
export function wayOfOneQuerySuite(name: string, database: () => Promise<string | null>): void {
  describe(`the way of one query on ${name}`, () => {
    let training: TrainingServer;
    let desk: Workstation;
    beforeAll(async () => {
      training = await startTrainingServer({ databaseUrl: await database() });
      desk = await signedInWorkstation(training);
    }, 120_000);
    afterAll(async () => {
      await desk?.services.close();
      await training?.close();
    });

    test('enrol, sign in, sync, be refused, declare, find, view, confirm, exhibit, journey, pack, verify', async () => {
      const { client } = desk;
      const { lesson } = training;
      const status = await client.sync.status();
      expect(status).toMatchObject({ state: 'idle', message: 'In step with the intel server.' });
      expect(status.held.detections).toBeGreaterThan(1000);
      expect(status.held.cameras).toBeGreaterThan(10);
      expect(status.held.images).toBe(12);
      expect(status.lease?.ended).toBe(false);
      expect(status.refused).toEqual([]);

      const caseRecord = await client.cases.create({
        name: lesson.caseName,
        summary: lesson.summary,
        fileNumber: null,
        charges: '',
      });
      const question = {
        caseId: caseRecord.id,
        query: lesson.misreadOnly.plate,
        fromMs: null,
        toMs: null,
        area: null,
        cameraIds: null,
        pageSize: 200,
      };

      // Without authority: an answer with reasons, and an entry.
      const refused = await client.find.run({ ...question, authorityId: null });
      if (refused.outcome !== 'refused') throw new Error('it ran without an authority');
      expect(refused.decision.reasons.map(({ code }) => code)).toEqual(['no-authority']);

      // A junk declaration is refused too.
      const junk = await client.authority.declare({ ...authorityOf(training, caseRecord.id), narrative: 'asdf' });
      expect(junk.outcome).toBe('refused');

      const declared = await client.authority.declare(authorityOf(training, caseRecord.id));
      if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
      expect(declared.authority.assignment).toBe('confirmed');
      const authorityId = declared.authority.id;

      // A vehicle whose every read is a misread is found.
      const found = await client.find.run({ ...question, authorityId });
      if (found.outcome !== 'ran') throw new Error('the query was refused');
      const reads = new Set(found.matches.map(({ read }) => read));
      for (const read of lesson.misreadOnly.reads) expect(reads).toContain(read);
      expect(found.summary.window.toMs - found.summary.window.fromMs).toBeLessThanOrEqual(60 * 86_400_000);
      expect(found.summary.coverage.total).toBe(status.held.cameras);
      const points = await client.find.points({ resultId: found.summary.resultId });
      expect(points.detectionIds.slice(0, found.matches.length)).toEqual(
        found.matches.map(({ detectionId }) => detectionId),
      );
      const second = await client.find.page({ resultId: found.summary.resultId, offset: 1, limit: 2 });
      expect(second.matches).toEqual(found.matches.slice(1, 3));

      // The lesson's plate, in an area and a window.
      const ute = await client.find.run({ ...question, query: lesson.plate, authorityId });
      if (ute.outcome !== 'ran') throw new Error('the query was refused');
      await ordersOfAResult(client, ute);
      const exact = ute.matches.filter(({ read }) => read === lesson.plate);
      expect(exact.length).toBeGreaterThan(10);
      const [first] = exact.sort((a, b) => a.timeMs - b.timeMs) as [FindMatch];
      const near = await client.find.run({
        ...question,
        query: lesson.plate,
        authorityId,
        area: { lon: first.lon ?? 0, lat: first.lat ?? 0, radiusM: 500 },
      });
      if (near.outcome !== 'ran') throw new Error('the query was refused');
      expect(new Set(near.matches.map(({ cameraId }) => cameraId))).toEqual(new Set([first.cameraId]));

      // Look at one with an image and confirm it by blind re-type; one without on a stated ground.
      const withImage = ute.matches.find(({ hasImage }) => hasImage);
      const chosen = withImage ?? first;
      const viewed = await client.detections.view({
        caseId: caseRecord.id,
        authorityId,
        detectionId: chosen.detectionId,
        plate: lesson.plate,
      });
      if (viewed.outcome !== 'ran') throw new Error('the view was refused');
      expect(viewed.likelihood.explanation.length).toBeGreaterThan(2);
      expect(viewed.state).toBe('unconfirmed');
      const judgement = {
        caseId: caseRecord.id,
        plate: lesson.plate,
        vehicleSeen: 'silver ute',
        lookAlikesSeen: viewed.likelihood.lookAlikes.length,
        outcome: 'confirmed' as const,
      };
      const byImage = { ...judgement, typed: lesson.plate, basis: 'image' as const, ground: null, groundNote: '' };
      const onGround = {
        ...judgement,
        typed: '',
        basis: 'no-image' as const,
        ground: 'image-not-kept' as const,
        groundNote: 'The provider keeps no images of this site.',
      };

      const early = await client.exhibits.add({ caseId: caseRecord.id, detectionId: chosen.detectionId, note: '' });
      expect(early.outcome).toBe('refused');

      const withoutImage = exact.filter(({ hasImage }) => !hasImage).slice(0, 2);
      expect(withoutImage.length).toBeGreaterThan(0);
      if (withImage !== undefined) {
        expect(viewed.image).toBe('held');
        const image = await client.detections.image({ caseId: caseRecord.id, detectionId: withImage.detectionId });
        expect(image.file.size).toBeGreaterThan(100);
        const wrong = await client.detections.confirm({
          ...byImage,
          detectionId: withImage.detectionId,
          typed: 'XXX999',
        });
        expect(wrong.outcome).toBe('refused');
        const cheat = await client.detections.confirm({ ...onGround, detectionId: withImage.detectionId });
        expect(cheat.outcome).toBe('refused');
        const right = await client.detections.confirm({ ...byImage, detectionId: withImage.detectionId });
        expect(right.outcome).toBe('recorded');
      }
      for (const { detectionId } of withoutImage) {
        await client.detections.view({ caseId: caseRecord.id, authorityId, detectionId, plate: lesson.plate });
        const noImage = await client.detections.confirm({ ...byImage, detectionId });
        expect(noImage.outcome).toBe('refused');
        const noGround = await client.detections.confirm({ ...onGround, detectionId, groundNote: 'short' });
        expect(noGround.outcome).toBe('refused');
        expect((await client.detections.confirm({ ...onGround, detectionId })).outcome).toBe('recorded');
      }
      const confirmed = [
        ...new Set([...(withImage ? [withImage] : []), ...withoutImage].map(({ detectionId }) => detectionId)),
      ];
      const numbers: string[] = [];
      for (const detectionId of confirmed) {
        const added = await client.exhibits.add({ caseId: caseRecord.id, detectionId, note: 'seen' });
        if (added.outcome !== 'added') throw new Error('the exhibit was refused');
        numbers.push(added.exhibit.number);
      }
      expect(numbers).toEqual(numbers.map((_, at) => `E-${String(at + 1).padStart(2, '0')}`));
      const [one] = await client.exhibits.list({ caseId: caseRecord.id });
      if (one === undefined) throw new Error('no exhibit');
      await client.exhibits.remove({ caseId: caseRecord.id, exhibitId: one.exhibit.id, reason: 'by mistake' });
      expect(await client.exhibits.list({ caseId: caseRecord.id })).toHaveLength(numbers.length - 1);
      const back = await client.exhibits.restore({ caseId: caseRecord.id, exhibitId: one.exhibit.id });
      expect(back.number).toBe('E-01');

      const journey = await client.movement.journey({ caseId: caseRecord.id, authorityId, plate: lesson.plate });
      if (journey.outcome !== 'ran') throw new Error('the journey was refused');
      expect(journey.sightings).toHaveLength(confirmed.length);
      expect(journey.legs).toHaveLength(confirmed.length - 1);

      // The log says all of it, in order, and holds together.
      const log = await client.log.list({ caseId: caseRecord.id, before: null, limit: 500 });
      expect(log.chain).toMatchObject({ ok: true, problem: '' });
      const entries = [...log.entries].reverse();
      const find = entries.filter(({ action }) => action === 'find');
      expect(find.map(({ outcome }) => outcome)).toEqual([
        'refused',
        'pending',
        'ran',
        'pending',
        'ran',
        'pending',
        'ran',
      ]);
      expect(find[0]?.authority).toBeNull();
      expect(find[1]?.authority).toMatchObject({ number: lesson.fileNumber, assignment: 'confirmed' });
      expect(find[1]?.details).toMatchObject({ query: lesson.misreadOnly.plate, plateKey: lesson.misreadOnly.plate });
      expect(find[2]).toMatchObject({ phase: 'result', of: find[1]?.seq, details: { reads: found.summary.total } });
      expect(
        entries.filter(({ action, outcome }) => action === 'confirm' && outcome === 'refused').length,
      ).toBeGreaterThan(0);

      // The pack: checks, progress, done, verified; then read again and downloaded.
      const before = await client.packs.checks({ caseId: caseRecord.id });
      expect(before.checks.filter(({ severity }) => severity === 'stop')).toEqual([]);
      expect(before.checks.map(({ id }) => id)).toContain('receipt');
      await syncNow(desk);
      const noReason = await client.packs.build({ caseId: caseRecord.id, draft: { title: 'Pack', reason: ' ' } });
      for await (const event of noReason) expect(event.type).toBe('refused');
      const junkReason = await client.packs.build({
        caseId: caseRecord.id,
        draft: { title: 'Pack', reason: 'asdf asdf' },
      });
      for await (const event of junkReason) {
        expect(event).toMatchObject({ type: 'refused', decision: { reasons: [{ code: 'junk-reason' }] } });
      }
      const events = await client.packs.build({
        caseId: caseRecord.id,
        draft: {
          title: 'Pack',
          reason: 'Asked for by the prosecutor.',
          recipients: 'Crown',
          form: 'pdf-and-bag',
        },
      });
      const types: string[] = [];
      let packId = '';
      for await (const event of events) {
        types.push(event.type);
        if (event.type !== 'done') continue;
        packId = event.pack.id;
        expect(event.verdict).toMatchObject({ status: 'valid', trust: 'anchored', problems: [] });
        expect(event.pack).toMatchObject({ number: 'P-01', caseId: caseRecord.id });
      }
      expect(types.at(-1)).toBe('done');
      expect(types.filter((type) => type === 'progress').length).toBeGreaterThan(1);
      expect(await client.packs.verify({ packId })).toMatchObject({ status: 'valid' });
      const bag = await client.packs.download({ packId, form: 'bag' });
      const bagBytes = new Uint8Array(await bag.file.arrayBuffer());
      expect(bag.fileName).toMatch(/^TRAINING-.*\.zip$/);
      expect(await verifyBag(openZip(bagBytes))).toMatchObject({ status: 'valid', problems: [] });
      const [record] = await client.packs.list({ caseId: caseRecord.id });
      expect(record?.bagSha256).toBe(createHash('sha256').update(bagBytes).digest('hex'));
      const download = await client.packs.download({ packId });
      expect(download.fileName).toMatch(/^TRAINING-Operation-Kotare-P-01-\d{4}-\d{2}-\d{2}\.pdf$/);
      expect((await client.packs.list({ caseId: caseRecord.id })).map(({ id }) => id)).toEqual([packId]);
    });

    test('the query log arrives at the server, and the next sign-in finds everything as it was', async () => {
      const status = await syncNow(desk);
      expect(status.waiting.logEntries).toBe(0);
      const casesBefore = await desk.client.cases.list();
      await desk.client.session.lock();
      expect((await desk.client.session.state()).phase).toBe('locked');
      await expect(desk.client.cases.list()).rejects.toMatchObject({
        code: 'APP_ERROR',
        data: { code: 'NOT_SIGNED_IN' },
      });
      const state = await desk.client.session.signIn({
        username: training.lesson.username,
        passphrase: training.passphrase,
      });
      expect(state).toMatchObject({
        phase: 'signed-in',
        space: 'training',
        user: { username: training.lesson.username },
      });
      expect((await desk.client.cases.list()).map(({ id }) => id)).toEqual(casesBefore.map(({ id }) => id));
    });

    test('AU1 AU2 everything that was done is in the log, each entry in the form that is written down', async () => {
      const { session } = desk.services.context.desk;
      const [caseRecord] = await desk.client.cases.list();
      if (session === null || caseRecord === undefined) throw new Error('nothing was done');
      const all = ['device', `case:${caseRecord.id}`].flatMap((log) => [
        ...allAuditEntries(session.workspace.read, log),
      ]);
      for (const entry of all) expect(auditEntry.strict().safeParse(entry).error).toBeUndefined();
      // What was not part of the way has tests of its own.
      expect(auditAction.options.filter((action) => !all.some((entry) => entry.action === action)).sort()).toEqual([
        'all-convoys',
        'audit-note',
        'audit-read',
        'audit-unlock',
        'audit-verify',
        'authority-approve',
        'authority-attach',
        'authority-detach',
        'authority-draft',
        'authority-refuse',
        'authority-report',
        'authority-revise',
        'authority-submit',
        'authority-withdraw',
        'colocation',
        'convoy',
        'document-view',
        'interest-declare',
        'look-alikes',
        'pack-preview',
        'pattern',
        'preservation-note',
        'print',
        'settings-change',
        'share-check',
        'sign-in-failed',
        'stolen-flag',
        'sync-refusal',
        'track-alert',
        'track-start',
        'track-stop',
        'workspace-alarm',
      ]);
    });

    test('SV7 a wrong passphrase is delayed and counted here, and stands in the log after the right one', async () => {
      const desk2 = await signedInWorkstation(training);
      const { client } = desk2;
      await client.session.lock();
      const username = training.lesson.username;
      await expect(client.session.signIn({ username, passphrase: 'not the passphrase' })).rejects.toMatchObject({
        code: 'WRONG_PASSPHRASE',
        data: { failures: 1 },
      });
      let waitMs = 0;
      try {
        await client.session.signIn({ username, passphrase: 'nor this' });
      } catch (error) {
        waitMs = (error as { data: { retryAfterMs: number } }).data.retryAfterMs;
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs + 50));
      await client.session.signIn({ username, passphrase: training.passphrase });
      const { session } = desk2.services.context.desk;
      const { listAuditEntries } = await import('../../src/workspace/index.ts');
      if (session === null) throw new Error('nobody is signed in');
      const failed = listAuditEntries(session.workspace.read, 'device', { before: null, limit: 50 }).filter(
        ({ action }) => action === 'sign-in-failed',
      );
      expect(failed.length).toBeGreaterThanOrEqual(1);
      expect(failed[0]?.details).toMatchObject({ username, by: 'workspace' });
      await desk2.services.close();
    });

    test('a first sign-in with a wrong passphrase makes no workspace', async () => {
      const desk3 = openWorkstation(training.folder());
      await desk3.client.session.enrol({
        serverUrl: training.server.url,
        code: await training.code(),
        deviceName: 'Desk 3',
      });
      await expect(
        desk3.client.session.signIn({ username: training.lesson.username, passphrase: 'not the passphrase' }),
      ).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' });
      expect((await desk3.client.session.state()).knownUsers).toEqual([]);
      await desk3.services.close();
    });

    test('input that does not fit is refused by field, without its value', async () => {
      const bad = desk.client.cases.create({ name: '', summary: 'SECRET', fileNumber: null, charges: '' });
      await expect(bad).rejects.toMatchObject({
        code: 'APP_ERROR',
        data: { code: 'BAD_INPUT', details: { fields: 'name' } },
      });
      await expect(bad).rejects.not.toThrow(/SECRET/);
    });

    /** Newest first and by camera: each is the logged result, no row more or less, ranks unchanged. */
    async function ordersOfAResult(
      client: WorkstationClient,
      found: { summary: { resultId: string; total: number } },
    ): Promise<void> {
      const { resultId, total } = found.summary;
      const all = async (view: { order?: 'likelihood' | 'time' | 'camera' }) =>
        (await client.find.page({ resultId, offset: 0, limit: 1000, ...view })).matches;
      const byRank = await all({});
      expect(byRank.length).toBe(total);
      const byTime = await all({ order: 'time' });
      expect(byTime).toEqual(byRank.toSorted((a, b) => b.timeMs - a.timeMs || a.rank - b.rank));
      const names = new Intl.Collator('en-NZ');
      expect(await all({ order: 'camera' })).toEqual(
        byRank.toSorted((a, b) => names.compare(a.cameraName, b.cameraName) || b.timeMs - a.timeMs || a.rank - b.rank),
      );
      const tail = await client.find.page({ resultId, offset: 2, limit: 3, order: 'time' });
      expect(tail.matches).toEqual(byTime.slice(2, 5));
    }
  });
}
