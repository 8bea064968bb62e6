// The dependency policy tested on planted breaches: each change to a clean manifest or lock file must be named.

import { expect, test } from 'vitest';
import { findBreaches, type Lock, type LockedPackage, type Manifest } from '../../tools/deps/policy.ts';

const SHA512 = 'sha512-AAAA';

const cleanManifest: Manifest = {
  workspaces: ['tools/arch'],
  dependencies: { zod: '4.6.7', sqlite: 'npm:sqlite-ciphers@13.0.3' },
  devDependencies: { node: '24.21.0' },
  overrides: { parser: '0.154.0' },
  allowScripts: { node: true, winstaller: false },
};

const cleanPackages: Record<string, LockedPackage> = {
  '': {},
  'tools/arch': { version: '0.0.0' },
  'node_modules/waymark-arch': { link: true, resolved: 'tools/arch' },
  'node_modules/zod': { version: '4.6.7', integrity: SHA512, license: 'MIT' },
  'node_modules/sqlite': { name: 'sqlite-ciphers', version: '13.0.3', integrity: SHA512, license: '(MIT OR GPL-3.0)' },
  'node_modules/node': { version: '24.21.0', integrity: SHA512, license: 'ISC', dev: true, hasInstallScript: true },
  'node_modules/copyleft-tool': { version: '1.0.0', integrity: SHA512, license: 'GPL-3.0', dev: true },
};

function rules(manifest: Manifest = {}, packages: Record<string, LockedPackage> = {}): string[] {
  const lock: Lock = { lockfileVersion: 3, packages: { ...cleanPackages, ...packages } };
  const breaches = findBreaches({ 'package.json': { ...cleanManifest, ...manifest } }, lock);
  return breaches.map(({ rule, where }) => `${rule} ${where}`);
}

test('a clean tree keeps the policy', () => {
  expect(rules()).toEqual([]);
});

test.each(['^4.0.0', '~4.0.0', '4', '4.x', '*', 'latest', '>=4.0.0', 'npm:other@^1.0.0', ''])(
  'a loose pin is named: "%s"',
  (spec) => {
    expect(rules({ devDependencies: { loose: spec } })).toEqual(['pin package.json']);
    expect(rules({ overrides: { loose: spec } })).toEqual(['pin package.json']);
  },
);

test.each([
  'git+ssh://git@example.test/a/b.git',
  'git://example.test/a/b.git',
  'https://example.test/a.tgz',
  'http://example.test/a.tgz',
  'github:owner/name',
  'owner/name#v1.0.0',
  'file:../elsewhere',
])('a source other than the registry is named: %s', (spec) => {
  expect(rules({ dependencies: { strange: spec } })).toEqual(['source package.json']);
  const locked = { 'node_modules/zod': { ...cleanPackages['node_modules/zod'], dependencies: { strange: spec } } };
  expect(rules({}, locked)).toEqual(['source node_modules/zod']);
});

test.each([
  ['a fixed address', { resolved: 'https://example.test/zod.tgz' }, 'source'],
  ['no hash', { integrity: '' }, 'hash'],
  ['a weak hash', { integrity: 'sha1-AAAA' }, 'hash'],
  ['an undecided install script', { hasInstallScript: true }, 'script'],
  ['a binding licence', { license: 'AGPL-3.0-only' }, 'licence'],
  ['a licence that adds a binding one', { license: 'MIT AND GPL-3.0' }, 'licence'],
  ['no licence', { license: '' }, 'licence'],
])('a locked package with %s is named', (_name, change, rule) => {
  const locked = { 'node_modules/zod': { ...cleanPackages['node_modules/zod'], ...change } };
  expect(rules({}, locked)).toEqual([`${rule} node_modules/zod`]);
});

test('a platform that is not locked is named: a clean install would fail', () => {
  const zod = { ...cleanPackages['node_modules/zod'], optionalDependencies: { 'zod-other-platform': '4.6.7' } };
  expect(rules({}, { 'node_modules/zod': zod })).toEqual(['platform node_modules/zod']);
  const platform = { ...cleanPackages['node_modules/zod'] };
  expect(rules({}, { 'node_modules/zod': zod, 'node_modules/zod-other-platform': platform })).toEqual([]);
});

test('a link out of the repository is named', () => {
  const locked = { 'node_modules/elsewhere': { link: true, resolved: '../elsewhere' } };
  expect(rules({}, locked)).toEqual(['source node_modules/elsewhere']);
});

test('letting one more package run code at installation is named', () => {
  expect(rules({ allowScripts: { ...cleanManifest.allowScripts, zod: true } })).toEqual(['script package.json']);
});

test('a missing lock file is a breach, not a pass', () => {
  expect(findBreaches({ 'package.json': cleanManifest }, {})).toHaveLength(1);
});
