/** The authorities of the case, one line each, and the one chosen in full. Renderer. */
import { Button } from '@blueprintjs/core';
import { Shield } from '@blueprintjs/icons';
import { useState } from 'react';
import { useDesk, useNow } from '../../desk/index.ts';
import { Empty, Kbd, Loading, ProblemBox } from '../../parts/index.ts';
import { bySituation, isLive, useRegister } from '../authority/index.ts';
import { AuthorityDetail } from './AuthorityDetail.tsx';
import { RegisterTable } from './RegisterTable.tsx';

const HOUR_MS = 3_600_000;

export function RegisterPane({ caseId }: { caseId: string }) {
  const { dispatch } = useDesk();
  const register = useRegister(caseId);
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = [...(register.data ?? [])].sort(bySituation);
  // Seconds are counted where one is in its last hour.
  const soonest = Math.min(...rows.filter((row) => isLive(row.standing)).map((row) => row.record.toMs));
  const nowMs = useNow(soonest - Date.now() < HOUR_MS ? 1000 : 10_000);
  const shown = rows.find((row) => row.record.id === chosen) ?? null;
  const get = (
    <Button
      text="Get an authority"
      endIcon={<Kbd of="authority" />}
      onClick={() => dispatch({ type: 'side', side: 'authority' })}
      data-testid="register-get"
    />
  );
  return (
    <div className="wm-register-split" data-detail={shown !== null}>
      <div className="wm-scroll">
        {register.error !== null && (
          <div className="wm-section">
            <ProblemBox error={register.error} onRetry={() => void register.refetch()} />
          </div>
        )}
        {register.data === undefined && register.error === null && <Loading what="Reading the register" />}
        {register.data?.length === 0 && (
          <Empty icon={<Shield size={28} />} title="No authority yet" testId="register-empty" action={get}>
            A query runs under an authority: a file number, an operation, a senior’s approval, a warrant. Each stands
            here with its time, its documents and who approved it.
          </Empty>
        )}
        {rows.length > 0 && (
          <>
            <RegisterTable rows={rows} nowMs={nowMs} chosenId={chosen} onChoose={setChosen} />
            <div className="wm-section wm-actions">{get}</div>
          </>
        )}
      </div>
      {shown !== null && (
        <AuthorityDetail
          key={shown.record.id}
          caseId={caseId}
          standing={shown}
          nowMs={nowMs}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  );
}
