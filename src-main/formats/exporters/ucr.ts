/** Writes text files of the UCR archive: one series a line, its label first. */
import { noteText, type CheckedExporter } from './support/checked.ts';
import { classNameOf, fileNameOf, notSeries, writeSeriesText } from './support/series-text.ts';

export const ucrExporter: CheckedExporter = {
  id: 'ucr',

  obstacle(request) {
    const [, , variables] = request.shape;
    const delimiter = noteText(request.layout.notes, 'delimiter') ?? '\t';
    if (variables !== 1) return `its series have ${variables} variables, and the layout has room for one`;
    const unfit = delimiter === ' ' ? /[\s",;]/ : /[\t\r\n",;]/;
    const odd = request.classes.find((name) => unfit.test(name));
    return odd === undefined
      ? notSeries(request)
      : `the class name ${JSON.stringify(odd)} cannot stand in its lines`;
  },

  write(request) {
    const delimiter = noteText(request.layout.notes, 'delimiter') ?? '\t';
    return writeSeriesText(request, {
      nameOf: (split) => fileNameOf(request, split, 'tsv'),
      header: () => '',
      series: (sample, variables) =>
        `${[classNameOf(request, sample), ...(variables[0] ?? [])].join(delimiter)}\n`,
    });
  },
};
