/** `waymark witness`: cosigns the query logs of one intel server, out of reach of its administrator. Runs in the CLI process. */
import type { Command } from 'commander';
import { numberOf } from '../option-values.ts';
import { createOutput } from '../output.ts';

type Options = { data: string; server: string; port?: string; json: boolean };

export function addWitnessCommand(program: Command): void {
  program
    .command('witness')
    .description('run a witness of query logs on 127.0.0.1, for an intel server of somebody else')
    .requiredOption('--server <vkey>', 'key of the cosignatures of that server, as `waymark serve` shows it')
    .option('--data <dir>', 'folder of its key and of what it saw', '.waymark/witness')
    .option('--port <n>', 'port (default: a free one)')
    .option('--json', 'print one JSON object', false)
    .action(async (options: Options) => {
      const output = createOutput(options.json);
      const asked = new Promise<void>((resolve) => {
        for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => resolve());
        if (process.send !== undefined && !process.connected) resolve();
      });
      const { startWitness } = await import('../../server/index.ts');
      const witness = await startWitness({
        dataDir: options.data,
        serverKey: options.server,
        ...(options.port === undefined ? {} : { port: numberOf(options.port, '--port') }),
      });
      void asked.then(() => witness.close()).then(() => process.exit(0));
      output.result({ event: 'listening', url: witness.url, verifierKey: witness.verifierKey });
      output.line(`Witness of query logs: ${witness.url}`);
      output.line(`Its server is started with: --witness ${witness.url} --witness-key ${witness.verifierKey}`);
      output.line('Ctrl C stops it.');
    });
}
