/** A figure's course as a chart that can be read day by day; without it the drawn line and its table stay. */

/**
 * @typedef {{ day: string, text: string, value: number | null }} Point
 */

/** Puts a chart in the place of each drawn course. */
export function chartSeries() {
  const echarts = /** @type {any} */ (window).echarts;
  if (!echarts) return;
  for (const figure of document.querySelectorAll("[data-series]")) {
    if (figure instanceof HTMLElement) chart(echarts, figure);
  }
}

/**
 * @param {any} echarts
 * @param {HTMLElement} figure
 */
function chart(echarts, figure) {
  const points = pointsOf(figure);
  const place = figure.querySelector("[data-series-chart]");
  if (!(place instanceof HTMLElement) || points.length < 2) return;
  figure.classList.add("series-charted");
  const drawn = echarts.init(place, null, { renderer: "svg" });
  const show = () => drawn.setOption(options(figure, points));
  show();
  new ResizeObserver(() => drawn.resize()).observe(place);
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

/**
 * @param {HTMLElement} figure
 * @returns {Point[]} oldest first
 */
function pointsOf(figure) {
  const cells = [...figure.querySelectorAll("td[data-day]")].reverse();
  return cells.map((cell) => {
    const { day = "", value = "" } = /** @type {HTMLElement} */ (cell).dataset;
    return { day, text: cell.textContent?.trim() ?? "", value: value === "" ? null : Number(value) };
  });
}

/**
 * @param {HTMLElement} figure
 * @param {Point[]} points
 */
function options(figure, points) {
  const style = getComputedStyle(figure);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const line = figure.classList.contains("on-epidemic") ? colour("--epidemic") : colour("--development");
  const text = { color: colour("--grey-2"), fontFamily: style.fontFamily, fontSize: 12 };
  return {
    animation: false,
    aria: { enabled: true, label: { description: figure.dataset.label } },
    grid: { left: 2, right: 56, top: 12, bottom: 26 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: colour("--sheet"),
      borderColor: colour("--line"),
      textStyle: { ...text, color: colour("--ink") },
      formatter: (/** @type {any[]} */ [{ dataIndex }]) => `${points[dataIndex].day}  ${points[dataIndex].text}`,
    },
    xAxis: {
      type: "category",
      data: points.map((point) => point.day),
      boundaryGap: false,
      axisLabel: { ...text, hideOverlap: true },
      axisLine: { lineStyle: { color: colour("--grey-4") } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      position: "right",
      min: 0,
      minInterval: points.every((point) => point.value === null || Number.isInteger(point.value)) ? 1 : 0,
      splitNumber: 3,
      axisLabel: text,
      splitLine: { lineStyle: { color: colour("--line") } },
    },
    series: [
      {
        type: "line",
        step: "end",
        symbol: "circle",
        showSymbol: false,
        symbolSize: 7,
        data: points.map((point) => point.value),
        lineStyle: { color: line, width: 2 },
        itemStyle: { color: line },
      },
    ],
  };
}

chartSeries();
