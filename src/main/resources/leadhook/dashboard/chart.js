"use strict";
// Signups per day of the viewer's zone, drawn from what came in each hour.
(() => {
  const canvas = document.getElementById("chart");
  if (!canvas) {
    return;
  }
  const DAYS = 30;
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();

  const days = [];
  const counts = new Map();
  const today = new Date(canvas.dataset.now * 1000);
  for (let i = DAYS - 1; i >= 0; i--) {
    const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - i);
    days.push(day);
    counts.set(day.toDateString(), 0);
  }
  for (const [seconds, count] of JSON.parse(canvas.dataset.points)) {
    const day = new Date(seconds * 1000).toDateString();
    if (counts.has(day)) {
      counts.set(day, counts.get(day) + count);
    }
  }

  canvas.parentElement.hidden = false;
  const label = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
  new Chart(canvas, {
    type: "bar",
    data: {
      labels: days.map(day => label.format(day)),
      datasets: [{ label: "Signups", data: [...counts.values()], backgroundColor: colour("--accent") }],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      plugins: { legend: { display: false } },
      scales: {
        x: { grid: { display: false }, ticks: { color: colour("--muted"), maxRotation: 0, autoSkipPadding: 16 } },
        y: {
          beginAtZero: true,
          grid: { color: colour("--line") },
          ticks: { color: colour("--muted"), precision: 0, maxTicksLimit: 5 },
        },
      },
    },
  });
})();
