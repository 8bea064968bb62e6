/** Where a record comes from: message, clock, camera, file. Nothing is derived here. Renderer. */
import { positionText } from '../../format/number.ts';
import { utcText } from '../../format/time.ts';
import type { DetectionRecord } from './use-detection.ts';

export function Provenance({ record }: { record: DetectionRecord }) {
  const { detection, camera } = record;
  return (
    <div data-testid="provenance">
      <section className="wm-section">
        <h3>The message</h3>
        <dl className="wm-facts">
          <dt>Provider</dt>
          <dd>{detection.provider}</dd>
          <dt>Its number</dt>
          <dd className="wm-mono">{detection.uuid}</dd>
          <dt>Time as written</dt>
          <dd className="wm-mono">{detection.timeOriginal}</dd>
          <dt>Zone as written</dt>
          <dd>{detection.timeZone ?? 'none: epoch or UTC'}</dd>
          <dt>UTC</dt>
          <dd className="wm-mono">{utcText(detection.timeMs)}</dd>
          <dt>Camera clock</dt>
          <dd>
            {detection.clockOffsetMs === null
              ? 'offset not measured'
              : `${detection.clockOffsetMs / 1000} s from true time`}
          </dd>
          {detection.rebasedByMs !== 0 && (
            <>
              <dt>Shifted</dt>
              <dd>
                <span className="wm-badge wm-badge-violet">recording moved in time</span> by{' '}
                {Math.round(detection.rebasedByMs / 60_000)} min, for training or a test
              </dd>
            </>
          )}
          <dt>Engine confidence</dt>
          <dd>{detection.confidence ?? 'none given'}</dd>
          <dt>Vehicle as read</dt>
          <dd>{[detection.make, detection.colour, detection.body].filter(Boolean).join(', ') || 'nothing'}</dd>
        </dl>
      </section>
      <section className="wm-section">
        <h3>The camera</h3>
        {camera === null ? (
          <p>
            <span className="wm-mono">{detection.cameraId}</span> is not in the register held here.
          </p>
        ) : (
          <dl className="wm-facts">
            <dt>Site</dt>
            <dd>{camera.name}</dd>
            <dt>Number</dt>
            <dd className="wm-mono">{camera.id}</dd>
            <dt>Where</dt>
            <dd>{positionText(camera.lon, camera.lat)}</dd>
            <dt>Looks</dt>
            <dd>
              {camera.bearingDeg === null ? 'direction not given' : `${Math.round(camera.bearingDeg)}° from true north`}
            </dd>
            <dt>Owner</dt>
            <dd>
              {camera.owner === 'police' ? 'police' : 'third party'}, {camera.mobility}
            </dd>
            <dt>Now</dt>
            <dd>{camera.live ? 'live' : 'down, as far as the provider says'}</dd>
          </dl>
        )}
      </section>
      <section className="wm-section">
        <h3>The file</h3>
        <dl className="wm-facts">
          <dt>Image</dt>
          <dd>{{ held: 'held here', waiting: 'on its way', none: 'none was kept' }[record.image]}</dd>
          {detection.imageSha256 !== null && (
            <>
              <dt>SHA-256</dt>
              <dd className="wm-mono wm-small">{detection.imageSha256}</dd>
            </>
          )}
        </dl>
      </section>
    </div>
  );
}
