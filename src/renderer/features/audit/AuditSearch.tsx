/** Words looked for in the log, from the top bar: plates, numbers, names, narratives. Renderer. */
import { Search } from '@blueprintjs/icons';
import { useRef } from 'react';
import { useKeys } from '../../desk/index.ts';
import { Kbd } from '../../parts/index.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { TypedFilter } from './TypedFilter.tsx';

export function AuditSearch({ onUse }: { onUse: () => void }) {
  const { filter, narrow } = useAuditDesk();
  const field = useRef<HTMLInputElement>(null);
  useKeys({ plate: () => field.current?.focus() });
  return (
    <TypedFilter
      label="Search the log"
      placeholder="Search the log"
      className="wm-audit-search"
      value={filter.text}
      maxLength={200}
      inputRef={field}
      icon={<Search size={14} />}
      end={<Kbd of="plate" />}
      onUse={(text) => {
        narrow({ text });
        onUse();
      }}
      testId="audit-search"
    />
  );
}
