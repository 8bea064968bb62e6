/** How far something is; `null`: it runs, and nobody knows how far. Renderer. */
export function Progress({ label, value }: { label: string; value: number | null }) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      className="wm-progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent !== null && { 'aria-valuenow': percent })}
      data-unknown={percent === null}
    >
      <i style={{ width: `${percent ?? 30}%` }} />
    </div>
  );
}
