/**
 * The main job from end to end, headless, with nothing pretended: a server process, ingest over HTTP, enrolment, sync,
 * a refusal, a query, confirmations, exhibits, a journey, a pack, its verification. Runs in the CLI process.
 * A demo that was killed goes on in the same folder: every step can be done again without doing it twice.
 */
import { join, resolve } from 'node:path';
import type { FindMatch } from '../../contract/workstation.ts';
import { explained } from '../../core/evidence/code-words.ts';
import { FOLD_BELOW } from '../../core/match/likelihood.ts';
import type { WorkstationClient } from '../../services/index.ts';
import { printVerdict, verifyPath } from '../commands/verify.ts';
import { ingest } from '../ingest/run-ingest.ts';
import { CliError, count, type Output, plural } from '../output.ts';
import { openWorkstation, signIn, syncOnce } from '../workstation.ts';
import { exportPack, writeAnchor } from './export-pack.ts';
import { checkRecording, type Recording, realRecording, trainingRecording } from './recording.ts';
import { demoNow, makeFolder, prepareServer } from './resume.ts';
import { startServerProcess } from './server-process.ts';

export type DemoOptions = {
  out: string;
  detections: number;
  version: string;
  signal: AbortSignal;
  real: { input: string; cameras: string; plate: string; images?: string; rebase: 'none' | 'now' } | null;
  plate?: string;
};

export type DemoResult = {
  pack: string | null;
  verified: boolean;
  plate: string;
  detections: number;
  refused: boolean;
};

/** Reads confirmed and exhibited at the most: a person does this one by one. */
const exhibitLimit = 16;
/** Of these, reads in which the camera wrote another text. */
const misreadLimit = 4;
/** Reads under this are left unconfirmed: without eyes, the demo does not judge the doubtful ones. */
const likelyEnough = 0.66;

export async function runDemo(options: DemoOptions, output: Output): Promise<DemoResult> {
  const startedMs = performance.now();
  if (options.real) checkRecording(options.real);
  const out = resolve(options.out);
  const folder = join(out, options.real ? 'live' : 'training');
  makeFolder(folder);
  const nowMs = demoNow(folder, output);
  output.line(
    options.real
      ? 'Real reads from a recording.'
      : 'TRAINING: invented sites, journeys and plates that cannot be anybody’s.',
  );
  output.line(`Everything is kept in ${folder}`);
  const recording = options.real
    ? realRecording(options.real, nowMs)
    : await trainingRecording(join(folder, 'network'), nowMs, options.detections);
  if (options.plate !== undefined) recording.plate = options.plate;

  output.step('The intel server starts on loopback.');
  const serverDir = join(folder, 'server');
  const ingestKey = await prepareServer(serverDir, recording, output, options.signal);
  const server = await startServerProcess(['--data', serverDir, '--space', recording.space]);
  output.line(`   ${server.url}, embedded PostgreSQL (PGlite) in ${serverDir}`);
  const workstation = openWorkstation(join(folder, 'workstation'), options.version);
  const { client } = workstation;
  try {
    output.step('A provider sends camera sites, reads and pictures.');
    await ingest(
      recording.reads,
      {
        server: server.url,
        key: ingestKey,
        cameras: recording.cameras,
        ...(recording.images === null ? {} : { images: recording.images }),
        provider: recording.provider,
        rebaseTime: recording.rebase,
        cameraId: recording.space === 'training' ? 'TR-{index}' : 'NZ-{index}',
        signal: options.signal,
      },
      output,
    );
    output.step('A workstation enrols, a user signs in, sync fills the encrypted workspace.');
    await enterWorkstation(client, server, recording, output);
    const synced = await syncOnce(client, output, options.signal);
    const { held } = synced;
    output.line(
      `   ${plural(held.detections, 'read')} of ${plural(held.cameras, 'camera')} held, policy version ${synced.policyVersion}; lease until ${local(synced.lease?.untilMs ?? null)}`,
    );

    const found = await query(client, recording, output);
    if (found.matches.length === 0) {
      output.line(
        `\nNo read of ${recording.plate} was found, so there is no pack. That is coverage, not proof of absence.`,
      );
      output.line(
        'Check --plate: ? stands for one character, * for any run. Reads older than 60 days are not searched.',
      );
      return { pack: null, verified: false, plate: recording.plate, detections: 0, refused: found.refused };
    }
    const exhibits = await confirmAndExhibit(client, found, recording, output);
    await showJourney(client, found, recording, output);
    // The server sees the log before the pack is made, so that its receipt covers these entries.
    await syncOnce(client, output, options.signal);
    const pack = await exportPack(client, found.caseId, recording, out, output, options.signal);
    const anchor = writeAnchor(join(folder, 'workstation'), out);

    output.step('Anyone verifies the pack, offline.');
    const verdict = await verifyPath(pack, { trust: [anchor] });
    printVerdict(explained(verdict), output);
    await syncOnce(client, output, options.signal);
    output.line(
      `\n${verdict.status === 'valid' ? 'Done' : 'FAILED'} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s, ${plural(exhibits, 'exhibit')}.`,
    );
    output.line(`Evidence pack: ${pack}`);
    output.line(`Check it yourself: npm run -s waymark -- verify ${pack} --trust ${anchor}`);
    return {
      pack,
      verified: verdict.status === 'valid',
      plate: recording.plate,
      detections: found.total,
      refused: found.refused,
    };
  } finally {
    await workstation.close();
    await server.stop();
  }
}

async function enterWorkstation(
  client: WorkstationClient,
  server: { url: string; code: string },
  { user }: Recording,
  output: Output,
): Promise<void> {
  const state = await client.session.state();
  if (state.phase === 'unenrolled') {
    const enrolled = await client.session.enrol({
      serverUrl: server.url,
      code: server.code,
      deviceName: 'Demo workstation',
    });
    output.line(`   enrolled as "${enrolled.device?.name}" with a one-time code`);
  }
  await signIn(client, user.username, user.passphrase);
  output.line(
    `   ${user.name} signed in; the workspace is encrypted under their passphrase and this workstation's secret`,
  );
}

type Found = { caseId: string; authorityId: string; matches: FindMatch[]; total: number; refused: boolean };

async function query(client: WorkstationClient, recording: Recording, output: Output): Promise<Found> {
  output.step('A query without authority is refused; with one it runs.');
  const { caseName, summary, fileNumber, offence } = recording;
  const held = (await client.cases.list()).find((row) => row.name === caseName);
  const caseId = held?.id ?? (await client.cases.create({ name: caseName, summary, fileNumber, charges: offence })).id;
  const question = {
    caseId,
    query: recording.plate,
    fromMs: null,
    toMs: null,
    area: null,
    cameraIds: null,
    pageSize: 200,
  };
  const bare = await client.find.run({ ...question, authorityId: null });
  if (bare.outcome !== 'refused') throw new CliError('A query without authority ran. That must never happen.');
  output.line(`   refused, log entry ${bare.logSeq}:`);
  for (const reason of bare.decision.reasons)
    output.line(`     ${reason.rule.id} v${reason.rule.version}: ${reason.message} ${reason.remedy}`);
  const declared = await client.authority.declare({
    caseId,
    kind: 'file-number',
    number: fileNumber,
    purpose: recording.purpose,
    narrative: recording.narrative,
  });
  if (declared.outcome === 'refused')
    throw new CliError(
      `The authority was refused: ${declared.decision.reasons.map((reason) => reason.message).join(' ')}`,
    );
  const { authority } = declared;
  output.line(
    `   file number ${authority.number} (${authority.assignment} by the server), purpose ${authority.purpose}`,
  );
  const answer = await client.find.run({ ...question, authorityId: authority.id });
  if (answer.outcome === 'refused')
    throw new CliError(`The query was refused: ${answer.decision.reasons.map((reason) => reason.message).join(' ')}`);
  const { summary: so, matches } = answer;
  output.line(
    `   ${recording.plate}: ${plural(so.total, 'read')} of ${plural(so.plates, 'text')} in ${so.elapsedMs.toFixed(1)} ms, log entry ${so.logSeq}; ${count(so.folded)} under ${FOLD_BELOW} folded`,
  );
  output.line(`   coverage: ${count(so.coverage.live)} of ${count(so.coverage.total)} cameras live in this window`);
  for (const match of matches.slice(0, exhibitLimit))
    output.line(
      `     ${match.read.padEnd(10)} ${match.word.padEnd(13)} ${match.likelihood.toFixed(2)}  ${local(match.timeMs)}  ${match.cameraName}`,
    );
  return { caseId, authorityId: authority.id, matches, total: so.total, refused: true };
}

/** Confirms the likelier reads, each on what there is: its picture, or the stated ground that none was kept. */
async function confirmAndExhibit(
  client: WorkstationClient,
  found: Found,
  { plate }: Recording,
  output: Output,
): Promise<number> {
  output.step('Reads are confirmed one by one and become exhibits.');
  output.line('   The demo types the plate it was given; a person types what the picture shows.');
  const held = new Set((await client.exhibits.list({ caseId: found.caseId })).map((row) => row.detection.id));
  const chosen = chooseReads(found.matches, plate).filter((match) => !held.has(match.detectionId));
  if (held.size > 0) output.line(`   ${plural(held.size, 'exhibit')} of an earlier run stand already.`);
  let exhibits = held.size;
  for (const match of chosen) {
    const at = { caseId: found.caseId, detectionId: match.detectionId };
    const view = await client.detections.view({ ...at, authorityId: found.authorityId, plate: match.plate });
    if (view.outcome === 'refused') continue;
    const withImage = view.image === 'held';
    if (withImage) await client.detections.image(at);
    const judged = await client.detections.confirm({
      ...at,
      plate: match.plate,
      typed: withImage ? plate : '',
      basis: withImage ? 'image' : 'no-image',
      ground: withImage ? null : 'image-not-kept',
      groundNote: withImage ? '' : 'Demonstration: this recording came without a picture of this read.',
      vehicleSeen: '',
      lookAlikesSeen: view.likelihood.lookAlikes.length,
      outcome: 'confirmed',
    });
    if (judged.outcome === 'refused') {
      output.line(`     ${match.read}: not confirmed: ${judged.message} ${judged.remedy}`);
      continue;
    }
    const added = await client.exhibits.add({ ...at, note: '' });
    if (added.outcome === 'added') {
      const basis = withImage ? 'against its picture' : 'WITHOUT a picture, on a stated ground';
      output.line(`     ${added.exhibit.number}  ${match.read} → ${match.plate}, confirmed ${basis}`);
    }
    exhibits += 1;
  }
  return exhibits;
}

/** The likelier reads, a few misreads among them; where none is likely, the first three. */
function chooseReads(matches: readonly FindMatch[], plate: string): FindMatch[] {
  const likely = matches.filter((match) => match.likelihood >= likelyEnough);
  if (likely.length === 0) return matches.slice(0, 3);
  const misread = likely.filter((match) => match.read !== plate).slice(0, misreadLimit);
  return [...likely.filter((match) => match.read === plate).slice(0, exhibitLimit - misread.length), ...misread];
}

async function showJourney(
  client: WorkstationClient,
  found: Found,
  { plate }: Recording,
  output: Output,
): Promise<void> {
  const journey = await client.movement.journey({ caseId: found.caseId, authorityId: found.authorityId, plate });
  if (journey.outcome === 'refused') return;
  const gaps = journey.legs.filter((leg) => leg.gap).length;
  const impossible = journey.legs.filter((leg) => leg.impossible).length;
  output.line(
    `   Journey: ${plural(journey.sightings.length, 'sighting')}, ${plural(journey.legs.length, 'leg')}, ${plural(gaps, 'gap')}, ${count(impossible)} impossible`,
  );
}

const local = (timeMs: number | null): string =>
  timeMs === null
    ? 'unknown'
    : new Intl.DateTimeFormat('en-NZ', {
        timeZone: 'Pacific/Auckland',
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
        timeZoneName: 'short',
      }).format(timeMs);
