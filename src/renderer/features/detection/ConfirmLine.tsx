/** One line of the confirm step: number or tick, its name, and what is asked or was answered. Renderer. */
import { TickCircle } from '@blueprintjs/icons';
import type { ReactNode } from 'react';

interface ConfirmLineProps {
  readonly number: number;
  readonly title: string;
  readonly done: boolean;
  readonly current: boolean;
  readonly children: ReactNode;
}

export function ConfirmLine({ number, title, done, current, children }: ConfirmLineProps) {
  return (
    <li className="wm-confirm-line" data-done={done} data-current={current} data-testid={`confirm-line-${number}`}>
      {done ? <TickCircle size={16} title="Done" /> : <span className="wm-confirm-number">{number}</span>}
      <span className="wm-dim">{title}</span>
      <div className="wm-confirm-body">{children}</div>
    </li>
  );
}
