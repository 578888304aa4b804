// A small device for v8: gives each track the next name of a list, and follows
// the number of tracks.

autowatch = 1;
outlets = 1;

var names = jsarguments.slice(1);
var song = null;

// live.thisdevice bangs when the Live API is there: not before.
function bang() {
  song = new LiveAPI(changed, 'live_set');
  song.property = 'tracks';
  rename();
}

function changed(args) {
  // Live allows no change within a notification: a Task defers it.
  if (args[0] === 'tracks' && song !== null) new Task(rename).schedule(0);
}

function rename() {
  var count = song.getcount('tracks');
  for (var i = 0; i < count; i += 1) {
    var track = new LiveAPI('live_set tracks ' + i);
    var name = names[i % names.length];
    if (String(track.get('name')[0]) !== String(name)) track.set('name', name);
  }
  outlet(0, 'renamed', count);
}
