/**
 * The camera sites of the training network: invented cameras at plausible places on New Zealand's roads. Runs anywhere.
 * Nobody's real equipment is described here: names, directions, owners, clocks and faults are made up. Positions are WGS84.
 */

export type TrainingSite = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  readonly bearingDeg: number | null;
  readonly owner: 'police' | 'third-party';
  readonly mobility: 'fixed' | 'mobile';
};

type Row = readonly [
  key: string,
  name: string,
  lat: number,
  lon: number,
  bearingDeg: number | null,
  kind?: 'mobile' | 'shop',
];

// Without a kind: fixed, owned by police. `shop`: third-party. `mobile`: police, in a car.
const ROWS: readonly Row[] = [
  ['whangarei', 'SH1 Whangārei, Tarewa Road', -35.733, 174.318, 180],
  ['warkworth', 'SH1 Warkworth, Woodcocks Road', -36.405, 174.655, 0],
  ['silverdale', 'SH1 Silverdale interchange', -36.617, 174.668, 180],
  ['albany', 'SH1 Albany, Greville Road', -36.737, 174.711, 180],
  ['takapuna', 'Takapuna, Esmonde Road', -36.795, 174.765, 90, 'shop'],
  ['bridge', 'SH1 Harbour Bridge approach', -36.836, 174.744, 180],
  ['westgate', 'SH16 Westgate', -36.813, 174.609, 270],
  ['waterview', 'SH20 Waterview, Great North Road', -36.881, 174.705, 200],
  ['newmarket', 'SH1 Newmarket viaduct', -36.869, 174.781, 150],
  ['ellerslie', 'SH1 Ellerslie-Panmure Highway', -36.902, 174.812, 140],
  ['botany', 'Botany, Te Irirangi Drive', -36.932, 174.912, null, 'mobile'],
  ['airport', 'SH20A Airport, George Bolt Drive', -36.984, 174.786, 190],
  ['manukau', 'SH1 Manukau, Redoubt Road', -36.992, 174.886, 160],
  ['takanini', 'SH1 Takanini interchange', -37.043, 174.914, 165],
  ['drury', 'SH1 Drury interchange', -37.102, 174.951, 170],
  ['bombay', 'SH1 Bombay, Mill Road', -37.186, 174.992, 170],
  ['meremere', 'SH1 Meremere', -37.319, 175.073, 160],
  ['huntly', 'SH1 Huntly, Waikato Expressway', -37.571, 175.192, 170],
  ['terapa', 'Te Rapa, Te Rapa Road', -37.747, 175.237, 150, 'shop'],
  ['hamilton', 'Hamilton, Cobham Drive', -37.799, 175.296, 120],
  ['cambridge', 'SH1 Cambridge, Victoria Road', -37.874, 175.462, 120],
  ['tirau', 'SH1 Tīrau, Main Road', -37.978, 175.757, 150],
  ['tokoroa', 'SH1 Tokoroa', -38.223, 175.871, 170],
  ['tauranga', 'Tauranga, Takitimu Drive', -37.692, 176.157, 60],
  ['hewletts', 'Mount Maunganui, Hewletts Road', -37.662, 176.194, 80, 'shop'],
  ['tepuke', 'SH2 Te Puke highway', -37.784, 176.326, 130],
  ['ngongotaha', 'SH5 Ngongotahā', -38.083, 176.212, 160],
  ['rotorua', 'Rotorua, Amohau Street', -38.139, 176.249, 90, 'shop'],
  ['wairakei', 'SH1 Wairākei', -38.628, 176.098, 190],
  ['taupo', 'SH5 Taupō, Napier Road', -38.722, 176.128, 120],
  ['waiouru', 'SH1 Waiōuru', -39.478, 175.668, 190],
  ['taihape', 'SH1 Taihape', -39.677, 175.797, 200],
  ['eskdale', 'SH5 Eskdale', -39.407, 176.827, 140],
  ['napier', 'Napier, Hyderabad Road', -39.491, 176.893, 180, 'shop'],
  ['hastings', 'Hastings, Heretaunga Street', -39.641, 176.842, 220],
  ['gisborne', 'SH35 Gisborne, Wainui Road', -38.668, 178.027, 90],
  ['newplymouth', 'SH3 New Plymouth, Devon Street', -39.058, 174.083, 70],
  ['whanganui', 'SH3 Whanganui, Victoria Avenue', -39.928, 175.047, 160],
  ['bulls', 'SH1 Bulls, Bridge Street', -40.176, 175.385, 150],
  ['palmerston', 'Palmerston North, Rangitīkei Street', -40.349, 175.613, 330],
  ['levin', 'SH1 Levin, Oxford Street', -40.621, 175.287, 210],
  ['masterton', 'SH2 Masterton, Chapel Street', -40.949, 175.659, 220],
  ['paraparaumu', 'Paraparaumu, Kāpiti Road', -40.915, 175.006, 210],
  ['porirua', 'SH59 Porirua, Titahi Bay Road', -41.134, 174.841, 190],
  ['ngauranga', 'SH1 Ngauranga gorge', -41.244, 174.811, 200],
  ['ferry', 'Wellington, Aotea Quay', -41.263, 174.787, 210],
  ['terrace', 'SH1 Terrace tunnel', -41.286, 174.771, 180],
  ['melling', 'SH2 Melling bridge', -41.204, 174.904, 40],
  ['picton', 'SH1 Picton, Kent Street', -41.293, 174.003, 170],
  ['blenheim', 'SH1 Blenheim, Grove Road', -41.507, 173.958, 180],
  ['nelson', 'SH6 Nelson, Haven Road', -41.268, 173.277, 230],
  ['kaikoura', 'SH1 Kaikōura, Beach Road', -42.395, 173.681, 210],
  ['greymouth', 'SH6 Greymouth', -42.452, 171.207, 190],
  ['belfast', 'SH74 Belfast', -43.447, 172.633, 170],
  ['bealey', 'Christchurch, Bealey Avenue', -43.521, 172.637, null, 'mobile'],
  ['brougham', 'SH76 Brougham Street', -43.548, 172.63, 270],
  ['lyttelton', 'SH74 Lyttelton tunnel', -43.586, 172.704, 150],
  ['rolleston', 'SH1 Rolleston', -43.594, 172.383, 230],
  ['ashburton', 'SH1 Ashburton, West Street', -43.903, 171.748, 220],
  ['timaru', 'SH1 Timaru, Evans Street', -44.376, 171.243, 200],
  ['oamaru', 'SH1 Ōamaru, Severn Street', -45.098, 170.966, 200],
  ['dunedinnorth', 'SH1 Dunedin, Northern Motorway', -45.846, 170.524, 200],
  ['dunedin', 'SH1 Dunedin, Andersons Bay Road', -45.884, 170.501, 220, 'shop'],
  ['invercargill', 'SH1 Invercargill, Tay Street', -46.412, 168.357, 270],
  ['cromwell', 'SH8B Cromwell', -45.041, 169.204, 300],
  ['frankton', 'SH6A Frankton', -45.017, 168.737, 270, 'shop'],
];

export const trainingSites: readonly TrainingSite[] = ROWS.map(([key, name, lat, lon, bearingDeg, kind], index) => ({
  id: `TR-${String(index + 1).padStart(4, '0')}`,
  key,
  name,
  lat,
  lon,
  bearingDeg,
  owner: kind === 'shop' ? 'third-party' : 'police',
  mobility: kind === 'mobile' ? 'mobile' : 'fixed',
}));

/** Roads: each line is driven from site to site, both ways. */
export const trainingRoads: readonly string[] = [
  'whangarei warkworth silverdale albany bridge newmarket ellerslie manukau takanini drury bombay meremere huntly terapa hamilton cambridge tirau tokoroa wairakei taupo waiouru taihape bulls levin paraparaumu porirua ngauranga ferry terrace',
  'albany takapuna bridge waterview airport manukau botany ellerslie',
  'westgate waterview newmarket',
  'cambridge tauranga hewletts tepuke ngongotaha rotorua wairakei',
  'tirau ngongotaha',
  'taupo eskdale napier hastings palmerston levin',
  'tepuke gisborne napier',
  'hamilton newplymouth whanganui bulls palmerston masterton melling ngauranga',
  'ferry picton blenheim kaikoura belfast bealey brougham rolleston ashburton timaru oamaru dunedinnorth dunedin invercargill frankton cromwell timaru',
  'blenheim nelson greymouth rolleston',
  'belfast brougham lyttelton',
];

/** Cameras that misread about one plate in ten: low sun, spray, a dirty pane. */
export const poorCameras: ReadonlySet<string> = new Set(['westgate', 'hewletts', 'waiouru', 'melling', 'lyttelton']);

/** Clock of the camera minus true time, ms. `measured: false`: the provider does not know it. */
export const cameraClocks: Readonly<Record<string, { readonly offsetMs: number; readonly measured: boolean }>> = {
  takapuna: { offsetMs: 43_000, measured: true },
  tokoroa: { offsetMs: -17_500, measured: true },
  // Summer time was never set.
  whanganui: { offsetMs: -3_600_000, measured: true },
  kaikoura: { offsetMs: 61_000, measured: true },
  invercargill: { offsetMs: 90_000, measured: false },
};

/** Days before now in which a camera delivered nothing: from the first up to, not including, the second. */
export const downDays: Readonly<Record<string, readonly [from: number, to: number]>> = {
  westgate: [40, 33],
  eskdale: [30, 27],
  masterton: [21, 14],
  lyttelton: [6, 0],
};

/** The sites as a provider would send them. */
export function trainingSitesGeoJson(): {
  readonly type: 'FeatureCollection';
  readonly features: readonly object[];
} {
  return {
    type: 'FeatureCollection',
    features: trainingSites.map((site) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [site.lon, site.lat] },
      properties: {
        camera_id: site.id,
        name: site.name,
        description: 'Invented camera of the training network.',
        ...(site.bearingDeg === null ? {} : { 'camera:direction': String(site.bearingDeg) }),
        owner: site.owner,
        mobility: site.mobility,
        // A camera that is down until today is reported so.
        live: downDays[site.key]?.[1] !== 0,
      },
    })),
  };
}
