/** Dark, light, or as the system has it. Renderer. Kept for this browser profile; nothing of a case is stored there. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export type ThemeChoice = 'dark' | 'light' | 'system';
export type Theme = 'dark' | 'light';

const KEY = 'waymark.theme';
const LIGHT = '(prefers-color-scheme: light)';

const ThemeContext = createContext<{
  choice: ThemeChoice;
  theme: Theme;
  choose: (choice: ThemeChoice) => void;
} | null>(null);

function stored(): ThemeChoice {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'system' ? value : 'dark';
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState<ThemeChoice>(stored);
  const [systemLight, setSystemLight] = useState(() => matchMedia(LIGHT).matches);
  useEffect(() => {
    const media = matchMedia(LIGHT);
    const onChange = (): void => setSystemLight(media.matches);
    media.addEventListener('change', onChange);
    return () => media.removeEventListener('change', onChange);
  }, []);
  const systemTheme: Theme = systemLight ? 'light' : 'dark';
  const theme: Theme = choice === 'system' ? systemTheme : choice;
  useEffect(() => {
    document.body.dataset.theme = theme;
    document.body.classList.toggle('bp6-dark', theme === 'dark');
  }, [theme]);
  const value = useMemo(
    () => ({
      choice,
      theme,
      choose: (next: ThemeChoice) => {
        localStorage.setItem(KEY, next);
        setChoice(next);
      },
    }),
    [choice, theme],
  );
  return <ThemeContext value={value}>{children}</ThemeContext>;
}

export function useTheme() {
  const value = useContext(ThemeContext);
  if (value === null) throw new Error('useTheme is used outside ThemeProvider.');
  return value;
}
