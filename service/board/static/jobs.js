// Follows jobs that are under way. Without this the page says how far they were when it was loaded.
const MINUTE = 60;

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function said(job, words) {
  if (!job.progress) return "";
  const { done, total, seconds_left: left } = job.progress;
  const text = filled(words.of, { done: done.toLocaleString("en-GB"), total: total.toLocaleString("en-GB") });
  if (left === null || done >= total) return text;
  const minutes = Math.round(left / MINUTE);
  return `${text}, ${minutes ? filled(words.left, { minutes }) : words.short}`;
}

function follow(line) {
  const words = JSON.parse(line.dataset.words);
  const source = new EventSource(line.dataset.follow);
  const state = line.querySelector("[data-state]");
  const text = line.querySelector("[data-text]");
  const bar = line.querySelector("progress");
  const show = (event) => {
    const job = JSON.parse(event.data);
    // A live region speaks when its text is set, even to the same.
    if (state.textContent !== words.states[job.state]) state.textContent = words.states[job.state];
    text.textContent = said(job, words);
    if (bar && job.progress && job.progress.total) {
      bar.max = job.progress.total;
      bar.value = job.progress.done;
    }
    return job;
  };
  source.addEventListener("progress", show);
  source.addEventListener("end", (event) => {
    source.close();
    show(event);
    if (bar) bar.remove();
    // The page of the job then has what came of it; a list keeps what somebody may be writing on it.
    if ("whole" in line.dataset) window.location.replace(window.location.pathname);
  });
}

document.querySelectorAll("[data-follow]").forEach(follow);
