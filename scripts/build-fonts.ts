// Copies the fonts the printed pages embed from their npm packages: `node scripts/build-fonts.ts`. Whole static
// TrueType faces, not web subsets: one face must hold Latin and the macrons (ā ē ī ō ū). `--check` only compares.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const TARGET = new URL('../resources/fonts/', import.meta.url);
const require = createRequire(import.meta.url);

/** File in resources/fonts → file in a package. */
const COPIES: Readonly<Record<string, string>> = {
  'Inter-Regular.ttf': require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  'Inter-Italic.ttf': require.resolve('@expo-google-fonts/inter/400Regular_Italic/Inter_400Regular_Italic.ttf'),
  'Inter-Medium.ttf': require.resolve('@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf'),
  'Inter-SemiBold.ttf': require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
  'JetBrainsMono-Regular.ttf': require.resolve(
    '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
  ),
  'JetBrainsMono-Bold.ttf': require.resolve('@expo-google-fonts/jetbrains-mono/700Bold/JetBrainsMono_700Bold.ttf'),
  'Inter-OFL.txt': require.resolve('@expo-google-fonts/inter/LICENSE_FONT'),
  'JetBrainsMono-OFL.txt': require.resolve('@expo-google-fonts/jetbrains-mono/LICENSE_FONT'),
};

const check = process.argv.includes('--check');
for (const [name, source] of Object.entries(COPIES)) {
  const bytes = readFileSync(source);
  const path = new URL(name, TARGET);
  if (!check) writeFileSync(path, bytes);
  const same = readFileSync(path).equals(bytes);
  if (!same) process.exitCode = 1;
  console.log(`${same ? 'same   ' : 'DIFFERS'} ${name} ${bytes.length.toLocaleString('en-NZ')} bytes`);
}
