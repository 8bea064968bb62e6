/**
 * The kinds of authority of the New Zealand profile, as data: what each is for, has to say, may last, and who approves
 * it. Runs anywhere. `unconfirmed` marks what rests on a secondary source or on Waymark's own choice (AR2).
 */
import type { KindParams, Rule, RuleBook } from '../rule-book.ts';

const policeInstructions = 'New Zealand Police instructions on automatic number plate recognition, as published';
const act = 'Search and Surveillance Act 2012';
const waymarkDefault = 'Waymark default, to be confirmed by the agency';

const plain = {
  required: ['number', 'purpose', 'narrative'],
  approver: null,
  documentRequired: false,
  lifetime: null,
  lifetimeFrom: 'start',
  report: null,
  grounds: [],
  restart: 'free',
  registered: true,
} as const satisfies Partial<KindParams>;

/** What follows a vehicle: an instrument of paper for named plates, approved by a supervisor who does not ask. */
const tracking = {
  functions: ['track'],
  numberShape: 'named',
  approver: { roles: ['investigator', 'admin'], minRank: 'Sergeant' },
  documentRequired: true,
  grounds: [],
  lifetimeFrom: 'start',
  restart: 'free',
  registered: false,
} as const satisfies Partial<KindParams>;

const first = (rule: Omit<Rule<KindParams>, 'version' | 'inForceFrom' | 'inForceTo'>): readonly Rule<KindParams>[] => [
  { version: 1, inForceFrom: '2020-01-01', inForceTo: null, ...rule },
];

export const nzKinds: RuleBook['kinds'] = {
  'file-number': first({
    id: 'NZ-FILENUMBER-1',
    title: 'File number',
    text: 'The number of the file you work on, a purpose and a reason in words. It is yours alone, for one case and one shift.',
    source: policeInstructions,
    unconfirmed: false,
    params: {
      ...plain,
      functions: ['find'],
      fields: ['number', 'purpose', 'narrative'],
      numberLabel: 'File number',
      numberShape: 'file-number',
    },
  }),
  operation: first({
    id: 'NZ-OPERATION-1',
    title: 'Operation',
    text: 'The name of an operation of the register that you belong to, with a purpose and a reason in words, within the dates of the operation. It is yours alone, for one case and one shift.',
    source: policeInstructions,
    unconfirmed: false,
    params: {
      ...plain,
      functions: ['find'],
      fields: ['number', 'purpose', 'narrative'],
      numberLabel: 'Operation name',
      numberShape: 'named',
    },
  }),
  'senior-authority': first({
    id: 'NZ-SENIOR-1',
    title: 'Senior authority',
    text: 'Where there is no file and no operation, the signed approval of an inspector or above, attached and confirmed by that officer. It holds for 24 hours at most.',
    source: `${policeInstructions}; rank and hours: ${waymarkDefault}`,
    unconfirmed: true,
    params: {
      ...plain,
      functions: ['find'],
      fields: ['number', 'issuer', 'purpose', 'narrative', 'plates', 'from', 'to', 'conditions', 'document'],
      required: ['issuer', 'purpose', 'narrative'],
      numberLabel: 'Reference of the approval',
      numberShape: 'named',
      approver: { roles: ['investigator', 'admin'], minRank: 'Inspector' },
      documentRequired: true,
      lifetime: { hours: 24 },
      registered: false,
    },
  }),
  'surveillance-device-warrant': first({
    id: 'NZ-SDW-1',
    title: 'Surveillance device warrant',
    text: 'A warrant of a Judge for the vehicle, attached and approved by a second person. It holds until the date on it, 60 days at most. A report to the Judge is due within one month after it ends.',
    source: `${act}, sections 45 to 55 and 59; rank of the second person: ${waymarkDefault}`,
    unconfirmed: false,
    params: {
      ...tracking,
      fields: [
        'number',
        'issuer',
        'purpose',
        'narrative',
        'plates',
        'people',
        'area',
        'devices',
        'from',
        'to',
        'conditions',
        'document',
      ],
      required: ['number', 'issuer', 'purpose', 'narrative', 'plates'],
      numberLabel: 'Warrant number',
      lifetime: { days: 60 },
      report: { months: 1 },
    },
  }),
  'production-order': first({
    id: 'NZ-ORDER-1',
    title: 'Production order',
    text: 'A production order for what cameras will read of the vehicle, attached and approved by a second person. It holds until the date on it, 30 days at most.',
    source: `${act}, sections 70 to 77; that 30 days bound a forward order: secondary source`,
    unconfirmed: true,
    params: {
      ...tracking,
      fields: [
        'number',
        'issuer',
        'purpose',
        'narrative',
        'plates',
        'people',
        'area',
        'devices',
        'from',
        'to',
        'conditions',
        'document',
      ],
      required: ['number', 'issuer', 'purpose', 'narrative', 'plates'],
      numberLabel: 'Order number',
      lifetime: { days: 30 },
      report: null,
    },
  }),
  emergency: first({
    id: 'NZ-EMERGENCY-1',
    title: 'Emergency power',
    text: 'Without a warrant for 48 hours at most from the first use, only where a warrant cannot be had in time and one of the situations of section 48 applies, and approved by a second person. A report to a Judge is due within one month after it ends. It is not had again for the same plate on the same ground.',
    source: `${act}, sections 48 and 60; the month and that it is not had again: secondary source`,
    unconfirmed: true,
    params: {
      ...tracking,
      fields: ['number', 'purpose', 'narrative', 'plates', 'people', 'from', 'grounds', 'impracticable', 'document'],
      required: ['purpose', 'narrative', 'plates', 'grounds', 'impracticable'],
      numberLabel: 'Reference',
      lifetime: { hours: 48 },
      lifetimeFrom: 'first-use',
      report: { months: 1 },
      grounds: [
        { code: 's48-serious-offence', label: 'An offence punishable by 14 years or more, or terrorist planning' },
        { code: 's48-prevent-harm', label: 'To prevent injury or serious damage, or avert risk to life (s 14(2))' },
        { code: 's48-arms', label: 'To seize arms (s 18(2))' },
        { code: 's48-drugs', label: 'A drug offence for which no warrant to search is needed (ss 20, 21)' },
      ],
      restart: 'never',
    },
  }),
  'stolen-report': first({
    id: 'NZ-STOLEN-1',
    title: 'Stolen vehicle',
    text: 'A vehicle that was truly stolen is looked for on its theft complaint alone: who complained, when, and who set the flag stand in the record. Who set the flag does not track the vehicle. Its recovery ends the alert.',
    source: `${policeInstructions}; 60 days until it is confirmed anew: ${waymarkDefault}`,
    unconfirmed: true,
    params: {
      ...plain,
      functions: ['recover-stolen'],
      fields: ['number', 'issuer', 'narrative', 'plates', 'from'],
      required: ['number', 'issuer', 'narrative', 'plates'],
      numberLabel: 'Number of the theft complaint',
      numberShape: 'named',
      lifetime: { days: 60 },
    },
  }),
};
