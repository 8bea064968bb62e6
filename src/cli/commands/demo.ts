/** `waymark demo`: the main job, headless, with progress. Runs in the CLI process. */
import { type Command, Option } from 'commander';
import { numberOf } from '../option-values.ts';
import { CliError, createOutput } from '../output.ts';

type DemoOptions = {
  out: string;
  input?: string;
  cameras?: string;
  images?: string;
  plate?: string;
  rebaseTime: 'none' | 'now';
  detections: string;
  json: boolean;
};

export function addDemoCommand(program: Command, version: string): void {
  program
    .command('demo')
    .description('the way of one query from end to end; without arguments on the built-in training network')
    .option('--out <dir>', 'where to keep everything', 'waymark-demo')
    .option('--input <file>', 'real reads: OpenALPR alpr_results, one message a line, plain or .gz')
    .option('--cameras <file>', 'with --input: camera sites as GeoJSON')
    .option('--images <dir>', 'with --input: folder with the pictures that messages name')
    .option('--plate <text>', 'plate to look for')
    .addOption(
      new Option('--rebase-time <how>', 'with --input: now shifts the recording so that it ends now')
        .choices(['none', 'now'])
        .default('now'),
    )
    .option('--detections <n>', 'size of the training network', '40000')
    .option('--json', 'print one JSON object last; words go to standard error', false)
    .action(async (options: DemoOptions) => {
      const output = createOutput(options.json);
      const real = realOf(options);
      const detections = numberOf(options.detections, '--detections');
      const stop = new AbortController();
      process.once('SIGINT', () =>
        stop.abort(new CliError('Stopped.', { tip: 'Start it again with the same --out to go on.' })),
      );
      const { runDemo } = await import('../demo/run-demo.ts');
      const result = await runDemo(
        {
          out: options.out,
          detections,
          version,
          signal: stop.signal,
          real,
          ...(options.plate === undefined ? {} : { plate: options.plate }),
        },
        output,
      );
      output.result(result);
      process.exitCode = result.verified ? 0 : 1;
    });
}

function realOf({ input, cameras, plate, images, rebaseTime }: DemoOptions) {
  if (input === undefined) {
    if (cameras !== undefined || images !== undefined)
      throw new CliError('--cameras and --images go with --input.', { exitCode: 2 });
    return null;
  }
  if (cameras === undefined || plate === undefined)
    throw new CliError('With --input, --cameras and --plate are needed too.', {
      exitCode: 2,
      tip: 'Example: waymark demo --input reads.ndjson.gz --cameras sites.geojson --plate ABC123',
    });
  return { input, cameras, plate, rebase: rebaseTime, ...(images === undefined ? {} : { images }) };
}
