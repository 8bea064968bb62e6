/** `waymark ingest`: sends detections, camera sites and pictures to an intel server. Runs in the CLI process. */
import { type Command, Option } from 'commander';
import {
  createIngestClient,
  rebaseShiftMs,
  sendDetections,
  sendImages,
  sendSites,
  type Totals,
} from '../ingest/send.ts';
import { CliError, count, createOutput, type Output, plural } from '../output.ts';

type IngestOptions = {
  server: string;
  key?: string;
  cameras?: string;
  images?: string;
  provider: string;
  rebaseTime: 'none' | 'now';
  cameraId: string;
  format: string;
  json: boolean;
};

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
      const result = await ingest(file, { ...options, key }, output);
      output.result(result);
      if (result.quarantined > 0)
        output.line('What was set aside is kept on the server with its reason; nothing else was held up by it.');
    });
}

/** Sends what was asked for and says what became of it. */
export async function ingest(
  file: string | undefined,
  options: Omit<IngestOptions, 'json' | 'format'> & { key: string; signal?: AbortSignal },
  output: Output,
): Promise<{
  received: number;
  stored: number;
  duplicates: number;
  quarantined: number;
  cameras: number;
  images: number;
}> {
  const client = createIngestClient(options.server, options.key);
  const result = { received: 0, stored: 0, duplicates: 0, quarantined: 0, cameras: 0, images: 0 };
  if (options.cameras) {
    const sites = await sendSites(client, options.cameras, { provider: options.provider, idPattern: options.cameraId });
    result.cameras = sites.stored + sites.duplicates;
    result.quarantined += sites.quarantined;
    output.line(
      `   ${plural(sites.received, 'camera site')}: ${count(sites.stored)} stored, ${count(sites.duplicates)} held already${setAside(sites)}`,
    );
    explain(sites, 'feature', output);
  }
  if (file) {
    const rebaseByMs = options.rebaseTime === 'now' ? await rebaseShiftMs(file, Date.now()) : 0;
    if (rebaseByMs !== 0)
      output.line(
        `   Times shifted by ${(rebaseByMs / 86_400_000).toFixed(2)} days, so that the recording ends now; marked on every read.`,
      );
    const totals = await sendDetections(client, file, {
      provider: options.provider,
      rebaseByMs,
      signal: options.signal,
      onProgress: (so) => output.progress(`${plural(so.received, 'message')} sent`),
    });
    Object.assign(result, {
      received: totals.received,
      stored: totals.stored,
      duplicates: totals.duplicates,
      quarantined: result.quarantined + totals.quarantined,
    });
    output.line(
      `   ${plural(totals.received, 'message')}: ${plural(totals.stored, 'read')} stored, ${count(totals.duplicates)} held already${setAside(totals)}`,
    );
    explain(totals, 'line', output);
    if (options.images) {
      const images = await sendImages(client, file, options.images, {
        provider: options.provider,
        signal: options.signal,
        onProgress: (so) => output.progress(`${count(so.sent)} of ${plural(so.named, 'picture')}`),
      });
      result.images = images.sent;
      output.line(
        `   ${plural(images.named, 'picture')} named: ${count(images.sent)} sent, ${count(images.missing)} not in the folder`,
      );
      for (const refused of images.refused) output.line(`   picture ${refused.name}: ${refused.reason}`);
    }
  }
  return result;
}

const setAside = (totals: Totals): string => (totals.quarantined > 0 ? `, ${count(totals.quarantined)} set aside` : '');

function explain(totals: Totals, unit: string, output: Output): void {
  for (const reason of totals.reasons)
    output.line(
      `     ${count(reason.count)} × ${reason.code} (${reason.field}), first at ${unit} ${reason.firstLine}: ${reason.reason}`,
    );
}
