/** The key of a command, shown in its button. Renderer. */
import { type KeyName, keyLabel } from '../desk/keys.ts';

export function Kbd({ of, text }: { of?: KeyName; text?: string }) {
  return (
    <kbd className="wm-kbd" aria-hidden>
      {of === undefined ? text : keyLabel(of)}
    </kbd>
  );
}
