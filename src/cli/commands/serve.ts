/** `waymark serve`: the command and its options. Runs in the CLI process. */
import { type Command, Option } from 'commander';
import type { ServeOptions } from '../serve/run-server.ts';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run an intel server on 127.0.0.1')
    .option('--data <dir>', 'folder for its keys and, without --database-url, its database', '.waymark/server')
    .option('--database-url <url>', 'PostgreSQL instead of the embedded database')
    .option('--port <n>', 'port (default: the one used last time, else a free one)')
    .addOption(
      new Option('--space <space>', 'data space (default: that of the folder, else live)').choices([
        'live',
        'training',
      ]),
    )
    .option('--training', 'fill it with the training network', false)
    .option('--detections <n>', 'with --training: about how many reads')
    .option('--witness <url>', 'address of a witness that cosigns checkpoints of query logs')
    .option('--witness-key <vkey>', 'its verifier key, as `waymark witness` shows it')
    .option('--json', 'print events as JSON lines', false)
    .action(async (options: ServeOptions) => {
      const { serve } = await import('../serve/run-server.ts');
      await serve(options);
    });
}
