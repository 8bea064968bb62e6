/** What is shown while connecting and when the connection to the services is gone: what is safe, what to do. Renderer. */
import { Button, Spinner } from '@blueprintjs/core';
import { Offline } from '@blueprintjs/icons';
import type { LossReason } from './client.ts';

const ADVICE: Readonly<Record<LossReason, { title: string; text: string; again: boolean }>> = {
  lost: {
    title: 'The connection to the services was lost',
    text: 'Everything recorded is safe on disk. What is on screen is as it was; nothing new runs until you reconnect.',
    again: true,
  },
  'no-answer': {
    title: 'The services do not answer',
    text: 'Nothing is lost. They may still be starting: try again in a moment.',
    again: true,
  },
  'wrong-token': {
    title: 'This address is used up',
    text: 'The address opens Waymark once, for one window. Nothing is lost. Start Waymark again and use the new address it prints.',
    again: false,
  },
  'second-client': {
    title: 'Waymark is already open in another window',
    text: 'Only one window at a time may hold the workstation. Close the other one, then reconnect.',
    again: true,
  },
  'no-token': {
    title: 'This page was opened without its key',
    text: 'Open Waymark with the address it printed when it started: the key is part of it, and is used once.',
    again: false,
  },
};

export function ConnectionBanner({ reason, onReconnect }: { reason: LossReason; onReconnect: () => void }) {
  const advice = ADVICE[reason];
  return (
    <div className="wm-banner wm-banner-red" role="alert" data-testid="connection-banner">
      <Offline />
      <strong>{advice.title}.</strong>
      <span>{advice.text}</span>
      {advice.again && <Button text="Reconnect" onClick={onReconnect} />}
    </div>
  );
}

export function ConnectionScreen({ reason, onReconnect }: { reason: LossReason | null; onReconnect: () => void }) {
  const advice = reason === null ? null : ADVICE[reason];
  return (
    <main className="wm-fullpage" data-testid="connection-screen">
      {advice === null ? (
        <div className="wm-fullpage-card" role="status">
          <Spinner size={24} />
          <p>Opening the workstation…</p>
        </div>
      ) : (
        <div className="wm-fullpage-card" role="alert">
          <Offline size={24} />
          <h1>{advice.title}</h1>
          <p>{advice.text}</p>
          {advice.again && <Button intent="primary" text="Reconnect" onClick={onReconnect} />}
        </div>
      )}
    </main>
  );
}
