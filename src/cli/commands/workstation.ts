/**
 * The workstation without its screens: `enrol`, `sync`, `search`, `pack`. The same services, rules and log as the desk.
 * Runs in the CLI process.
 */
import { renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { WorkstationClient } from '../../services/index.ts';
import { writeBagFolder } from '../bag-folder.ts';
import { numberOf } from '../option-values.ts';
import { CliError, count, createOutput, type Output, plural } from '../output.ts';
import { askPassphrase } from '../passphrase.ts';

type Common = { data: string; user: string; json: boolean };

export function addWorkstationCommands(program: Command, version: string): void {
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option('--data <dir>', 'folder of the workstation', '.waymark/workstation')
      .option('--json', 'print one JSON object', false);
  const signedIn = (name: string, description: string): Command =>
    command(name, `${description}; the passphrase is asked for or read from WAYMARK_PASSPHRASE`).requiredOption(
      '--user <username>',
      'who signs in',
    );

  command('enrol', 'enrol this workstation at an intel server with a one-time code')
    .requiredOption('--server <url>', 'address of the intel server')
    .requiredOption('--code <code>', 'one-time code')
    .requiredOption('--name <name>', 'name of this workstation')
    .action(async (options: Common & { server: string; code: string; name: string }) => {
      const output = createOutput(options.json);
      const { openWorkstation } = await import('../workstation.ts');
      const { client, close } = openWorkstation(options.data, version);
      try {
        const state = await client.session.enrol({
          serverUrl: options.server,
          code: options.code,
          deviceName: options.name,
        });
        output.line(`Enrolled as "${state.device?.name}" in the ${state.space} space.`);
        output.result({ deviceId: state.device?.id ?? null, space: state.space });
      } finally {
        await close();
      }
    });
  signedIn('sync', 'hand over the query log and fetch what the policy allows').action((options: Common) =>
    withSession(options, version, async (client, output) => {
      const { syncOnce } = await import('../workstation.ts');
      const status = await syncOnce(client, output);
      output.line(`${plural(status.held.detections, 'read')} of ${plural(status.held.cameras, 'camera')} held.`);
      for (const { reason, count: n } of status.refused) output.line(`Refused: ${count(n)} × ${reason}`);
      output.result({ held: status.held, refused: status.refused, policyVersion: status.policyVersion });
    }),
  );
  addSearch(signedIn, version);
  addPack(signedIn, version);
}

function addSearch(signedIn: (name: string, description: string) => Command, version: string): void {
  signedIn('search', 'look for a vehicle under an authority')
    .argument('<plate>', 'plate; ? one character, * any')
    .requiredOption('--case <name>', 'case it belongs to; made where there is none of this name')
    .requiredOption('--file-number <number>', 'e.g. 261107/4417')
    .requiredOption('--purpose <code>', 'purpose code, e.g. burglary')
    .requiredOption('--narrative <text>', 'why this vehicle, in words')
    .addOption(
      new Option('--direction <which>', 'camera: the plate is known; witness: it is what a person remembers')
        .choices(['camera', 'witness'])
        .default('camera'),
    )
    .option('--make <name>', 'no reads of vehicles known to be of another make')
    .option('--colour <name>', 'no reads of vehicles known to be of another colour')
    .option('--top <k>', 'how many reads to print', '20')
    .action((plate: string, options: SearchOptions) => {
      const top = topOf(options.top);
      return withSession(options, version, (client, output) => search(client, plate, options, top, output));
    });
}

type SearchOptions = Common & {
  case: string;
  fileNumber: string;
  purpose: string;
  narrative: string;
  top: string;
  direction: 'camera' | 'witness';
  make?: string;
  colour?: string;
};

async function search(
  client: WorkstationClient,
  plate: string,
  options: SearchOptions,
  top: number,
  output: Output,
): Promise<void> {
  const caseId = await caseOf(client, options.case, options.fileNumber);
  const declared = await client.authority.declare({
    caseId,
    kind: 'file-number',
    number: options.fileNumber,
    purpose: options.purpose,
    narrative: options.narrative,
  });
  const answer = await client.find.run({
    caseId,
    authorityId: declared.outcome === 'declared' ? declared.authority.id : null,
    query: plate,
    fromMs: null,
    toMs: null,
    area: null,
    cameraIds: null,
    direction: options.direction,
    make: options.make ?? null,
    colour: options.colour ?? null,
    pageSize: top,
  });
  if (answer.outcome === 'refused') {
    const { reasons } = declared.outcome === 'refused' ? declared.decision : answer.decision;
    output.line(`Not run. The refusal is log entry ${answer.logSeq}.`);
    for (const reason of reasons)
      output.line(`  ${reason.rule.id} v${reason.rule.version}: ${reason.message} ${reason.remedy}`);
    if (reasons.some(({ code }) => code === 'unknown-purpose')) {
      const { purposes } = await client.authority.rules();
      output.line(`  Purposes: ${purposes.map(({ code }) => code).join(', ')}`);
    }
    const said = reasons.map(({ code, message, remedy }) => ({ code, message, remedy }));
    output.result({ outcome: 'refused', reasons: said });
    process.exitCode = 1;
    return;
  }
  const { summary, matches } = answer;
  for (const match of matches)
    output.line(
      `${String(match.rank).padStart(4)}  ${match.read.padEnd(10)} ${match.word.padEnd(13)} ${match.likelihood.toFixed(2)}  ${new Date(match.timeMs).toISOString()}  ${match.cameraName}`,
    );
  const { live, total } = summary.coverage;
  output.line(`${plural(summary.total, 'read')}; ${count(live)} of ${count(total)} cameras live in this window.`);
  output.result({ outcome: 'ran', summary, matches });
}

function topOf(text: string): number {
  const top = numberOf(text, '--top');
  if (top >= 1 && top <= 1000) return top;
  throw new CliError(`--top must be from 1 to 1000, not ${text}.`, { exitCode: 2 });
}

function addPack(signedIn: (name: string, description: string) => Command, version: string): void {
  signedIn('pack', 'make the evidence pack of a case')
    .requiredOption('--case <name>', 'the case')
    .requiredOption('--reason <text>', 'why it is made, logged and printed')
    .option('--title <text>', 'title on the cover')
    .option('--recipients <text>', 'for whom', '')
    .addOption(
      new Option('--format <form>', 'pdf: the signed file; bag: it and all its attachments side by side (BagIt)')
        .choices(['pdf', 'bag'])
        .default('pdf'),
    )
    .requiredOption(
      '--out <path>',
      'where to write the PDF, or the bag: as a folder, or as a zip where it ends in .zip',
    )
    .action((options: PackOptions) => {
      const path = resolve(options.out);
      const writePack = packWriter(path, options.format);
      return withSession(options, version, async (client, output) => {
        const record = (await client.cases.list()).find((row) => row.name === options.case);
        if (record === undefined)
          throw new CliError(`There is no case "${options.case}" on this workstation.`, {
            exitCode: 2,
            tip: 'Cases are made at the desk or by `waymark search --case`. Check the name.',
          });
        const request = {
          caseId: record.id,
          draft: {
            title: options.title ?? record.name,
            reason: options.reason,
            recipients: options.recipients,
          },
        };
        for await (const event of await client.packs.build(request)) {
          if (event.type === 'progress') output.progress(`${event.step} ${event.done} of ${event.total}`);
          if (event.type === 'refused')
            throw new CliError(`The export was refused: ${event.decision.reasons.map((r) => r.message).join(' ')}`, {
              tip: event.decision.reasons.map((r) => r.remedy).join(' '),
            });
          if (event.type !== 'done') continue;
          const { file } = await client.packs.download({ packId: event.pack.id });
          await writePack(new Uint8Array(await file.arrayBuffer()), event.pack.fileName);
          output.line(`${path}: ${plural(event.pack.pages, 'page')}, verified ${event.verdict.status}.`);
          output.result({
            file: path,
            pages: event.pack.pages,
            sha256: event.pack.sha256,
            status: event.verdict.status,
          });
          if (event.verdict.status !== 'valid') process.exitCode = 1;
        }
      });
    });
}

type PackOptions = Common & {
  case: string;
  reason: string;
  title?: string;
  recipients: string;
  format: 'pdf' | 'bag';
  out: string;
};

/** Looked at first: a pack that cannot be written must not be made, numbered and logged. Throws CliError. */
function packWriter(path: string, format: PackOptions['format']): (pdf: Uint8Array, name: string) => Promise<void> {
  const held = statSync(path, { throwIfNoEntry: false });
  const asFolder = format === 'bag' && !path.endsWith('.zip');
  if (asFolder && held !== undefined)
    throw new CliError(`--out: there is something at ${path} already, and a bag is not written over it.`, {
      exitCode: 2,
    });
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() || held?.isDirectory())
    throw new CliError(`--out: ${path} is not the name of a file in a folder that is there.`, { exitCode: 2 });
  return async (pdf, name) => {
    if (format === 'pdf') return writeWhole(path, pdf);
    const { bagOfPack, zipOfBag } = await import('../../core/evidence/bag.ts');
    const files = await bagOfPack(pdf, name);
    if (asFolder) writeBagFolder(path, files);
    else writeWhole(path, zipOfBag(files, name.replace(/\.pdf$/, '')));
  };
}

function writeWhole(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

async function withSession(
  options: Common,
  version: string,
  work: (client: WorkstationClient, output: Output) => Promise<void>,
): Promise<void> {
  const output = createOutput(options.json);
  const passphrase = await askPassphrase(`Passphrase of ${options.user}`);
  const { openWorkstation, signIn } = await import('../workstation.ts');
  const { client, close } = openWorkstation(options.data, version);
  try {
    await signIn(client, options.user, passphrase);
    await work(client, output);
  } finally {
    await close();
  }
}

async function caseOf(client: WorkstationClient, name: string, fileNumber: string): Promise<string> {
  const held = (await client.cases.list()).find((row) => row.name === name);
  return held?.id ?? (await client.cases.create({ name, summary: '', fileNumber, charges: '' })).id;
}
