/** What is typed of a sharing, what it still wants, and the question it makes. Pure. The services decide. */
import type { z } from 'zod';
import type { shareQuestion, sharingRule } from '../../../contract/lawful-answers.ts';

export type SharingRule = z.infer<typeof sharingRule>;

export interface Sharing {
  readonly agency: string;
  /** By the code of each instrument that is named: its section, agreement, date. */
  readonly references: Readonly<Record<string, string>>;
  readonly heldBy: 'holder' | 'requester';
  readonly grounds: string;
  /** One a line. */
  readonly conflicting: string;
}

export const EMPTY_SHARING: Sharing = { agency: '', references: {}, heldBy: 'holder', grounds: '', conflicting: '' };

interface SharingNotes {
  /** Why it cannot be asked yet; null: it can. */
  readonly agency: string | null;
  /** What the rule will say of the instruments named, beforehand; null: nothing against them. */
  readonly instruments: string | null;
  readonly beliefAsked: boolean;
  readonly grounds: string | null;
}

export function notesOf({ agency, references, grounds }: Sharing, rule: SharingRule): SharingNotes {
  const named = rule.instruments.filter(({ code }) => references[code] !== undefined);
  const short = grounds.trim().length < rule.beliefMinChars;
  return {
    agency: agency.trim() === '' ? 'Waits for the agency.' : null,
    instruments:
      named.length > 0 && !named.some(({ alone }) => alone)
        ? 'Alone this permits nothing: name the law beside it.'
        : null,
    beliefAsked: named.some(({ beliefNeeded }) => beliefNeeded),
    grounds: short ? `At least ${rule.beliefMinChars} characters, in words` : null,
  };
}

export function asQuestion(sharing: Sharing, rule: SharingRule): Omit<z.infer<typeof shareQuestion>, 'caseId'> {
  const { agency, references, heldBy, grounds, conflicting } = sharing;
  const { beliefAsked } = notesOf(sharing, rule);
  return {
    recipientAgency: agency.trim(),
    instruments: rule.instruments.flatMap(({ code }) => {
      const reference = references[code];
      return reference === undefined ? [] : [{ code, reference: reference.trim() }];
    }),
    conflicting: conflicting
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    belief: beliefAsked && grounds.trim() !== '' ? { heldBy, grounds: grounds.trim() } : null,
  };
}
