/**
 * When a picture's name is the one a message gave. Pure. A message writes a path (`a/b.png`); a folder of pictures may
 * hold it as that path, as `a__b.png`, or as `b.png` alone. IN15.
 */

export const flatName = (name: string): string => name.replaceAll('/', '__');
export const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** 1 the very name, 2 the name with `/` written `__`, 3 the last part alone; null: another picture. */
export function imageNameMatch(inMessage: string, ofFile: string): 1 | 2 | 3 | null {
  if (inMessage === ofFile) return 1;
  if (flatName(inMessage) === flatName(ofFile)) return 2;
  return baseName(inMessage) === ofFile || inMessage === baseName(ofFile) ? 3 : null;
}
