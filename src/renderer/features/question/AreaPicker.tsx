/** Chooses where: anywhere, or a circle, drawn on the map or around the selected read. Renderer. */
import { Button, InputGroup, PopoverNext } from '@blueprintjs/core';
import { Geofence, MapMarker } from '@blueprintjs/icons';
import { useState } from 'react';
import type { Area } from '../../../core/model/domain.ts';
import { useDesk } from '../../desk/index.ts';
import { distanceText, positionText } from '../../format/number.ts';
import { Field } from '../../parts/index.ts';

interface AreaPickerProps {
  /** What the chip says while there is none. */
  readonly noneText?: string;
  readonly area: Area | null;
  readonly onChoose: (area: Area | null) => void;
}

const DEFAULT_RADIUS_M = 10_000;
const MAX_RADIUS_KM = 2000;

export function AreaPicker({ area, onChoose, noneText = 'Anywhere' }: AreaPickerProps) {
  const [open, setOpen] = useState(false);
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={setOpen}
      placement="bottom-start"
      content={<AreaForm area={area} onChoose={onChoose} noneText={noneText} onClose={() => setOpen(false)} />}
    >
      <button type="button" className="wm-chip" data-testid="area-chip">
        <Geofence size={14} />
        {area === null ? (
          <strong>{noneText}</strong>
        ) : (
          <>
            Within <strong>{distanceText(area.radiusM)}</strong> of {positionText(area.lon, area.lat)}
          </>
        )}
      </button>
    </PopoverNext>
  );
}

function AreaForm({ area, onChoose, noneText, onClose }: AreaPickerProps & { onClose: () => void }) {
  const { desk } = useDesk();
  const [lat, setLat] = useState(area === null ? '' : String(Number(area.lat.toFixed(5))));
  const [lon, setLon] = useState(area === null ? '' : String(Number(area.lon.toFixed(5))));
  const [radiusKm, setRadiusKm] = useState(String((area?.radiusM ?? DEFAULT_RADIUS_M) / 1000));
  const chosen = areaOf(lon, lat, radiusKm);
  const selected = desk.selection?.match ?? null;
  const place = selected !== null && selected.lon !== null && selected.lat !== null ? selected : null;
  const use = (next: Area | null): void => {
    onChoose(next);
    onClose();
  };
  return (
    <div className="wm-picker">
      <div className="wm-picker-form">
        <Field label="Latitude, longitude" hint="WGS84 degrees">
          {({ id }) => (
            <div className="wm-row">
              <InputGroup id={id} aria-label="Latitude" placeholder="-37.8102" value={lat} onValueChange={setLat} />
              <InputGroup aria-label="Longitude" placeholder="175.7734" value={lon} onValueChange={setLon} />
            </div>
          )}
        </Field>
        <Field label="Radius" hint="km">
          {({ id }) => <InputGroup id={id} value={radiusKm} onValueChange={setRadiusKm} inputMode="decimal" />}
        </Field>
        {place !== null && (
          <Button
            size="small"
            icon={<MapMarker size={14} />}
            text={`Around ${place.cameraName}`}
            onClick={() =>
              use({ lon: place.lon ?? 0, lat: place.lat ?? 0, radiusM: Number(radiusKm) * 1000 || DEFAULT_RADIUS_M })
            }
          />
        )}
        <div className="wm-actions">
          <Button
            size="small"
            intent="primary"
            text="Use this circle"
            disabled={chosen === null}
            onClick={() => use(chosen)}
          />
          <Button
            size="small"
            text={noneText === 'Anywhere' ? noneText : 'No circle'}
            disabled={area === null}
            onClick={() => use(null)}
          />
        </div>
        <p className="wm-caption">
          {chosen === null
            ? 'Give a position and a radius, or draw the circle on the map.'
            : 'Reads of cameras inside it are listed; others are not.'}
        </p>
      </div>
    </div>
  );
}

function areaOf(lonText: string, latText: string, radiusKmText: string): Area | null {
  if (lonText.trim() === '' || latText.trim() === '') return null;
  const [lon, lat, radiusKm] = [Number(lonText), Number(latText), Number(radiusKmText)];
  const valid = Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && radiusKm > 0 && radiusKm <= MAX_RADIUS_KM;
  return valid ? { lon, lat, radiusM: radiusKm * 1000 } : null;
}
