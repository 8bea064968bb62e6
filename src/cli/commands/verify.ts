/** `waymark verify`: checks an evidence pack, or a bag with one, with nothing but the file, offline. Runs in the CLI process. */
import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type NoteKey, readVerifierKey } from '../../core/audit/signed-note.ts';
import type { ExplainedVerdict } from '../../core/evidence/code-words.ts';
import type { PackVerdict, VerifyOptions } from '../../core/evidence/verify.ts';
import type { BagSource } from '../../core/evidence/verify-bag.ts';
import { openBagFolder } from '../bag-folder.ts';
import { CliError, createOutput, type Output } from '../output.ts';
import { readFailure } from '../text-file.ts';

const maxPackBytes = 2_000_000_000;

type Asked = { trust?: string[]; tsaTrust?: string[]; witness?: string[] };

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('check an evidence pack: whole, signed, log complete. Exits 0 valid, 1 not valid, 2 unreadable')
    .argument('<pack>', 'the PDF, or a bag: its folder or zip')
    .option('--trust <file...>', 'certificate (PEM or DER) of an authority that may have signed')
    .option('--tsa-trust <file...>', 'certificate (PEM or DER) of the authority that must have stamped the time')
    .option('--witness <vkey...>', 'verifier key of a witness that must have cosigned the log')
    .option('--json', 'print one JSON object', false)
    .action(async (path: string, options: Asked & { json: boolean }) => {
      const output = createOutput(options.json);
      const { explained } = await import('../../core/evidence/code-words.ts');
      const verdict = explained(await verifyPath(path, options));
      printVerdict(verdict, output);
      output.result({ file: path, ...verdict });
      process.exitCode = { valid: 0, invalid: 1, unreadable: 2 }[verdict.status];
    });
}

/** A PDF, a zip that holds a bag, or the folder of one. */
export async function verifyPath(path: string, asked: Asked): Promise<PackVerdict> {
  const { trust, tsaTrust, witness } = asked;
  const options: VerifyOptions = {
    ...(trust === undefined ? {} : { trustAnchors: trust.flatMap((file) => readCertificates(file)) }),
    ...(tsaTrust === undefined ? {} : { timeStampAnchors: tsaTrust.flatMap((file) => readCertificates(file)) }),
    witnesses: (witness ?? []).map((text) => readWitness(text)),
  };
  const { openZip, verifyBag } = await import('../../core/evidence/verify-bag.ts');
  if (statOf(path).isDirectory()) {
    if (!existsSync(join(path, 'bagit.txt')))
      throw new CliError(`${path}: it is a folder, and none of a bag: there is no bagit.txt in it.`, {
        exitCode: 2,
        tip: 'Give the PDF itself, or the folder that holds bagit.txt.',
      });
    return verifyBag(openBagFolder(path), options);
  }
  const bytes = readWhole(path);
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'PK\u0003\u0004') {
    const { verifyPack } = await import('../../core/evidence/verify.ts');
    return verifyPack(bytes, options);
  }
  let source: BagSource;
  try {
    source = openZip(bytes);
  } catch (error) {
    throw new CliError(`${path}: ${error instanceof Error ? error.message : 'The zip cannot be read.'}`, {
      exitCode: 2,
      tip: 'Get the file again from who sent it.',
    });
  }
  return verifyBag(source, options);
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw readFailure(path, error);
  }
}

function readWhole(path: string): Uint8Array {
  const { size } = statOf(path);
  if (size > maxPackBytes) throw new CliError(`${path} is larger than any pack (${size} bytes).`, { exitCode: 2 });
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw readFailure(path, error);
  }
}

function readWitness(text: string): NoteKey {
  const key = readVerifierKey(text);
  if (key?.kind === 'cosignature') return key;
  throw new CliError(`--witness: "${text}" is not the verifier key of a witness.`, {
    exitCode: 2,
    tip: 'It looks like name+8 hex digits+base64, and its key is one for cosignatures.',
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

export function printVerdict(verdict: ExplainedVerdict, output: Output): void {
  if (verdict.status === 'unreadable') {
    for (const { message } of verdict.problems) output.line(`   ${message}`);
    output.line('UNREADABLE: this is not an evidence pack, or not a whole one. Get the file again from who sent it.');
    return;
  }
  for (const check of verdict.checks) {
    output.line(`   ${check.ok ? 'ok  ' : 'FAIL'}  ${check.title}: ${check.detail}`);
    output.line(`         ${check.means}`);
  }
  for (const problem of verdict.problems) {
    output.line(`   ${problem.code}: ${problem.message} (${problem.where})`);
    output.line(`         ${problem.means}`);
  }
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
