/** With one column what was chosen lies beneath the list: it comes into view. Renderer. */
import { type RefObject, useEffect, useRef } from 'react';
import { NARROW, useMedia } from '../../desk/index.ts';

/** @param chosen false: it is shown without having been asked for, and nothing moves */
export function useInView<Element extends HTMLElement>(chosen: boolean): RefObject<Element | null> {
  const ref = useRef<Element>(null);
  const narrow = useMedia(NARROW);
  useEffect(() => {
    if (narrow && chosen) ref.current?.scrollIntoView({ block: 'start' });
  }, [narrow, chosen]);
  return ref;
}
