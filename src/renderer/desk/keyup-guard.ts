/**
 * One press of Enter answers one question. Renderer. Blueprint's buttons act when Enter is released, so a press that
 * moves the focus to a button would press that button too: here, the look-alikes would be ticked unseen.
 */
import { useEffect } from 'react';

export function useKeyupGuard(): void {
  useEffect(() => {
    let pressedOn: EventTarget | null = null;
    const onDown = (event: KeyboardEvent): void => {
      if (!event.repeat) pressedOn = event.target;
    };
    const onUp = (event: KeyboardEvent): void => {
      if ((event.key === 'Enter' || event.key === ' ') && event.target !== pressedOn) event.stopPropagation();
    };
    document.addEventListener('keydown', onDown, true);
    document.addEventListener('keyup', onUp, true);
    return () => {
      document.removeEventListener('keydown', onDown, true);
      document.removeEventListener('keyup', onUp, true);
    };
  }, []);
}
