/** What is said of each family of networks: what it is, how it is built here, where it comes from, what it is not good for. */
import type { ArchitectureEntry } from '../../../src-shared/domain/catalog.ts';

type About = Pick<ArchitectureEntry, 'summary' | 'source' | 'limits'>;

export const WIDE_RESNET: About = {
  summary:
    'Residual network for small images whose blocks normalise before they convolve; the first number is its depth, the second how many times as wide it is as the narrowest. Built as in the code of ABL and NAD, with an average over the whole map at its end, so that other image sizes work.',
  source: { paper: 'Wide residual networks', year: 2016, sections: ['2'] },
  limits:
    'Made for images around 32 pixels: it halves them only twice, so larger ones cost much and the last units see a small part of them. Images need 4 pixels a side. WRN-16-1 is small enough for a CPU, and falls some points of clean accuracy behind the networks of the papers.',
};

export const RESNET: About = {
  summary:
    'Residual network of four stages with two convolutions a block. Images below 128 pixels begin with one convolution of 3x3 pixels, as usual for small images, larger ones with the 7x7 convolution and the pooling of the original.',
  source: {
    paper: 'Deep residual learning for image recognition',
    year: 2016,
    sections: ['3.3', '3.4'],
  },
  limits:
    'Twenty to forty times the work of WRN-16-1: without a GPU an audit of tens of thousands of samples takes days. Images need 8 pixels a side. It can learn a few thousand samples by heart, mislabelled ones among them, which blurs scores that live from poison being learned first.',
};

export const RESNET_1D: About = {
  summary:
    'The residual network for images with every convolution over 3 time steps in place of 3x3 pixels. Series below 32 steps keep their length in the last stage.',
  source: {
    paper: 'Deep residual learning for image recognition',
    year: 2016,
    sections: ['3.3', '3.4'],
  },
  limits:
    'Series need 8 steps. Far more parameters than most archives of time series have values: it learns a few hundred series by heart. E2ABL names ResNet as a network for series without saying how it is built, so figures of its paper need not be those of this one.',
};

export const VGG16: About = {
  summary:
    'Thirteen convolutions of 3x3 pixels with batch normalisation and five pools, then one dense layer after an average over the map. Images below 32 pixels are padded with zeros to that size.',
  source: {
    paper: 'Very deep convolutional networks for large-scale image recognition',
    year: 2015,
    sections: ['2.1', '2.2'],
  },
  limits:
    'Nothing leads around its layers, and what the first ones learn has to pass through all others: residual networks of the same work usually reach more. Images need 16 pixels a side. The two large dense layers of the original are left out, as usual for small images.',
};

export const MOBILENET_V2: About = {
  summary:
    'Network for telephones: blocks widen, filter each channel by itself and narrow again. The first two stages keep the resolution, so that an image of 32 pixels ends as a map of 4x4.',
  source: {
    paper: 'MobileNetV2: inverted residuals and linear bottlenecks',
    year: 2018,
    sections: ['3', '4'],
  },
  limits:
    'Little arithmetic over many layers and wide maps, so it is slower than its millions of multiply-adds say. Images need 8 pixels a side. Filters of single channels are weak neurons each: NONE and pruning were published on networks with ordinary convolutions.',
};

export const DENSENET_121: About = {
  summary:
    'Every layer of a stage reads all layers before it; three transitions halve channels and size. It begins with one convolution of 3x3 pixels, as usual for small images.',
  source: { paper: 'Densely connected convolutional networks', year: 2017, sections: ['3'] },
  limits:
    'Thirty times the work of WRN-16-1, and what layers make is kept for all that read it: no other network here takes as much memory. Images need 8 pixels a side. What one filter makes is read by many layers: cutting it off changes more than in other networks.',
};

export const INCEPTION_V3: About = {
  summary:
    'Blocks of parallel branches with kernels of several sizes. The stem of five convolutions, which needs images of 75 pixels, is one convolution with stride 2; the auxiliary classifier is left out.',
  source: {
    paper: 'Rethinking the Inception architecture for computer vision',
    year: 2016,
    sections: ['6'],
  },
  limits:
    'The most parameters of the networks here, made for photographs of 299 pixels: on small images it has more layers than they have detail. Images need 8 pixels a side.',
};

export const TS_RESNET: About = {
  summary:
    'Residual network for time series: three blocks of convolutions over 8, 5 and 3 steps, which keep the length of the series.',
  source: {
    paper: 'Time series classification from scratch with deep neural networks: a strong baseline',
    year: 2017,
    sections: ['II'],
  },
  limits:
    'Series need 8 steps. It sees 40 steps at once: what lies further apart meets only in the average over all steps. Every step of a long series costs the same, since nothing is pooled.',
};

export const TS_FCN: About = {
  summary:
    'Fully convolutional network for time series: three convolutions over 8, 5 and 3 steps that keep the length, and an average over all steps.',
  source: {
    paper: 'Time series classification from scratch with deep neural networks: a strong baseline',
    year: 2017,
    sections: ['II'],
  },
  limits:
    'Series need 8 steps. It sees 14 steps at once, so slow waves, and triggers longer than that, are known only by their parts. Only three convolutions: methods that watch neurons layer by layer have little to watch.',
};
