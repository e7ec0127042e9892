/** Writes .ts files of the UEA archive. The header declares what the file has: one length, nothing missing. */
import { noteText, type CheckedExporter } from './support/checked.ts';
import { classNameOf, fileNameOf, notSeries, usedClasses, writeSeriesText } from './support/series-text.ts';

export const ueaTsExporter: CheckedExporter = {
  id: 'uea-ts',

  obstacle(request) {
    const odd = request.classes.find((name) => name === '' || /[\s:]/.test(name));
    return odd === undefined
      ? notSeries(request)
      : `the class name ${JSON.stringify(odd)} cannot stand in its header`;
  },

  async write(request) {
    const [steps, , variables] = request.shape;
    const name = noteText(request.layout.notes, 'problemName') ?? 'series';
    const classes = await usedClasses(request);
    const header = [
      `@problemName ${name.replaceAll(/\s+/g, ' ')}`,
      '@timeStamps false',
      '@missing false',
      `@univariate ${variables === 1}`,
      ...(variables === 1 ? [] : [`@dimensions ${variables}`]),
      '@equalLength true',
      `@seriesLength ${steps}`,
      `@classLabel true ${classes.join(' ')}`,
      '@data\n',
    ].join('\n');
    return writeSeriesText(request, {
      nameOf: (split) => fileNameOf(request, split, 'ts'),
      header: () => header,
      series: (sample, values) =>
        `${values.map((own) => own.join(',')).join(':')}:${classNameOf(request, sample)}\n`,
    });
  },
};
