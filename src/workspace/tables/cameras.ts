/** Tables cameras and camera_ordinals. Node only. An ordinal, once given to a camera id, is never given to another. */
import type { Camera } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

type Row = {
  id: string;
  name: string;
  description: string;
  lon: number;
  lat: number;
  bearing_deg: number | null;
  mobility: Camera['mobility'];
  owner: Camera['owner'];
  provider: string;
  live: number;
};

const selectCamera = `SELECT o.camera_id AS id, c.name, c.description, c.lon, c.lat, c.bearing_deg, c.mobility, c.owner,
  c.provider, c.live FROM cameras c JOIN camera_ordinals o USING (ordinal)`;

export function upsertCameras(tx: WriteDb, cameras: readonly Camera[]): { inserted: number; replaced: number } {
  const before = countCameras(tx).total;
  for (const camera of cameras) {
    writer(tx).runOne(
      `INSERT INTO cameras (ordinal, name, description, lon, lat, bearing_deg, mobility, owner, provider, live)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (ordinal) DO UPDATE SET name = excluded.name, description = excluded.description, lon = excluded.lon,
         lat = excluded.lat, bearing_deg = excluded.bearing_deg, mobility = excluded.mobility, owner = excluded.owner,
         provider = excluded.provider, live = excluded.live`,
      cameraOrdinal(tx, camera.id),
      camera.name,
      camera.description,
      camera.lon,
      camera.lat,
      camera.bearingDeg,
      camera.mobility,
      camera.owner,
      camera.provider,
      camera.live ? 1 : 0,
    );
  }
  const inserted = countCameras(tx).total - before;
  return { inserted, replaced: cameras.length - inserted };
}

/** Returns how many there were. */
export function deleteCameras(tx: WriteDb, ids: readonly string[]): number {
  let gone = 0;
  for (const id of ids) {
    gone += writer(tx).run(
      'DELETE FROM cameras WHERE ordinal = (SELECT ordinal FROM camera_ordinals WHERE camera_id = ?)',
      id,
    );
  }
  return gone;
}

export function getCamera(db: ReadDb, id: string): Camera | null {
  const row = reader(db).get<Row>(`${selectCamera} WHERE o.camera_id = ?`, id);
  return row === undefined ? null : cameraOf(row);
}

export function listCameras(db: ReadDb): Camera[] {
  return reader(db).all<Row>(`${selectCamera} ORDER BY o.camera_id`).map(cameraOf);
}

export function countCameras(db: ReadDb): { live: number; total: number } {
  const row = reader(db).get<{ live: number | null; total: number }>(
    'SELECT sum(live) AS live, count(*) AS total FROM cameras',
  );
  return { live: row?.live ?? 0, total: row?.total ?? 0 };
}

/** Every camera id ever named by a camera or a detection, with the ordinal used in the match columns. */
export function listCameraOrdinals(db: ReadDb): { ordinal: number; cameraId: string }[] {
  return reader(db).all('SELECT ordinal, camera_id AS cameraId FROM camera_ordinals ORDER BY ordinal');
}

/** The ordinal of a camera id, given now if it has none. */
export function cameraOrdinal(tx: WriteDb, cameraId: string): number {
  const sql = writer(tx);
  const found = sql.get<{ ordinal: number }>('SELECT ordinal FROM camera_ordinals WHERE camera_id = ?', cameraId);
  if (found !== undefined) return found.ordinal;
  sql.runOne('INSERT INTO camera_ordinals (camera_id) VALUES (?)', cameraId);
  return cameraOrdinal(tx, cameraId);
}

function cameraOf({ bearing_deg: bearingDeg, live, ...row }: Row): Camera {
  return { ...row, bearingDeg, live: live === 1 };
}
