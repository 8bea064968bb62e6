/** Listens for keys of the map while `active`. Renderer. Plain keys do nothing while the focus is where one types. */
import { useEffect, useRef } from 'react';
import { isKey, type KeyName, worksWhileTyping } from './keys.ts';

export type KeyHandlers = Partial<Record<KeyName, (event: KeyboardEvent) => void>>;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** A dialog on top has the keyboard to itself; one that is already closing has not. */
const CLOSING = '[class*="overlay-exit"]';
const OPEN_DIALOG = ['[data-modal="true"]', '.bp6-dialog']
  .map((dialog) => `${dialog}:not(${CLOSING}, ${CLOSING} *)`)
  .join(', ');
const dialogOpen = (): boolean => document.querySelector(OPEN_DIALOG) !== null;

export function useKeys(handlers: KeyHandlers, active = true): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || dialogOpen()) return;
      const typing = isTyping(event.target);
      for (const name of Object.keys(latest.current) as KeyName[]) {
        if (!isKey(event, name) || (typing && !worksWhileTyping(name))) continue;
        event.preventDefault();
        latest.current[name]?.(event);
        return;
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [active]);
}
