/**
 * Reads by weekday and hour as a table that is also a picture: shade and figure say the same, so that nothing rests on
 * shade alone and a screen reader walks it as the table it is. Renderer.
 */
import { countOf } from '../../format/number.ts';
import { shadeOf } from './week-shade.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function WeekGrid({ hours }: { hours: readonly number[] }) {
  const most = Math.max(...hours, 0);
  return (
    <table className="wm-week" data-testid="week-grid">
      <caption className="wm-hidden">
        Reads by weekday and local hour, Pacific/Auckland. Most in one hour: {countOf(most, 'read')}.
      </caption>
      <thead>
        <tr>
          <td />
          {HOURS.map((hour) => (
            <th key={hour} scope="col" aria-label={`${String(hour).padStart(2, '0')}:00`}>
              <span data-minor={hour % 3 !== 0}>{String(hour).padStart(2, '0')}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {DAYS.map((day, weekday) => (
          <tr key={day}>
            <th scope="row">{day}</th>
            {HOURS.map((hour) => {
              const reads = hours[weekday * 24 + hour] ?? 0;
              return (
                <td key={hour} data-shade={shadeOf(reads, most)} title={`${day} ${hour}:00, ${countOf(reads, 'read')}`}>
                  {reads === 0 ? <span className="wm-hidden">0</span> : reads > 999 ? '1k+' : reads}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
