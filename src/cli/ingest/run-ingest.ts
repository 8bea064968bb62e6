/** Sends what was asked for to an intel server and says what became of it. Runs in the CLI process. */
import { CliError, count, type Output, plural } from '../output.ts';
import { assertReadable } from '../text-file.ts';
import { assertImageFolder, rebaseShiftMs, sendDetections, sendImages, sendSites, type Totals } from './send.ts';
import { createIngestClient, type IngestClient } from './server-call.ts';

export type IngestOptions = {
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

export type IngestResult = {
  received: number;
  stored: number;
  duplicates: number;
  skipped: number;
  quarantined: number;
  cameras: number;
  images: number;
};

/** Reasons printed at most; the server keeps them all. */
const reasonsShown = 20;

/** Sends what was asked for and says what became of it. Throws CliError where a file or the server failed. */
export async function ingest(
  file: string | undefined,
  options: Omit<IngestOptions, 'json' | 'format'> & { key: string; signal?: AbortSignal },
  output: Output,
): Promise<IngestResult> {
  if (!/^[a-z0-9-]{1,64}$/.test(options.provider))
    throw new CliError(`--provider: "${options.provider}" is not a provider's name.`, {
      exitCode: 2,
      tip: 'Use up to 64 small letters, digits and dashes.',
    });
  // Before anything is sent: a name that is mistyped must not leave half a job done.
  if (file !== undefined) assertReadable(file);
  if (options.images !== undefined) assertImageFolder(options.images);
  const client = createIngestClient(options.server, options.key);
  const result = { received: 0, stored: 0, duplicates: 0, skipped: 0, quarantined: 0, cameras: 0, images: 0 };
  if (options.cameras) {
    const sites = await sendSites(client, options.cameras, { provider: options.provider, idPattern: options.cameraId });
    result.cameras = sites.stored + sites.duplicates;
    result.quarantined += sites.quarantined;
    output.line(
      `   ${plural(sites.received, 'camera site')}: ${count(sites.stored)} stored, ${count(sites.duplicates)} held already${setAside(sites)}`,
    );
    explain(sites, 'feature', output);
  }
  if (file === undefined) return result;
  const totals = await sendReads(client, file, options, output);
  const { received, stored, duplicates, skipped } = totals;
  Object.assign(result, {
    received,
    stored,
    duplicates,
    skipped,
    quarantined: result.quarantined + totals.quarantined,
  });
  if (options.images) result.images = await sendPictures(client, file, options.images, options, output);
  return result;
}

type Sending = Pick<IngestOptions, 'provider' | 'rebaseTime'> & { signal?: AbortSignal };

async function sendReads(client: IngestClient, file: string, options: Sending, output: Output): Promise<Totals> {
  const rebaseByMs = options.rebaseTime === 'now' ? await rebaseShiftMs(file, Date.now()) : 0;
  if (rebaseByMs !== 0)
    output.line(
      `   Times shifted by ${(rebaseByMs / 86_400_000).toFixed(2)} days, so that the recording ends now; marked on every read.`,
    );
  const { totals, damage } = await sendDetections(client, file, {
    provider: options.provider,
    rebaseByMs,
    signal: options.signal,
    onProgress: (so) => output.progress(`${plural(so.received, 'message')} sent`),
  });
  const skipped = totals.skipped > 0 ? `, ${count(totals.skipped)} without a read` : '';
  output.line(
    `   ${plural(totals.received, 'message')}: ${plural(totals.stored, 'read')} stored, ${count(totals.duplicates)} held already${skipped}${setAside(totals)}`,
  );
  explain(totals, 'line', output);
  if (totals.quarantined > totals.unsent)
    output.line('     What the server set aside it keeps with the reason; nothing else was held up by it.');
  if (damage !== null) throw damage;
  if (totals.received === 0)
    throw new CliError(`${file} is empty: there is no message in it.`, {
      exitCode: 2,
      tip: 'OpenALPR alpr_results messages are expected, one a line.',
    });
  if (totals.quarantined > 0 && totals.stored + totals.duplicates + totals.skipped === 0)
    throw new CliError(`No message of ${file} could be used.`, {
      tip: 'The reasons stand above. OpenALPR alpr_results messages are expected, one a line.',
    });
  return totals;
}

async function sendPictures(
  client: IngestClient,
  file: string,
  dir: string,
  { provider, signal }: Sending,
  output: Output,
): Promise<number> {
  const images = await sendImages(client, file, dir, {
    provider,
    signal,
    onProgress: (so) => output.progress(`${count(so.sent)} of ${plural(so.named, 'picture')}`),
  });
  const refused = images.refused.length > 0 ? `, ${count(images.refused.length)} refused` : '';
  output.line(
    `   ${plural(images.named, 'picture')} named: ${count(images.sent)} sent, ${count(images.missing)} not in the folder${refused}`,
  );
  for (const { name, reason } of images.refused.slice(0, reasonsShown)) output.line(`     picture ${name}: ${reason}`);
  return images.sent;
}

const setAside = (totals: Totals): string => (totals.quarantined > 0 ? `, ${count(totals.quarantined)} set aside` : '');

function explain(totals: Totals, unit: string, output: Output): void {
  for (const { code, field, reason, count: times, firstLine } of totals.reasons.slice(0, reasonsShown)) {
    const where = field === '' || field === unit ? '' : ` (${field})`;
    output.line(`     ${count(times)} × ${code}${where}, first at ${unit} ${firstLine}: ${reason}`);
  }
  if (totals.reasons.length > reasonsShown)
    output.line(`     and ${count(totals.reasons.length - reasonsShown)} more kinds of reason`);
}
