// `npm run build:kernel`: compiles the kernels (AssemblyScript) of matching and of the query log and writes each, as text,
// into a module of the source tree, so that it is found the same way from the sources, in the bundled worker and in tests.
// `--check` compiles and compares instead: exit 1 where a module in the tree is not what its source gives.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

const root = join(import.meta.dirname, '..');

/** `pages`: memory that its fixed places take, in pages of 64 KiB. */
type Kernel = { readonly name: string; readonly folder: string; readonly pages: number };
const kernels: readonly Kernel[] = [
  { name: 'matching kernel', folder: 'src/match/kernel', pages: 64 },
  { name: 'log kernel', folder: 'src/workspace/log-kernel', pages: 168 },
];

/** No runtime, no checks, no memory of its own: a kernel allocates nothing and its host hands it its memory. */
const flagsOf = ({ pages }: Kernel): string[] =>
  [
    '--runtime stub -O3 --noAssert --enable simd,bulk-memory',
    `--importMemory --initialMemory ${pages} --maximumMemory 65536 --noExportMemory --zeroFilledMemory`,
  ]
    .join(' ')
    .split(' ');

async function compile(kernel: Kernel): Promise<Uint8Array> {
  const problems: string[] = [];
  let compiled: Uint8Array | undefined;
  const { error } = await main([`${kernel.folder}/assembly/index.ts`, ...flagsOf(kernel), '--outFile', 'kernel.wasm'], {
    readFile: (name, base) => {
      try {
        return readFileSync(join(root, base ?? '.', name), 'utf8');
      } catch {
        // The compiler tries several places for a file.
        return null;
      }
    },
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm') && typeof contents !== 'string') compiled = contents;
    },
    listFiles: () => null,
    reportDiagnostic: ({ message, range }) => {
      problems.push(`${range?.source.normalizedPath ?? ''}: ${message}`);
    },
  });
  if (error !== null || compiled === undefined || problems.length > 0) {
    throw new Error(`The ${kernel.name} does not compile cleanly.\n${problems.join('\n')}\n${error?.message ?? ''}`);
  }
  return compiled;
}

function moduleOf({ name, folder }: Kernel, bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  const lines = text.match(/.{1,116}/g) ?? [];
  const digest = createHash('sha256').update(bytes).digest('hex');
  return `// The ${name}, compiled: ${bytes.length} bytes, SHA-256 ${digest}.
// Written by \`npm run build:kernel\` from ${folder}/assembly; \`npm run check\` proves that it is what they give.

/** WebAssembly, base64. */
export const KERNEL_BASE64 = \`
${lines.join('\n')}
\`;
`;
}

for (const kernel of kernels) {
  const wanted = moduleOf(kernel, await compile(kernel));
  const target = `${kernel.folder}/kernel-bytes.ts`;
  const path = join(root, target);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, wanted);
    console.log(`${target} written.`);
  } else if (readFileSync(path, 'utf8') === wanted) {
    console.log(`${target} is what its source gives.`);
  } else {
    console.error(`${target} is not what its source gives. Run \`npm run build:kernel\` and commit both.`);
    process.exitCode = 1;
  }
}
