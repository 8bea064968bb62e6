/** "I have: the plate / what a witness remembers", with a line on what each finds. Renderer. */
import { DIRECTIONS, type Direction } from './find-words.ts';

export function DirectionChoice({
  direction,
  onChoose,
}: {
  direction: Direction;
  onChoose: (direction: Direction) => void;
}) {
  const help = DIRECTIONS.find((item) => item.direction === direction)?.help;
  return (
    <fieldset className="wm-direction">
      <legend className="wm-hidden">I have</legend>
      <span aria-hidden="true">I have</span>
      {DIRECTIONS.map((item) => (
        <label key={item.direction} data-chosen={item.direction === direction}>
          <input
            type="radio"
            name="wm-direction"
            value={item.direction}
            checked={item.direction === direction}
            aria-describedby="wm-direction-help"
            onChange={() => onChoose(item.direction)}
            data-testid={`direction-${item.direction}`}
          />
          {item.title}
        </label>
      ))}
      <p className="wm-caption" id="wm-direction-help">
        {help}
      </p>
    </fieldset>
  );
}
