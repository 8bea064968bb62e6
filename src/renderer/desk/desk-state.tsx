/**
 * What the desk is showing: screen, case, selection, theme. One per window. Renderer.
 * One selection rules them all: what is selected anywhere is selected everywhere.
 */
import { createContext, type Dispatch, type ReactNode, useContext, useMemo, useReducer } from 'react';
import type { LawfulFunction } from '../../contract/authority-answers.ts';
import type { FindMatch } from '../../contract/workstation.ts';
import type { AuthorityKind } from '../../core/model/domain.ts';

export type Screen =
  | 'cases'
  | 'find'
  | 'movement'
  | 'exhibits'
  | 'packs'
  | 'log'
  | 'authorities'
  | 'audit'
  | 'audit-help'
  | 'sync'
  | 'settings';
/** What the side of the Find and Movement screens shows. */
export type Side = 'map' | 'detection' | 'authority';

export type RegisterTab = 'register' | 'approve' | 'tracking' | 'stolen' | 'sharing' | 'vehicles';

export interface Selection {
  readonly detectionId: string;
  /** The plate it is taken for. */
  readonly plate: string;
  /** The row of the result it came from, where there is one. */
  readonly match: FindMatch | null;
  /** What a witness remembers, where that was asked. */
  readonly remembered?: string | null;
}

export interface DeskState {
  readonly screen: Screen;
  readonly caseId: string | null;
  readonly side: Side;
  readonly selection: Selection | null;
  /** The selected read is open in the inspector. Looking is logged, so arrows select and Enter opens. */
  readonly opened: boolean;
  readonly overlay: 'palette' | 'shortcuts' | null;
  /** Text handed to the plate box from elsewhere (the palette); null once taken. */
  readonly plateToFind: string | null;
  /** The way to an authority that a refusal leads to; null: whichever was looked at last. */
  readonly wayWanted: {
    readonly fn: LawfulFunction;
    readonly kind: AuthorityKind;
    readonly plate: string | null;
    /** The draft, or the refused authority, to go on with; null: the newest draft there is. */
    readonly authorityId: string | null;
  } | null;
  /** Which part of the register is shown; null: none was chosen yet. */
  readonly registerTab: RegisterTab | null;
  /** A plate handed to the tracking form, from a query that was refused as tracking; null once taken. */
  readonly plateToTrack: string | null;
  /** A plate handed to the Movement screen; null once taken. */
  readonly plateToFollow: string | null;
}

export type DeskAction =
  | { type: 'go'; screen: Screen }
  | { type: 'open-case'; caseId: string }
  | { type: 'side'; side: Side }
  /** `plate`: what it is wanted for, put into the form. `authorityId`: the draft to go on with. */
  | { type: 'get-authority'; fn: LawfulFunction; kind: AuthorityKind; plate?: string | null; authorityId?: string }
  | { type: 'way-taken' }
  | { type: 'way-plate-taken' }
  | { type: 'register-tab'; tab: RegisterTab }
  | { type: 'track'; plate: string | null }
  | { type: 'track-taken' }
  | { type: 'select'; selection: Selection | null; open: boolean }
  | { type: 'overlay'; overlay: DeskState['overlay'] }
  | { type: 'find-plate'; plate: string }
  | { type: 'plate-taken' }
  | { type: 'follow'; plate: string }
  | { type: 'follow-taken' };

const START: DeskState = {
  screen: 'cases',
  caseId: null,
  side: 'map',
  selection: null,
  opened: false,
  overlay: null,
  plateToFind: null,
  wayWanted: null,
  registerTab: null,
  plateToTrack: null,
  plateToFollow: null,
};

export function deskReducer(state: DeskState, action: DeskAction): DeskState {
  switch (action.type) {
    case 'go':
      return { ...state, screen: action.screen, overlay: null };
    case 'open-case':
      return { ...START, screen: 'find', caseId: action.caseId, side: 'map' };
    case 'side':
      // The panels stand beside the list of Find and of Movement alike.
      return { ...state, side: action.side, screen: state.screen === 'movement' ? 'movement' : 'find', overlay: null };
    case 'get-authority': {
      const { fn, kind, plate = null, authorityId = null } = action;
      const wayWanted = { fn, kind, plate, authorityId };
      return { ...deskReducer(state, { type: 'side', side: 'authority' }), wayWanted };
    }
    case 'register-tab':
      return { ...state, screen: 'authorities', registerTab: action.tab, overlay: null };
    case 'track':
      return { ...deskReducer(state, { type: 'register-tab', tab: 'tracking' }), plateToTrack: action.plate };
    case 'track-taken':
      return { ...state, plateToTrack: null };
    case 'way-taken':
      return { ...state, wayWanted: null };
    case 'way-plate-taken':
      return { ...state, wayWanted: state.wayWanted === null ? null : { ...state.wayWanted, plate: null } };
    case 'select': {
      const same = state.selection?.detectionId === action.selection?.detectionId;
      const opened = action.selection !== null && (action.open || (same && state.opened));
      return { ...state, selection: action.selection, opened, side: action.open ? 'detection' : state.side };
    }
    case 'overlay':
      return { ...state, overlay: action.overlay };
    case 'find-plate':
      return { ...state, screen: 'find', plateToFind: action.plate, overlay: null };
    case 'plate-taken':
      return { ...state, plateToFind: null };
    case 'follow':
      return { ...state, screen: 'movement', plateToFollow: action.plate, side: 'map', overlay: null };
    case 'follow-taken':
      return { ...state, plateToFollow: null };
  }
}

const DeskContext = createContext<{ desk: DeskState; dispatch: Dispatch<DeskAction> } | null>(null);

/** @param start the screen one lands on after signing in */
export function DeskProvider({ start, children }: { start: Screen; children: ReactNode }) {
  const [desk, dispatch] = useReducer(deskReducer, { ...START, screen: start });
  const value = useMemo(() => ({ desk, dispatch }), [desk]);
  return <DeskContext value={value}>{children}</DeskContext>;
}

export function useDesk(): { desk: DeskState; dispatch: Dispatch<DeskAction> } {
  const value = useContext(DeskContext);
  if (value === null) throw new Error('useDesk is used outside DeskProvider.');
  return value;
}
