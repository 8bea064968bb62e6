/** Whether a media query holds, and re-renders when that changes. Renderer. */
import { useCallback, useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (notify: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', notify);
      return () => media.removeEventListener('change', notify);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** Room for the inspector beside the map; below it folds to a tab. */
export const WIDE = '(min-width: 1400px)';
/** Too narrow for two columns (200 % zoom): everything folds to tabs. */
export const NARROW = '(max-width: 899px)';
