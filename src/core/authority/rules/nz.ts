/**
 * The New Zealand profile: rules and purposes as data. Runs anywhere.
 * `inForceFrom` is the day from which Waymark applies a version. `unconfirmed` marks what rests on a secondary source or
 * on Waymark's own choice: it is switched on, and shown with the mark (AR2).
 */
import type { RuleBook } from '../rule-book.ts';
import { nzAgencies } from './nz-agencies.ts';
import { nzKinds } from './nz-kinds.ts';
import { nzUseRules } from './nz-use.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const policeInstructions = 'New Zealand Police instructions on automatic number plate recognition, as published';
const waymarkDefault = 'Waymark default, to be confirmed by the agency';

export const nzRuleBook: RuleBook = {
  id: 'NZ',
  name: 'New Zealand',
  timeZone: 'Pacific/Auckland',
  ranks: [
    'Constable',
    'Senior Constable',
    'Sergeant',
    'Senior Sergeant',
    'Inspector',
    'Superintendent',
    'Assistant Commissioner',
    'Deputy Commissioner',
    'Commissioner',
  ],
  kinds: nzKinds,
  agencies: nzAgencies,
  purposes: [
    { code: 'aggravated-robbery', label: 'Aggravated robbery' },
    { code: 'burglary', label: 'Burglary' },
    { code: 'drugs', label: 'Drug offences' },
    { code: 'fatal-or-serious-crash', label: 'Fatal or serious crash' },
    { code: 'fleeing-driver', label: 'Fleeing driver' },
    { code: 'firearms', label: 'Firearms offences' },
    { code: 'homicide', label: 'Homicide' },
    { code: 'kidnapping', label: 'Kidnapping or abduction' },
    { code: 'missing-person', label: 'Missing person, risk to life' },
    { code: 'organised-crime', label: 'Organised crime' },
    { code: 'retail-crime', label: 'Retail crime and ram raids' },
    { code: 'serious-assault', label: 'Serious assault or wounding' },
    { code: 'sexual-offending', label: 'Sexual offending' },
    { code: 'stolen-vehicle', label: 'Stolen vehicle' },
    { code: 'wanted-person', label: 'Person wanted on a warrant to arrest' },
    { code: 'other-offence', label: 'Another offence, named in the narrative' },
  ],
  rules: {
    ...nzUseRules,
    find: [
      {
        id: 'NZ-FIND-1',
        version: 1,
        title: 'File number and reason',
        text: 'To find a vehicle, give the file number of the matter you work on and the reason for the query. No warrant is needed. The authority is yours alone and holds for one case.',
        source: policeInstructions,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: false,
        params: { purposesRequired: true },
      },
    ],
    fileNumber: [
      {
        id: 'NZ-FILE-1',
        version: 1,
        title: 'Shape of a file number',
        text: 'Six digits, a stroke, four digits (YYMMDD/NNNN). The first six are a real date that is not in the future. An online report number (OR-########N) is not a file number.',
        source: 'Observed use; secondary source',
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: true,
        params: {
          pattern: '^\\d{6}/\\d{4}$',
          dated: true,
          onlineReportPattern: '^OR-\\d{8}N$',
          timeZone: 'Pacific/Auckland',
          futureYears: 20,
        },
      },
    ],
    assignment: [
      {
        id: 'NZ-ASSIGN-1',
        version: 1,
        title: 'File exists and is yours to work on',
        text: 'The register of the intel server says whether the file exists and whether you may use it. Until it could be asked, the authority is provisional and shown so; once it says no, queries stop.',
        source: policeInstructions,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: false,
        params: {},
      },
    ],
    reason: [
      {
        id: 'NZ-REASON-1',
        version: 1,
        title: 'A reason a reader can follow',
        text: 'A purpose from the list and a narrative in words. Refused as junk: fewer than 12 characters or 2 different words, no letters, one character making up over half, keyboard runs.',
        source: `${policeInstructions}; what counts as junk: ${waymarkDefault}`,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: false,
        params: { minChars: 12, minWords: 2, maxChars: 2000, keyboardRun: 4 },
      },
    ],
    window: [
      {
        id: 'NZ-WINDOW-1',
        version: 1,
        title: 'The last 60 days only',
        text: 'A query sees detections of the last 60 days. A longer window is cut to that, and the cut is shown.',
        source: policeInstructions,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: false,
        params: { windowMs: 60 * dayMs, tiers: [] },
      },
    ],
    role: [
      {
        id: 'NZ-ROLE-1',
        version: 1,
        title: 'The auditor reads, and asks nothing',
        text: 'The auditor sees every query and may make none.',
        source: policeInstructions,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: false,
        params: { mayNotQuery: ['auditor'] },
      },
    ],
    rekey: [
      {
        id: 'NZ-REKEY-1',
        version: 1,
        title: 'Asking again and again is tracking',
        text: 'Asking for one plate 6 times in 24 hours, or 12 times in 7 days, follows a vehicle as a live alert would. The asking that reaches the limit is stopped and shown to the auditor, unless a tracking authority is held.',
        source: waymarkDefault,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: true,
        params: {
          limits: [
            { askings: 6, withinMs: dayMs },
            { askings: 12, withinMs: 7 * dayMs },
          ],
          minKnownShare: null,
          sittingMs: 0,
        },
      },
      {
        id: 'NZ-REKEY-1',
        version: 2,
        title: 'Asking again and again is tracking',
        text: 'Asking for one plate 6 times in 24 hours, or 12 times in 7 days, follows a vehicle as a live alert would, whether it is looked for, its pattern drawn, its company or its look-alikes asked for. Analyses within 10 minutes of an asking that counted are part of it and see nothing that came after it. A query with wildcards asks for each plate it allows of which it gives at least two thirds of the characters. A query that was stopped before it released anything does not count. The asking that reaches the limit is stopped and shown to the auditor, unless a tracking authority is held.',
        source: waymarkDefault,
        inForceFrom: '2026-01-01',
        inForceTo: null,
        unconfirmed: true,
        params: {
          limits: [
            { askings: 6, withinMs: dayMs },
            { askings: 12, withinMs: 7 * dayMs },
          ],
          minKnownShare: 2 / 3,
          sittingMs: 10 * 60_000,
        },
      },
    ],
    sweep: [
      {
        id: 'NZ-SWEEP-1',
        version: 1,
        title: 'A question without a plate names time and place',
        text: 'A question that names no plate (who was at these scenes, who travels together) looks at everybody. It names the time it asks about, from and to, and each scene names its place. It is never asked of all times.',
        source: waymarkDefault,
        inForceFrom: '2026-01-01',
        inForceTo: null,
        unconfirmed: true,
        params: { windowRequired: true, placeRequired: true, limits: [] },
      },
      {
        id: 'NZ-SWEEP-1',
        version: 2,
        title: 'A question without a plate names time and place',
        text: 'A question that names no plate (who was at these scenes, who travels together) looks at everybody. It names the time it asks about, from and to, and each scene names its place. It is never asked of all times. The one that is the 30th of a person in 24 hours, or the 90th in 7 days, is stopped and shown to the auditor: scenes drawn around one vehicle again and again follow it as a live alert would. One that was stopped before it released anything does not count.',
        source: waymarkDefault,
        inForceFrom: '2026-01-01',
        inForceTo: null,
        unconfirmed: true,
        params: {
          windowRequired: true,
          placeRequired: true,
          limits: [
            { askings: 30, withinMs: dayMs },
            { askings: 90, withinMs: 7 * dayMs },
          ],
        },
      },
    ],
    lease: [
      {
        id: 'NZ-LEASE-1',
        version: 1,
        title: 'No query after the offline lease',
        text: 'A workstation that has not met the intel server for the time its sync policy allows answers no query until it has.',
        source: waymarkDefault,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: true,
        params: {},
      },
    ],
    lapse: [
      {
        id: 'NZ-LAPSE-1',
        version: 1,
        title: 'An authority lapses after 8 hours',
        text: 'A declared authority holds for one shift of 8 hours. Then confirm that you still work on the matter by declaring it again.',
        source: waymarkDefault,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: true,
        params: { lifetimeMs: 8 * hourMs },
      },
    ],
    query: [
      {
        id: 'NZ-QUERY-1',
        version: 1,
        title: 'A query names a vehicle',
        text: 'A query holds at least one letter or digit of the plate. A query for every plate is not run.',
        source: waymarkDefault,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: true,
        params: { minKnownCharacters: 1 },
      },
    ],
    confirm: [
      {
        id: 'NZ-CONFIRM-1',
        version: 1,
        title: 'A person confirms each read used',
        text: 'Before a read is used, a person sees its image and types the plate without seeing the reading; what was typed must be the plate. Where no image was kept, the ground is stated in words and the read is marked so.',
        source: `${policeInstructions}; the blind re-type: ${waymarkDefault}`,
        inForceFrom: '2020-01-01',
        inForceTo: null,
        unconfirmed: false,
        params: { groundNoteMinChars: 12 },
      },
    ],
  },
};
