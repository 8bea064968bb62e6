/**
 * The keyboard map of the desk: every key in one list, so that the `?` sheet cannot differ from what works. Pure.
 * A binding is a name like `Ctrl+K`, `?`, `ArrowDown` or `C`; letters are case-blind, Shift counts only with Ctrl or Alt.
 */
import { FOLD_BELOW } from '../../core/match/likelihood.ts';

export interface KeyBinding {
  readonly keys: readonly string[];
  readonly label: string;
  /** Where it works; also the heading in the sheet. */
  readonly place:
    | 'Anywhere'
    | 'Refusal'
    | 'Results'
    | 'Movement'
    | 'Authorities'
    | 'Detection'
    | 'Confirm'
    | 'Packs'
    | 'Audit';
}

export const KEY_MAP = {
  palette: { keys: ['Ctrl+K'], label: 'Find any command, case or exhibit', place: 'Anywhere' },
  plate: { keys: ['/'], label: 'Go to the plate box, or search the log', place: 'Anywhere' },
  shortcuts: { keys: ['?'], label: 'Show these keys', place: 'Anywhere' },
  authority: { keys: ['Alt+A'], label: 'Get or change the authority', place: 'Anywhere' },
  cases: { keys: ['Alt+1'], label: 'Cases', place: 'Anywhere' },
  find: { keys: ['Alt+2'], label: 'Find a vehicle', place: 'Anywhere' },
  exhibits: { keys: ['Alt+3'], label: 'Exhibits', place: 'Anywhere' },
  packs: { keys: ['Alt+4'], label: 'Evidence packs', place: 'Anywhere' },
  log: { keys: ['Alt+5'], label: 'Query log', place: 'Anywhere' },
  authorities: { keys: ['Alt+R'], label: 'Register of authorities', place: 'Anywhere' },
  movement: { keys: ['Alt+M'], label: 'Movement', place: 'Anywhere' },
  cancel: { keys: ['Escape'], label: 'Stop the query that runs', place: 'Anywhere' },
  theme: { keys: ['Alt+T'], label: 'Dark or light', place: 'Anywhere' },
  lock: { keys: ['Alt+L'], label: 'Lock the workstation', place: 'Anywhere' },
  renew: { keys: ['R'], label: 'Renew the authority and run the query', place: 'Refusal' },
  down: { keys: ['ArrowDown'], label: 'Next read', place: 'Results' },
  up: { keys: ['ArrowUp'], label: 'Read before', place: 'Results' },
  open: { keys: ['Enter'], label: 'Open the read (looking is logged)', place: 'Results' },
  follow: { keys: ['M'], label: 'Movement of this plate', place: 'Results' },
  folded: { keys: ['B'], label: `Show or fold reads below ${FOLD_BELOW}`, place: 'Results' },
  tabPattern: { keys: ['1'], label: 'Pattern of one vehicle', place: 'Movement' },
  tabConvoy: { keys: ['2'], label: 'Who travels with it', place: 'Movement' },
  tabScenes: { keys: ['3'], label: 'Seen at several scenes', place: 'Movement' },
  tabPairs: { keys: ['4'], label: 'All pairs', place: 'Movement' },
  tabRegister: { keys: ['1'], label: 'Authorities of this case', place: 'Authorities' },
  tabApprove: { keys: ['2'], label: 'To approve', place: 'Authorities' },
  tabTracking: { keys: ['3'], label: 'Tracking', place: 'Authorities' },
  tabStolen: { keys: ['4'], label: 'Stolen', place: 'Authorities' },
  tabSharing: { keys: ['5'], label: 'Sharing', place: 'Authorities' },
  tabVehicles: { keys: ['6'], label: 'My vehicles', place: 'Authorities' },
  enlarge: { keys: ['Z'], label: 'Enlarge the image', place: 'Detection' },
  sharpen: { keys: ['S'], label: 'Sharpen the image', place: 'Detection' },
  saysWho: { keys: ['W'], label: 'Says who? How the likelihood came about', place: 'Detection' },
  journey: { keys: ['J'], label: 'Draw the journey of this plate', place: 'Detection' },
  exhibit: { keys: ['E'], label: 'Add to exhibits: a note if you like, then Enter', place: 'Detection' },
  typed: { keys: ['T'], label: 'Type the plate you see', place: 'Confirm' },
  confirm: { keys: ['C'], label: 'Choose Confirm, then Enter', place: 'Confirm' },
  reject: { keys: ['X'], label: 'Choose Reject, then Enter', place: 'Confirm' },
  cannotTell: { keys: ['U'], label: 'Choose Cannot tell, then Enter', place: 'Confirm' },
  moveUp: { keys: ['Alt+ArrowUp'], label: 'Move the section or exhibit up', place: 'Packs' },
  moveDown: { keys: ['Alt+ArrowDown'], label: 'Move the section or exhibit down', place: 'Packs' },
  packUndo: { keys: ['Ctrl+Z'], label: 'Undo the last change of the pack', place: 'Packs' },
  packRedo: { keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], label: 'Do it again', place: 'Packs' },
  packDraw: { keys: ['Alt+D'], label: 'Draw the pages again (drawing is logged)', place: 'Packs' },
  nextPage: { keys: ['PageDown'], label: 'Next page', place: 'Packs' },
  pageBefore: { keys: ['PageUp'], label: 'Page before', place: 'Packs' },
  firstPage: { keys: ['Home'], label: 'First page', place: 'Packs' },
  lastPage: { keys: ['End'], label: 'Last page', place: 'Packs' },
  zoomIn: { keys: ['+', '='], label: 'Larger', place: 'Packs' },
  zoomOut: { keys: ['-'], label: 'Smaller', place: 'Packs' },
  auditVerify: { keys: ['V'], label: 'Verify the whole log', place: 'Audit' },
  auditOpen: { keys: ['Enter'], label: 'Open the entry (reading is logged)', place: 'Audit' },
  auditRefer: { keys: ['R'], label: 'Refer the entry: write the note first', place: 'Audit' },
} as const satisfies Record<string, KeyBinding>;

export type KeyName = keyof typeof KEY_MAP;

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly code?: string;
}

/** The name of a key press, as written in the map. */
export function keyName(press: KeyPress): string {
  // Alt with a letter or digit writes another character on some keyboards: go by the place of the key.
  const placed = press.altKey ? /^(?:Key|Digit)(.)$/.exec(press.code ?? '')?.[1] : undefined;
  const key = placed ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key);
  const control = press.ctrlKey || press.metaKey;
  const shift = press.shiftKey && (control || press.altKey);
  return `${control ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`;
}

export function isKey(press: KeyPress, name: KeyName): boolean {
  const keys: readonly string[] = KEY_MAP[name].keys;
  return keys.includes(keyName(press));
}

/** Keys with Ctrl or Alt work while typing, and Escape; plain ones do not. */
export function worksWhileTyping(name: KeyName): boolean {
  return KEY_MAP[name].keys.every((key) => /^((Ctrl|Alt)\+|Escape$)/.test(key));
}

/** `Ctrl K`, `↑`, `↵`: how a key is shown. */
export function keyLabel(name: KeyName): string {
  const shown: Readonly<Record<string, string>> = {
    ArrowUp: '↑',
    ArrowDown: '↓',
    Enter: '↵',
    Escape: 'Esc',
    'Alt+ArrowUp': 'Alt ↑',
    'Alt+ArrowDown': 'Alt ↓',
  };
  return KEY_MAP[name].keys.map((key) => shown[key] ?? key.replaceAll('+', ' ')).join(' ');
}
