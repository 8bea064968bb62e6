/**
 * A profile for the United Kingdom: the same engine on other data, above all that older reads need more authority. Runs
 * anywhere. Every rule is marked unconfirmed: it follows published standards as far as they are known here, and an agency
 * confirms each before it is used (AR2).
 */
import type { KindParams, Rule, RuleBook } from '../rule-book.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const standards = 'National ANPR Standards for Policing and Law Enforcement, Part 3; to be confirmed by the force';
const ripa = 'Regulation of Investigatory Powers Act 2000, Part II; to be confirmed by the force';
const waymarkDefault = 'Waymark default, to be confirmed by the force';

function rule<P>(id: string, source: string, title: string, text: string, params: P): readonly Rule<P>[] {
  return [
    { id, version: 1, title, text, source, inForceFrom: '2022-07-01', inForceTo: null, unconfirmed: true, params },
  ];
}

const declared: Pick<
  KindParams,
  | 'functions'
  | 'fields'
  | 'required'
  | 'approver'
  | 'documentRequired'
  | 'lifetime'
  | 'lifetimeFrom'
  | 'report'
  | 'grounds'
  | 'restart'
  | 'registered'
> = {
  functions: ['find'],
  fields: ['number', 'purpose', 'narrative'],
  required: ['number', 'purpose', 'narrative'],
  approver: null,
  documentRequired: false,
  lifetime: null,
  lifetimeFrom: 'start',
  report: null,
  grounds: [],
  restart: 'free',
  registered: true,
};

const directed: Omit<KindParams, 'numberLabel' | 'approver' | 'lifetime' | 'lifetimeFrom'> = {
  functions: ['track'],
  fields: ['number', 'purpose', 'narrative', 'plates', 'people', 'from', 'to', 'conditions', 'document'],
  required: ['number', 'purpose', 'narrative', 'plates'],
  numberShape: 'named',
  documentRequired: true,
  report: null,
  grounds: [],
  restart: 'free',
  registered: false,
};

const kinds: RuleBook['kinds'] = {
  'file-number': rule(
    'UK-CRIME-1',
    standards,
    'Crime or incident number',
    'The reference of the crime or incident you work on, a purpose and a reason in words. It is yours alone, for one case and one shift.',
    { ...declared, numberLabel: 'Crime or incident number', numberShape: 'file-number' },
  ),
  operation: rule(
    'UK-OPERATION-1',
    standards,
    'Operation',
    'The name of an operation that you belong to, a purpose and a reason in words. It is yours alone, for one case and one shift.',
    { ...declared, numberLabel: 'Operation name', numberShape: 'named' },
  ),
  'senior-authority': rule(
    'UK-INSPECTOR-1',
    standards,
    'Authority for older reads',
    'For reads older than the general limit, the written authority of an inspector or above, attached and confirmed by that officer.',
    {
      ...declared,
      fields: ['number', 'issuer', 'purpose', 'narrative', 'plates', 'from', 'to', 'conditions', 'document'],
      required: ['issuer', 'purpose', 'narrative'],
      numberLabel: 'Reference of the authority',
      numberShape: 'named',
      approver: { roles: ['investigator', 'admin'], minRank: 'Inspector' },
      documentRequired: true,
      lifetime: { days: 7 },
      registered: false,
    },
  ),
  'surveillance-device-warrant': rule(
    'UK-DIRECTED-1',
    ripa,
    'Directed surveillance authorisation',
    'Following a vehicle is directed surveillance. It is authorised in writing by a superintendent or above and ceases after three months.',
    {
      ...directed,
      numberLabel: 'Reference of the authorisation',
      approver: { roles: ['investigator', 'admin'], minRank: 'Superintendent' },
      lifetime: { months: 3 },
      lifetimeFrom: 'start',
    },
  ),
  emergency: rule(
    'UK-URGENT-1',
    ripa,
    'Urgent authorisation',
    'Where the time does not allow a written application, an urgent authorisation of an inspector or above ceases after 72 hours.',
    {
      ...directed,
      fields: [...directed.fields, 'impracticable'],
      required: ['purpose', 'narrative', 'plates', 'impracticable'],
      numberLabel: 'Reference',
      approver: { roles: ['investigator', 'admin'], minRank: 'Inspector' },
      lifetime: { hours: 72 },
      lifetimeFrom: 'start',
    },
  ),
  'stolen-report': rule(
    'UK-STOLEN-1',
    waymarkDefault,
    'Stolen vehicle',
    'A vehicle that was truly stolen is looked for on its theft report alone. Its recovery ends the alert.',
    {
      ...declared,
      functions: ['recover-stolen'],
      fields: ['number', 'issuer', 'narrative', 'plates', 'from'],
      required: ['number', 'issuer', 'narrative', 'plates'],
      numberLabel: 'Crime number of the theft',
      numberShape: 'named',
      lifetime: { days: 90 },
    },
  ),
};

const serious = [
  'counter-terrorism',
  'homicide',
  'kidnapping',
  'serious-assault',
  'sexual-offending',
  'organised-crime',
];

export const ukRuleBook: RuleBook = {
  id: 'UK',
  name: 'United Kingdom (unconfirmed)',
  timeZone: 'Europe/London',
  ranks: [
    'Constable',
    'Sergeant',
    'Inspector',
    'Chief Inspector',
    'Superintendent',
    'Chief Superintendent',
    'Assistant Chief Constable',
    'Deputy Chief Constable',
    'Chief Constable',
  ],
  agencies: [],
  purposes: [
    { code: 'counter-terrorism', label: 'Counter-terrorism' },
    { code: 'burglary', label: 'Burglary' },
    { code: 'homicide', label: 'Homicide' },
    { code: 'kidnapping', label: 'Kidnapping' },
    { code: 'missing-person', label: 'Missing person, risk to life' },
    { code: 'organised-crime', label: 'Organised crime' },
    { code: 'serious-assault', label: 'Serious assault' },
    { code: 'sexual-offending', label: 'Sexual offences' },
    { code: 'stolen-vehicle', label: 'Stolen vehicle' },
    { code: 'volume-crime', label: 'Other crime, named in the narrative' },
  ],
  kinds,
  rules: {
    find: rule(
      'UK-FIND-1',
      standards,
      'Reference and reason',
      'A query names the crime, incident or operation it is for, and its reason.',
      { purposesRequired: true },
    ),
    fileNumber: rule(
      'UK-FILE-1',
      waymarkDefault,
      'Shape of a reference',
      'Letters, digits, strokes and dashes, at least one digit; forces number differently.',
      {
        pattern: '^(?=.*[0-9])[A-Z0-9][A-Z0-9/-]{3,23}$',
        dated: false,
        onlineReportPattern: null,
        timeZone: 'Europe/London',
        futureYears: 20,
      },
    ),
    assignment: rule(
      'UK-ASSIGN-1',
      waymarkDefault,
      'Reference exists and is yours to work on',
      'The register of the intel server says whether it is; until then the authority is provisional.',
      {},
    ),
    reason: rule(
      'UK-REASON-1',
      waymarkDefault,
      'A reason a reader can follow',
      'A purpose from the list and a narrative in words that a reader of the log can follow.',
      { minChars: 12, minWords: 2, maxChars: 2000, keyboardRun: 4 },
    ),
    window: rule(
      'UK-AGE-1',
      standards,
      'Older reads need more authority',
      'Reads of the last 90 days for any recorded purpose; of the last year for serious crime, with an inspector’s authority; beyond, up to two years, for counter-terrorism with a superintendent’s.',
      {
        windowMs: 90 * dayMs,
        tiers: [
          {
            title: 'Serious crime, inspector',
            windowMs: 365 * dayMs,
            purposes: serious,
            kinds: ['senior-authority'],
            minApproverRank: 'Inspector',
          },
          {
            title: 'Counter-terrorism, superintendent',
            windowMs: 730 * dayMs,
            purposes: ['counter-terrorism'],
            kinds: ['senior-authority'],
            minApproverRank: 'Superintendent',
          },
        ],
      },
    ),
    role: rule('UK-ROLE-1', standards, 'The auditor asks nothing', 'The auditor sees every query and may make none.', {
      mayNotQuery: ['auditor'],
    }),
    rekey: rule(
      'UK-REKEY-1',
      waymarkDefault,
      'Asking again and again is tracking',
      'Asking for one plate 6 times in 24 hours, or 12 times in 7 days, is stopped unless a tracking authority for it is held.',
      {
        limits: [
          { askings: 6, withinMs: dayMs },
          { askings: 12, withinMs: 7 * dayMs },
        ],
        minKnownShare: 2 / 3,
        sittingMs: 10 * 60_000,
      },
    ),
    sweep: rule(
      'UK-SWEEP-1',
      waymarkDefault,
      'A question without a plate names time and place',
      'It names the time it asks about, from and to, and each scene its place; 30 in 24 hours or 90 in 7 days are stopped.',
      {
        windowRequired: true,
        placeRequired: true,
        limits: [
          { askings: 30, withinMs: dayMs },
          { askings: 90, withinMs: 7 * dayMs },
        ],
      },
    ),
    lease: rule(
      'UK-LEASE-1',
      waymarkDefault,
      'No query after the offline lease',
      'A workstation that has not met the intel server for the time its sync policy allows answers no query.',
      {},
    ),
    lapse: rule(
      'UK-LAPSE-1',
      waymarkDefault,
      'A declared authority lapses after 10 hours',
      'It holds for one shift of 10 hours and is then declared again.',
      { lifetimeMs: 10 * hourMs },
    ),
    query: rule(
      'UK-QUERY-1',
      waymarkDefault,
      'A query names a vehicle',
      'It holds at least two letters or digits of the plate.',
      { minKnownCharacters: 2 },
    ),
    confirm: rule(
      'UK-CONFIRM-1',
      waymarkDefault,
      'A person confirms each read used',
      'A person sees the image and types the plate without seeing the reading, or states a ground in words.',
      { groundNoteMinChars: 12 },
    ),
    scope: rule(
      'UK-SCOPE-1',
      ripa,
      'An authority reaches as far as it says',
      'Where an authority names plates, an area or devices, it carries no question beyond them.',
      {},
    ),
    track: rule(
      'UK-TRACK-1',
      ripa,
      'A live alert needs an authorisation',
      'To follow a vehicle, have a directed surveillance authorisation or an urgent one for its plate.',
      { mayTrack: ['investigator'] },
    ),
    approval: rule(
      'UK-APPROVAL-1',
      ripa,
      'A second person approves',
      'Nobody approves what they ask for themselves; the approver holds the rank that the kind demands.',
      {},
    ),
    ownVehicle: rule(
      'UK-OWN-1',
      waymarkDefault,
      'Not your own vehicle, nor your household’s',
      'Who has to ask for such a vehicle declares the interest, and a senior decides.',
      { approver: { roles: ['investigator', 'admin'], minRank: 'Inspector' } },
    ),
    stolen: rule(
      'UK-FLAG-1',
      waymarkDefault,
      'A vehicle is flagged stolen only where it was stolen',
      'The record names the report, who made it and when. Who sets it does not track the vehicle.',
      { conflictMs: 30 * dayMs },
    ),
    sharing: rule(
      'UK-SHARE-1',
      waymarkDefault,
      'Sharing names its instrument',
      'What goes to another agency names the law that permits it. A memorandum alone permits nothing. Where statutes conflict, nothing goes.',
      {
        instruments: [
          { code: 'statute', label: 'A statute', alone: true, beliefNeeded: false },
          { code: 'mou', label: 'Memorandum of understanding', alone: false, beliefNeeded: false },
        ],
        beliefHeldBy: 'holder',
        beliefMinChars: 12,
      },
    ),
    policy: rule(
      'UK-POLICY-1',
      waymarkDefault,
      'Judged twice',
      'What the rules allow is judged again by policies written apart from them; both have to agree.',
      {},
    ),
  },
};
