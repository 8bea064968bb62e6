/** The ways to make a function lawful: what each is, what it needs, what one has of it. Renderer. */
import {
  ChevronRight,
  Confirm,
  Document,
  Flash,
  IdNumber,
  KnownVehicle,
  Projects,
  Satellite,
} from '@blueprintjs/icons';
import type { ComponentType } from 'react';
import type { AuthorityStanding, AuthorityWay } from '../../../contract/authority-answers.ts';
import type { AuthorityKind } from '../../../core/model/domain.ts';
import { bySituation, clockOf, STANDING_WORDS } from './standing-words.ts';
import { lifeText } from './way-draft.ts';

const ICONS: Readonly<Record<AuthorityKind, ComponentType<{ size?: number }>>> = {
  'file-number': Document,
  operation: Projects,
  'senior-authority': Confirm,
  'surveillance-device-warrant': Satellite,
  'production-order': IdNumber,
  emergency: Flash,
  'stolen-report': KnownVehicle,
};

interface WayListProps {
  readonly ways: readonly AuthorityWay[];
  readonly held: readonly AuthorityStanding[];
  readonly chosen: AuthorityKind | null;
  readonly nowMs: number;
  onChoose(kind: AuthorityKind): void;
}

export function WayList({ ways, held, chosen, nowMs, onChoose }: WayListProps) {
  return (
    <ul className="wm-ways" aria-label="Ways to make it lawful">
      {ways.map((way) => {
        const Icon = ICONS[way.kind];
        const best = held.filter((item) => item.record.kind === way.kind).sort(bySituation)[0];
        return (
          <li key={way.kind}>
            <button
              type="button"
              className="wm-way"
              aria-current={chosen === way.kind}
              data-testid={`way-${way.kind}`}
              onClick={() => onChoose(way.kind)}
            >
              <Icon size={16} />
              <span>
                <strong>{way.title}</strong>
                <span className="wm-way-text">{way.text}</span>
                <span className="wm-way-needs">{needsText(way)}</span>
                <span className="wm-way-held">{best === undefined ? 'You have none' : heldText(best, nowMs)}</span>
              </span>
              <ChevronRight size={14} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** What it takes, as short as it can be said. */
function needsText(way: AuthorityWay): string {
  const needs = [
    way.documentRequired && 'the signed document',
    way.needsApproval && 'somebody else’s approval',
    way.reportDueMs !== null && `a report within ${lifeText(way.reportDueMs)} after it`,
  ].filter((need) => need !== false);
  const lasts = `Holds at most ${lifeText(way.maxLifetimeMs)}`;
  return needs.length === 0 ? lasts : `${lasts}; needs ${needs.join(', ')}`;
}

function heldText(held: AuthorityStanding, nowMs: number): string {
  const clock = clockOf(held, nowMs);
  const word = STANDING_WORDS[held.standing].toLowerCase();
  const state = held.standing === 'in-force' || held.standing === 'lapsed' ? lowerFirst(clock) : word;
  return `You have: ${held.record.number}, ${state}`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
