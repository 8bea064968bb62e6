/**
 * What a profile takes out of a pack, as texts: read from the fields of the input and of its log in which such things
 * stand. Runs anywhere (pure). Free text is taken as a whole; a name or address inside one that stays is not recognised.
 */
import type { User } from '../../model/domain.ts';
import { foldPlate } from '../../plate/plate-text.ts';
import type { PackInput } from '../pack-input.ts';
import type { RemovalRule } from './profiles.ts';
import { type RemovedValue, type Seek, textsIn } from './removed-value.ts';

/** Shorter than this, no text can be told from another that says the same by chance. */
const LEAST = { plate: 3, plateAnywhere: 5, name: 5, free: 12 } as const;

export function collectValues(input: PackInput, rules: readonly RemovalRule[]): RemovedValue[] {
  const found = new Map<string, RemovedValue>();
  for (const rule of rules)
    for (const { text, seek, instead } of collectors[rule.kind](input)) {
      if (text.trim() === '' || found.has(text)) continue;
      found.set(text, { text, what: rule.what, ground: rule.ground, seek, instead });
    }
  // The longest first: a name is replaced before a part of it that is removed too.
  return [...found.values()].sort((a, b) => b.text.length - a.text.length);
}

type Text = Pick<RemovedValue, 'text' | 'seek' | 'instead'>;

const collectors: Readonly<Record<RemovalRule['kind'], (input: PackInput) => Text[]>> = {
  officers: (input) =>
    othersOf(input).flatMap(([user, number]) => [
      { text: user.name, seek: nameSeek(user.name), instead: `Officer ${number}` },
    ]),
  'user-names': (input) =>
    othersOf(input).map(([{ username }, number]) => ({
      text: username,
      // A user name may be a plain word.
      seek: username.length < LEAST.name ? 'structure' : 'bounded',
      instead: `officer-${number}`,
    })),
  'other-plates': otherPlates,
  narratives: (input) =>
    [
      ...input.authorities.flatMap(({ narrative, conditions, impracticable, approval }) => [
        narrative,
        conditions,
        impracticable,
        approval?.note ?? '',
      ]),
      ...input.log.flatMap(({ action, authority, details }) => [
        authority?.narrative ?? '',
        ...(action.startsWith('authority-')
          ? ['narrative', 'conditions', 'impracticable', 'note', 'reason'].map((key) => stringOf(details[key]))
          : []),
      ]),
    ].map(freeText),
  scene: (input) => [
    freeText(input.case.summary),
    ...input.authorities.flatMap(({ scope }) => [
      ...scope.people.map((name): Text => ({ text: name, seek: nameSeek(name), instead: 'somebody' })),
      ...scope.devices.map(freeText),
    ]),
  ],
  // Files are removed as files, see `redactPack`.
  papers: () => [],
  pictures: () => [],
};

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const nameSeek = (name: string): Seek => (name.length < LEAST.name ? 'structure' : 'anywhere');
const freeText = (text: string): Text => ({
  text,
  seek: text.length < LEAST.free ? 'structure' : 'anywhere',
  instead: '[removed]',
});

/** Everybody named but whoever makes the pack, numbered in the order in which they appear. */
function othersOf({ officer, authorities, exhibits, excluded, people, log }: PackInput): [User, number][] {
  const users = [
    ...authorities.flatMap(({ declaredBy, approval }) => [declaredBy, ...(approval?.by ? [approval.by] : [])]),
    ...exhibits.flatMap(({ exhibit, confirmation }) => [exhibit.addedBy, confirmation.by]),
    ...excluded.map(({ confirmation }) => confirmation.by),
    ...people.map(({ user }) => user),
    ...log.flatMap(({ actor, details }) => [...(actor === null ? [] : [actor]), ...usersIn(details)]),
  ];
  const numbers = new Map<string, number>();
  const named = new Map<string, [User, number]>();
  for (const user of users) {
    if (user.id === officer.id) continue;
    const number = numbers.get(user.id) ?? numbers.size + 1;
    numbers.set(user.id, number);
    named.set(`${user.id}\n${user.name}\n${user.username}`, [user, number]);
  }
  return [...named.values()];
}

/** People as an entry names them besides the one who acted: who approved, whom the register named. */
function usersIn(details: object): User[] {
  return Object.values(details).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null && 'id' in value && 'name' in value
      ? [
          {
            id: String(value.id),
            name: String(value.name),
            username: 'username' in value ? String(value.username) : '',
            title: '',
            role: 'investigator' as const,
          },
        ]
      : [],
  );
}

/** Of what was asked and judged, everything that is not a plate or reading of an exhibit. */
function otherPlates(input: PackInput): Text[] {
  const own = new Set(
    input.exhibits.flatMap(({ exhibit, detection }) => [folded(exhibit.plate), folded(detection.read)]),
  );
  const plates = [
    ...input.exhibits.flatMap(({ detection, likelihood }) => [
      ...likelihood.lookAlikes.map(({ plate }) => plate),
      ...detection.candidates.map(({ text }) => text),
    ]),
    ...input.excluded.flatMap(({ detection, confirmation }) => [
      detection.read,
      ...detection.candidates.map(({ text }) => text),
      confirmation.plate,
      confirmation.typed,
    ]),
    ...input.authorities.flatMap(({ scope }) => scope.plates),
    ...input.log.flatMap(({ details }) => platesIn(details)),
  ];
  const notes = input.excluded.flatMap(({ confirmation }) => [confirmation.groundNote, confirmation.vehicleSeen]);
  return [
    ...[...new Set(plates)]
      // A pattern names no vehicle.
      .filter((plate) => !/[?*]/.test(plate) && !own.has(folded(plate)))
      .map((plate): Text => ({ text: plate, seek: plateSeek(plate, own), instead: 'withheld' })),
    ...notes.map(freeText),
  ];
}

const folded = (text: string): string => {
  const plate = foldPlate(text);
  return plate.ok ? plate.plate : text.toUpperCase();
};

/** What stands inside a plate that is shown is found there by any search for it. */
const plateSeek = (plate: string, own: ReadonlySet<string>): Seek => {
  if (plate.length < LEAST.plate) return 'structure';
  const inside = [...own].some((shown) => shown.includes(folded(plate)));
  return plate.length < LEAST.plateAnywhere || inside || !/\d/.test(plate) ? 'bounded' : 'anywhere';
};

const PLATE_KEYS: ReadonlySet<string> = new Set(['plate', 'plates', 'plateKey', 'query', 'typed', 'read']);

/** What an entry asked or judged, at whatever depth its details say it. */
function platesIn(details: unknown): string[] {
  if (Array.isArray(details)) return details.flatMap(platesIn);
  if (typeof details !== 'object' || details === null) return [];
  return Object.entries(details).flatMap(([key, value]) =>
    PLATE_KEYS.has(key)
      ? typeof value === 'string'
        ? [value]
        : Array.isArray(value)
          ? textsIn(value)
          : []
      : platesIn(value),
  );
}
