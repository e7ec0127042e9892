/** A loop drawn over a chart with the pointer, in the chart's own coordinates; a short one stands for a single place. */
import type { EChartsType } from 'echarts/core';
import { watch, type Ref, type ShallowRef } from 'vue';

/** A loop of fewer numbers (x, y after each other) is a click. */
const CLICK = 10;

export interface LassoTarget {
  /** The canvas over the chart that the loop is drawn on. */
  surface: Ref<HTMLCanvasElement | null>;
  isOn: Ref<boolean>;
  chart: ShallowRef<EChartsType | null>;
  /** A single place was meant. */
  pick: (x: number, y: number) => void;
  /** `polygon`: corners, x and y after each other; `isMore`: in addition to what is selected. */
  enclose: (polygon: readonly number[], isMore: boolean) => void;
}

export function useLasso({ surface, isOn, chart, pick, enclose }: LassoTarget) {
  let loop: number[] = [];
  watch(isOn, () => (loop = []));

  function begin(event: PointerEvent): void {
    const element = surface.value;
    if (!isOn.value || element === null) return;
    element.width = element.clientWidth;
    element.height = element.clientHeight;
    element.setPointerCapture(event.pointerId);
    loop = [event.offsetX, event.offsetY];
  }

  function extend(event: PointerEvent): void {
    if (loop.length === 0) return;
    loop.push(event.offsetX, event.offsetY);
    const context = surface.value?.getContext('2d');
    if (!context || surface.value === null) return;
    context.clearRect(0, 0, surface.value.width, surface.value.height);
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent');
    context.lineWidth = 2;
    context.setLineDash([5, 4]);
    context.beginPath();
    for (let i = 0; i < loop.length; i += 2) context.lineTo(loop[i]!, loop[i + 1]!);
    context.stroke();
  }

  function end(event: PointerEvent): void {
    const drawn = loop;
    loop = [];
    if (surface.value !== null)
      surface.value.getContext('2d')?.clearRect(0, 0, surface.value.width, surface.value.height);
    if (chart.value === null || drawn.length === 0) return;
    const polygon: number[] = [];
    for (let i = 0; i < drawn.length; i += 2) {
      const place = chart.value.convertFromPixel({ gridIndex: 0 }, [drawn[i]!, drawn[i + 1]!]);
      polygon.push(place[0] ?? 0, place[1] ?? 0);
    }
    if (drawn.length < CLICK) pick(polygon[0] ?? 0, polygon[1] ?? 0);
    else enclose(polygon, event.shiftKey);
  }
  return { begin, extend, end, forget: () => void (loop = []) };
}
