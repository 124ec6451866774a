"use strict";
// One <audio> plays every answer. Times are seconds of the session, as in data-s and data-e of each element.

const LEAD_S = 1; // heard before and after a moment, so that it makes sense by itself
const WHOLE_S = 10; // a longer stretch is a passage and needs no lead
const NEAR_PX = 12; // a click in the picture this close to a mark means the mark

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const startOf = (element) => Number(element.dataset.s);
const endOf = (element) => Number(element.dataset.e);
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// Of an answer's many marks the Tab key meets one; the arrow keys go to the others.
function tabStop(moment) {
  if (!moment) return;
  for (const other of all("button.moment", moment.closest("article"))) other.tabIndex = other === moment ? 0 : -1;
}

class Player {
  constructor(audio) {
    this.audio = audio;
    this.answers = all("article[data-s]");
    this.moments = all("button.moment");
    this.words = new Map(this.answers.map((answer) => [answer, all(".w", answer)]));
    this.dock = document.querySelector(".dock");
    this.status = document.querySelector("[role=status]");
    this.playheads = all(".chart svg").map(playhead);
    this.answer = null; // whose sound is loaded
    this.until = Infinity; // where to stop, in session time
    this.moment = null; // the mark last gone to
    this.urls = new Map();
    for (const answer of this.answers) tabStop(answer.querySelector("button.moment"));
    this.asked = 0; // counts requests, so that the newest one wins while a sound loads
    audio.addEventListener("play", () => { this.show(); this.follow(); });
    audio.addEventListener("pause", () => { this.show(); this.say(`Paused at ${clock(this.now)}`); });
    audio.addEventListener("ended", () => this.show());
    audio.addEventListener("timeupdate", () => this.tick()); // hidden pages get no animation frames
  }

  get now() { return this.answer ? startOf(this.answer) + this.audio.currentTime : 0; }
  get playing() { return !this.audio.paused && !this.audio.ended; }

  answerAt(at) { return this.answers.find((answer) => startOf(answer) <= at && at < endOf(answer)); }

  async play(at, { until = Infinity, what = "", answer = this.answerAt(at) } = {}) {
    if (!answer) return;
    const request = ++this.asked;
    const from = Math.max(0, at - startOf(answer));
    this.until = Infinity;
    if (answer !== this.answer) await this.load(answer);
    if (request !== this.asked) return;
    this.until = until;
    this.audio.currentTime = from;
    this.say(what || `Playing answer ${answer.dataset.label} from ${clock(at)}`);
    this.dock.hidden = false;
    await this.audio.play().catch(() => this.say("This browser could not play the sound."));
    this.show();
  }

  async load(answer) {
    this.audio.pause();
    this.unmark();
    this.answer = answer;
    if (!this.urls.has(answer)) {
      const text = document.getElementById(`sound-${answer.dataset.number}`).textContent;
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      this.urls.set(answer, URL.createObjectURL(new Blob([bytes], { type: "audio/mpeg" })));
    }
    const ready = new Promise((resolve) => {
      for (const event of ["loadedmetadata", "error"]) this.audio.addEventListener(event, resolve, { once: true });
    });
    this.audio.src = this.urls.get(answer);
    await ready;
  }

  playMoment(element, what) {
    const [start, end] = [startOf(element), endOf(element)];
    const lead = end - start < WHOLE_S ? LEAD_S : 0.2;
    const answer = this.answerAt((start + end) / 2);
    if (!answer) return;
    const at = Math.max(startOf(answer), start - lead);
    this.play(at, { until: end + lead, answer, what: `Playing ${what || element.getAttribute("aria-label")}` });
  }

  goTo(moment) {
    if (!moment) return;
    this.moment = moment;
    tabStop(moment);
    moment.focus({ preventScroll: true });
    moment.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    this.playMoment(moment);
  }

  step(direction) {
    const here = this.moments.indexOf(this.moment);
    if (here >= 0) return this.goTo(this.moments[here + direction]);
    const now = this.now;
    const next = this.moments.find((moment) => startOf(moment) > now);
    return this.goTo(direction > 0 ? next : this.moments.findLast((moment) => startOf(moment) < now));
  }

  stepWord(direction) {
    const words = this.words.get(this.answer ?? this.answers[0]) ?? [];
    const next = words.findLastIndex((word) => startOf(word) <= this.now + 0.01) + direction;
    if (words[next]) this.playWord(words[next]);
  }

  playWord(word) {
    this.moment = null;
    this.play(startOf(word), { answer: word.closest("article") });
  }

  toggle(answer = this.answer ?? this.answers[0]) {
    if (answer === this.answer && this.playing) return this.audio.pause();
    const over = this.audio.ended || this.now >= this.until;
    this.moment = null;
    return this.play(answer !== this.answer || this.audio.ended ? startOf(answer) : this.now, {
      answer,
      until: over ? Infinity : this.until,
    });
  }

  seek(answer, offset) {
    const at = startOf(answer) + offset;
    this.moment = null;
    if (this.playing || answer !== this.answer) this.play(at, { answer });
    else { this.until = Infinity; this.audio.currentTime = offset; }
  }

  follow() {
    this.tick();
    if (this.playing) requestAnimationFrame(() => this.follow());
  }

  // Everything that moves with the sound: the word, the bar, the clock, the line in the picture.
  tick() {
    if (!this.answer) return;
    const now = this.now;
    if (this.playing && now >= this.until) this.audio.pause();
    const word = this.words.get(this.answer).findLast((each) => startOf(each) <= now);
    const spoken = word && now < endOf(word) + 0.3 ? word : null;
    if (spoken !== this.spoken) {
      this.spoken?.classList.remove("now");
      spoken?.classList.add("now");
      this.spoken = spoken;
    }
    const length = endOf(this.answer) - startOf(this.answer);
    const bar = this.answer.querySelector(".seek");
    bar.value = this.audio.currentTime;
    bar.style.setProperty("--done", `${(100 * this.audio.currentTime) / length}%`);
    bar.setAttribute("aria-valuetext", `${clock(this.audio.currentTime)} of ${clock(length)}`);
    this.answer.querySelector(".clock").textContent = `${clock(this.audio.currentTime)} / ${clock(length)}`;
    const where = this.dock.querySelector(".where");
    where.textContent = `Answer ${this.answer.dataset.label} · ${clock(now)}`;
    where.hash = this.answer.id;
    for (const move of this.playheads) move(now);
  }

  show() {
    for (const answer of this.answers) {
      const on = answer === this.answer && this.playing;
      answer.classList.toggle("playing", on);
      answer.querySelector(".play").setAttribute("aria-label", `${on ? "Pause" : "Play"} answer ${answer.dataset.label}`);
    }
    this.dock.classList.toggle("playing", this.playing);
    this.dock.querySelector(".play").setAttribute("aria-label", this.playing ? "Pause" : "Play");
  }

  unmark() {
    this.spoken?.classList.remove("now");
    this.spoken = null;
  }

  say(text) { this.status.textContent = text; }
}

// The time of a point of the picture, and a line that shows the time.
const sheet = (svg) => {
  const { left, right, seconds } = svg.dataset;
  const width = right - left;
  return {
    timeAt: (x) => ((x - left) / width) * seconds,
    xAt: (s) => Number(left) + (width * s) / seconds,
  };
};

function playhead(svg) {
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("class", "playhead");
  svg.append(line);
  const { xAt } = sheet(svg);
  const [, , , height] = svg.getAttribute("viewBox").split(" ");
  return (s) => line.setAttribute("d", `M${xAt(s).toFixed(1)} 20V${height - 24}`);
}

function clickedInPicture(player, svg, event) {
  const box = svg.getBoundingClientRect();
  const distance = (mark) => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    const dx = Math.max(left - event.clientX, 0, event.clientX - right);
    const dy = Math.max(top - event.clientY, 0, event.clientY - bottom);
    return Math.hypot(dx, dy);
  };
  const near = all(".mark", svg).map((mark) => [distance(mark), mark]).sort((a, b) => a[0] - b[0])[0];
  if (near && near[0] <= NEAR_PX) {
    const mark = near[1];
    player.moment = player.moments.find((moment) => moment.dataset.s === mark.dataset.s) ?? null;
    const name = mark.querySelector("title")?.textContent ?? "this moment";
    return player.playMoment(mark, player.moment?.getAttribute("aria-label") ?? name);
  }
  player.moment = null;
  const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
  return player.play(sheet(svg).timeAt(x));
}

function listen(player) {
  let swallowed = null; // a key we acted on: Firefox would press a button when Space comes up
  document.addEventListener("click", (event) => {
    const target = event.target;
    const on = (selector) => target.closest(selector);
    if (on("button.moment")) {
      player.moment = on("button.moment");
      player.playMoment(player.moment);
    } else if (on(".hear, .told .quote")) {
      const heard = on(".hear, .told .quote");
      player.moment = null;
      player.playMoment(heard, heard.textContent.trim());
    } else if (on("article .play")) player.toggle(on("article"));
    else if (on(".dock .play")) player.toggle();
    else if (on(".dock .step")) player.step(on(".back") ? -1 : 1);
    else if (on("article[data-s] .w") && getSelection().isCollapsed) player.playWord(on(".w"));
    else if (on(".chart svg")) clickedInPicture(player, on(".chart svg"), event);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches(".seek")) player.seek(event.target.closest("article"), Number(event.target.value));
  });
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === " ") {
      // On a button that is not playing, Space presses the button, as everywhere.
      if (target.closest("summary, a") || (target.closest("button") && !player.playing)) return;
      player.toggle();
    } else if ((key === "ArrowLeft" || key === "ArrowRight") && !target.matches("input")) {
      const direction = key === "ArrowRight" ? 1 : -1;
      if (event.shiftKey) player.stepWord(direction);
      else player.step(direction);
    } else return;
    swallowed = key;
    event.preventDefault();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === swallowed) event.preventDefault();
    swallowed = null;
  });
}

const audio = document.querySelector("audio");
if (audio) listen(new Player(audio));
