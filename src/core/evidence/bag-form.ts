/** The form of a bag (BagIt 1.0, RFC 8493) as packs travel in it, for who writes one and who checks one. Runs anywhere. */

export const BAGIT_NAME = 'bagit.txt';
export const BAG_INFO_NAME = 'bag-info.txt';
export const PAYLOAD_LIST_NAME = 'manifest-sha256.txt';
export const TAG_LIST_NAME = 'tagmanifest-sha256.txt';
export const BAGIT_TEXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
export const PAYLOAD_FOLDER = 'data/';

/** A name that stands for itself in a bag, in a zip and on every file system. */
export const isPlainPath = (path: string): boolean =>
  path.length <= 255 &&
  path.split('/').every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part) && !part.endsWith('.'));
