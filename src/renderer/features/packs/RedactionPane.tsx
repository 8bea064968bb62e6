/** What a pack of this draft would not hold, and why; entries are withheld and put back here, each with a ground. Renderer. */
import { Button, HTMLSelect, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { PackDraft } from '../../../contract/workstation.ts';
import { redactionProfiles } from '../../../core/evidence/redaction/profiles.ts';
import { useClient } from '../../connection/index.ts';
import { countText } from '../../format/number.ts';
import { Loading, ProblemBox } from '../../parts/index.ts';
import type { DraftEditor } from './use-pack-desk.ts';

interface RedactionPaneProps {
  readonly caseId: string;
  readonly editor: DraftEditor;
}

/** As the contract asks for one. */
const LEAST_GROUND = 3;

export function RedactionPane({ caseId, editor }: RedactionPaneProps) {
  const { draft } = editor;
  const client = useClient();
  const { profile, withhold, exhibits, title, reason, recipients } = draft;
  const asked = useQuery({
    queryKey: ['pack-redaction', caseId, JSON.stringify({ profile, withhold, exhibits, title, reason, recipients })],
    queryFn: () => client.packs.redaction({ caseId, draft }),
    staleTime: 0,
  });
  const { data } = asked;
  return (
    <div className="wm-scroll" data-testid="redaction">
      <div className="wm-section">
        <h3>{redactionProfiles[profile].title}</h3>
        <p>{redactionProfiles[profile].about}</p>
        {asked.error !== null && <ProblemBox error={asked.error} onRetry={() => void asked.refetch()} />}
        {data === undefined && asked.error === null && <Loading what="Looking at what would be removed" />}
        {data?.blocked.map((why) => (
          <p key={why} role="alert">
            <strong>{why}</strong>
          </p>
        ))}
      </div>
      {data !== undefined && (
        <>
          <Lines
            title="Removed before the pack is made"
            none="Nothing is removed."
            rows={data.removed.map(({ what, count, ground }) => [`${what}: ${countText(count)}`, ground])}
          />
          <Lines
            title="Withheld, as the disclosure schedule names it"
            none="Nothing is withheld."
            rows={data.withheld.map(({ what, ground }) => [what, ground])}
          />
          <Lines
            title="Stays all the same"
            none="Nothing that this profile removes stays."
            rows={data.kept.map(({ what, count, why }) => [`${what}: ${countText(count)}`, why])}
          />
          {data.unsearched > 0 && (
            <p className="wm-section wm-caption">
              {countText(data.unsearched)} removed, too short to be searched for in the finished file.
            </p>
          )}
        </>
      )}
      {profile !== 'full' && <Withheld editor={editor} log={data?.log ?? []} />}
    </div>
  );
}

interface LinesProps {
  readonly title: string;
  readonly none: string;
  readonly rows: readonly (readonly [string, string])[];
}

const Lines = ({ title, none, rows }: LinesProps) => (
  <section className="wm-section" aria-label={title}>
    <h4>{title}</h4>
    {rows.length === 0 ? (
      <p className="wm-dim">{none}</p>
    ) : (
      <dl>
        {rows.map(([what, why]) => (
          <div key={`${what} ${why}`}>
            <dt>{what}</dt>
            <dd className="wm-dim">{why}</dd>
          </div>
        ))}
      </dl>
    )}
  </section>
);

interface WithheldProps {
  readonly editor: DraftEditor;
  readonly log: readonly { seq: number; action: string; who: string; withheld: boolean }[];
}

function Withheld({ editor, log }: WithheldProps) {
  const { draft, edit } = editor;
  const id = useId();
  const [what, setWhat] = useState('');
  const [ground, setGround] = useState('');
  const add = (): void => {
    const [kind, of = ''] = what.split(' ');
    const said = ground.trim();
    const choice: PackDraft['withhold'][number] =
      kind === 'picture'
        ? { kind: 'picture', exhibitId: of, ground: said }
        : { kind: 'entry', seq: Number(of), ground: said };
    edit({ withhold: [...draft.withhold, choice] });
    setWhat('');
    setGround('');
  };
  return (
    <section className="wm-section wm-pack-fields" aria-label="Withhold something">
      <label htmlFor={`${id}-what`}>Withhold</label>
      <HTMLSelect
        id={`${id}-what`}
        fill
        value={what}
        onChange={(event) => setWhat(event.currentTarget.value)}
        data-testid="withhold-what"
      >
        <option value="">Choose an entry or a picture</option>
        {log
          .filter(({ withheld }) => !withheld)
          .map(({ seq, action, who }) => (
            <option key={seq} value={`entry ${seq}`}>
              Log entry {seq}: {action} {who}
            </option>
          ))}
        {draft.exhibits
          .filter(({ included }) => included)
          .map(({ exhibitId }, at) => (
            <option key={exhibitId} value={`picture ${exhibitId}`}>
              Picture of exhibit {at + 1} of the pack
            </option>
          ))}
      </HTMLSelect>
      <label htmlFor={`${id}-ground`}>Ground</label>
      <InputGroup
        id={`${id}-ground`}
        value={ground}
        maxLength={500}
        placeholder="Printed in the disclosure schedule"
        onValueChange={setGround}
        data-testid="withhold-ground"
      />
      <Button
        text="Withhold"
        disabled={what === '' || ground.trim().length < LEAST_GROUND}
        onClick={add}
        data-testid="withhold-add"
      />
      {draft.withhold.map((choice, at) => (
        <Button
          // biome-ignore lint/suspicious/noArrayIndexKey: two choices may be alike
          key={at}
          variant="minimal"
          size="small"
          text={`Put back ${choice.kind === 'entry' ? `log entry ${choice.seq}` : choice.kind}: ${choice.ground}`}
          onClick={() => edit({ withhold: draft.withhold.filter((_, index) => index !== at) })}
        />
      ))}
    </section>
  );
}
