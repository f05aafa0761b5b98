// Behaviours that the first page can do without. A phone fetches this file by itself; see bring.js. What the first
// load has as well comes from lent.js: the build stops if a module would be in both files.
import { came } from "./lent.js";
import { Answer } from "./behaviours/answer.js";
import { Ballot } from "./behaviours/ballot.js";
import { Beside } from "./behaviours/beside.js";
import { Capture } from "./behaviours/capture.js";
import { Commitment } from "./behaviours/commitment.js";
import { Compose } from "./behaviours/compose.js";
import { Deck } from "./behaviours/deck.js";
import { Groups } from "./behaviours/groups.js";
import { Guess } from "./behaviours/guess.js";
import { Ladder } from "./behaviours/ladder.js";
import { Own } from "./behaviours/own.js";
import { Park } from "./behaviours/park.js";
import { Reply } from "./behaviours/reply.js";
import { Sentence } from "./behaviours/sentence.js";
import { Sign } from "./behaviours/sign.js";
import { Table } from "./behaviours/table.js";

came({ answer: Answer, ballot: Ballot, beside: Beside, capture: Capture, commitment: Commitment, compose: Compose, deck: Deck, groups: Groups, guess: Guess, ladder: Ladder, own: Own, park: Park, reply: Reply, sentence: Sentence, sign: Sign, table: Table });
