// Draws the served specification in place of its picture, with figures under the pointer. Without it the picture stays.
"use strict";
(async () => {
  const host = document.querySelector("figure[data-chart]");
  if (!host || !window.headwayChart) return;
  const dark = host.dataset.theme === "dark"
    || (host.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  const width = Math.max(320, Math.min(1200, Math.round(document.documentElement.clientWidth)));
  const theme = host.dataset.theme === "print" ? "print" : dark ? "dark" : "light";
  const answer = await fetch(`${host.dataset.chart}?width=${width}&theme=${theme}`);
  if (!answer.ok) return;
  const spec = await answer.json();
  const say = (field) => field === "period"
    ? { field, type: "nominal", title: host.dataset[field] }
    : { field, type: "quantitative", title: host.dataset[field], format: ",.4~r" };
  const under = (name, field, fields) => ({
    data: { name },
    mark: { type: "point", opacity: 0, size: 160, tooltip: true },
    encoding: {
      x: { field: "day", type: "temporal" },
      y: { field, type: "quantitative" },
      tooltip: fields.map(say),
    },
  });
  spec.layer.push(under("measured", "value", ["period", "value"]));
  spec.layer.push(under("forecast", "p50", ["period", "p10", "p50", "p90"]));
  const place = document.createElement("div");
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", spec.description);
  await window.headwayChart(place, spec);
  host.querySelector("picture").replaceWith(place);
})();
