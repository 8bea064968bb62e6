/** The way to mend what a check found. Renderer. */
import { Button } from '@blueprintjs/core';
import type { PackMend } from '../../../contract/workstation.ts';
import { useDesk } from '../../desk/index.ts';
import { useSync, useSyncSwitch } from '../sync/index.ts';
import type { Preserved } from './PreserveDialog.tsx';

interface MendButtonProps {
  readonly mend: PackMend;
  readonly onExhibit: (exhibitId: string) => void;
  readonly onPreserve: (about: Preserved) => void;
  readonly onShare: () => void;
}

const FIELDS = {
  title: 'pack-title',
  profile: 'pack-profile',
  recipients: 'pack-recipients',
  reason: 'pack-reason',
  sign: 'pack-sign',
} as const;

function focusField(testId: string): void {
  document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.focus();
}

export function MendButton({ mend, onExhibit, onPreserve, onShare }: MendButtonProps) {
  const { dispatch } = useDesk();
  const sync = useSyncSwitch();
  const syncing = useSync().data?.state === 'running' || sync.isPending;
  switch (mend.kind) {
    case 'find':
      return <Button size="small" text="Find" onClick={() => dispatch({ type: 'go', screen: 'find' })} />;
    case 'confirm': {
      const open = (): void => {
        const selection = { detectionId: mend.detectionId, plate: mend.plate, match: null };
        dispatch({ type: 'go', screen: 'find' });
        dispatch({ type: 'select', selection, open: true });
      };
      return <Button size="small" text="Confirm" onClick={open} data-testid="mend-confirm" />;
    }
    case 'authority':
      return <Button size="small" text="Authority" onClick={() => dispatch({ type: 'side', side: 'authority' })} />;
    case 'preserve':
      return <Button size="small" text="Preserve" onClick={() => onPreserve(mend)} data-testid="mend-preserve" />;
    case 'sync':
      return (
        <Button
          size="small"
          text="Sync now"
          loading={syncing}
          onClick={() => sync.mutate(true)}
          data-testid="sync-now"
        />
      );
    case 'exhibit':
      return (
        <Button size="small" text="Say why" onClick={() => onExhibit(mend.exhibitId)} data-testid="mend-exhibit" />
      );
    case 'share':
      return <Button size="small" text="Sharing" onClick={onShare} data-testid="mend-share" />;
    case 'field':
      return <Button size="small" text="Go there" onClick={() => focusField(FIELDS[mend.field])} />;
  }
}
