/** An empty state says what would fill it. Renderer. */
import type { ReactNode } from 'react';

interface EmptyProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly testId?: string;
}

export function Empty({ icon, title, children, action, testId }: EmptyProps) {
  return (
    <div className="wm-empty" data-testid={testId}>
      {icon}
      <h2>{title}</h2>
      <p className="wm-dim">{children}</p>
      {action}
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <div className="wm-loading" role="status">
      <i />
      <i />
      <i />
      <span className="wm-hidden">{what}</span>
    </div>
  );
}
