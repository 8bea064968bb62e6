// Movement, convoys, scenes and look-alikes on the training network: what was planted is found, and may be looked at.
import { describe, expect, test } from 'vitest';
import type { AskingDesk } from './asking-desk.ts';

export function movementAnswersSuite({ allConvoys, client, find, newCase, training }: AskingDesk): void {
  describe('on the training network', () => {
    test('AR13 SV10 a convoy is found, and the reads behind each meeting may be looked at from then on', async () => {
      const at = await newCase('Convoy');
      const [plate = '', ...others] = training().lesson.convoy.plates;
      const answer = await client().movement.convoy({ ...at, plate, fromMs: null, toMs: null, gapMs: 300_000 });
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
        const viewed = await client().detections.view({ ...at, detectionId, plate });
        expect(viewed.outcome).toBe('ran');
        if (viewed.outcome === 'ran') expect(viewed.camera?.name).toBe(meeting.cameraName);
      }
      const other = await newCase('Not this one');
      expect(await client().detections.view({ ...other, detectionId: meeting.detectionId, plate })).toMatchObject({
        outcome: 'refused',
        decision: { reasons: [{ code: 'not-found-by-query' }] },
      });
    });

    test('a cloned plate shows as a leg nobody can drive, with what may explain it', async () => {
      const at = await newCase('Clone');
      const { plate } = training().lesson.clone;
      const answer = await client().movement.pattern({ ...at, plate, fromMs: null, toMs: null });
      if (answer.outcome !== 'ran') throw new Error('it was refused');
      const { sightings, legs } = answer.result;
      expect(sightings.map(({ timeMs }) => timeMs)).toEqual(
        sightings.map(({ timeMs }) => timeMs).sort((a, b) => a - b),
      );
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
      // What the answer names may be looked at.
      const [first] = sightings;
      if (first === undefined) throw new Error('no sighting');
      expect((await client().detections.view({ ...at, detectionId: first.detectionId, plate })).outcome).toBe('ran');
    });

    test('a plate that nobody read: no sightings, and the coverage behind that', async () => {
      const at = await newCase('Nobody');
      const answer = await client().movement.pattern({ ...at, plate: 'ZZ9999', fromMs: null, toMs: null });
      if (answer.outcome !== 'ran') throw new Error('it was refused');
      expect(answer.result).toMatchObject({ sightings: [], legs: [], firstMs: null, lastMs: null });
      const { live, total, sitesWithReads } = answer.coverage;
      expect(live).toBeGreaterThan(0);
      expect(total).toBeGreaterThanOrEqual(live);
      expect(sitesWithReads).toBeGreaterThan(0);
    });

    test('co-location finds the convoy at three places of its night, and its reads may be looked at', async () => {
      const at = await newCase('Scenes');
      const [plate = ''] = training().lesson.convoy.plates;
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
      const answer = await client().movement.colocation({ ...other, scenes, atLeast: 3 });
      if (answer.outcome !== 'ran') throw new Error('it was refused');
      const plates = answer.result.vehicles.map((vehicle) => vehicle.plate);
      for (const each of training().lesson.convoy.plates) expect(plates).toContain(each);
      expect(answer.result.scenes.map(({ cameras }) => cameras)).toEqual([1, 1, 1]);
      const [first] = answer.result.vehicles;
      const [detectionId = ''] = first?.detectionIds ?? [];
      // Where and when each read was, so that a screen can draw it without opening it.
      expect(first?.seenAt).toHaveLength(first?.detectionIds.length ?? -1);
      for (const seen of first?.seenAt ?? []) {
        expect(
          scenes.some(
            ({ cameraIds, fromMs, toMs }) =>
              cameraIds.includes(seen.cameraId) && seen.timeMs >= fromMs && seen.timeMs <= toMs,
          ),
        ).toBe(true);
      }
      expect((await client().detections.view({ ...other, detectionId, plate })).outcome).toBe('ran');
    });

    test('all pairs: progress grows, then the planted pairs stand first', async () => {
      const at = await newCase('Pairs');
      const events = await allConvoys(at, { gapMs: 300_000 });
      const shares = events.flatMap((event) => (event.type === 'progress' ? [event.done / event.total] : []));
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.length).toBeGreaterThan(0);
      const done = events.at(-1);
      if (done?.type !== 'done') throw new Error('it did not end');
      const planted = new Set(training().lesson.convoy.plates);
      const [first] = done.result.pairs;
      expect(first?.plates.every((plate) => planted.has(plate))).toBe(true);
      expect(done.result.pairs.filter(({ plates }) => plates.every((plate) => planted.has(plate)))).toHaveLength(3);
    });

    test('look-alikes of a plate whose every read is a misread are what cameras made of it', async () => {
      const at = await newCase('Look-alikes');
      const { plate, reads } = training().lesson.misreadOnly;
      const answer = await client().find.lookAlikes({ ...at, plate });
      if (answer.outcome !== 'ran') throw new Error('it was refused');
      const plates = answer.lookAlikes.map((each) => each.plate);
      expect(reads.filter((read) => plates.includes(read)).length).toBeGreaterThan(reads.length / 2);
      expect(plates).not.toContain(plate);
      expect(answer.lookAlikes.map(({ cost }) => cost)).toEqual(
        answer.lookAlikes.map(({ cost }) => cost).sort((a, b) => a - b),
      );
    });
  });
}
