/** The wall clock for countdowns on screen, ticking every `everyMs`. Renderer. Decides nothing: services do. */
import { useEffect, useState } from 'react';

const LONGEST_TIMER_MS = 2_147_483_647;

/** @param alsoAtMs a moment at which it ticks besides, so that what ends then is shown as ended; null: none */
export function useNow(everyMs: number, alsoAtMs: number | null = null): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  useEffect(() => {
    const waitMs = alsoAtMs === null ? -1 : alsoAtMs - Date.now() + 1;
    if (waitMs < 0 || waitMs > LONGEST_TIMER_MS) return;
    const timer = setTimeout(() => setNowMs(Date.now()), waitMs);
    return () => clearTimeout(timer);
  }, [alsoAtMs]);
  return nowMs;
}
