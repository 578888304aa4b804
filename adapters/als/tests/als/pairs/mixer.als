<?xml version="1.0" encoding="UTF-8"?>
<Ableton MajorVersion="5" MinorVersion="12.0_12300" Creator="Ableton Live 12.3.2">
	<LiveSet>
		<Tracks>
			<GroupTrack Id="20">
				<Name><EffectiveName Value="Parent" /><UserName Value="Parent" /></Name>
				<Color Value="3" />
				<TrackGroupId Value="-1" />
				<DeviceChain>
					<AudioOutputRouting><Target Value="AudioOut/Main" /></AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
							<TrackSendHolder Id="1"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
						</Sends>
						<Speaker><Manual Value="true" /></Speaker>
						<SoloSink Value="false" />
						<Pan><Manual Value="0" /></Pan>
						<Volume><Manual Value="1" /></Volume>
					</Mixer>
					<DeviceChain><Devices></Devices></DeviceChain>
				</DeviceChain>
			</GroupTrack>
			<MidiTrack Id="21">
				<Name><EffectiveName Value="Child" /><UserName Value="Child" /></Name>
				<Color Value="3" />
				<TrackGroupId Value="20" />
				<DeviceChain>
					<AudioOutputRouting><Target Value="AudioOut/GroupTrack" /></AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0"><Send><Manual Value="0.1258925412" /></Send></TrackSendHolder>
							<TrackSendHolder Id="1"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
						</Sends>
						<Speaker><Manual Value="true" /></Speaker>
						<SoloSink Value="false" />
						<Pan><Manual Value="0.6" /></Pan>
						<Volume><Manual Value="1" /></Volume>
					</Mixer>
					<MainSequencer><ClipSlotList>
						<ClipSlot Id="0"><ClipSlot><Value>
								<MidiClip Id="0" Time="0">
									<CurrentStart Value="0" /><CurrentEnd Value="4" />
									<Loop><LoopStart Value="0" /><LoopEnd Value="4" /><StartRelative Value="0" /><LoopOn Value="true" /><OutMarker Value="4" /></Loop>
									<Name Value="Riff" />
									<Color Value="3" />
									<Notes><KeyTracks><KeyTrack Id="0"><Notes><MidiNoteEvent Time="0" Duration="1" Velocity="100" NoteId="1" /><MidiNoteEvent Time="2" Duration="1" Velocity="90" NoteId="2" /></Notes><MidiKey Value="60" /></KeyTrack></KeyTracks></Notes>
								</MidiClip>
							</Value></ClipSlot></ClipSlot>
						<ClipSlot Id="1"><ClipSlot><Value /></ClipSlot></ClipSlot>
						<ClipSlot Id="2"><ClipSlot><Value /></ClipSlot></ClipSlot>
					</ClipSlotList></MainSequencer>
					<DeviceChain><Devices>
						<Saturator Id="1"><On><Manual Value="true" /><AutomationTarget Id="901" /><MidiCCOnOffThresholds><Min Value="64" /><Max Value="127" /></MidiCCOnOffThresholds></On></Saturator>
					</Devices></DeviceChain>
				</DeviceChain>
			</MidiTrack>
			<MidiTrack Id="22">
				<Name><EffectiveName Value="Lead" /><UserName Value="Lead" /></Name>
				<Color Value="3" />
				<TrackGroupId Value="-1" />
				<DeviceChain>
					<AudioOutputRouting><Target Value="AudioOut/Main" /></AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
							<TrackSendHolder Id="1"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
						</Sends>
						<Speaker><Manual Value="true" /></Speaker>
						<SoloSink Value="false" />
						<Pan><Manual Value="0" /></Pan>
						<Volume><Manual Value="1" /></Volume>
					</Mixer>
					<MainSequencer><ClipSlotList>
						<ClipSlot Id="0"><ClipSlot><Value /></ClipSlot></ClipSlot>
						<ClipSlot Id="1"><ClipSlot><Value /></ClipSlot></ClipSlot>
						<ClipSlot Id="2"><ClipSlot><Value /></ClipSlot></ClipSlot>
					</ClipSlotList></MainSequencer>
					<DeviceChain><Devices></Devices></DeviceChain>
				</DeviceChain>
			</MidiTrack>
			<AudioTrack Id="23">
				<Name><EffectiveName Value="Vox" /><UserName Value="Vox" /></Name>
				<Color Value="3" />
				<TrackGroupId Value="-1" />
				<DeviceChain>
					<AudioOutputRouting><Target Value="AudioOut/Track.24/TrackIn" /></AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
							<TrackSendHolder Id="1"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
						</Sends>
						<Speaker><Manual Value="true" /></Speaker>
						<SoloSink Value="false" />
						<Pan><Manual Value="0" /></Pan>
						<Volume><Manual Value="1" /></Volume>
					</Mixer>
					<MainSequencer><ClipSlotList>
						<ClipSlot Id="0"><ClipSlot><Value /></ClipSlot></ClipSlot>
						<ClipSlot Id="1"><ClipSlot><Value>
								<AudioClip Id="0" Time="0">
									<CurrentStart Value="0" /><CurrentEnd Value="1.588754995004995" />
									<Loop><LoopStart Value="0" /><LoopEnd Value="1.588754995004995" /><StartRelative Value="0" /><LoopOn Value="true" /><OutMarker Value="1.588754995004995" /></Loop>
									<Name Value="Hook" />
									<Color Value="3" />
									<IsWarped Value="true" />
									<WarpMode Value="0" />
									<WarpMarkers><WarpMarker Id="0" SecTime="0" BeatTime="0" /><WarpMarker Id="1" SecTime="1" BeatTime="2" /></WarpMarkers>
									<SampleRef><FileRef><RelativePathType Value="3" /><RelativePath Value="Samples/hook.wav" /></FileRef></SampleRef>
								</AudioClip>
							</Value></ClipSlot></ClipSlot>
						<ClipSlot Id="2"><ClipSlot><Value /></ClipSlot></ClipSlot>
					</ClipSlotList></MainSequencer>
					<DeviceChain><Devices></Devices></DeviceChain>
				</DeviceChain>
			</AudioTrack>
			<AudioTrack Id="24">
				<Name><EffectiveName Value="FX Bus" /><UserName Value="FX Bus" /></Name>
				<Color Value="3" />
				<TrackGroupId Value="-1" />
				<DeviceChain>
					<AudioOutputRouting><Target Value="AudioOut/Main" /></AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
							<TrackSendHolder Id="1"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
						</Sends>
						<Speaker><Manual Value="true" /></Speaker>
						<SoloSink Value="false" />
						<Pan><Manual Value="0" /></Pan>
						<Volume><Manual Value="1" /></Volume>
					</Mixer>
					<MainSequencer><ClipSlotList>
						<ClipSlot Id="0"><ClipSlot><Value /></ClipSlot></ClipSlot>
						<ClipSlot Id="1"><ClipSlot><Value /></ClipSlot></ClipSlot>
						<ClipSlot Id="2"><ClipSlot><Value /></ClipSlot></ClipSlot>
					</ClipSlotList></MainSequencer>
					<DeviceChain><Devices></Devices></DeviceChain>
				</DeviceChain>
			</AudioTrack>
			<ReturnTrack Id="31">
				<Name><EffectiveName Value="A-Delay" /><UserName Value="" /></Name>
				<Color Value="3" />
				<TrackGroupId Value="-1" />
				<DeviceChain>
					<AudioOutputRouting><Target Value="AudioOut/Main" /></AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
							<TrackSendHolder Id="1"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
						</Sends>
						<Speaker><Manual Value="true" /></Speaker>
						<SoloSink Value="false" />
						<Pan><Manual Value="0" /></Pan>
						<Volume><Manual Value="0.5011872336" /></Volume>
					</Mixer>
					<DeviceChain><Devices>
						<Echo Id="2"><On><Manual Value="true" /><AutomationTarget Id="902" /><MidiCCOnOffThresholds><Min Value="64" /><Max Value="127" /></MidiCCOnOffThresholds></On></Echo>
					</Devices></DeviceChain>
				</DeviceChain>
			</ReturnTrack>
			<ReturnTrack Id="32">
				<Name><EffectiveName Value="B-Reverb" /><UserName Value="" /></Name>
				<Color Value="3" />
				<TrackGroupId Value="-1" />
				<DeviceChain>
					<AudioOutputRouting><Target Value="AudioOut/Main" /></AudioOutputRouting>
					<Mixer>
						<Sends>
							<TrackSendHolder Id="0"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
							<TrackSendHolder Id="1"><Send><Manual Value="0.0003162277571" /></Send></TrackSendHolder>
						</Sends>
						<Speaker><Manual Value="true" /></Speaker>
						<SoloSink Value="false" />
						<Pan><Manual Value="0" /></Pan>
						<Volume><Manual Value="1" /></Volume>
					</Mixer>
					<DeviceChain><Devices>
						<Reverb Id="3"><On><Manual Value="true" /><AutomationTarget Id="903" /><MidiCCOnOffThresholds><Min Value="64" /><Max Value="127" /></MidiCCOnOffThresholds></On></Reverb>
					</Devices></DeviceChain>
				</DeviceChain>
			</ReturnTrack>
		</Tracks>
			<MainTrack>
				<Name><EffectiveName Value="Main" /><UserName Value="" /></Name>
				<Color Value="3" />
				<TrackGroupId Value="-1" />
				<DeviceChain>
					<AudioOutputRouting><Target Value="AudioOut/External/S0" /></AudioOutputRouting>
					<Mixer>
						<Sends />
						<Tempo><Manual Value="120" /></Tempo>
						<TimeSignature><Manual Value="201" /></TimeSignature>
						<Speaker><Manual Value="true" /></Speaker>
						<SoloSink Value="false" />
						<Pan><Manual Value="0" /></Pan>
						<Volume><Manual Value="1" /></Volume>
					</Mixer>
					<DeviceChain><Devices></Devices></DeviceChain>
				</DeviceChain>
			</MainTrack>
		<Scenes>
			<Scene Id="0"><Name Value="Intro" /><Tempo Value="120" /><IsTempoEnabled Value="false" /><TimeSignatureId Value="201" /><IsTimeSignatureEnabled Value="false" /></Scene>
			<Scene Id="1"><Name Value="Verse" /><Tempo Value="120" /><IsTempoEnabled Value="false" /><TimeSignatureId Value="201" /><IsTimeSignatureEnabled Value="false" /></Scene>
			<Scene Id="2"><Name Value="Waltz" /><Tempo Value="120" /><IsTempoEnabled Value="false" /><TimeSignatureId Value="200" /><IsTimeSignatureEnabled Value="true" /></Scene>
		</Scenes>
	</LiveSet>
</Ableton>
