/** The sheet of keys, made from the map of keys itself. Renderer. */
import { Dialog, DialogBody } from '@blueprintjs/core';
import { KEY_MAP, type KeyName, useDesk } from '../desk/index.ts';
import { Kbd } from '../parts/index.ts';

const PLACES = ['Anywhere', 'Refusal', 'Results', 'Movement', 'Authorities', 'Detection', 'Confirm', 'Packs'] as const;
const AUDITOR_PLACES = ['Anywhere', 'Audit'] as const;
/** What an auditor has a use for, of the keys that work anywhere. */
const AUDITOR_KEYS: ReadonlySet<KeyName> = new Set(['palette', 'plate', 'shortcuts', 'log', 'theme', 'lock']);

export function Shortcuts({ auditor = false }: { auditor?: boolean }) {
  const { desk, dispatch } = useDesk();
  const names = (Object.keys(KEY_MAP) as KeyName[]).filter(
    (name) => !auditor || KEY_MAP[name].place !== 'Anywhere' || AUDITOR_KEYS.has(name),
  );
  return (
    <Dialog
      isOpen={desk.overlay === 'shortcuts'}
      onClose={() => dispatch({ type: 'overlay', overlay: null })}
      title="Keys"
      className="wm-shortcuts"
    >
      <DialogBody useOverflowScrollContainer={false}>
        {/* Where the sheet is longer than the window it scrolls, and arrows scroll it. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
        <section className="wm-shortcut-sheet" data-testid="shortcuts" aria-label="Keys" tabIndex={0}>
          <div className="wm-shortcut-columns">
            {(auditor ? AUDITOR_PLACES : PLACES).map((place) => (
              <section key={place}>
                <h3>{place}</h3>
                <dl>
                  {names
                    .filter((name) => KEY_MAP[name].place === place)
                    .map((name) => (
                      <div key={name}>
                        <dt>{KEY_MAP[name].label}</dt>
                        <dd>
                          <Kbd of={name} />
                        </dd>
                      </div>
                    ))}
                </dl>
              </section>
            ))}
          </div>
        </section>
      </DialogBody>
    </Dialog>
  );
}
