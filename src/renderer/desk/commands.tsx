/** Commands of the palette. Screens add theirs while they are shown. Renderer. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyName } from './keys.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
  readonly group: 'Go' | 'Do' | 'Case' | 'Exhibit';
  readonly key?: KeyName;
  /** Why it cannot be done now; shown beside it. */
  readonly blocked?: string | undefined;
  run(): void;
}

interface Registry {
  readonly commands: readonly Command[];
  register(owner: symbol, commands: readonly Command[]): void;
}

const CommandContext = createContext<Registry | null>(null);

export function CommandProvider({ children }: { children: ReactNode }) {
  const [byOwner, setByOwner] = useState<ReadonlyMap<symbol, readonly Command[]>>(new Map());
  const value = useMemo<Registry>(
    () => ({
      commands: [...byOwner.values()].flat(),
      register: (owner, commands) =>
        setByOwner((before) => {
          const after = new Map(before);
          if (commands.length === 0) after.delete(owner);
          else after.set(owner, commands);
          return after;
        }),
    }),
    [byOwner],
  );
  return <CommandContext value={value}>{children}</CommandContext>;
}

export function useCommandList(): readonly Command[] {
  return useContext(CommandContext)?.commands ?? [];
}

/** Adds commands for as long as the caller is shown. `commands` must be memoised. */
export function useCommands(commands: readonly Command[]): void {
  const register = useContext(CommandContext)?.register;
  const owner = useRef(Symbol('commands'));
  const registerRef = useRef(register);
  useEffect(() => {
    registerRef.current = register;
  });
  useEffect(() => {
    const mine = owner.current;
    registerRef.current?.(mine, commands);
    return () => registerRef.current?.(mine, []);
  }, [commands]);
}

/** Commands whose words all occur in the query's order-free text, best first. Pure. */
export function rankCommands(commands: readonly Command[], query: string): Command[] {
  const words = query.toLocaleLowerCase('en-NZ').split(/\s+/).filter(Boolean);
  const scored = commands.flatMap((command) => {
    const title = command.title.toLocaleLowerCase('en-NZ');
    const text = `${title} ${(command.detail ?? '').toLocaleLowerCase('en-NZ')} ${command.group.toLowerCase()}`;
    if (!words.every((word) => text.includes(word))) return [];
    const score = words.reduce((sum, word) => sum + (title.startsWith(word) ? 2 : title.includes(word) ? 1 : 0), 0);
    return [{ command, score }];
  });
  return scored.sort((a, b) => b.score - a.score).map((item) => item.command);
}
