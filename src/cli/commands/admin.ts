/** `waymark admin`: users, file numbers, codes, keys and figures of an intel server that is not running. Runs in the CLI process. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { role } from '../../core/model/domain.ts';
import type * as Server from '../../server/index.ts';
import type { IntelServer } from '../../server/index.ts';
import { CliError, createOutput, type Output } from '../output.ts';
import { askPassphrase } from '../passphrase.ts';
import { spaceOfFolder } from '../server-folder.ts';

type StoreOptions = { data: string; databaseUrl?: string; json: boolean };

export function addAdminCommands(program: Command): void {
  const admin = program.command('admin').description('look after an intel server while it is stopped');
  const command = (name: string, description: string): Command =>
    admin
      .command(name)
      .description(description)
      .option('--data <dir>', 'folder of the server', '.waymark/server')
      .option('--database-url <url>', 'PostgreSQL instead of the embedded database')
      .option('--json', 'print one JSON object', false);

  command('add-user', 'add a user, or change one; the passphrase is asked for or read from WAYMARK_PASSPHRASE')
    .argument('<username>')
    .requiredOption('--name <name>', 'name as it is printed')
    .option('--title <title>', 'rank or title', '')
    .addOption(new Option('--role <role>', 'role').choices(role.options).default('investigator'))
    .action(async (username: string, options: StoreOptions & { name: string; title: string; role: 'investigator' }) => {
      const passphrase = await askPassphrase(`Passphrase for ${username}`);
      await atServer(options, async ({ parts }, output, server) => {
        const added = await server.addUser(parts, {
          username,
          passphrase,
          name: options.name,
          title: options.title,
          role: options.role,
        });
        output.line(`${added.username} may sign in as ${added.role}.`);
        output.result({ user: added });
      });
    });
  command('add-file-number', 'enter a file number into the register')
    .argument('<number>', 'e.g. 261107/4417')
    .requiredOption('--offence <text>', 'what it is about')
    .requiredOption('--assigned <usernames...>', 'who may use it')
    .action(async (number: string, options: StoreOptions & { offence: string; assigned: string[] }) =>
      atServer(options, async ({ parts }, output, server) => {
        await server.addFileNumber(parts, { number, offence: options.offence, assignedTo: options.assigned });
        output.line(`${number} is in the register, assigned to ${options.assigned.join(', ')}.`);
        output.result({ number });
      }),
    );
  command('own-vehicle', 'bar queries of a user for a vehicle of their own or of their household')
    .argument('<username>')
    .argument('<plate>', 'kept as a keyed hash alone')
    .addOption(new Option('--relation <relation>', 'whose it is').choices(['own', 'household']).default('own'))
    .action(async (username: string, plate: string, options: StoreOptions & { relation: 'own' | 'household' }) =>
      atServer(options, async ({ parts }, output, server) => {
        await server.addOwnVehicle(parts, { username, plate, relation: options.relation });
        output.line(`Queries of ${username} for this vehicle are refused from the next sync on.`);
        output.result({ username, relation: options.relation });
      }),
    );
  command('stolen', 'record a theft complaint; whoever set the flag may not track the vehicle')
    .argument('<plate>')
    .requiredOption('--complaint <number>', 'number of the theft complaint')
    .requiredOption('--complainant <name>', 'who complained')
    .requiredOption('--stolen-at <time>', 'when it was stolen, ISO 8601 with zone')
    .requiredOption('--set-by <username>', 'who took the complaint')
    .action(
      async (
        plate: string,
        options: StoreOptions & { complaint: string; complainant: string; stolenAt: string; setBy: string },
      ) =>
        atServer(options, async ({ parts }, output, server) => {
          const stolenMs = timeOf(options.stolenAt, '--stolen-at');
          const { complaint, complainant, setBy } = options;
          const record = await server.addStolenRecord(parts, { plate, complaint, complainant, stolenMs, setBy });
          output.line(`${record.plate} is recorded as stolen (${record.complaint}), set by ${record.setBy.name}.`);
          output.result({ record });
        }),
    );
  command('recovered', 'end the stolen records of a vehicle that was found; live alerts on it end')
    .argument('<plate>')
    .action(async (plate: string, options: StoreOptions) =>
      atServer(options, async ({ parts }, output, server) => {
        const ended = await server.markRecovered(parts, plate);
        output.line(ended === 0 ? 'This vehicle is not recorded as stolen.' : `${ended} stolen record(s) ended.`);
        output.result({ ended });
      }),
    );
  command('operation', 'enter an operation into the register, or change it')
    .argument('<name>', 'e.g. "Operation Tūī"')
    .requiredOption('--owner <name>', 'who answers for it')
    .requiredOption('--assigned <usernames...>', 'who may use it')
    .requiredOption('--from <time>', 'ISO 8601 with zone')
    .requiredOption('--to <time>', 'ISO 8601 with zone')
    .action(
      async (name: string, options: StoreOptions & { owner: string; assigned: string[]; from: string; to: string }) =>
        atServer(options, async ({ parts }, output, server) => {
          const fromMs = timeOf(options.from, '--from');
          const toMs = timeOf(options.to, '--to');
          await server.addOperation(parts, { name, owner: options.owner, assignedTo: options.assigned, fromMs, toMs });
          output.line(`${name} is in the register, for ${options.assigned.join(', ')}.`);
          output.result({ name, fromMs, toMs });
        }),
    );
  command('code', 'make a one-time code for one workstation').action((options: StoreOptions) =>
    atServer(options, async ({ parts }, output, server) => {
      const made = await server.createEnrolmentCode(parts);
      output.line(`One-time code: ${made.code}`);
      output.result(made);
    }),
  );
  command('ingest-key', 'make one more ingest key for a provider')
    .argument('<label>', 'whose it is')
    .action((label: string, options: StoreOptions) =>
      atServer(options, async ({ parts }, output, server) => {
        const key = await server.createIngestKey(parts, label);
        output.line(`Ingest key, shown this once: ${key}`);
        output.result({ key });
      }),
    );
  command(
    'audit-key',
    "make the auditor's key; its passphrase is asked for or read from WAYMARK_PASSPHRASE, and never kept",
  ).action(async (options: StoreOptions) => {
    const passphrase = await askPassphrase('Audit passphrase');
    await atServer(options, async ({ parts }, output, server) => {
      const made = await server.createAuditKey(parts, passphrase);
      output.line(
        `Audit key ${made.kid.slice(0, 16)}… is in the register. Keep its passphrase: nothing else opens it.`,
      );
      output.line('Workstations that knew another key raise an alert and go on sealing to that one.');
      output.result(made);
    });
  });
  command('figures', 'say what the server holds').action((options: StoreOptions) =>
    atServer(options, async ({ parts }, output, server) => {
      const figures = await server.statistics(parts);
      for (const [name, value] of Object.entries(figures)) output.line(`${name.padEnd(16)} ${value}`);
      output.result(figures);
    }),
  );
}

/** UTC ms. A time without a zone would mean another instant on another machine. */
function timeOf(text: string, option: string): number {
  const timeMs = /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(timeMs)) {
    throw new CliError(`${option}: ${text} is no time with a zone.`, {
      exitCode: 2,
      tip: 'Write it like 2026-11-22T14:30:00+13:00.',
    });
  }
  return timeMs;
}

async function atServer(
  options: StoreOptions,
  work: (running: IntelServer, output: Output, server: typeof Server) => Promise<void>,
): Promise<void> {
  const output = createOutput(options.json);
  // Made by `serve` alone: here a mistyped name would make a new server, and the first ingest key would go unseen.
  if (!existsSync(join(options.data, 'identity.json')))
    throw new CliError(`There is no intel server in ${options.data}.`, {
      exitCode: 2,
      tip: 'Check --data. A new server is made by `waymark serve --data …`, which also shows its first ingest key.',
    });
  const server = await import('../../server/index.ts');
  const running = await server.startIntelServer({
    dataDir: options.data,
    databaseUrl: options.databaseUrl ?? null,
    space: spaceOfFolder(options.data) ?? 'live',
  });
  try {
    await work(running, output, server);
  } finally {
    await running.close();
  }
}
