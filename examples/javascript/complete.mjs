// A complete bridge: a Set in memory behind the LiveBridge wire protocol, in ES modules without dependencies.
//
// It offers everything that the contract knows: 8 reads, 14 mutations, the render, transactions with staged
// references, and the control plane; and four of the pure transforms. Run it under the suite (Node 20 or later):
//
//     livebridge verify -- node examples/javascript/complete.mjs
//
// Two design decisions carry it. Ids are opaque (`t7`, `c12`): a letter for the kind and a number that is never
// used again, so an id keeps naming its object whatever happens around it. And a Set is only ever changed through a
// journal of small edits that can be undone: a failed call takes its edits back, undo and redo walk over journals.
//
// This file only starts it. From the inside to the outside, in `livebridge-example` beside it:
//
// - `livebridge-kit`, in `examples/kit/javascript`: what every bridge needs; arguments, transactions, the protocol;
// - `live-set`: the Set;
// - `snapshot`, `fixtures`: the Set as JSON, and the Sets that every target knows by name;
// - `journal`: every change to a Set, in edits that can be taken back;
// - `answers`, `ids`, `reads`: what is said of an object, how it is found, what can be asked;
// - `mutations`: what each changes;
// - `render`: WAV files;
// - `transforms`: what needs no Set;
// - `bridge`: all of it together, and what is declared.

import { serve } from '../kit/javascript/livebridge-kit.mjs';
import { Complete } from './livebridge-example/bridge.mjs';

serve(new Complete());
