/** Make and colour, chosen from what is held; says that unknown ones are kept. Renderer. */
import { HTMLSelect } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useClient } from '../../connection/index.ts';
import { sentenceCase } from '../../format/number.ts';
import { inOurWords } from '../../format/words.ts';
import { useSync } from '../sync/index.ts';
import { unknownKept } from './find-words.ts';

interface VehicleFilterProps {
  readonly make: string | null;
  readonly colour: string | null;
  readonly onChoose: (change: { make?: string | null; colour?: string | null }) => void;
}

export function VehicleFilter({ make, colour, onChoose }: VehicleFilterProps) {
  const client = useClient();
  const held = useSync().data?.held.detections ?? 0;
  const known = useQuery({
    // What sync brings may bring new makes.
    queryKey: ['vocabulary', held],
    queryFn: () => client.find.vocabulary(),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  const kept = unknownKept(make, colour);
  return (
    <>
      <WordChoice
        label="Make"
        words={known.data?.makes ?? []}
        chosen={make}
        testId="make"
        onChoose={(word) => onChoose({ make: word })}
      />
      <WordChoice
        label="Colour"
        words={known.data?.colours ?? []}
        chosen={colour}
        testId="colour"
        onChoose={(word) => onChoose({ colour: word })}
      />
      {kept !== '' && (
        <span className="wm-caption" data-testid="unknown-kept">
          {kept}
        </span>
      )}
    </>
  );
}

interface WordChoiceProps {
  readonly label: string;
  readonly words: readonly string[];
  readonly chosen: string | null;
  readonly testId: string;
  readonly onChoose: (word: string | null) => void;
}

function WordChoice({ label, words, chosen, testId, onChoose }: WordChoiceProps) {
  const id = useId();
  const all = chosen === null || words.includes(chosen) ? words : [chosen, ...words];
  return (
    <span className="wm-choice" data-chosen={chosen !== null}>
      <label htmlFor={id}>{label}</label>
      <HTMLSelect
        id={id}
        value={chosen ?? ''}
        onChange={(event) => onChoose(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        data-testid={testId}
      >
        <option value="">any</option>
        {all.map((word) => (
          <option key={word} value={word}>
            {sentenceCase(inOurWords(word))}
          </option>
        ))}
      </HTMLSelect>
    </span>
  );
}
