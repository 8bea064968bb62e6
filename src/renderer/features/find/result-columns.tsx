/** Columns of the result table: two-line rows. Renderer. */
import { type ColumnDef, tableFeatures } from '@tanstack/react-table';
import type { FindMatch } from '../../../contract/workstation.ts';
import { sentenceCase } from '../../format/number.ts';
import { zoneName } from '../../format/time.ts';
import { inOurWords } from '../../format/words.ts';
import { Likelihood, PlatePair, StateMark, Time } from '../../parts/index.ts';
import { memoryText } from './find-words.ts';

/** One visible line; `match` is null until its page is here. */
export interface ResultSlot {
  readonly index: number;
  readonly match: FindMatch | null;
}

/** Sorting and paging happen where the rows are; the table only lays out the visible slice. */
export const resultFeatures = tableFeatures({});

const cell = (render: (match: FindMatch, index: number) => React.ReactNode) => {
  return ({ row }: { row: { original: ResultSlot } }) => {
    const { match, index } = row.original;
    return match === null ? <span className="wm-wait" /> : render(match, index);
  };
};

/** `remembered`: what a witness remembers, where that was asked; the plates stand beneath it. Null: raw over plate. */
export const resultColumns = (remembered: string | null): ColumnDef<typeof resultFeatures, ResultSlot>[] => [
  {
    id: 'rank',
    header: () => <span className="wm-hidden">Rank</span>,
    cell: ({ row }) => <span className="wm-dim">{row.original.match?.rank ?? row.original.index + 1}</span>,
  },
  {
    id: 'plate',
    header: () => (remembered === null ? 'Read / plate' : 'Memory / plate'),
    cell: cell((match) =>
      remembered === null ? (
        <PlatePair read={match.read} plate={match.plate} struck={match.state === 'rejected'} />
      ) : (
        <PlatePair read={remembered} plate={match.plate} struck={match.state === 'rejected'} heading="Remembered" />
      ),
    ),
  },
  {
    id: 'likelihood',
    header: () => 'Likelihood',
    cell: cell((match) => (
      <Likelihood
        likelihood={match.likelihood}
        word={match.word}
        baseRate={match.baseRate}
        lookAlikes={match.lookAlikeCount}
        why={remembered === null ? '' : memoryText(remembered, match.plate)}
      />
    )),
  },
  {
    id: 'where',
    header: () => 'Vehicle, where',
    cell: cell((match) => (
      <span className="wm-two-lines">
        <span className="wm-ellipsis wm-bright">{vehicleText(match)}</span>
        <span className="wm-ellipsis wm-dim">{match.cameraName}</span>
      </span>
    )),
  },
  {
    id: 'when',
    header: () => <>When ({zoneName(Date.now())})</>,
    cell: cell((match) => <Time timeMs={match.timeMs} form="two-lines" />),
  },
  {
    id: 'state',
    header: () => <span className="wm-hidden">State</span>,
    cell: cell((match) => <StateMark state={match.state} />),
  },
];

/** `Toyota, silver`; says so where the camera gave nothing. */
export function vehicleText(match: { make: string | null; colour: string | null }): string {
  const known = [match.make, match.colour].filter((word): word is string => word !== null && word !== '');
  return known.length === 0 ? 'Make and colour not read' : sentenceCase(known.map(inOurWords).join(', '));
}
