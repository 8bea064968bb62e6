/**
 * For whom a pack can be made and what is therefore taken out of it, as data: each kind of thing with the ground on which
 * it is removed and where that ground comes from. Runs anywhere (pure). What is removed is named in the pack by its kind
 * and number, never by its content. Spec: docs/spec/pack.md, EP30.
 */
import type { PackManifestV2 } from '../manifest.ts';

export type RedactionProfileId = PackManifestV2['profile']['id'];

/** Kinds of things a profile removes. What somebody chooses besides has a ground of its own. */
export type RemovalKind = 'officers' | 'user-names' | 'other-plates' | 'narratives' | 'scene' | 'papers' | 'pictures';

export type RemovalRule = { kind: RemovalKind; what: string; ground: string; source: string };

export type RedactionProfile = {
  id: RedactionProfileId;
  /** Raised whenever what it removes changes: packs say by their title which they were made under. */
  version: number;
  title: string;
  /** One line for whoever chooses it. */
  about: string;
  rules: readonly RemovalRule[];
};

const PRINCIPLE_11 = 'Privacy Act 2020, section 22 (information privacy principle 11)';
const RELEVANCE =
  'Disclosure: what supports, rebuts or bears materially on the case; what is withheld is listed with its ground';

const userNames: RemovalRule = {
  kind: 'user-names',
  what: 'User name of an officer',
  ground: 'By it an officer signs in; it tells the recipient nothing about the case',
  source: RELEVANCE,
};
const officers: RemovalRule = {
  kind: 'officers',
  what: 'Name of an officer, in whose place stands a number',
  ground: 'Personal information of an officer that this recipient does not need',
  source: PRINCIPLE_11,
};
const otherPlates: RemovalRule = {
  kind: 'other-plates',
  what: 'Plate of a vehicle that is no exhibit, and what was noted of it',
  ground: 'Personal information of people this pack is not about',
  source: PRINCIPLE_11,
};
const narratives: RemovalRule = {
  kind: 'narratives',
  what: 'Reason, note or condition written for an authority',
  ground: 'Names people and lines of inquiry this pack is not about',
  source: PRINCIPLE_11,
};
const papers: RemovalRule = {
  kind: 'papers',
  what: 'Paper an authority rests on',
  ground: 'Names people and lines of inquiry this pack is not about; its hash stands in the pack',
  source: PRINCIPLE_11,
};
const scene: RemovalRule = {
  kind: 'scene',
  what: 'Person, place or device an authority names, or description of the scene',
  ground: 'May show where somebody lives or works',
  source: PRINCIPLE_11,
};
const pictures: RemovalRule = {
  kind: 'pictures',
  what: 'Picture of an exhibit',
  ground: 'May show people and vehicles beside the one it is of; its hash stands in the pack',
  source: PRINCIPLE_11,
};

export const redactionProfiles: Readonly<Record<RedactionProfileId, RedactionProfile>> = {
  full: { id: 'full', version: 1, title: 'Prosecution, full', about: 'Everything. Nothing is removed.', rules: [] },
  defence: {
    id: 'defence',
    version: 1,
    title: 'Defence',
    about: 'Everything, but what you withhold item by item, each with its ground.',
    rules: [],
  },
  partner: {
    id: 'partner',
    version: 1,
    title: 'Partner agency',
    about: 'Exhibits and their log. Other vehicles, officers, reasons of authorities and papers are removed.',
    rules: [userNames, officers, otherPlates, narratives, papers],
  },
  victim: {
    id: 'victim',
    version: 1,
    title: 'Victim',
    about: 'As for a partner agency, and without pictures, places, people and the description of the scene.',
    rules: [userNames, officers, otherPlates, narratives, papers, scene, pictures],
  },
};
