/** The last step of the demo's work: the pack of the case as a file, and the certificate to check it by. Runs in the CLI process. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkstationClient } from '../../services/index.ts';
import { readDeviceFile } from '../../workspace/index.ts';
import { CliError, count, type Output, plural } from '../output.ts';
import type { Recording } from './recording.ts';

/** Makes, signs and writes the pack of the case; gives its path. */
export async function exportPack(
  client: WorkstationClient,
  caseId: string,
  recording: Recording,
  out: string,
  output: Output,
  signal: AbortSignal,
): Promise<string> {
  output.step('The evidence pack is made and signed.');
  const request = {
    caseId,
    draft: {
      title: `Movement of vehicle ${recording.plate}`,
      reason: 'Demonstration of an export',
      recipients: 'Crown prosecutor (demonstration)',
    },
  };
  let packId = '';
  for await (const event of await client.packs.build(request, { signal })) {
    if (event.type === 'progress') output.progress(`${event.step} ${event.done} of ${event.total}`);
    if (event.type === 'refused')
      throw new CliError(`The export was refused: ${event.decision.reasons.map((reason) => reason.message).join(' ')}`);
    if (event.type === 'done') {
      packId = event.pack.id;
      output.line(
        `   ${plural(event.pack.pages, 'page')}, ${count(event.pack.bytes)} bytes, manifest ${event.pack.manifestSha256}`,
      );
    }
  }
  const { fileName, file } = await client.packs.download({ packId });
  const path = join(out, fileName);
  // Whole or not at all: nobody finds half a pack under the name of one.
  writeFileSync(`${path}.part`, new Uint8Array(await file.arrayBuffer()));
  renameSync(`${path}.part`, path);
  return path;
}

/** The authority's certificate beside the pack: in earnest it reaches the court by another way. */
export function writeAnchor(workstationDir: string, out: string): string {
  const authority = readDeviceFile(workstationDir)?.certificatesBase64.at(-1) ?? '';
  const path = join(out, 'authority.pem');
  const lines = authority.match(/.{1,64}/g)?.join('\n') ?? '';
  writeFileSync(path, `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`);
  return path;
}
