import { expect, test } from 'vitest';
import { type Command, rankCommands } from './commands.tsx';
import { type DeskState, deskReducer } from './desk-state.tsx';

const state: DeskState = {
  screen: 'find',
  caseId: 'c1',
  side: 'map',
  selection: null,
  opened: false,
  overlay: null,
  plateToFind: null,
  wayWanted: null,
  registerTab: null,
  plateToTrack: null,
  plateToFollow: null,
};
const a = { detectionId: 'a', plate: 'QZX101', match: null };
const b = { detectionId: 'b', plate: 'QZX101', match: null };

test('moving the selection closes what was open: only opening looks at a record', () => {
  const opened = deskReducer(state, { type: 'select', selection: a, open: true });
  expect(opened).toMatchObject({ opened: true, side: 'detection' });
  expect(deskReducer(opened, { type: 'select', selection: b, open: false })).toMatchObject({ opened: false });
  expect(deskReducer(opened, { type: 'select', selection: a, open: false })).toMatchObject({ opened: true });
});

test('a refusal leads to one way to an authority, until another is chosen', () => {
  const led = deskReducer(state, { type: 'get-authority', fn: 'track', kind: 'emergency' });
  expect(led).toMatchObject({
    screen: 'find',
    side: 'authority',
    wayWanted: { fn: 'track', kind: 'emergency', plate: null },
  });
  expect(deskReducer(led, { type: 'way-taken' }).wayWanted).toBeNull();
  expect(deskReducer(led, { type: 'register-tab', tab: 'tracking' })).toMatchObject({
    screen: 'authorities',
    registerTab: 'tracking',
  });
});

test('a plate that was refused as tracking is handed to the tracking form, or to the form of the authority it needs', () => {
  const led = deskReducer(state, {
    type: 'get-authority',
    fn: 'track',
    kind: 'surveillance-device-warrant',
    plate: 'QZX101',
  });
  expect(led.wayWanted).toMatchObject({ kind: 'surveillance-device-warrant', plate: 'QZX101' });
  const tracks = deskReducer(state, { type: 'track', plate: 'QZX101' });
  expect(tracks).toMatchObject({ screen: 'authorities', registerTab: 'tracking', plateToTrack: 'QZX101' });
  expect(deskReducer(tracks, { type: 'track-taken' }).plateToTrack).toBeNull();
});

test('opening another case leaves nothing of the one before', () => {
  const opened = deskReducer(state, { type: 'select', selection: a, open: true });
  expect(deskReducer(opened, { type: 'open-case', caseId: 'c2' })).toMatchObject({
    caseId: 'c2',
    selection: null,
    opened: false,
    screen: 'find',
  });
});

test('the palette finds by any words, titles first', () => {
  const command = (title: string, detail = ''): Command => ({ id: title, title, detail, group: 'Go', run: () => {} });
  const all = [command('Exhibits', 'reads used in this case'), command('Lock the workstation'), command('Cases')];
  expect(rankCommands(all, 'case').map((item) => item.title)).toEqual(['Cases', 'Exhibits']);
  expect(rankCommands(all, 'lock work').map((item) => item.title)).toEqual(['Lock the workstation']);
  expect(rankCommands(all, 'zzz')).toEqual([]);
});
