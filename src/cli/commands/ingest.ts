/** `waymark ingest`: sends detections, camera sites and pictures to an intel server. Runs in the CLI process. */
import { type Command, Option } from 'commander';
import type { IngestOptions } from '../ingest/run-ingest.ts';
import { CliError, createOutput } from '../output.ts';

export function addIngestCommand(program: Command): void {
  program
    .command('ingest')
    .description('send detections, camera sites and pictures to an intel server')
    .argument('[file]', 'detections: OpenALPR alpr_results, one message a line, plain or .gz')
    .requiredOption('--server <url>', 'address of the intel server')
    .option('--key <key>', 'ingest key of the provider (or WAYMARK_INGEST_KEY)')
    .option('--cameras <file>', 'camera sites: a GeoJSON FeatureCollection of points')
    .option('--images <dir>', 'folder with the pictures that messages name')
    .option('--provider <name>', 'platform the reads come from', 'sample')
    .addOption(
      new Option('--rebase-time <how>', 'now: shift the recording so that it ends now')
        .choices(['none', 'now'])
        .default('none'),
    )
    .option('--camera-id <pattern>', 'id of a site without camera_id; {index} counts from 0', 'NZ-{index}')
    .addOption(new Option('--format <name>', 'format of the messages').default('openalpr'))
    .option('--json', 'print one JSON object', false)
    .action(async (file: string | undefined, options: IngestOptions) => {
      const output = createOutput(options.json);
      if (options.format !== 'openalpr')
        throw new CliError(`The format "${options.format}" is not known.`, { exitCode: 2, tip: 'Known: openalpr.' });
      const key = options.key ?? process.env.WAYMARK_INGEST_KEY;
      if (!key)
        throw new CliError('No ingest key was given.', {
          exitCode: 2,
          tip: 'Pass --key, or set WAYMARK_INGEST_KEY. `waymark serve` prints the key when it starts.',
        });
      if (!file && !options.cameras)
        throw new CliError('Nothing to send.', { exitCode: 2, tip: 'Name a file of detections, or --cameras.' });
      const { ingest } = await import('../ingest/run-ingest.ts');
      output.result(await ingest(file, { ...options, key }, output));
    });
}
