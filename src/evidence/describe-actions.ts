// What entries of the query log beside queries say was done, in words, by action: authorities and their papers, own
// vehicles, live alerts, sharing, settings, sync, the auditor. Pure. Values as they were; a detail without a phrase of its
// own is left for the caller to print as it is.

import type { AuditAction, JsonValue } from '../core/audit/entry.ts';
import { localTime } from '../core/evidence/pack-time.ts';
import { idTail, isObject, join, mono, type Phrase, plain, plate, string, strong, Taken } from './phrase.ts';
import { count, purposeLabel } from './words.ts';

type Describe = (details: Taken) => Phrase[];

/** `File 261107/4417`, `Production order PO-3`: the kind in words, and its number where it has one. */
export function authorityName(kind: string, number: string): string {
  const words = KIND_WORDS[kind] ?? kind;
  // An operation may be numbered by its name: `Operation Tūī` says its kind already.
  return number.startsWith(`${words} `) ? number : `${words}${number === '' ? '' : ` ${number}`}`;
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  'file-number': 'File',
  operation: 'Operation',
  'senior-authority': 'Senior authority',
  'surveillance-device-warrant': 'Surveillance device warrant',
  'production-order': 'Production order',
  emergency: 'Emergency power',
  'stolen-report': 'Stolen report',
};

const said = (lead: string, value: string): Phrase[] => (value === '' ? [] : [plain(`${lead}${value}`)]);
const quoted = (lead: string, value: string): Phrase[] => (value === '' ? [] : [plain(`${lead}“${value}”`)]);
const at = (lead: string, timeMs: number | null): Phrase[] =>
  timeMs === null ? [] : [plain(`${lead}${localTime(timeMs)}`)];
const list = (lead: string, value: JsonValue | undefined): Phrase[] =>
  Array.isArray(value) && value.length > 0 ? [plain(`${lead}${value.map(one).join(', ')}`)] : [];
const plates = (value: JsonValue | undefined): Phrase[] =>
  Array.isArray(value) && value.length > 0 ? join(...value.map((each) => [plate(string(each))])) : [];
/** Text as it is, anything else as JSON: nothing is lost. */
const one = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
/** `Detective R. Example`, else whatever it was. */
const who = (lead: string, value: JsonValue | undefined): Phrase[] => {
  if (!isObject(value)) return value === undefined || value === null ? [] : [plain(`${lead}${one(value)}`)];
  const { name, title, role, id } = value;
  const words = [name, title ?? role].map((each) => string(each)).filter((each) => each !== '');
  const tail = string(id);
  return [plain(`${lead}${words.join(', ')}`), ...(tail === '' ? [] : [plain(' '), mono(idTail(tail))])];
};

/** All that a draft says; `before` is the same of what it said before. */
const authorityPhrase = (details: Taken): Phrase[] => {
  const kind = details.text('kind');
  const number = details.text('number');
  const area = details.take('area');
  const before = details.take('before');
  const documents = details.take('documents');
  const id = details.text('authorityId');
  const revises = details.text('revises');
  return join(
    [plain(authorityName(kind, number))],
    id === '' ? [] : [plain('authority '), mono(idTail(id))],
    said('', purposeLabel(details.text('purpose'))),
    quoted('', details.text('narrative')),
    said('issued by ', details.text('issuer')),
    plates(details.take('plates')),
    list('people: ', details.take('people')),
    area === undefined || area === null ? [] : [plain(`area ${one(area)}`)],
    list('devices: ', details.take('devices')),
    at('from ', details.number('fromMs')),
    at('to ', details.number('toMs')),
    quoted('conditions: ', details.text('conditions')),
    said('ground ', details.text('ground')),
    quoted('no warrant in time: ', details.text('impracticable')),
    list('papers ', documents),
    revises === '' ? [] : [plain('in place of the refused '), mono(idTail(revises))],
    isObject(before) ? wasPhrase(before) : [],
  );
};

const wasPhrase = (before: Record<string, JsonValue>): Phrase[] => {
  const was = new Taken(before);
  return [strong('before: '), ...join(authorityPhrase(was), was.rest())];
};

const paperPhrase = (details: Taken): Phrase[] => {
  const sha256 = details.text('sha256');
  const documentId = details.text('documentId');
  const authorityId = details.text('authorityId');
  const bytes = details.number('bytes');
  return join(
    quoted('', details.text('name')),
    said('', details.text('mime')),
    bytes === null ? [] : [plain(count(bytes, 'byte'))],
    sha256 === '' ? [] : [plain('SHA-256 '), mono(sha256)],
    documentId === '' ? [] : [plain('paper '), mono(idTail(documentId))],
    authorityId === '' ? [] : [plain('of authority '), mono(idTail(authorityId))],
  );
};

/** Somebody's word on an authority, or on leave to query a vehicle of one's own. */
const decidedPhrase = (details: Taken): Phrase[] => {
  const authorityId = details.text('authorityId');
  const interestId = details.text('interestId');
  const asked = details.text('plate');
  const digest = details.text('recordSha256');
  return join(
    who('of ', details.take('of')),
    who('by ', details.take('by')),
    at('at ', details.number('atMs')),
    authorityId === '' ? [] : [plain('authority '), mono(idTail(authorityId))],
    interestId === '' ? [] : [plain('request '), mono(idTail(interestId))],
    asked === '' ? [] : [plate(asked)],
    said('', details.text('relation')),
    quoted('reason: ', details.text('reason')),
    quoted('note: ', details.text('note')),
    digest === '' ? [] : [plain('as it was seen, SHA-256 '), mono(digest)],
    list('papers ', details.take('documents')),
  );
};

const watchPhrase = (details: Taken): Phrase[] => {
  const watchId = details.text('watchId');
  const ended = details.text('endedBy');
  const reason = details.text('reason');
  const alerts = details.number('alerts');
  return join(
    [plate(details.text('plate'))],
    at('from ', details.number('startedMs')),
    at('until ', details.number('endsMs')),
    at('ended ', details.number('endedMs')),
    said('because it was ', ended),
    quoted('reason: ', reason),
    alerts === null ? [] : [plain(count(alerts, 'read'))],
    list('', details.take('codes')),
    watchId === '' ? [] : [plain('alert '), mono(idTail(watchId))],
  );
};

const CHANGE_WORDS: Readonly<Record<string, string>> = {
  'witness-added': 'Witness named',
  'witness-removed': 'Witness removed',
  'audit-keys-accepted': 'Audit keys accepted',
};

const lead =
  (words: string, more: Describe = () => []): Describe =>
  (details) =>
    join([plain(words)], more(details));

export const DONE = {
  enrol: lead('Workstation enrolled'),
  'sign-in': lead('Signed in'),
  'sign-in-failed': lead('Sign-in refused'),
  lock: lead('Locked'),
  'authority-withdraw': lead('Authority withdrawn'),
  'authority-draft': lead('Drafted', authorityPhrase),
  'authority-revise': lead('Draft changed', authorityPhrase),
  'authority-submit': lead('Handed in', authorityPhrase),
  'authority-attach': lead('Paper attached', paperPhrase),
  'authority-detach': lead('Paper taken out', (details) =>
    join(paperPhrase(details), at('attached ', details.number('addedMs'))),
  ),
  'document-view': lead('Paper opened', paperPhrase),
  'authority-approve': lead('Approved', decidedPhrase),
  'authority-refuse': lead('Refused', decidedPhrase),
  'authority-report': lead('Report made', (details) =>
    join(quoted('', details.text('note')), at('at ', details.number('reportedMs'))),
  ),
  'interest-declare': lead('Vehicle declared', (details) =>
    join(
      [plate(details.text('plate'))],
      said('', details.text('relation')),
      quoted('asks for leave: ', details.text('reason')),
    ),
  ),
  'track-start': lead('Live alert on', watchPhrase),
  'track-stop': lead('Live alert ended', watchPhrase),
  'track-alert': lead('Read raised, unconfirmed', (details) => {
    const detectionId = details.text('detectionId');
    const read = details.text('read');
    const likelihood = details.number('likelihood');
    return join(
      watchPhrase(details),
      read === '' ? [] : [plain('read as '), plate(read)],
      likelihood === null ? [] : [plain(`likelihood ${likelihood}`)],
      said('camera ', details.text('cameraId')),
      at('seen ', details.number('timeMs')),
      at('raised ', details.number('raisedMs')),
      detectionId === '' ? [] : [plain('read '), mono(idTail(detectionId))],
    );
  }),
  'stolen-flag': lead('May it be recorded as stolen?', (details) =>
    join(
      [plate(details.text('plate'))],
      said('complaint ', details.text('complaint')),
      said('by ', details.text('complainant')),
      at('stolen ', details.number('stolenMs')),
      said('', details.text('decided')),
    ),
  ),
  'share-check': lead('May it be shared?', (details) => {
    const instruments = details.take('instruments');
    const belief = details.take('belief');
    return join(
      said('with ', details.text('recipientAgency')),
      Array.isArray(instruments)
        ? join(
            ...instruments.map((each) =>
              isObject(each) ? [plain(`${string(each.code)} (${string(each.reference)})`)] : [plain(one(each))],
            ),
          )
        : [],
      isObject(belief) ? [plain(`the ${string(belief.heldBy)} believes: “${string(belief.grounds)}”`)] : [],
      list('in conflict: ', details.take('conflicting')),
      said('', details.text('decided')),
    );
  }),
  'settings-change': lead('Settings', (details) => {
    const kind = details.text('kind');
    return join(
      said('', CHANGE_WORDS[kind] ?? kind),
      list('', details.take('keys')),
      list('before ', details.take('before')),
      list('changed ', details.take('changed')),
      list('after ', details.take('after')),
      who('by ', details.take('by')),
      at('at ', details.number('madeMs')),
      quoted('', details.text('note')),
      details.take('takenIn') === true ? [plain('taken in from the workstation')] : [],
    );
  }),
  'pack-download': lead('Pack taken out', (details) => {
    const sha256 = details.text('sha256');
    return join([mono(details.text('number'))], sha256 === '' ? [] : [plain('SHA-256 '), mono(sha256)]);
  }),
  'pack-preview': lead('Pages of a pack seen beforehand', (details) => {
    const exhibits = details.number('exhibits');
    return join(
      quoted('', details.text('title')),
      said('profile ', details.text('profile')),
      exhibits === null ? [] : [plain(count(exhibits, 'exhibit'))],
      list('left out: ', details.take('leftOut')),
      list('sections left out: ', details.take('sectionsLeftOut')),
    );
  }),
  'preservation-note': lead('Asked to keep the read past the end of history', (details) => {
    const detectionId = details.text('detectionId');
    return join(
      said('exhibit ', details.text('number')),
      detectionId === '' ? [] : [plain('read '), mono(idTail(detectionId))],
      quoted('', details.text('note')),
    );
  }),
  'policy-change': lead('Policy of the server'),
  'sync-refusal': lead('Refused by sync'),
  'workspace-alarm': lead('Alarm of the workspace', (details) =>
    join(said('', details.text('kind')), said('', details.text('severity')), quoted('', details.text('message'))),
  ),
  'audit-unlock': lead('Audit key opened'),
  'audit-read': lead('Query logs read'),
  'audit-verify': lead('Query logs verified'),
  'audit-note': lead('Finding noted'),
  print: lead('Printed'),
} as const satisfies Partial<Record<AuditAction, Describe>>;
