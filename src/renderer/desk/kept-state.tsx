/**
 * State of a form that outlives its screen: half of a judgement is there when one comes back. Renderer.
 * Kept in memory alone, for the case and the session that hold the provider; a lock or another case forgets it.
 */
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const KeptStateContext = createContext<Map<string, unknown> | null>(null);

export function KeptStateProvider({ children }: { children: ReactNode }) {
  const [kept] = useState(() => new Map<string, unknown>());
  return <KeptStateContext value={kept}>{children}</KeptStateContext>;
}

/** @param key names what is kept; it stays the same for as long as the component is mounted */
export function useKeptState<State>(
  key: string,
  start: () => State,
): { state: State; change: (next: State) => void; forget: () => void } {
  const kept = useContext(KeptStateContext);
  if (kept === null) throw new Error('useKeptState is used outside KeptStateProvider.');
  const [state, setState] = useState<State>(() => (kept.has(key) ? (kept.get(key) as State) : start()));
  const change = useCallback(
    (next: State) => {
      kept.set(key, next);
      setState(next);
    },
    [kept, key],
  );
  const forget = useCallback(() => void kept.delete(key), [kept, key]);
  return { state, change, forget };
}
