/** How far beyond chance: the figure, its safe lower end, and in plain words what it does not prove. Renderer. */
import { InfoSign } from '@blueprintjs/icons';
import { liftText } from './movement-words.ts';

export function LiftCell({ lift, atLeast }: { lift: number; atLeast: number }) {
  return (
    <>
      <strong className="wm-lift">{liftText(lift)}</strong>
      <br />
      <span className="wm-caption">at least {liftText(atLeast)}</span>
    </>
  );
}

export function LiftNote() {
  return (
    <p className="wm-note wm-movement-note">
      <InfoSign size={14} />
      <span>
        <strong>Lift is not proof.</strong> It sets what was counted against what the traffic at each camera would give
        anyway. Neighbours, commuters and trucks meet too: confirm the reads first.
      </span>
    </p>
  );
}
