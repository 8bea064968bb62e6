/** The door of what every logged question shares: its window and area, the authority it runs under, its refusal. */
export { AreaPicker } from './AreaPicker.tsx';
export { NarrativeLine } from './NarrativeLine.tsx';
export { Refusal } from './Refusal.tsx';
export { WindowPicker } from './WindowPicker.tsx';
export { DEFAULT_LIMIT_MS, namedWindow, requestWindow, resolveWindow, type WindowChoice } from './window-choice.ts';
