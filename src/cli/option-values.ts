/** Reads values of options. Runs in the CLI process. */
import { CliError } from './output.ts';

/** A whole number from 0. Throws CliError that names the option. */
export function numberOf(text: string, name: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0) return value;
  throw new CliError(`${name} must be a whole number, not "${text}".`, { exitCode: 2 });
}
