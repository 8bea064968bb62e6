import { expect, test } from 'vitest';
import { workstationContract } from '../contract/workstation.ts';
import { audited } from './audited.ts';
import { handlers } from './handlers.ts';
import { open, session } from './method.ts';
import { assertRegistered, findMismatches } from './registry.ts';

test('SV1 every method of the contract carries the wrappers it declares', () => {
  expect(findMismatches(workstationContract, handlers)).toEqual([]);
});

test('SV1 start-up is refused where a query has lost its gate', () => {
  const ungated = { ...handlers, find: { ...handlers.find, run: audited(session(() => ({}))) } };
  expect(() => assertRegistered(workstationContract, ungated)).toThrow(/find\.run needs gate authority/);
});

test('SV1 start-up is refused where a method has lost its log', () => {
  const unlogged = { ...handlers, cases: { ...handlers.cases, create: session(() => ({})) } };
  expect(() => assertRegistered(workstationContract, unlogged)).toThrow(/cases\.create needs audited/);
});

test('SV1 start-up is refused for a method that anyone could call, is missing, or stands in no contract', () => {
  const anyone = { ...handlers, cameras: { list: open(() => []) } };
  expect(() => assertRegistered(workstationContract, anyone)).toThrow(/cameras\.list needs gate session/);
  const { log: _log, ...missing } = handlers;
  expect(() => assertRegistered(workstationContract, missing)).toThrow(/log\.list has no handler/);
  const more = { ...handlers, cameras: { ...handlers.cameras, wipe: session(() => ({})) } };
  expect(() => assertRegistered(workstationContract, more)).toThrow(/cameras\.wipe stands in no contract/);
});

/** Every way of taking the wrappers off one method, by its path; areas may hold areas. */
function* stripped(node: object, path: string[] = []): Generator<[string, object]> {
  for (const [name, child] of Object.entries(node)) {
    const here = [...path, name];
    if (typeof child.run === 'function') yield [here.join('.'), { ...node, [name]: open(() => ({})) }];
    else for (const [method, inner] of stripped(child, here)) yield [method, { ...node, [name]: inner }];
  }
}

test('SV1 every single method is checked: taking the wrappers off any one is found', () => {
  const all = [...stripped(handlers)];
  expect(all.map(([method]) => method)).toContain('packs.signers.import');
  for (const [method, bare] of all) {
    if (method === 'session.state') continue;
    expect(findMismatches(workstationContract, bare).map((problem) => problem.method)).toEqual([method]);
  }
});
