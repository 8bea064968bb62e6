// The dependency rules of docs/ARCHITECTURE: which folder may know which. Pure data for dependency-cruiser (run.ts).
// Always: severity error, no ignore list, type-only imports count as imports, and cycles are forbidden even in types.

import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

type From = IRegularForbiddenRuleType['from'];
/** `reachable` asks for the whole way there, not the one import. */
type To = IRegularForbiddenRuleType['to'] & { reachable?: boolean };
type Rule = { name: string; comment: string; severity: 'error'; from: From; to: To };

/** Ring → the other rings of src/ it may import. Its own folder is always allowed. */
export const RINGS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  contract: ['core'],
  workspace: ['core', 'contract'],
  match: ['core', 'contract'],
  sync: ['core', 'contract', 'workspace'],
  evidence: ['core', 'contract', 'workspace'],
  decisions: ['core'],
  services: ['core', 'contract', 'workspace', 'match', 'sync', 'evidence', 'decisions'],
  main: ['core', 'contract', 'workspace', 'match', 'sync', 'evidence', 'services'],
  preload: ['contract'],
  renderer: ['core', 'contract'],
  server: ['core', 'contract', 'decisions'],
  cli: ['core', 'contract', 'workspace', 'match', 'sync', 'evidence', 'decisions', 'services', 'server', 'verifier'],
  verifier: ['core'],
};

/** Source that never ships: it may use vitest, fast-check and Node's own modules, but keeps to its ring. */
const TEST = '[.](test|fixture|arbitrary)[.]tsx?$';

/** The npm packages the pure domain may use: no input, no output, no clock of their own. */
const CORE_LIBRARIES = [
  '@noble/hashes',
  '@noble/curves',
  'canonicalize',
  'fflate',
  'zod',
  'pkijs',
  'asn1js',
  '@cantoo/pdf-lib',
];

/** Packages that only make sense in Node; a renderer that imports one would drag it into the page. */
const NODE_LIBRARIES = [
  'better-sqlite3',
  'better-sqlite3-multiple-ciphers',
  'commander',
  'electron',
  'fastify',
  'kysely',
  'pdfkit',
  'pg',
  'pino',
  'ws',
  '@cedar-policy/cedar-wasm',
  '@electric-sql/pglite',
  '@orpc/server',
];

/** A file whose name has a word for writing, building or signing: `append.ts`, `build-manifest.ts`, `pack-signer.ts`. */
const WRITER_VERBS = '(append|appender|build|builder|write|writer|sign|signer)[-.]';
const WRITERS = [`^src/core/(audit|evidence)/${WRITER_VERBS}`, `^src/core/(audit|evidence)/[^.]*[/-]${WRITER_VERBS}`];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const folders = (names: readonly string[]): string => `^src/(${names.map(escaped).join('|')})/`;
const packages = (names: readonly string[]): string => `(^|node_modules/)(${names.map(escaped).join('|')})(/|$)`;

const rule = (name: string, comment: string, from: From, to: To): Rule => ({
  name,
  comment,
  severity: 'error',
  from,
  to,
});

const ringRules = Object.entries(RINGS).map(([ring, allowed]) =>
  rule(
    `ring-${ring}`,
    `src/${ring} may import only ${[ring, ...allowed].map((name) => `src/${name}`).join(', ')}.`,
    { path: folders([ring]) },
    { path: '^src/', pathNot: folders([ring, ...allowed]) },
  ),
);

const boundaryRules = [
  rule(
    'ring-known',
    'Every file under src/ belongs to a ring of the architecture; a new folder needs its row first.',
    { path: '^src/' },
    { path: '^src/', pathNot: folders(Object.keys(RINGS)) },
  ),
  rule(
    'src-stands-alone',
    'Shipped source never reaches for tests, scripts or build tools.',
    { path: '^src/', pathNot: TEST },
    { path: '^(tests|scripts|tools)/' },
  ),
  rule(
    'tests-share-fixtures',
    'A test beside its source takes from tests/ only the fixtures.',
    { path: `^src/.*${TEST}` },
    { path: '^(tests|scripts|tools)/', pathNot: '^tests/fixtures/' },
  ),
  rule(
    'no-test-code-in-source',
    'Only tests import tests and test libraries.',
    { path: '^src/', pathNot: TEST },
    { path: [TEST, packages(['vitest', 'fast-check', '@playwright/test'])] },
  ),
  rule('no-circular', 'Cycles hide who depends on whom; type-only ones do too.', {}, { circular: true }),
  rule('resolvable', 'An import must lead somewhere.', { path: '^src/' }, { couldNotResolve: true }),
  rule(
    'declared-package',
    'A package must stand in package.json.',
    { path: '^src/' },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'deprecated'] },
  ),
];

const purityRules = [
  rule(
    'core-no-node',
    'The pure domain has no input, no output and no clock: they are passed in.',
    { path: folders(['core']), pathNot: TEST },
    { dependencyTypes: ['core'] },
  ),
  rule(
    'core-pure-libraries',
    `The pure domain uses only ${CORE_LIBRARIES.join(', ')}.`,
    { path: folders(['core']), pathNot: TEST },
    { path: 'node_modules/', pathNot: packages(CORE_LIBRARIES) },
  ),
  rule(
    'renderer-no-node',
    'The renderer is sandboxed: everything of the machine comes through the contract.',
    { path: folders(['renderer', 'verifier']), pathNot: TEST },
    { dependencyTypes: ['core'] },
  ),
  rule(
    'renderer-no-node-libraries',
    'The renderer is a web page: packages made for Node stay out of it.',
    { path: folders(['renderer', 'verifier']), pathNot: TEST },
    { path: packages(NODE_LIBRARIES) },
  ),
  rule(
    'renderer-contract-types-only',
    'The page takes only types from the contract: its schemas compile code as they start, which the page forbids.',
    { path: folders(['renderer']), pathNot: TEST },
    { path: folders(['contract']), dependencyTypesNot: ['type-only'] },
  ),
];

const ownershipRules = [
  rule(
    'sqlite-in-workspace-only',
    'Only src/workspace touches the SQLite driver.',
    { path: '^src/', pathNot: folders(['workspace']) },
    { path: ['(^|node_modules/)better-sqlite3', '^(node:)?sqlite$'] },
  ),
  rule(
    'pdfkit-in-evidence-only',
    'Only src/evidence makes PDF pages.',
    { path: '^src/', pathNot: folders(['evidence']) },
    { path: packages(['pdfkit', '@types/pdfkit']) },
  ),
  rule(
    'cedar-in-decisions-only',
    'Only src/decisions asks Cedar; everybody else asks the evaluator.',
    { path: '^src/', pathNot: folders(['decisions']) },
    { path: packages(['@cedar-policy/cedar-wasm']) },
  ),
  rule(
    'electron-in-shell-only',
    'Only src/main/electron imports electron, and the preload its two bridge objects.',
    { path: '^src/', pathNot: '^src/(main/electron|preload)/' },
    { path: packages(['electron']) },
  ),
  rule(
    'shipped-from-dependencies',
    'What ships in the application stands in dependencies; types may come from devDependencies.',
    {
      path: folders(['core', 'contract', 'workspace', 'match', 'sync', 'evidence', 'decisions', 'services', 'main']),
      pathNot: TEST,
    },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: packages(['electron']) },
  ),
];

const verifierRules = [
  rule(
    'verify-never-writes',
    'A verifier that shares code with the writer would share its mistakes: not even through another file.',
    { path: '^src/(core/(audit|evidence)/verify|verifier/)', pathNot: TEST },
    { path: WRITERS, reachable: true },
  ),
  rule(
    'verify-never-adapter',
    'Verification needs nothing but the pack: no adapter, no database.',
    { path: '^src/(core/(audit|evidence)/verify|verifier/)', pathNot: TEST },
    { path: folders(['evidence', 'workspace', 'sync', 'services']), reachable: true },
  ),
];

const featureRules = [
  rule(
    'feature-door-from-outside',
    'A feature is used through its index.ts only.',
    { path: '^src/renderer/', pathNot: '^src/renderer/features/' },
    { path: '^src/renderer/features/', pathNot: '^src/renderer/features/[^/]+/index[.]tsx?$' },
  ),
  rule(
    'feature-door-between-features',
    'One feature uses another through its index.ts only.',
    { path: '^src/renderer/features/([^/]+)/' },
    { path: '^src/renderer/features/', pathNot: '^src/renderer/features/($1/|[^/]+/index[.]tsx?$)' },
  ),
];

export const FORBIDDEN: readonly Rule[] = [
  ...ringRules,
  ...boundaryRules,
  ...purityRules,
  ...ownershipRules,
  ...verifierRules,
  ...featureRules,
];
