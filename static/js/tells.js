// What in a text could tell who wrote it: addresses, links, numbers, names, and words of a list. It misses more than it finds.

// Without lookbehind: phones of 2020 do not know it. A group, where there is one, is what gets underlined.
const GIVEAWAYS = [
  /[\p{L}\p{N}_.+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, // an e-mail address
  /(?:https?:\/\/|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\/\S+/giu, // a link, also without its beginning
  /(?:^|[^\p{L}\p{N}_@.])(@[\p{L}\p{N}_][\p{L}\p{N}_.]+)/gu, // a name in some network
  /\+?\p{Nd}[\p{Nd} .()-]{5,}\p{Nd}/gu, // a phone number
  /\p{Nd}+(?:st|nd|rd|th)?/gu,
  /[\p{Ll},;:)] (\p{Lu}\p{L}{2,}(?:[ -]\p{Lu}\p{L}+)*)/gu,
];

// A word ends where a letter of its own alphabet does not go on: "son" is not in "person". Arabic takes prefixes.
const LETTER = "\\p{sc=Latin}\\p{sc=Greek}\\p{sc=Cyrillic}\\p{M}";
const listed = (word) => new RegExp(`(?:^|[^${LETTER}])(${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}s?)(?![${LETTER}])`, "giu");

function spots(text, words) {
  const found = [];
  for (const pattern of [...GIVEAWAYS, ...words.filter(Boolean).map(listed)]) {
    for (const hit of text.matchAll(pattern)) {
      const end = hit.index + hit[0].length;
      found.push([end - (hit[1] || hit[0]).length, end]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

// The text in pieces, the telling ones marked; null when there are none.
export function telling(text, words) {
  const pieces = [];
  let at = 0;
  for (const [from, to] of spots(text, words)) {
    if (to <= at) continue;
    const mark = document.createElement("mark");
    mark.className = "tell";
    mark.textContent = text.slice(Math.max(at, from), to);
    pieces.push(text.slice(at, Math.max(at, from)), mark);
    at = to;
  }
  return pieces.length ? [...pieces, text.slice(at)] : null;
}
