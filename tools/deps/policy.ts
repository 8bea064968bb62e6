// The dependency policy (threats.md T22) as a pure function: manifests and lock file in, breaches out.
// Always: exact pins, packages from the configured registry only and under their recorded hash, install scripts by
// name only, every platform's package locked, and nothing that ships under a licence that would bind the whole application.

/** The only packages whose install script may run: `node` puts the pinned runtime into node_modules/.bin. */
const MAY_RUN_SCRIPTS: readonly string[] = ['node'];

const FREE_LICENCES: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'OFL-1.1',
  'Zlib',
];

/** Packages whose manifest names no licence: read by hand, at exactly this version. */
const READ_BY_HAND: Readonly<Record<string, string>> = { 'png-js@2.0.0': 'MIT (its LICENSE file)' };

export type Manifest = {
  name?: string;
  workspaces?: readonly string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  overrides?: Record<string, unknown>;
  allowScripts?: Record<string, boolean>;
};

export type LockedPackage = {
  name?: string;
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
  devOptional?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

export type Lock = { lockfileVersion?: number; packages?: Record<string, LockedPackage> };

/** `where` is a manifest path or a lock file key; `what` says what is wrong and `todo` what to do about it. */
export type Breach = {
  rule: 'pin' | 'source' | 'hash' | 'script' | 'licence' | 'platform';
  where: string;
  what: string;
  todo: string;
};

const EXACT = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
const OTHER_SOURCE = /^(git|github:|gitlab:|bitbucket:|gist:|https?:|file:|link:|[\w.-]+\/[\w.-]+(#|$))/;

const packageName = (key: string, locked: LockedPackage): string =>
  locked.name ?? key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);

function specifiers(manifest: Manifest): [string, string][] {
  const overrides = Object.entries(manifest.overrides ?? {}).map(([name, spec]): [string, string] => [
    name,
    typeof spec === 'string' ? spec : JSON.stringify(spec),
  ]);
  const groups = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies];
  return [...groups.flatMap((group) => Object.entries(group ?? {})), ...overrides];
}

function checkPins(path: string, manifest: Manifest): Breach[] {
  return specifiers(manifest).flatMap(([name, spec]): Breach[] => {
    if (OTHER_SOURCE.test(spec)) {
      return [{ rule: 'source', where: path, what: `${name} comes from ${spec}`, todo: 'use a released package' }];
    }
    if (EXACT.test(spec)) return [];
    return [{ rule: 'pin', where: path, what: `${name} is "${spec}"`, todo: 'pin one exact version' }];
  });
}

function checkLocked(key: string, locked: LockedPackage, manifest: Manifest): Breach[] {
  const breaches: Breach[] = [];
  const name = packageName(key, locked);
  const breach = (rule: Breach['rule'], what: string, todo: string) => breaches.push({ rule, where: key, what, todo });

  if (locked.link) {
    const inside = manifest.workspaces?.includes(locked.resolved ?? '') ?? false;
    if (!inside) breach('source', `links to ${locked.resolved}`, 'only workspaces of this repository may be linked');
    return breaches;
  }
  if (locked.resolved) {
    breach('source', `is fetched from ${locked.resolved}`, 'run npm install with the .npmrc of this repository');
  }
  for (const [wanted, spec] of Object.entries({ ...locked.dependencies, ...locked.optionalDependencies })) {
    if (OTHER_SOURCE.test(spec)) breach('source', `wants ${wanted} from ${spec}`, 'choose a version that does not');
  }
  if (!/^sha512-/.test(locked.integrity ?? '')) {
    breach('hash', 'has no SHA-512 hash', 'remove it from the lock file and run npm install');
  }
  if (locked.hasInstallScript && manifest.allowScripts?.[name] === undefined) {
    breach('script', 'has an install script nobody decided about', 'name it in allowScripts of package.json');
  }
  if (!locked.dev && !locked.devOptional) {
    const free = (locked.license ?? '').split(/ OR |[()]/).some((licence) => FREE_LICENCES.includes(licence.trim()));
    const known = READ_BY_HAND[`${name}@${locked.version}`] !== undefined;
    if (!free && !known) breach('licence', `ships under "${locked.license ?? 'no stated licence'}"`, 'replace it');
  }
  return breaches;
}

/**
 * `npm install` leaves out of the lock file what the registry lacks for another platform, and every `npm ci` then fails,
 * here as there.
 */
function checkPlatforms(installed: readonly [string, LockedPackage][]): Breach[] {
  const names = new Set(installed.map(([key]) => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length)));
  return installed.flatMap(([where, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !names.has(name))
      .map((name) => ({
        rule: 'platform' as const,
        where,
        what: `wants ${name}, which is not locked`,
        todo: 'choose a version that the registry has for every platform',
      })),
  );
}

function checkAllowedScripts(manifest: Manifest): Breach[] {
  return Object.entries(manifest.allowScripts ?? {})
    .filter(([name, allowed]) => allowed && !MAY_RUN_SCRIPTS.includes(name))
    .map(([name]) => ({
      rule: 'script' as const,
      where: 'package.json',
      what: `allowScripts lets ${name} run code at installation`,
      todo: 'set it to false, or argue for it in tools/deps/policy.ts',
    }));
}

/**
 * All breaches of the policy, in the order met.
 * @param manifests path → manifest; the root manifest under `package.json`, and one per workspace
 * @param lock the parsed package-lock.json
 */
export function findBreaches(manifests: Readonly<Record<string, Manifest>>, lock: Lock): Breach[] {
  const root = manifests['package.json'] ?? {};
  const installed = Object.entries(lock.packages ?? {}).filter(([key]) => key.includes('node_modules/'));
  if (installed.length === 0) {
    const todo = 'run npm install and commit package-lock.json';
    return [{ rule: 'hash', where: 'package-lock.json', what: 'locks no package', todo }];
  }
  return [
    ...Object.entries(manifests).flatMap(([path, manifest]) => checkPins(path, manifest)),
    ...checkAllowedScripts(root),
    ...installed.flatMap(([key, locked]) => checkLocked(key, locked, root)),
    ...checkPlatforms(installed),
  ];
}
