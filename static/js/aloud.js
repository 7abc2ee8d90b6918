// Reads the chapters of a page aloud with the browser's own voice: every element with data-aloud, part by part.
// Sentence by sentence, since some browsers fall silent in a long utterance. Without a voice the controls stay hidden.
const controls = document.querySelector("[data-aloud-controls]");
const READ = "h2, h3, h4, p, li, td, th, summary";
const SKIPPED = ".small, .meta, .book-claims, button, form";

function linesOf(chapter) {
  const parts = [...chapter.querySelectorAll(READ)].filter((part) => !part.closest(SKIPPED) && !part.querySelector(READ));
  // A point after a digit ends no sentence: 33.07, 2019. 4. 28.
  const text = (part) => part.textContent.trim().replace(/\s+/g, " ").replace(/([^\d\s][.!?。]) /g, "$1\n");
  return parts.flatMap((part) => text(part).split("\n")).filter(Boolean);
}

function languageOf(text) {
  return /[가-힣]/.test(text) ? "ko-KR" : document.documentElement.lang === "ko" ? "ko-KR" : "en-US";
}

function offer() {
  const speech = window.speechSynthesis;
  const chapters = [...document.querySelectorAll("[data-aloud]")].map((part) => ({ title: part.dataset.aloud, lines: linesOf(part) }));
  const [play, next, stop] = ["play", "next", "stop"].map((name) => controls.querySelector(`[data-aloud-${name}]`));
  const now = controls.querySelector("[data-aloud-now]");
  const begin = play.textContent;
  let at = null; // chapter and line being read; null: not begun

  const show = (label) => {
    play.textContent = label;
    now.textContent = at ? `${now.dataset.reading} ${chapters[at.chapter].title}` : "";
    next.hidden = !at || at.chapter + 1 >= chapters.length;
    stop.hidden = !at;
  };
  const finish = () => {
    at = null;
    speech.cancel();
    show(begin);
  };
  const speak = () => {
    const place = at;
    const line = chapters[place.chapter].lines[place.line];
    if (line === undefined) return place.chapter + 1 < chapters.length ? go({ chapter: place.chapter + 1, line: 0 }) : finish();
    const words = new SpeechSynthesisUtterance(line);
    words.lang = languageOf(line);
    words.onend = () => at === place && go({ chapter: place.chapter, line: place.line + 1 });
    speech.speak(words);
  };
  const go = (place) => {
    at = place;
    show(play.dataset.pause);
    speak();
  };
  const pause = () => {
    // Cancelling and beginning the sentence anew works on every phone; pausing does not.
    at = { ...at, paused: true };
    speech.cancel();
    show(play.dataset.resume);
  };

  play.addEventListener("click", () => {
    if (!at) go({ chapter: 0, line: 0 });
    else if (at.paused) go({ chapter: at.chapter, line: at.line });
    else pause();
  });
  next.addEventListener("click", () => {
    const following = { chapter: at.chapter + 1, line: 0 };
    at = null;
    speech.cancel();
    go(following);
  });
  stop.addEventListener("click", finish);
  addEventListener("pagehide", () => speech.cancel());
  controls.hidden = false;
}

if (controls && "speechSynthesis" in window) offer();
