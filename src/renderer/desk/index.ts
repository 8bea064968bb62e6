/** The door of the desk: state, keys, commands and messages that every screen shares. */
export { type Command, CommandProvider, rankCommands, useCommandList, useCommands } from './commands.tsx';
export { DeskProvider, type Screen, type Selection, type Side, useDesk } from './desk-state.tsx';
export { KeptStateProvider, useKeptState } from './kept-state.tsx';
export { KEY_MAP, type KeyName } from './keys.ts';
export { useKeyupGuard } from './keyup-guard.ts';
export { LessonProvider, useLesson } from './lesson.tsx';
export { type ThemeChoice, ThemeProvider, useTheme } from './theme.tsx';
export { toast } from './toasts.ts';
export { useKeys } from './use-keys.ts';
export { NARROW, useMedia, WIDE } from './use-media.ts';
export { useNow } from './use-now.ts';
