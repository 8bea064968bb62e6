/** `waymark admin`: users, file numbers, codes, keys and figures of an intel server that is not running. Runs in the CLI process. */
import { type Command, Option } from 'commander';
import { role, type Space, space } from '../../core/model/domain.ts';
import {
  addFileNumber,
  addUser,
  createEnrolmentCode,
  createIngestKey,
  type IntelServer,
  startIntelServer,
  statistics,
} from '../../server/index.ts';
import { CliError, createOutput, type Output } from '../output.ts';
import { askPassphrase } from '../passphrase.ts';

type StoreOptions = { data: string; databaseUrl?: string; space: Space; json: boolean };

export function addAdminCommands(program: Command): void {
  const admin = program.command('admin').description('look after an intel server while it is stopped');
  const command = (name: string, description: string): Command =>
    admin
      .command(name)
      .description(description)
      .requiredOption('--data <dir>', 'folder of the server', '.waymark/server')
      .option('--database-url <url>', 'PostgreSQL instead of the embedded database')
      .addOption(new Option('--space <space>', 'data space of the server').choices(space.options).default('live'))
      .option('--json', 'print one JSON object', false);

  command('add-user', 'add a user, or change one; the passphrase is asked for or read from WAYMARK_PASSPHRASE')
    .argument('<username>')
    .requiredOption('--name <name>', 'name as it is printed')
    .option('--title <title>', 'rank or title', '')
    .addOption(new Option('--role <role>', 'role').choices(role.options).default('investigator'))
    .action(async (username: string, options: StoreOptions & { name: string; title: string; role: 'investigator' }) => {
      const passphrase = await askPassphrase(`Passphrase for ${username}`);
      await atServer(options, async ({ parts }, output) => {
        const added = await addUser(parts, {
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
      atServer(options, async ({ parts }, output) => {
        await addFileNumber(parts, { number, offence: options.offence, assignedTo: options.assigned });
        output.line(`${number} is in the register, assigned to ${options.assigned.join(', ')}.`);
        output.result({ number });
      }),
    );
  command('code', 'make a one-time code for one workstation').action((options: StoreOptions) =>
    atServer(options, async ({ parts }, output) => {
      const made = await createEnrolmentCode(parts);
      output.line(`One-time code: ${made.code}`);
      output.result(made);
    }),
  );
  command('ingest-key', 'make one more ingest key for a provider')
    .argument('<label>', 'whose it is')
    .action((label: string, options: StoreOptions) =>
      atServer(options, async ({ parts }, output) => {
        const key = await createIngestKey(parts, label);
        output.line(`Ingest key, shown this once: ${key}`);
        output.result({ key });
      }),
    );
  command('figures', 'say what the server holds').action((options: StoreOptions) =>
    atServer(options, async ({ parts }, output) => {
      const figures = await statistics(parts);
      for (const [name, value] of Object.entries(figures)) output.line(`${name.padEnd(16)} ${value}`);
      output.result(figures);
    }),
  );
}

async function atServer(
  options: StoreOptions,
  work: (server: IntelServer, output: Output) => Promise<void>,
): Promise<void> {
  const output = createOutput(options.json);
  if (!options.data) throw new CliError('Name the folder of the server with --data.', { exitCode: 2 });
  const server = await startIntelServer({
    dataDir: options.data,
    databaseUrl: options.databaseUrl ?? null,
    space: options.space,
  });
  try {
    await work(server, output);
  } finally {
    await server.close();
  }
}
