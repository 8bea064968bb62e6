/**
 * `waymark`: the command line. Runs on Node from source. Each command stands in its own file under `commands/`.
 * Exit codes: 0 done, 1 not done or not valid (said why), 2 wrong use or unreadable input.
 * With `--json` a failure gives one object too: `failed` and `tip`.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAdminCommands } from './commands/admin.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addIngestCommand } from './commands/ingest.ts';
import { addLogCommands } from './commands/log.ts';
import { addPlatesCommands } from './commands/plates.ts';
import { addServeCommand } from './commands/serve.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { addWitnessCommand } from './commands/witness.ts';
import { addWorkstationCommands } from './commands/workstation.ts';
import { CliError, reportFailure } from './output.ts';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const json = process.argv.includes('--json');
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const program = new Command('waymark')
  .description('Investigation workstation for number-plate and CCTV evidence.')
  .version(manifest.version)
  .showHelpAfterError('(waymark <command> --help says more)')
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done, 1 not done or not valid, 2 wrong use or unreadable input.\nFirst try: waymark demo',
  );
addDemoCommand(program, manifest.version);
addServeCommand(program);
addWitnessCommand(program);
addIngestCommand(program);
addWorkstationCommands(program, manifest.version);
addVerifyCommand(program);
addLogCommands(program, manifest.version);
addPlatesCommands(program);
addAdminCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = reportFailure(error instanceof Error ? error : new CliError(String(error)), json);
}
