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
