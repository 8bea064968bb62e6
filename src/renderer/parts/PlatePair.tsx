/**
 * The raw reading and the plate it is taken for, one over the other (or in line), differing characters marked. Renderer.
 * The raw text is never corrected. For a screen reader it is one sentence.
 */
import { alignRead, type PlateColumn } from './align-read.ts';

interface PlatePairProps {
  readonly read: string;
  readonly plate: string;
  readonly inLine?: boolean;
  readonly large?: boolean;
  /** What the upper line is called where it is read aloud. */
  readonly heading?: 'Read' | 'Remembered';
  /** A rejected read is struck through. */
  readonly struck?: boolean;
}

export function PlatePair({
  read,
  plate,
  inLine = false,
  large = false,
  struck = false,
  heading = 'Read',
}: PlatePairProps) {
  const columns = alignRead(read, plate);
  const same = !columns.some((column) => column.differs);
  const sentence = same ? `${heading} and plate ${plate}` : `${heading} ${read}, taken for ${plate}`;
  const looks = [
    inLine ? 'wm-plate-pair-line' : 'wm-plate-pair',
    large && 'wm-plate-large',
    struck && 'wm-plate-struck',
  ];
  return (
    <span className={looks.filter(Boolean).join(' ')}>
      <span className="wm-hidden">{struck ? `${sentence}, rejected` : sentence}</span>
      {!(inLine && same) && <Cells columns={columns} side="raw" />}
      {inLine && !same && (
        <span aria-hidden className="wm-dim">
          →
        </span>
      )}
      <Cells columns={columns} side="plate" />
    </span>
  );
}

function Cells({ columns, side }: { columns: readonly PlateColumn[]; side: 'raw' | 'plate' }) {
  return (
    <span aria-hidden className={side === 'raw' ? 'wm-plate wm-plate-raw' : 'wm-plate'}>
      {columns.map((column, at) => {
        const character = column[side];
        const mark = character === null ? 'wm-lost' : column.differs ? 'wm-differs' : undefined;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column has no identity but its place.
          <span key={at} className={mark}>
            {character ?? ' '}
          </span>
        );
      })}
    </span>
  );
}

/** A plate by itself. */
export function Plate({ text, large = false }: { text: string; large?: boolean }) {
  return (
    <span className={large ? 'wm-plate-large' : undefined}>
      <span className="wm-plate">
        {[...text].map((character, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a character has no identity but its place.
          <span key={at}>{character}</span>
        ))}
      </span>
    </span>
  );
}
