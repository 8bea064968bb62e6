/**
 * New Zealand rules on how an authority is used, approved and passed on: scope, tracking, approval, one's own vehicle,
 * stolen vehicles, sharing. Runs anywhere. `unconfirmed` as in nz.ts (AR2).
 */
import type { RuleBook } from '../rule-book.ts';

const policeInstructions = 'New Zealand Police instructions on automatic number plate recognition, as published';
const waymarkDefault = 'Waymark default, to be confirmed by the agency';
const since = { version: 1, inForceFrom: '2020-01-01', inForceTo: null } as const;

export const nzUseRules: Pick<
  RuleBook['rules'],
  'scope' | 'track' | 'approval' | 'ownVehicle' | 'stolen' | 'sharing' | 'policy'
> = {
  scope: [
    {
      ...since,
      id: 'NZ-SCOPE-1',
      title: 'An authority reaches as far as it says',
      text: 'Where an authority names plates, an area or devices, it carries no question beyond them.',
      source: `Search and Surveillance Act 2012, section 55; for other kinds: ${waymarkDefault}`,
      unconfirmed: false,
      params: {},
    },
  ],
  track: [
    {
      ...since,
      id: 'NZ-TRACK-1',
      title: 'A live alert needs a tracking authority',
      text: 'To follow a vehicle, have a surveillance device warrant, a production order or the emergency power for its plate, with the document and a second person’s approval. The alert dies with it. An investigator sets it.',
      source: `${policeInstructions}; the role: ${waymarkDefault}`,
      unconfirmed: false,
      params: { mayTrack: ['investigator'] },
    },
  ],
  approval: [
    {
      ...since,
      id: 'NZ-APPROVAL-1',
      title: 'A second person approves',
      text: 'Nobody approves what they ask for themselves. The approver holds the role and the rank that the kind of authority demands, and sees the document.',
      source: `${policeInstructions}; roles and ranks: ${waymarkDefault}`,
      unconfirmed: true,
      params: {},
    },
  ],
  ownVehicle: [
    {
      ...since,
      id: 'NZ-OWN-1',
      title: 'Not your own vehicle, nor your household’s',
      text: 'Nobody asks for a vehicle of their own or of their household. Who has to, declares the interest, and a senior decides.',
      source: `Audit of number plate queries, as published; who decides: ${waymarkDefault}`,
      unconfirmed: true,
      params: { approver: { roles: ['investigator', 'admin'], minRank: 'Inspector' } },
    },
  ],
  stolen: [
    {
      ...since,
      id: 'NZ-FLAG-1',
      title: 'A vehicle is flagged stolen only where it was stolen',
      text: 'The record of a stolen vehicle names the complaint, who made it and when it was stolen. It is never set so as to track a vehicle: who set it does not track, and who followed the vehicle or was refused to in the last 30 days sets none.',
      source: `${policeInstructions}; 30 days: ${waymarkDefault}`,
      unconfirmed: true,
      params: { conflictMs: 30 * 86_400_000 },
    },
  ],
  sharing: [
    {
      ...since,
      id: 'NZ-SHARE-1',
      title: 'Sharing names its instrument',
      text: 'What goes to another agency names the law that permits it: information privacy principle 11(1)(e), an approved information sharing agreement, or a statute. A memorandum of understanding alone permits nothing. Where statutes conflict, nothing goes until it is settled. Under principle 11(1)(e) the agency that holds the information believes on reasonable grounds that it is necessary.',
      source: 'Privacy Act 2020, section 22 (principle 11) and Part 7; who must hold the belief: secondary source',
      unconfirmed: true,
      params: {
        instruments: [
          { code: 'ipp11-1-e', label: 'Information privacy principle 11(1)(e)', alone: true, beliefNeeded: true },
          { code: 'aisa', label: 'Approved information sharing agreement', alone: true, beliefNeeded: false },
          { code: 'statute', label: 'A statute', alone: true, beliefNeeded: false },
          { code: 'mou', label: 'Memorandum of understanding', alone: false, beliefNeeded: false },
        ],
        beliefHeldBy: 'holder',
        beliefMinChars: 12,
      },
    },
  ],
  policy: [
    {
      ...since,
      id: 'NZ-POLICY-1',
      title: 'Judged twice',
      text: 'What the rules allow is judged again by policies written apart from them. Both have to agree; an error in either is a refusal.',
      source: waymarkDefault,
      unconfirmed: true,
      params: {},
    },
  ],
};
