/** The door of settings. */
export { SettingsScreen } from './SettingsScreen.tsx';
