/** Offers a part of a plate as a part, where it was asked for as the whole and little was found. Renderer. */
import { Button } from '@blueprintjs/core';
import { partToTry } from './find-words.ts';

export function PartHint({ query, onTry }: { query: string; onTry: (text: string) => void }) {
  const text = partToTry(query);
  if (text === null) return null;
  return (
    <p className="wm-part-hint" data-testid="part-hint">
      <span>
        Is <span className="wm-mono wm-covered">{query}</span> only part of the plate?{' '}
        <span className="wm-mono">*</span> leaves room for the rest; the order is kept.
      </span>
      <Button
        size="small"
        text={<span className="wm-covered">Put {text} in the box</span>}
        onClick={() => onTry(text)}
      />
    </p>
  );
}
