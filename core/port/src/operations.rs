//! The one table of everything that can be called: the 24 operations of the port and those beside it.
//!
//! [`operations!`] hands the table to another macro, and each of those makes one thing of it: names and kinds
//! ([`operation`](crate::operation)), mutations ([`mutation`](crate::mutation)), requests and responses
//! ([`request`](crate::request)), the typed methods ([`LiveBridgeExt`](crate::LiveBridgeExt)), the staged builders
//! ([`Transaction`](crate::Transaction)) and the JSON Schemas. Nothing of it is written a second time.
//!
//! A row of a mutation is
//!
//! ```text
//! /// What it does.
//! Name "nameOnTheWire" method_name on KindOfObject(
//!     /// What the id names.
//!     id
//! ) (
//!     /// What the argument means.
//!     argument: Type as TypeThatTheMethodTakes,
//! ) -> KindOfOutcome(Dto) new;
//! ```
//!
//! where `on` stands for a mutation that takes an id, `as` for a method that takes another type than the field has,
//! and `new` for a mutation that makes the object that it answers with. A row of any other call is
//!
//! ```text
//! /// What it does.
//! Name "nameOnTheWire" (params: Params) -> Answer = how a `bridge` is asked;
//! ```

/// Hands the table to the macro `$make`.
macro_rules! operations {
    ($make:ident) => {
        $make! {
            |bridge|

            Read {
                /// A summary of the Set.
                GetSongOverview "getSongOverview" () -> SongOverview = bridge.get_song_overview();
                /// The MIDI and audio tracks in order.
                ListTracks "listTracks" () -> Vec<TrackInfo> = bridge.list_tracks();
                /// The tracks whose name contains a text in any case.
                FindTrack "findTrack" (of: QueryParams) -> Vec<TrackMatch> = bridge.find_track(&of.query);
                /// The Session slots of a track, then its Arrangement clips.
                ListClips "listClips" (of: TrackParams) -> Vec<ClipInfo> = bridge.list_clips(&of.track_id);
                /// The notes of a MIDI clip.
                GetNotes "getNotes" (of: ClipParams) -> Vec<Note> = bridge.get_notes(&of.clip_id);
                /// The scenes in order.
                ListScenes "listScenes" () -> Vec<SceneInfo> = bridge.list_scenes();
                /// All parameters of all devices of a track.
                ListDeviceParams "listDeviceParams" (of: TrackParams) -> Vec<DeviceParamInfo>
                    = bridge.list_device_params(&of.track_id).await;
                /// The mixer of a track.
                GetTrackMixer "getTrackMixer" (of: TrackParams) -> TrackMixerInfo
                    = bridge.get_track_mixer(&of.track_id).await;
            }

            Mutation {
                /// Sets the tempo of the Set.
                SetTempo "setTempo" set_tempo (
                    /// Beats per minute.
                    bpm: f64,
                ) -> Overview(SongOverview);
                /// Writes the properties of a track that the patch holds.
                SetTrackProps "setTrackProps" set_track_props on Track(
                    /// The track.
                    track_id
                ) (
                    /// What to write.
                    props: TrackPropsPatch,
                ) -> Track(TrackInfo);
                /// Replaces all notes of a MIDI clip.
                SetNotes "setNotes" set_notes on Clip(
                    /// The clip.
                    clip_id
                ) (
                    /// The notes that it has afterwards.
                    notes: Arc<[Note]> as impl Into<Arc<[Note]>>,
                ) -> Notes(SetNotesResult);
                /// Makes a track, where the host puts it.
                CreateTrack "createTrack" create_track (
                    /// MIDI or audio.
                    kind: TrackKind,
                ) -> Track(TrackInfo) new;
                /// Makes a MIDI clip in an empty Session slot.
                CreateMidiClip "createMidiClip" create_midi_clip on Slot(
                    /// The slot.
                    slot_id
                ) (
                    /// Length of its content.
                    length_beats: f64,
                ) -> Clip(ClipInfo) new;
                /// Writes the properties of a clip that the patch holds.
                SetClipProps "setClipProps" set_clip_props on Clip(
                    /// The clip.
                    clip_id
                ) (
                    /// What to write.
                    props: ClipPropsPatch,
                ) -> Clip(ClipInfo);
                /// Deletes a track with all that is on it.
                DeleteTrack "deleteTrack" delete_track on Track(
                    /// The track.
                    track_id
                ) () -> Nothing(());
                /// Deletes a clip.
                DeleteClip "deleteClip" delete_clip on Clip(
                    /// The clip.
                    clip_id
                ) () -> Nothing(());
                /// Makes a MIDI clip in the Arrangement, in the place of what is there.
                CreateArrangementMidiClip "createArrangementMidiClip" create_arrangement_midi_clip on Track(
                    /// The MIDI track.
                    track_id
                ) (
                    /// Start.
                    start_beat: f64,
                    /// Length.
                    length_beats: f64,
                ) -> Clip(ClipInfo) new;
                /// Places an audio file in the Arrangement, in the place of what is there.
                CreateArrangementAudioClip "createArrangementAudioClip" create_arrangement_audio_clip on Track(
                    /// The audio track.
                    track_id
                ) (
                    /// File, start and length.
                    args: CreateAudioClipArgs,
                ) -> Clip(ClipInfo) new;
                /// Clears a range of the Arrangement of one track; what lies outside stays.
                ClearClipsInRange "clearClipsInRange" clear_clips_in_range on Track(
                    /// The track.
                    track_id
                ) (
                    /// Start of the range.
                    start_beat: f64,
                    /// End of the range.
                    end_beat: f64,
                ) -> Nothing(());
                /// Makes a cue point.
                CreateCuePoint "createCuePoint" create_cue_point (
                    /// Its place.
                    beat: f64,
                    /// Its name.
                    name: Name as impl Into<Name>,
                ) -> CuePoint(CuePointInfo) new;
                /// Sets the value of a device parameter or a fader.
                SetParam "setParam" set_param on Param(
                    /// The parameter.
                    param_id
                ) (
                    /// Its value, in its own units.
                    value: f64,
                ) -> Param(DeviceParamInfo);
                /// Inserts a built-in device into a track's chain.
                InsertDevice "insertDevice" insert_device on Track(
                    /// The track.
                    track_id
                ) (
                    /// The exact name of the device.
                    device_name: Name as impl Into<Name>,
                    /// Where in the chain; past the end it goes last. A float so that what is no whole number can be said.
                    index: f64 as u32,
                ) -> Device(DeviceInfo) new;
            }

            Render {
                /// Renders beats of an audio track to a WAV file; the Set stays as it is.
                RenderTrack "renderTrack" (of: RenderParams) -> RenderResult
                    = bridge.render_track(&of.track_id, of.start_beat, of.end_beat).await;
            }

            Transaction {
                /// Several mutations as one undo step: all or nothing.
                Transaction "transaction"
            }

            Control {
                /// The cue points in time order, a ninth read.
                ListCuePoints "listCuePoints" () -> Vec<CuePointInfo> = bridge.control().list_cue_points();
                /// Loads a Set and empties the history.
                ControlReset "control/reset" (to: Reset) -> Done = bridge.control().reset(&to).map(Done::from);
                /// The whole Set.
                ControlSnapshot "control/snapshot" () -> SetView = bridge.control().snapshot();
                /// Undoes one step.
                ControlUndo "control/undo" () -> DoneResult = bridge.control().undo().map(DoneResult::from);
                /// Redoes one step.
                ControlRedo "control/redo" () -> DoneResult = bridge.control().redo().map(DoneResult::from);
                /// How many steps can be undone and redone.
                ControlUndoDepth "control/undoDepth" () -> UndoDepth = bridge.control().undo_depth();
                /// Undoable steps committed so far.
                ControlTransactionCount "control/transactionCount" () -> CountResult
                    = bridge.control().transaction_count().map(CountResult::from);
                /// Returns once the host has applied everything.
                ControlSettle "control/settle" () -> Done = bridge.control().settle().map(Done::from);
            }

            Transform {
                /// Notes onto the pitches of a scale.
                SnapToScale "transform/snapToScale" (input: Value) -> Value
                    = bridge.control().transform("snapToScale", &input);
                /// Notes moved by semitones.
                Transpose "transform/transpose" (input: Value) -> Value
                    = bridge.control().transform("transpose", &input);
                /// Beats of a cell of the grid.
                BeatsPerCell "transform/beatsPerCell" (input: Value) -> Value
                    = bridge.control().transform("beatsPerCell", &input);
                /// Notes moved a little, as by a hand.
                Humanize "transform/humanize" (input: Value) -> Value
                    = bridge.control().transform("humanize", &input);
                /// How loud samples are.
                AnalyzeLoudness "transform/analyzeLoudness" (input: Value) -> Value
                    = bridge.control().transform("analyzeLoudness", &input);
                /// The gain that brings a level to its target.
                SuggestTrimDb "transform/suggestTrimDb" (input: Value) -> Value
                    = bridge.control().transform("suggestTrimDb", &input);
                /// The value of a fader at a gain.
                DbToParamValue "transform/dbToParamValue" (input: Value) -> Value
                    = bridge.control().transform("dbToParamValue", &input);
                /// The gain of a fader at a value.
                ParamValueToDb "transform/paramValueToDb" (input: Value) -> Value
                    = bridge.control().transform("paramValueToDb", &input);
                /// Where the sections of a song lie.
                PlanArrangement "transform/planArrangement" (input: Value) -> Value
                    = bridge.control().transform("planArrangement", &input);
                /// Clips that fill a section.
                Fill "transform/fill" (input: Value) -> Value = bridge.control().transform("fill", &input);
                /// What is untidy in a Set.
                DetectIssues "transform/detectIssues" (input: Value) -> Value
                    = bridge.control().transform("detectIssues", &input);
                /// The mutations that tidy it up.
                PlanFixes "transform/planFixes" (input: Value) -> Value
                    = bridge.control().transform("planFixes", &input);
            }
        }
    };
}

/// Hands the kinds of answer of mutations to the macro `$make`. A row is `Name(Dto)`, and `with id` where the answer
/// is an object.
macro_rules! outcomes {
    ($make:ident) => {
        $make! {
            /// The Set in short.
            Overview(SongOverview);
            /// A track.
            Track(TrackInfo) with id;
            /// A clip whose notes were written.
            Notes(SetNotesResult) with id;
            /// A clip.
            Clip(ClipInfo) with id;
            /// A cue point.
            CuePoint(CuePointInfo) with id;
            /// A parameter.
            Param(DeviceParamInfo) with id;
            /// A device with its parameters.
            Device(DeviceInfo) with id;
        }
    };
}

/// `Some` of what is there, else `None`: for a part of a row that may be missing.
macro_rules! some {
    () => {
        None
    };
    ($there:expr) => {
        Some($there)
    };
}

/// Whether a part of a row is there.
macro_rules! is_there {
    () => {
        false
    };
    ($there:tt) => {
        true
    };
}

/// The type that a method takes an argument as.
macro_rules! taken_as {
    ($field:ty) => {
        $field
    };
    ($field:ty as $taken:ty) => {
        $taken
    };
}

pub(crate) use {is_there, operations, outcomes, some, taken_as};
