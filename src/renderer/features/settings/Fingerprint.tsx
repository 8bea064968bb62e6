/** A SHA-256 in groups of four, to be read out. Renderer. */
import { KeyIcon } from '@blueprintjs/icons';
import { groupsOfFour } from './signer-words.ts';

export function Fingerprint({ hex }: { readonly hex: string }) {
  return (
    <span className="wm-fingerprint wm-mono">
      <KeyIcon size={13} />
      <span>{groupsOfFour(hex)}</span>
    </span>
  );
}
