/** `waymark verify`: checks an evidence pack with nothing but the file, offline. Runs in the CLI process. */
import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import type { PackVerdict } from '../../core/evidence/verify.ts';
import { CliError, createOutput, type Output } from '../output.ts';
import { readFailure } from '../text-file.ts';

const maxPackBytes = 2_000_000_000;

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('check an evidence pack: whole, signed, log complete. Exits 0 valid, 1 not valid, 2 unreadable')
    .argument('<pack>', 'the PDF')
    .option('--trust <file...>', 'certificate (PEM or DER) of the authority that must have signed')
    .option('--tsa-trust <file...>', 'certificate (PEM or DER) of the root that must stand behind its time stamp')
    .option('--json', 'print one JSON object', false)
    .action(async (path: string, options: { trust?: string[]; tsaTrust?: string[]; json: boolean }) => {
      const output = createOutput(options.json);
      const verdict = await verifyFile(path, options.trust ?? [], options.tsaTrust ?? []);
      printVerdict(verdict, output);
      output.result({ file: path, ...verdict });
      process.exitCode = { valid: 0, invalid: 1, unreadable: 2 }[verdict.status];
    });
}

/** @param tsaTrust files with the roots that a time stamp must rest on */
export async function verifyFile(
  path: string,
  trust: readonly string[],
  tsaTrust: readonly string[] = [],
): Promise<PackVerdict> {
  let bytes: Uint8Array;
  try {
    const { size } = statSync(path);
    if (size > maxPackBytes) throw new CliError(`${path} is larger than any pack (${size} bytes).`, { exitCode: 2 });
    bytes = readFileSync(path);
  } catch (error) {
    throw error instanceof CliError ? error : readFailure(path, error);
  }
  const trustAnchors = trust.flatMap((file) => readCertificates(file));
  const timeStampAnchors = tsaTrust.flatMap((file) => readCertificates(file));
  const { verifyPack } = await import('../../core/evidence/verify.ts');
  return verifyPack(bytes, {
    ...(trust.length > 0 ? { trustAnchors } : {}),
    ...(tsaTrust.length > 0 ? { timeStampAnchors } : {}),
  });
}

/** PEM with one or more certificates, or one in DER. */
function readCertificates(path: string): Uint8Array[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw readFailure(path, error);
  }
  const blocks = [...bytes.toString('latin1').matchAll(/-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END/g)];
  if (blocks.length > 0) return blocks.map((block) => new Uint8Array(Buffer.from(block[1] ?? '', 'base64')));
  if (bytes[0] === 0x30) return [new Uint8Array(bytes)];
  throw new CliError(`${path} holds no certificate.`, { exitCode: 2, tip: 'Give a PEM or DER file.' });
}

export function printVerdict(verdict: PackVerdict, output: Output): void {
  if (verdict.status === 'unreadable') {
    for (const { message } of verdict.problems) output.line(`   ${message}`);
    output.line('UNREADABLE: this is not an evidence pack, or not a whole one. Get the file again from who sent it.');
    return;
  }
  for (const check of verdict.checks) output.line(`   ${check.ok ? 'ok  ' : 'FAIL'}  ${check.title}: ${check.detail}`);
  for (const problem of verdict.problems) output.line(`   ${problem.code}: ${problem.message} (${problem.where})`);
  const trust = {
    anchored: 'Signed under the authority you named.',
    untrusted: 'NOT signed under the authority you named.',
    'not-checked': 'Whose certificate it is was not checked: name the authority with --trust.',
  }[verdict.trust];
  const words = {
    valid: `VALID: whole, signed, nothing left out. ${trust}`,
    invalid: `NOT VALID. Do not rely on this pack. ${trust}`,
  };
  output.line(words[verdict.status]);
}
