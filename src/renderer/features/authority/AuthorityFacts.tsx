/** What an authority says, in full: only what was given is listed. Renderer. */
import { useQuery } from '@tanstack/react-query';
import type { AuthorityRecord } from '../../../core/model/domain.ts';
import { useClient } from '../../connection/index.ts';
import { distanceText, positionText } from '../../format/number.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { Time } from '../../parts/index.ts';
import { useWays } from './use-register.ts';

/** What a register of the server knows; of a paper it knows nothing. */
const REGISTERED: ReadonlySet<AuthorityRecord['kind']> = new Set(['file-number', 'operation', 'stolen-report']);

const ASSIGNMENT_WORDS: Readonly<Record<AuthorityRecord['assignment'], string>> = {
  provisional: 'provisional: the server has not confirmed the number yet',
  confirmed: 'confirmed by the server',
  rejected: 'rejected by the server',
};

export function AuthorityFacts({ record }: { record: AuthorityRecord }) {
  const client = useClient();
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: () => client.authority.rules(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const tracking = useWays('track');
  const { scope } = record;
  const purpose = rules.data?.purposes.find((item) => item.code === record.purpose)?.label ?? record.purpose;
  const ground =
    tracking.data?.flatMap((way) => way.grounds).find((item) => item.code === record.ground)?.label ?? record.ground;
  const limits = [
    scope.plates.length > 0 && `plates ${scope.plates.join(', ')}`,
    scope.people.length > 0 && `people: ${scope.people.join(', ')}`,
    scope.area !== null && `${distanceText(scope.area.radiusM)} around ${positionText(scope.area.lon, scope.area.lat)}`,
    scope.devices.length > 0 && `devices: ${scope.devices.join(', ')}`,
  ].filter((limit) => limit !== false);
  const rows: readonly (readonly [string, string])[] = [
    ['Kind', AUTHORITY_KIND_WORDS[record.kind] ?? record.kind],
    ['Number', record.number],
    ['Issued by', record.issuer],
    ['Declared by', `${record.declaredBy.name}, ${record.declaredBy.title}`],
    ['Purpose', purpose],
    ['Narrative', record.narrative],
    ['Situation', ground],
    ['No warrant', record.impracticable],
    ['Limited to', limits.length === 0 ? 'nothing beyond its kind' : limits.join('; ')],
    ['Conditions', record.conditions],
    ['Assignment', REGISTERED.has(record.kind) ? ASSIGNMENT_WORDS[record.assignment] : ''],
  ];
  return (
    <dl className="wm-facts">
      {rows
        .filter(([, text]) => text !== '')
        .map(([name, text]) => (
          <Fact key={name} name={name} text={text} />
        ))}
      <dt>From</dt>
      <dd>
        <Time timeMs={record.fromMs} />
      </dd>
      <dt>Until</dt>
      <dd>
        <Time timeMs={record.toMs} />
      </dd>
    </dl>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
