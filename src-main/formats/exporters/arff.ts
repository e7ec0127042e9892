/** Writes ARFF files of series: a numeric attribute a step for one variable, a relational attribute for several. */
import { noteText, type CheckedExporter } from './support/checked.ts';
import { classNameOf, fileNameOf, notSeries, usedClasses, writeSeriesText } from './support/series-text.ts';

export const arffExporter: CheckedExporter = {
  id: 'arff',

  obstacle(request) {
    const odd = request.classes.find((name) => /[\r\n]/.test(name));
    return odd === undefined
      ? notSeries(request)
      : `the class name ${JSON.stringify(odd)} cannot stand in its lines`;
  },

  async write(request) {
    const [steps, , variables] = request.shape;
    const { notes } = request.layout;
    const isRelational = variables > 1 || notes['isRelational'] === true;
    const stepLines = Array.from({ length: steps }, (_, step) => `@attribute att${step + 1} numeric`);
    const classes = (await usedClasses(request)).map(arffName);
    const header = [
      `@relation ${arffName(noteText(notes, 'relation') ?? 'series')}`,
      ...(isRelational ? ['@attribute series relational', ...stepLines, '@end series'] : stepLines),
      `@attribute target {${classes.join(',')}}`,
      '@data\n',
    ].join('\n');
    return writeSeriesText(request, {
      nameOf: (split) => fileNameOf(request, split, 'arff'),
      header: () => header,
      series(sample, values) {
        const rows = values.map((own) => own.join(',')).join('\\n');
        return `${isRelational ? `"${rows}"` : rows},${arffName(classNameOf(request, sample))}\n`;
      },
    });
  },
};

/** A name as ARFF takes it: in quotation marks unless it is plain. */
function arffName(name: string): string {
  if (/^[\w.+-]+$/.test(name)) return name;
  return `'${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
